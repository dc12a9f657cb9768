"""The raw pages that prove what an article said: their records, as they were written, in one archive."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator

from crawler.archive.snapshots import opened
from db import snapshots
from news.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from crawler.archive.snapshots import Shelf
    from db.history import Happened
    from db.snapshots import Stored
    from db.versions import Version
    from news.citation import Origin

# The name of a file that an import wrote, with the time when that import began (crawler/archive/warc.py).
_IMPORTED = re.compile(r"(?:^|/)(\d{8}-\d{6})-import-[0-9a-f]+\.warc\.gz$")


@dataclass(frozen=True, slots=True)
class Proof:
    """One raw page of a version, or what came in its place at the withdrawal `event_seq`.

    offset and length: of its record in the archive, None when `missing` says why there is none; is_intact: whether the
    page still has the digest that was noted when it was stored; origin: where the page came from; dated: when it was
    fetched, as whoever gave it said (None: nobody did); imported_at: when it was imported, None when it was fetched.
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
    origin: Origin = "fetched"
    dated: datetime | None = None
    imported_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it was fetched by us, archived by another, or imported: the best that is known."""
        said = self.dated if self.origin == "archive" else None
        return said or self.imported_at or self.page.fetched_at


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
        kind, record_id, digest = _said_of_itself(member)
    except ReadError as error:
        return _with_origin(replace(wanted, missing=str(error)), "")
    if page.file not in files:
        files.add(page.file)
        archive += shelf.info_of_file(page)
    offset = len(archive)
    archive += member + shelf.request_behind(page)
    is_intact = hashlib.sha256(body).digest() == page.sha256
    found = replace(
        wanted,
        is_intact=is_intact,
        record_id=record_id,
        payload_digest=digest,
        offset=offset,
        length=len(member),
    )
    return _with_origin(found, kind)


def _with_origin(proof: Proof, kind: str) -> Proof:
    """Say where a page came from: by the file that it lies in, and by its record's `kind` ("": the record is lost)."""
    name = _IMPORTED.search(proof.page.file)
    if name is None and kind != "resource":
        return proof
    at = proof.page.fetched_at
    began = datetime.strptime(name[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if name else at
    # A page of which nobody said when it was fetched has the time of its import.
    dated = at if at < began else None
    is_archived = kind != "resource" and (bool(kind) or dated is not None)
    return replace(
        proof, origin="archive" if is_archived else "imported", dated=dated, imported_at=began if dated else at
    )


def _said_of_itself(member: bytes) -> tuple[str, str, str]:
    """Return a record's kind, its id and the digest of its payload, as its headers say them."""
    record = next(ArchiveIterator(BytesIO(member)))
    id_, digest = (record.rec_headers.get_header(f"WARC-{name}") or "" for name in ("Record-ID", "Payload-Digest"))
    return record.rec_type, id_, digest
