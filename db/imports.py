"""Imports: how far an archive was read, and the pages that could not be taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an archive was read. position: bytes; records: read behind it; mark: digest of what is before it;
    pages: of it, stored.
    """

    position: int
    records: int
    mark: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A saved page that could not be read or stored. origin: the file, and where in it; url: None when unknown."""

    origin: str
    url: str | None
    reason: str
    at: datetime


def begin(conn: Connection) -> None:
    """Let the commits of this connection not wait for the disk: what a power cut takes is imported again."""
    conn.execute("SET synchronous_commit = off")


def progress(conn: Connection, head: bytes) -> Progress | None:
    """Return how far the archive with this beginning was read, None when it is new."""
    with conn.cursor(row_factory=class_row(Progress)) as cursor:
        return cursor.execute("SELECT position, records, mark, pages FROM imports WHERE head = %s", (head,)).fetchone()


def keep_progress(conn: Connection, head: bytes, name: str, reached: Progress) -> None:
    """Remember how far an archive was read. Call it after the transactions of the pages before that."""
    conn.execute(
        """INSERT INTO imports (head, name, position, records, mark, pages) VALUES (%s, %s, %s, %s, %s, %s)
           ON CONFLICT (head) DO UPDATE SET name = excluded.name, position = excluded.position,
               records = excluded.records, mark = excluded.mark, pages = excluded.pages, at = now()""",
        (head, name, reached.position, reached.records, reached.mark, reached.pages),
    )


def files(conn: Connection) -> dict[bytes, str]:
    """Return the articles that are known by their file alone: its address, by the digest of all that it ever held."""
    rows = conn.execute(
        """SELECT s.sha256, a.url FROM articles a JOIN versions v ON v.article_id = a.id
           JOIN snapshots s ON s.id = v.snapshot_id WHERE a.url_key LIKE 'file:%' ORDER BY a.id DESC"""
    )
    # The one that came first has the last word.
    return dict(rows.fetchall())


def hold(conn: Connection, origin: str, url: str | None, reason: str) -> None:
    """Put a page in quarantine, or say anew why it is there."""
    conn.execute(
        """INSERT INTO held_pages (origin, url, reason) VALUES (%s, %s, %s)
           ON CONFLICT (origin) DO UPDATE SET url = excluded.url, reason = excluded.reason, at = now()""",
        (origin, url, reason),
    )


def release(conn: Connection, origin: str) -> None:
    """Take a page out of quarantine: it was taken in."""
    conn.execute("DELETE FROM held_pages WHERE origin = %s", (origin,))


def held(conn: Connection) -> list[HeldPage]:
    """Return the pages in quarantine, the latest first."""
    with conn.cursor(row_factory=class_row(HeldPage)) as cursor:
        return cursor.execute("SELECT origin, url, reason, at FROM held_pages ORDER BY at DESC, origin").fetchall()


def held_count(conn: Connection) -> int:
    """Return how many pages are in quarantine."""
    row = conn.execute("SELECT count(*) FROM held_pages").fetchone()
    assert row is not None
    return int(row[0])
