"""A reading that would not end ends with a typed error, and leaves nothing behind."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from extract.deadline import deadline
from extract.reader import read_article
from news.errors import ReadError
from tests.patience import PATIENCE


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_work_without_an_end_is_cut_off() -> None:
    started = time.process_time()
    with pytest.raises(ReadError, match="读得太久"), deadline(0.05):
        _work(30.0)
    assert time.process_time() - started < PATIENCE


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


@pytest.mark.parametrize("attribute", ["a{n}", "a{n}={n}", 'a{n}="{n}"', "a{n}='<b>'", 'a{n} = ">"'])
def test_a_crowd_of_attributes_is_refused_at_once(attribute: str) -> None:
    crowd = " ".join(attribute.format(n=n) for n in range(60_000))
    started = time.process_time()
    with pytest.raises(ReadError, match="属性过多"):
        read_article(f"<p {crowd}>文</p>".encode(), "http://a.example/1.html")
    assert time.process_time() - started < PATIENCE


_CROWDS = {
    "behind a quoted value": "<p x='' {}>",
    "behind a quote that is none": "<p x=a'b {}>",
    "between quotes that are none": "<p x=a'b {} y=c'd>",
    "behind many quoted values": "<p " + "x='' " * 1900 + "{}>",
    "in several tags": "<p {}>文</p>" * 8,
}


@pytest.mark.parametrize("form", _CROWDS.values(), ids=_CROWDS)
@pytest.mark.parametrize("separator", [" ", "/", "=''"])
def test_a_crowd_of_attributes_is_refused_wherever_it_hides(form: str, separator: str) -> None:
    count = 60_000 // form.count("{}") * (2 if form.count("{}") > 1 else 1)
    crowd = separator.join(f"a{n}" for n in range(count))
    with pytest.raises(ReadError, match="属性过多"):
        read_article(form.replace("{}", crowd).encode(), "http://a.example/1.html")


def test_a_script_that_compares_and_counts_is_no_crowd() -> None:
    script = "for (i = 0; i < n; i++) x('a'); var d = [" + ", ".join(map(str, range(15_000))) + "];"
    body = f"<html><body><h1>统战要闻</h1><p>{'正文。' * 200}</p><script>{script}</script></body></html>"
    assert read_article(body.encode(), "http://a.example/1.html")


def test_a_large_page_of_ordinary_tags_is_no_crowd() -> None:
    cells = "".join(f'<td class="c{n}" style="width:9px" title="第{n}格">{n}</td>' for n in range(4000))
    picture = f'<img alt="图" src="data:image/png;base64,{"A" * 200_000}">'
    text = "<p>统战部门的同志挨家挨户走访，把问题记在本子上，把答复写在问题后面。</p>" * 9
    page = f"<title>走访</title><body><h1>走访</h1><table><tr>{cells}</tr></table>{picture}{text}</body>"
    assert read_article(page.encode(), "http://a.example/1.html")
