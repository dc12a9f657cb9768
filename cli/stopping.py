"""Ending cleanly: Ctrl-C, SIGTERM and a closed terminal set an event that the programs watch."""

from __future__ import annotations

import signal
import threading


def stop_on_signals() -> threading.Event:
    """Return an event that SIGINT and SIGTERM set, and SIGHUP unless nohup asked to ignore it."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stop.set())
    return stop
