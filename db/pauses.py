"""Sites that are left alone for a while, and what a site answers when there is no such page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from news.text import clean_text

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

# Hours, and twice as many each time, up to a day: a site that turns us away is not asked every half hour (2026-11).
_FIRST = timedelta(hours=2)
_LONGEST = timedelta(days=1)
_ERROR_PAGE_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A site left alone `until` then; `said` is why."""

    until: datetime
    said: str


def current(conn: Connection, site: str) -> Pause | None:
    """Return the site's pause, None when there is none or it is over."""
    with conn.cursor(row_factory=class_row(Pause)) as cursor:
        cursor.execute("SELECT until, said FROM pauses WHERE site = %s AND until > now()", (site,))
        return cursor.fetchone()


def pause(conn: Connection, site: str, said: str, wait: timedelta | None = None) -> datetime:
    """Leave the site alone for `wait` (what it asked for, a day at most), else longer each time; return until when."""
    row = conn.execute(
        """INSERT INTO pauses AS p (site, until, said, streak)
           VALUES (%(site)s, now() + coalesce(%(wait)s, %(first)s), %(said)s, 1)
           ON CONFLICT (site) DO UPDATE SET
               said = excluded.said, streak = p.streak + 1,
               until = now() + coalesce(%(wait)s, least(%(first)s * power(2, least(p.streak, 9)), %(longest)s))
           RETURNING until""",
        {
            "site": site,
            "said": clean_text(said),
            "wait": None if wait is None else min(wait, _LONGEST),
            "first": _FIRST,
            "longest": _LONGEST,
        },
    ).fetchone()
    assert row is not None
    until: datetime = row[0]
    return until


def end(conn: Connection, site: str) -> None:
    """Forget the site's pauses: it lets us in."""
    conn.execute("DELETE FROM pauses WHERE site = %s", (site,))


def error_page(conn: Connection, site: str) -> tuple[bytes | None] | None:
    """Return the digest of the site's error page (None: its status tells), or None when it was not asked of late."""
    return conn.execute(
        "SELECT digest FROM error_pages WHERE site = %s AND asked_at > now() - %s", (site, _ERROR_PAGE_KEPT)
    ).fetchone()


def keep_error_page(conn: Connection, site: str, digest: bytes | None) -> None:
    conn.execute(
        """INSERT INTO error_pages (site, asked_at, digest) VALUES (%s, now(), %s)
           ON CONFLICT (site) DO UPDATE SET asked_at = excluded.asked_at, digest = excluded.digest""",
        (site, digest),
    )
