"""Raw pages back from their WARC files, wherever those lie now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator

from news.dates import SHANGHAI
from news.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from db.snapshots import Stored

# A request's record and that of a file's beginning are short; what is longer is another.
_LONGEST_SMALL_RECORD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where WARC files lie: `home` is TZWATCH_HOME; `archive` holds those that were moved, under the same names."""

    home: Path
    archive: Path | None = None

    def member(self, page: Stored) -> bytes:
        """Return a raw page's record as it lies in its file. Raise ReadError when it is not there, saying why."""
        return self._read(page, page.offset, page.length)

    def request_behind(self, page: Stored) -> bytes:
        """Return the record of what was asked, which lies behind the answer's; b"" when none does."""
        return self._record(page, page.offset + page.length, "request")

    def info_of_file(self, page: Stored) -> bytes:
        """Return the record at the beginning of a raw page's file, which says who wrote it; b"" when there is none."""
        return self._record(page, 0, "warcinfo")

    def body(self, page: Stored) -> tuple[bytes, str | None]:
        """Return a raw page's body, unpacked, and its content type. Raise ReadError when it is lost or damaged."""
        body, kind = opened(self.member(page), page.file)
        if hashlib.sha256(body).digest() != page.sha256:
            raise ReadError(f"网页原件已损坏 the raw page is damaged: {page.file}")
        return body, kind

    def _record(self, page: Stored, offset: int, kind: str) -> bytes:
        """Return the record at `offset` of a raw page's file if it is of this kind, else b""."""
        try:
            following = self._read(page, offset, _LONGEST_SMALL_RECORD)
            records = ArchiveIterator(BytesIO(following))
            record = next(records, None)
            if record is None or record.rec_type != kind:
                return b""
            records.read_to_end()
            return following[: records.get_record_length()]
        except Exception:
            # Lost or damaged, as in `opened`: the page itself says so.
            return b""

    def _read(self, page: Stored, offset: int, length: int) -> bytes:
        if page.dropped_at:
            at = page.dropped_at.astimezone(SHANGHAI)
            raise ReadError(f"网页原件已按保存期删除 the raw page was given up by age: {at:%Y-%m-%d}")
        places = [folder / page.file for folder in (self.archive, self.home) if folder]
        found = next((place for place in places if place.exists()), places[-1])
        try:
            with found.open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except OSError as error:
            why = f"{page.file}: {error.strerror or error}"
            if page.moved_at:
                raise ReadError(
                    f"网页原件在归档里，请接上 TZWATCH_PAGES_ARCHIVE the raw page is in the archive, mount it: {why}"
                ) from error
            raise _unreadable(why) from error


def stored_page(home: Path, file: str, offset: int, length: int) -> tuple[bytes, str | None]:
    """Return body and content type of the raw page at `offset` of `file`. Raise ReadError when it is not there."""
    try:
        with (home / file).open("rb") as archive:
            archive.seek(offset)
            member = archive.read(length)
    except OSError as error:
        raise _unreadable(f"{file}: {error}") from error
    return opened(member, file)


def opened(member: bytes, file: str) -> tuple[bytes, str | None]:
    """Return body and content type of a record. Raise ReadError for one that is torn or is none."""
    try:
        for record in ArchiveIterator(BytesIO(member)):
            headers = record.http_headers
            kind = headers.get_header("content-type") if headers else record.content_type
            return record.content_stream().read(), kind
    except Exception as error:
        # What a damaged record makes its parsers raise has no common name (2026-11).
        raise _unreadable(f"{file}: {type(error).__name__}: {error}") from error
    raise _unreadable(file)


def _unreadable(why: str) -> ReadError:
    return ReadError(f"网页原件读不到 a raw page cannot be read: {why}")
