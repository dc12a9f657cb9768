"""Raw pages 网页原件 as the store knows them: where each lies, and which files may be moved away or given up."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from psycopg.rows import class_row

from db.articles import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from psycopg import Connection

Fate = Literal["moved", "dropped"]

# Any constant will do, as long as nothing else of ours uses it.
_LOCK_KEY = 0x747A5052


@dataclass(frozen=True, slots=True)
class Stored(Snapshot):
    """One raw page in the store. file: relative to TZWATCH_PAGES_ARCHIVE once `moved_at` is set. dropped_at: when it
    was given up; it is nowhere then.
    """

    id: int
    moved_at: datetime | None
    dropped_at: datetime | None


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that rows name, and when the youngest of its pages was fetched; its rows lie from first_id to last_id."""

    file: str
    youngest: datetime
    first_id: int
    last_id: int


def stored(conn: Connection, ids: Sequence[int]) -> list[Stored]:
    """Return the raw pages of these ids, in their order."""
    with conn.cursor(row_factory=class_row(Stored)) as cursor:
        cursor.execute(
            """SELECT s.id, s.url, fetched_at, status, content_type, sha256, warc_file AS file,
                      warc_offset AS "offset", warc_length AS length, moved_at, dropped_at
               FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (id, place) JOIN snapshots s USING (id)
               ORDER BY place""",
            (list(ids),),
        )
        return cursor.fetchall()


def keep_for_event(conn: Connection, seq: int, page: Snapshot) -> None:
    """Store a raw page as what the event `seq` was told by."""
    conn.execute(
        """WITH page AS (
               INSERT INTO snapshots (url, fetched_at, status, content_type, sha256, warc_file, warc_offset,
                                      warc_length)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id)
           INSERT INTO event_pages (event_seq, snapshot_id) SELECT %s, id FROM page""",
        (
            page.url,
            page.fetched_at,
            page.status,
            page.content_type,
            page.sha256,
            page.file,
            page.offset,
            page.length,
            seq,
        ),
    )


def named_files(conn: Connection) -> dict[str, NamedFile]:
    """Return every file below TZWATCH_HOME that holds a raw page which was neither moved nor given up."""
    with conn.cursor(row_factory=class_row(NamedFile)) as cursor:
        cursor.execute(
            """SELECT warc_file AS file, max(fetched_at) AS youngest, min(id) AS first_id, max(id) AS last_id
               FROM snapshots WHERE moved_at IS NULL AND dropped_at IS NULL GROUP BY warc_file"""
        )
        return {found.file: found for found in cursor}


def mark_moved(conn: Connection, named: NamedFile) -> int:
    """Say of a file's raw pages that they lie in the archive; return how many they are."""
    return conn.execute(
        "UPDATE snapshots SET moved_at = now() WHERE id BETWEEN %s AND %s AND warc_file = %s AND dropped_at IS NULL",
        (named.first_id, named.last_id, named.file),
    ).rowcount


def mark_dropped(conn: Connection, named: NamedFile) -> int:
    """Say of a file's raw pages that they are given up; return how many they are."""
    return conn.execute(
        "UPDATE snapshots SET dropped_at = now() WHERE id BETWEEN %s AND %s AND warc_file = %s AND moved_at IS NULL",
        (named.first_id, named.last_id, named.file),
    ).rowcount


def fate_of(conn: Connection, file: str) -> Fate | None:
    """Return what rows say became of a file that is not among `named_files`; None when no row names it."""
    row = conn.execute("SELECT dropped_at IS NOT NULL FROM snapshots WHERE warc_file = %s LIMIT 1", (file,)).fetchone()
    return None if row is None else "dropped" if row[0] else "moved"


def born(conn: Connection) -> datetime:
    """Return when this database was made: an older file belongs to another one."""
    row = conn.execute("SELECT min(applied_at) FROM migrations").fetchone()
    assert row is not None
    at: datetime = row[0]
    return at


@contextmanager
def pruning(conn: Connection) -> Iterator[bool]:
    """Hold the right to prune for the length of the block; yields False when another process has it."""
    held = conn.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK_KEY,)).fetchone() == (True,)
    try:
        yield held
    finally:
        if held:
            conn.execute("SELECT pg_advisory_unlock(%s)", (_LOCK_KEY,))
