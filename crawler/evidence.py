"""The raw pages that prove what an article said: their records, as they were written, in one archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator

from crawler.snapshots import opened
from db import snapshots
from news.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from crawler.snapshots import Shelf
    from db.history import Happened
    from db.snapshots import Stored
    from db.versions import Version


@dataclass(frozen=True, slots=True)
class Proof:
    """One raw page of a version, or what came in its place at the withdrawal `event_seq`.

    offset and length: of its record in the archive, None when `missing` says why there is none; is_intact: whether the
    page still has the digest that was noted when it was fetched.
    """

    version: int
    page: Stored
    event_seq: int | None = None
    missing: str = ""
    is_intact: bool = False
    record_id: str = ""
    payload_digest: str = ""
    offset: int | None = None
    length: int | None = None


def proofs(
    conn: Connection, shelf: Shelf, versions: Sequence[Version], happened: Sequence[Happened] = ()
) -> tuple[list[Proof], bytes]:
    """Return what proves each version and withdrawal, and the archive; what is lost is said, and the rest goes on.

    The archive holds the records byte for byte, those of the requests and of the files' beginnings too.
    """
    archive = bytearray()
    files: set[str] = set()
    found = []
    for version in versions:
        ids = [version.snapshot_id] if version.snapshot_id else []
        for page in snapshots.stored(conn, [*ids, *version.further_snapshots]):
            found.append(_proof(shelf, Proof(version.version, page), archive, files))
    for event in happened:
        for page in snapshots.stored(conn, [event.snapshot_id] if event.snapshot_id else []):
            found.append(_proof(shelf, Proof(event.version, page, event.seq), archive, files))
    return found, bytes(archive)


def _proof(shelf: Shelf, wanted: Proof, archive: bytearray, files: set[str]) -> Proof:
    page = wanted.page
    try:
        member = shelf.member(page)
        body, _ = opened(member, page.file)
        record_id, digest = _said_of_itself(member)
    except ReadError as error:
        return replace(wanted, missing=str(error))
    if page.file not in files:
        files.add(page.file)
        archive += shelf.info_of_file(page)
    offset = len(archive)
    archive += member + shelf.request_behind(page)
    is_intact = hashlib.sha256(body).digest() == page.sha256
    return replace(
        wanted,
        is_intact=is_intact,
        record_id=record_id,
        payload_digest=digest,
        offset=offset,
        length=len(member),
    )


def _said_of_itself(member: bytes) -> tuple[str, str]:
    """Return a record's id and the digest of its payload, as its headers say them."""
    headers = next(ArchiveIterator(BytesIO(member))).rec_headers
    return headers.get_header("WARC-Record-ID") or "", headers.get_header("WARC-Payload-Digest") or ""
