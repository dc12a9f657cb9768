"""Where a command's messages go: one line each to the screen, everything, tracebacks included, to home/log/."""

from __future__ import annotations

import errno
import logging
import logging.handlers
from datetime import datetime
from typing import TYPE_CHECKING

from cli.faults import said_by_system
from news.dates import SHANGHAI
from news.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from config import Settings

_OURS = frozenset({"crawler", "scheduler", "alerts", "cli", "db", "sites"})


class _OneLine(logging.Formatter):
    """A line a person can read: time, part, words; a traceback goes to the log file only."""

    def format(self, record: logging.LogRecord) -> str:
        # In Beijing time like every other time that is shown, whatever the machine's zone.
        moment = datetime.fromtimestamp(record.created, SHANGHAI).strftime("%m-%d %H:%M:%S")
        return f"{moment} {' '.join(record.getMessage().split())}"


def log_to(settings: Settings, name: str, *, console: int = logging.INFO) -> None:
    """Send one-line messages to stderr and everything to home/log/<name>.log. Raise ConfigError when it cannot be."""
    folder = own_folder(settings.home / "log")
    try:
        file = logging.handlers.RotatingFileHandler(
            folder / f"{name}.log", maxBytes=5_000_000, backupCount=3, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        raise _unwritable(folder, error) from error
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    # Two lines a tick: the file would hold little else.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, handlers=[file, _screen(console)], force=True)


def log_to_screen() -> None:
    """Send our own warnings to stderr, for a command that keeps no log."""
    logging.basicConfig(level=logging.WARNING, handlers=[_screen(logging.WARNING)], force=True)


def own_folder(folder: Path) -> Path:
    """Make a folder below TZWATCH_HOME and return it. Raise ConfigError when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def _screen(level: int) -> logging.Handler:
    screen = logging.StreamHandler()
    screen.setFormatter(_OneLine())
    screen.setLevel(level)
    screen.addFilter(lambda record: record.name.partition(".")[0] in _OURS or record.levelno >= logging.CRITICAL)
    return screen


def _unwritable(folder: Path, error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return error
    return ConfigError(
        f"写不了，请把 TZWATCH_HOME 设到别处 cannot write, set TZWATCH_HOME to another folder: {folder}："
        f"{said_by_system(error)}"
    )
