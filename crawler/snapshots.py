"""Raw pages back from their WARC files."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from news.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path


def stored_page(home: Path, file: str, offset: int, length: int) -> tuple[bytes, str | None]:
    """Return body and content type of the raw page at `offset` of `file`. Raise ReadError when it is not there."""
    try:
        with (home / file).open("rb") as archive:
            archive.seek(offset)
            member = archive.read(length)
        for record in ArchiveIterator(BytesIO(member)):
            headers = record.http_headers
            return record.content_stream().read(), headers.get_header("content-type") if headers else None
    except (OSError, ArchiveLoadFailed) as error:
        raise ReadError(f"网页原件读不到 a raw page cannot be read: {file}: {error}") from error
    raise ReadError(f"网页原件读不到 a raw page cannot be read: {file}")
