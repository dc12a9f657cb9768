"""A process of its own for one command: what Python would print by itself goes to the log instead."""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING

from cli import faults, logs
from cli.main import run

if TYPE_CHECKING:
    from collections.abc import Sequence


def one_command(arguments: Sequence[str]) -> int:
    """Run one command line in this process; return its exit code."""
    name = faults.name_of(arguments)
    # A fault in a thread or in a destructor: Python writes its traceback to the screen.
    threading.excepthook = lambda said: _keep(name, said.exc_value)
    sys.unraisablehook = lambda said: _keep(name, said.exc_value)
    for stream in (sys.stdout, sys.stderr):
        # A page's text in a terminal of another code page, a file name of other bytes: shown as \x.., no error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if name != "scrapy":
        logs.log_to_screen()
    return run(arguments)


def _keep(name: str, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        faults.record(error, name)
