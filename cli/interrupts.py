"""Ctrl-C before and after a command's own work: there is nothing to end cleanly, the process is just gone."""

from __future__ import annotations

import os
import signal

_INTERRUPTED = 130


def leave_at_once() -> None:
    """Let Ctrl-C end the process without a word. Inside an import KeyboardInterrupt could end up anywhere."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def end_cleanly() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(*_: object) -> None:
    os._exit(_INTERRUPTED)
