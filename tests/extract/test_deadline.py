"""A reading that would not end ends with a typed error, and leaves nothing behind."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from extract.deadline import deadline
from news.errors import ReadError


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_work_without_an_end_is_cut_off() -> None:
    started = time.process_time()
    with pytest.raises(ReadError, match="读得太久"), deadline(0.05):
        _work(30.0)
    assert time.process_time() - started < 5.0


def test_what_is_done_in_time_is_let_alone_and_so_is_what_follows() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with deadline(0.2):
        _work(0.01)
    _work(0.3)
    assert signal.getsignal(signal.SIGVTALRM) is before


def test_waiting_is_no_work() -> None:
    with deadline(0.05):
        time.sleep(0.2)


def test_another_thread_reads_without_the_limit() -> None:
    done = []

    def read() -> None:
        with deadline(0.01):
            _work(0.05)
        done.append(True)

    reader = threading.Thread(target=read)
    reader.start()
    reader.join(timeout=30)
    assert done == [True]
