"""Raw pages are kept: one WARC 1.1 file a run, one gzip member a page, written before the database names it."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db.articles import Snapshot
from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

# The body is stored decoded, so these headers would no longer be true of it.
_UNTRUE_OF_DECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class ArchiveError(TzwatchError):
    """Raised when a raw page cannot be written, usually on a full disk; the operator frees space, nothing is lost."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"网页原件写不了，请腾出空间或检查权限 raw pages cannot be written, free space or check the rights: "
            f"{folder}: {error.strerror or error}"
        )


@dataclass(frozen=True, slots=True)
class RawPage:
    """What arrived: the body as bytes (content encoding undone), the final URL, status and headers."""

    url: str
    body: bytes
    status: int
    headers: Sequence[tuple[str, str]]
    fetched_at: datetime

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class WarcFile:
    """One file below `home`/warc/<year>/, opened at the first page. A crash leaves at most a torn last member."""

    def __init__(self, home: Path, label: str, now: datetime) -> None:
        stamp = f"{now:%Y%m%d-%H%M%S}"
        self._home = home
        self._path = home / "warc" / f"{now:%Y}" / f"{stamp}-{label}-{secrets.token_hex(4)}.warc.gz"

    def add(self, page: RawPage) -> Snapshot:
        """Append the page, flush it to the disk, and return where it lies. Raise ArchiveError when there is no room."""
        member = _record(page)
        try:
            offset = self._append(member)
        except OSError as error:
            raise ArchiveError(self._path.parent, error) from error
        return Snapshot(
            url=page.url,
            fetched_at=page.fetched_at,
            status=page.status,
            content_type=page.header("content-type"),
            sha256=hashlib.sha256(page.body).digest(),
            file=str(self._path.relative_to(self._home)),
            offset=offset,
            length=len(member),
        )

    def _append(self, member: bytes) -> int:
        """Write one member at the end, whole or not at all; return where it begins."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what a full disk refused would be written once more when the file is closed.
        with self._path.open("ab", buffering=0) as file:
            offset = file.tell()
            try:
                _write_all(file, member)
                os.fsync(file.fileno())
            except OSError:
                # Behind half a member no later one could be found.
                with suppress(OSError):
                    file.truncate(offset)
                raise
        return offset


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _record(page: RawPage) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    headers = [(key, value) for key, value in page.headers if key.lower() not in _UNTRUE_OF_DECODED]
    headers.append(("Content-Length", str(len(page.body))))
    writer.write_record(
        writer.create_warc_record(
            page.url,
            "response",
            payload=BytesIO(page.body),
            # Without it warcio copies the body to temporary files twice and leaves one open (2026-11).
            length=len(page.body),
            http_headers=StatusAndHeaders(f"{page.status} -", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
        )
    )
    return buffer.getvalue()
