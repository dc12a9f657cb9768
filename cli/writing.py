"""The file that a command was asked to write its result to: there when it is whole, and not before."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from cli.faults import said_by_system
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of the name of a file, in the name of the one that is to take its place; in bytes.
_LONGEST_BEGIN = 80


@contextmanager
def opened(out: Path) -> Iterator[TextIO]:
    """Open a file for text, as `opened_bytes` does."""
    with opened_bytes(out) as raw, text_onto(raw) as text:
        yield text


@contextmanager
def opened_new(out: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a file for bytes under a name that nothing has yet: `out`, else with -2, -3 … before its ending.

    Yield it with its name. What stands under another name is never touched; an error leaves no file.
    """
    with _told_of(out):
        target = _claimed(out)
    try:
        with opened_bytes(target) as file:
            yield file, target
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _claimed(out: Path) -> Path:
    """Make an empty file under the first free name, so that no other process takes it."""
    target, number = out, 1
    while True:
        with suppress(FileExistsError):
            target.open("xb").close()
            return target
        number += 1
        target = out.with_stem(f"{out.stem}-{number}")


@contextmanager
def text_onto(raw: BinaryIO) -> Iterator[TextIO]:
    """Write text onto a file of bytes, as UTF-8 and with line ends as they are given; the file stays open."""
    # JSON has a form for the half characters that UTF-8 cannot hold, and backslashreplace writes it.
    text = TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield text
    finally:
        # What cannot be written is said here, once; closing the wrapper would try again.
        text.detach()


@contextmanager
def opened_bytes(out: Path) -> Iterator[BinaryIO]:
    """Open a file anew for the length of the block. It takes its place at the end of the block: one that is left by
    an error, or killed, leaves what stood there before.

    Raise UsageError when it cannot be opened, OSError for a full disk.
    """
    with _told_of(out):
        # What is no plain file (a pipe, /dev/stdout) cannot be replaced, and a folder says so itself.
        if out.exists() and not out.is_file():
            with out.open("wb") as file:
                yield file
        else:
            with _replacing(out) as file:
                yield file


@contextmanager
def _told_of(out: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence about this file."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            # A write that fails does not say of which file.
            raise OSError(error.errno, error.strerror, str(out)) from error
        if error.errno == errno.ENOENT:
            raise UsageError(f"写不了文件，文件夹不存在 its folder does not exist: {out}") from error
        said = said_by_system(OSError(error.errno, error.strerror))
        raise UsageError(f"写不了文件 cannot write {out}: {said}") from error


@contextmanager
def _replacing(out: Path) -> Iterator[BinaryIO]:
    """Write beside the file, then put the new one in its place with the old one's rights."""
    # Through a link: what it leads to is replaced, not the link.
    target = Path(os.path.realpath(out))
    # A name may have 255 bytes, and a character four of them.
    begin = os.fsencode(target.name)[:_LONGEST_BEGIN].decode("utf-8", "ignore")
    part = target.with_name(f"{begin}.{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
