"""The event log 事件: append-only, numbered in the order of commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

# Taken by every writer until its commit: without it, number 11 could become visible before number 10, and a
# reader that remembers "seen up to 11" would never see 10.
_LOCK_KEY = 0x747A4576


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. kind: new, changed, gone, restored; fields: what changed."""

    seq: int
    kind: str
    site: str
    url: str
    title: str
    at: datetime
    baseline: bool
    fields: list[str]


def append(
    conn: Connection,
    kind: str,
    *,
    article_id: int,
    fields: tuple[str, ...],
    baseline: bool,
    run_id: int | None,
    at: datetime,
) -> int:
    """Add one event about an article as it is stored now and return its number. Call it last in a transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK_KEY,))
    row = conn.execute(
        """INSERT INTO events (kind, article_id, version, site, url, title, fields, baseline, run_id, at)
           SELECT %s, a.id, a.version, a.site, a.url, v.title, %s, %s, %s, %s
           FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
           WHERE a.id = %s
           RETURNING seq""",
        (kind, list(fields), baseline, run_id, at, article_id),
    ).fetchone()
    assert row is not None
    return int(row[0])


def last_seq(conn: Connection) -> int:
    row = conn.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
    assert row is not None
    return int(row[0])


def listed(conn: Connection, *, site: str | None, after: int, limit: int, with_baseline: bool) -> list[Event]:
    """Return the newest `limit` events with a number above `after`, oldest first."""
    with conn.cursor(row_factory=class_row(Event)) as cursor:
        cursor.execute(
            """SELECT seq, kind, site, url, title, at, baseline, fields FROM (
                   SELECT * FROM events
                   WHERE seq > %(after)s AND (%(site)s::text IS NULL OR site = %(site)s)
                     AND (%(with_baseline)s OR NOT baseline)
                   ORDER BY seq DESC LIMIT %(limit)s) AS newest
               ORDER BY seq""",
            {"after": after, "site": site, "limit": limit, "with_baseline": with_baseline},
        )
        return cursor.fetchall()
