"""The file that a command was asked to write its result to."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from cli.faults import said_by_system
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def opened(out: Path) -> Iterator[TextIO]:
    """Open a file anew for the length of the block. Raise UsageError when it cannot be, OSError for a full disk."""
    try:
        # JSON has a form for the half characters that UTF-8 cannot hold, and backslashreplace writes it.
        with out.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            # A write that fails does not say of which file.
            raise OSError(error.errno, error.strerror, str(out)) from error
        if error.errno == errno.ENOENT:
            raise UsageError(f"写不了文件，文件夹不存在 its folder does not exist: {out}") from error
        said = said_by_system(OSError(error.errno, error.strerror))
        raise UsageError(f"写不了文件 cannot write {out}: {said}") from error
