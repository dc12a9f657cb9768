"""Entries in quarantine 隔离: pages that arrived and could not be read or stored, kept for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """One entry in quarantine; `last_error`: why its page could not be read."""

    url: str
    title: str
    first_seen_at: datetime
    tries: int
    last_error: str | None


def counts(conn: Connection) -> dict[str, int]:
    """Return how many entries each site has in quarantine; sites without any are left out."""
    rows = conn.execute("SELECT site, count(*)::integer FROM entries WHERE state = 'quarantine' GROUP BY site")
    return dict(rows.fetchall())


def listed(conn: Connection, site: str, *, limit: int) -> list[HeldEntry]:
    """Return the site's entries in quarantine, the youngest first."""
    with conn.cursor(row_factory=class_row(HeldEntry)) as cursor:
        cursor.execute(
            """SELECT url, title, first_seen_at, tries, last_error FROM entries
               WHERE site = %s AND state = 'quarantine' ORDER BY first_seen_at DESC, url_key LIMIT %s""",
            (site, limit),
        )
        return cursor.fetchall()


def release(conn: Connection, site: str) -> int:
    """Make what is in quarantine, or was given up as missing, pending again; return how many entries that is."""
    return conn.execute(
        """UPDATE entries SET state = 'pending', tries = 0, unreadable = 0, next_try_at = now()
           WHERE site = %s AND state IN ('quarantine', 'missing')""",
        (site,),
    ).rowcount
