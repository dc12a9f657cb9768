"""A last limit to one reading: whatever a page holds, it ends.

Every pattern is written so that its cost grows with the page and no faster; this is for the one that was not. The
clock is the process's own working time, so a busy machine refuses nothing.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from news.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# The largest pages that are read at all take half of it (2026-11).
SECONDS = 1.8


@contextmanager
def deadline(seconds: float = SECONDS) -> Iterator[None]:
    """Raise ReadError in the block once it has worked for `seconds`.

    Only the main thread can be interrupted, which is where pages are read; elsewhere the block just runs.
    """
    # Within another limit that one goes on.
    running = signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0.0
    if running or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _ring(signum: int, frame: FrameType | None) -> None:
    raise ReadError("读得太久，已放弃 reading took too long")
