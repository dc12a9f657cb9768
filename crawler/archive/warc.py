"""Raw pages are kept: one WARC 1.1 file a run, one gzip member a record, written before the database names it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.records import NO_WIRE, Wire, info_member, page_members
from db.articles import Snapshot
from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_VALIDATORS = ("etag", "last-modified")
# An ETag is a hash or a date; a longer value is none that could be meant.
_LONGEST_VALUE = 1024


class ArchiveError(TzwatchError):
    """Raised when a raw page cannot be written, usually on a full disk; the operator frees space, nothing is lost."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"网页原件写不了，请腾出空间或检查权限 raw pages cannot be written, free space or check the rights: "
            f"{folder}: {error.strerror or error}"
        )


@dataclass(frozen=True, slots=True)
class RawPage:
    """What arrived: the body as bytes (content encoding undone), the final URL, status and headers.

    `wire` is what the archive keeps besides. `saved`: the page came from a file, no server answered.
    """

    url: str
    body: bytes
    status: int
    headers: Sequence[tuple[str, str]]
    fetched_at: datetime
    wire: Wire = NO_WIRE
    saved: bool = False

    def header(self, name: str) -> str | None:
        """Return a header's value as it can be stored; None when it is absent or, of a validator, damaged."""
        value = next((value for key, value in self.headers if key.lower() == name.lower()), None)
        return clean_value(name, value) if value else None


def clean_value(name: str, text: str) -> str | None:
    """Postgres refuses NUL. A validator must come back to the server byte by byte, so a damaged one is dropped."""
    if name.lower() in _VALIDATORS and not (text.isascii() and text.isprintable() and len(text) <= _LONGEST_VALUE):
        return None
    return _CONTROL.sub("", text)[:_LONGEST_VALUE] or None


class WarcFile:
    """One file below `home`/warc/<year>/, opened at the first page. A crash leaves at most a torn last member.

    crawled: whether its pages were fetched by us, by the rules of robots.txt.
    """

    def __init__(self, home: Path, label: str, now: datetime, *, crawled: bool = True) -> None:
        stamp = f"{now:%Y%m%d-%H%M%S}"
        self._home = home
        self._path = home / "warc" / f"{now:%Y}" / f"{stamp}-{label}-{secrets.token_hex(4)}.warc.gz"
        self._info_id, self._info = info_member(self._path.name, now, crawled=crawled)

    def add(self, page: RawPage) -> Snapshot:
        """Append the page, flush it to the disk, and return where it lies. Raise ArchiveError when there is no room."""
        return self.add_all([page])[0]

    def add_all(self, pages: Sequence[RawPage]) -> list[Snapshot]:
        """Append pages, all or none, flush them together, and return where each lies."""
        members = [page_members(page, self._info_id) for page in pages]
        try:
            offset = self._append(b"".join(part for parts in members for part in parts))
        except OSError as error:
            raise ArchiveError(self._path.parent, error) from error
        found = []
        for page, parts in zip(pages, members, strict=True):
            found.append(self._snapshot(page, offset, len(parts[0])))
            offset += sum(map(len, parts))
        return found

    def _snapshot(self, page: RawPage, offset: int, length: int) -> Snapshot:
        return Snapshot(
            url=page.url,
            fetched_at=page.fetched_at,
            status=page.status,
            content_type=page.header("content-type"),
            sha256=hashlib.sha256(page.body).digest(),
            file=str(self._path.relative_to(self._home)),
            offset=offset,
            length=length,
        )

    def _append(self, members: bytes) -> int:
        """Write members at the end, whole or not at all; return where they begin."""
        is_new = not self._path.exists()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what a full disk refused would be written once more when the file is closed.
        with self._path.open("ab", buffering=0) as file:
            offset = file.tell()
            lead = b"" if offset else self._info
            try:
                _write_all(file, lead + members)
                os.fsync(file.fileno())
            except OSError:
                # Behind half a member no later one could be found.
                with suppress(OSError):
                    file.truncate(offset)
                raise
        if is_new:
            _flush_name(self._path)
        return offset + len(lead)


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _flush_name(path: Path) -> None:
    """Make a new file's name survive a loss of power, and those of its folders."""
    for folder in path.parents[:3]:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
