"""What went wrong, as one line and an exit code; a traceback goes to the log only."""

from __future__ import annotations

import errno
import os
import select
import sys
import traceback
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.wording import in_chinese
from config import load_settings
from news.dates import SHANGHAI
from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SYSTEM = {
    errno.ENOSPC: "磁盘已满，请腾出空间后重试 the disk is full, free some space, then try again",
    errno.EDQUOT: "磁盘配额已满，请腾出空间后重试 the disk quota is used up, free some space, then try again",
    errno.EACCES: "没有权限 permission denied",
    errno.EPERM: "没有权限 permission denied",
    errno.EROFS: "只读，写不了 a read-only disk",
    errno.ENOENT: "没有这个文件 no such file",
    errno.ENOTDIR: "不是文件夹 not a folder",
    errno.EISDIR: "是文件夹，不是文件 a folder, not a file",
    errno.EMFILE: "打开的文件太多，请调高 ulimit -n too many open files, raise ulimit -n",
    errno.EIO: "磁盘读写出错 the disk failed",
}


def name_of(arguments: Sequence[str]) -> str:
    """Return the name under which a command line's log is kept."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    return first if first.isascii() and first.isalpha() else "tzwatch"


def explained(error: BaseException, arguments: Sequence[str]) -> tuple[str, int]:
    """Return the line that a person sees and the exit code. What nobody foresaw is recorded in the log."""
    match error:
        case click.ClickException():
            return f"用法有误 wrong usage: {in_chinese(error)}（--help 查看用法）", 2
        case KeyboardInterrupt() | click.Abort():
            return "已中断 interrupted", 1
        case TzwatchError():
            return str(error), error.exit_code
        case OSError(errno=number) if number in _SYSTEM:
            return said_by_system(error), 1
        case MemoryError():
            return "内存不足 out of memory", 1
    log = record(error, name_of(arguments))
    where = f"日志 log: {log}" if log else "日志也写不了，请运行 tzwatch doctor the log cannot be written either"
    said = " ".join(str(error).split())[:300]
    return (
        f"程序出错，请附日志报告，先运行 tzwatch doctor a fault of tzwatch, please report it with the log: "
        f"{type(error).__name__}: {said}（{where}）"
    ), 1


def said_by_system(error: OSError) -> str:
    """Return what the system refused, Chinese first, with the file's name."""
    said = _SYSTEM.get(error.errno or 0) or error.strerror or str(error)
    return f"{said}: {error.filename}" if error.filename else said


def record(error: BaseException, name: str) -> Path | None:
    """Append a traceback to home/log/<name>.log and return that file, None when it cannot be written."""
    at = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    try:
        log = load_settings().home / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{at} CRITICAL cli {''.join(traceback.format_exception(error))}\n")
    except (OSError, TzwatchError):
        return None
    return log


def reader_left() -> bool:
    """Tell whether the reader of our output (head, less) is gone: any socket can break a pipe too."""
    poll = select.poll()
    for number in (1, 2):
        poll.register(number, 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in poll.poll(0))


def give_up_output() -> None:
    """Send what standard output still holds nowhere when it cannot be written: Python would complain at its end."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
