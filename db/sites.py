"""What the store knows of the sites: when each is due, the operator's switch, the state of its channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from psycopg import Connection

    from news.site import Site


LEADER_KEY = 0x747A5343


@dataclass(frozen=True, slots=True)
class SiteState:
    """`switched`: the operator's choice, None follows the definition."""

    id: str
    switched: bool | None
    next_crawl_at: datetime
    crawled_at: datetime | None
    last_error: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Validators:
    """By what an unchanged list page is recognised."""

    etag: str | None
    last_modified: str | None
    body_sha256: bytes | None


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What the last complete walk over a channel's list pages left behind; walked_at None: there was none.

    shallow_since: when the first walk ended, if it left older entries out.
    """

    walked_at: datetime | None
    shallow_since: datetime | None
    etag: str | None
    last_modified: str | None
    body_sha256: bytes | None


def register(conn: Connection, sites: Iterable[Site]) -> None:
    """Make every site of the catalogue known; new ones are due at once."""
    with conn.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO sites (id, name) VALUES (%s, %s)
               ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE sites.name <> excluded.name""",
            [(site.id, site.name) for site in sites],
        )


def states(conn: Connection) -> dict[str, SiteState]:
    with conn.cursor(row_factory=class_row(SiteState)) as cursor:
        cursor.execute(
            """SELECT s.id, s.switched, s.next_crawl_at, s.crawled_at, s.last_error,
                      (SELECT count(*) FROM articles a WHERE a.site = s.id)::integer AS articles
               FROM sites s"""
        )
        return {state.id: state for state in cursor}


def switch(conn: Connection, site: str, on: bool) -> None:
    conn.execute("UPDATE sites SET switched = %s WHERE id = %s", (on, site))


def due(conn: Connection) -> list[tuple[str, bool | None]]:
    """Return (id, switched) of the sites whose time has come by the database's clock, most overdue first."""
    return conn.execute("SELECT id, switched FROM sites WHERE next_crawl_at <= now() ORDER BY next_crawl_at").fetchall()


def set_next_crawl(conn: Connection, site: str, wait: timedelta) -> None:
    conn.execute("UPDATE sites SET next_crawl_at = now() + %s WHERE id = %s", (wait, site))


def hasten(conn: Connection, intervals: Iterable[tuple[str, int]]) -> None:
    """Bring sites forward whose next crawl lies further from their last one than their interval: (id, minutes).

    A twentieth more is the timetable's own shift. A site whose crawls were cut off of late waits longer on purpose.
    """
    with conn.cursor() as cursor:
        cursor.executemany(
            """UPDATE sites SET next_crawl_at = last.at + %(minutes)s * interval '1 minute'
               FROM (SELECT s.id, greatest(s.crawled_at, max(r.started_at)) AS at
                     FROM sites s LEFT JOIN runs r ON r.site = s.id AND r.trigger <> 'import'
                     WHERE s.id = %(site)s GROUP BY s.id) AS last
               WHERE sites.id = last.id
                 AND next_crawl_at > last.at + %(minutes)s * 1.06 * interval '1 minute'
                 AND NOT EXISTS (SELECT FROM runs WHERE runs.site = sites.id AND state = 'killed'
                                 AND started_at > now() - interval '1 hour')""",
            [{"site": site, "minutes": minutes} for site, minutes in intervals],
        )


def set_crawled(conn: Connection, site: str, error: str | None) -> None:
    said = clean_text(error) if error else None
    conn.execute("UPDATE sites SET crawled_at = now(), last_error = %s WHERE id = %s", (said, site))


def channel(conn: Connection, site: str, url: str, name: str) -> ChannelState:
    """Return the channel's state, making it known first."""
    with conn.cursor(row_factory=class_row(ChannelState)) as cursor:
        cursor.execute(
            """INSERT INTO channels (site, url, name) VALUES (%s, %s, %s)
               ON CONFLICT (site, url) DO UPDATE SET name = excluded.name
               RETURNING walked_at, shallow_since, etag, last_modified, body_sha256""",
            (site, url, name),
        )
        state = cursor.fetchone()
        assert state is not None
        return state


def known_channels(conn: Connection, site: str) -> list[tuple[str, str]]:
    """Return (url, name) of every channel ever met at this site."""
    return conn.execute("SELECT url, name FROM channels WHERE site = %s ORDER BY url", (site,)).fetchall()


def end_walk(
    conn: Connection, site: str, url: str, validators: Validators, ended_at: datetime, *, shallow: bool = False
) -> None:
    """Remember that a walk which ended at `ended_at` reached known ground or the end of the channel.

    shallow: it was the first one, and left entries out that were too old for the caller.
    """
    conn.execute(
        """UPDATE channels SET walked_at = %(ended_at)s, etag = %(etag)s, last_modified = %(last_modified)s,
               body_sha256 = %(body)s, last_error = NULL,
               shallow_since = coalesce(shallow_since, CASE WHEN %(shallow)s THEN %(ended_at)s::timestamptz END)
           WHERE site = %(site)s AND url = %(url)s""",
        {
            "site": site,
            "url": url,
            "ended_at": ended_at,
            "shallow": shallow,
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "body": validators.body_sha256,
        },
    )


def set_channel_error(conn: Connection, site: str, url: str, error: str) -> None:
    conn.execute("UPDATE channels SET last_error = %s WHERE site = %s AND url = %s", (clean_text(error), site, url))


def try_lead(conn: Connection) -> bool:
    """Take the scheduler's lock, held by this connection until it ends. False: another scheduler leads.

    A leader that stands still for a minute, stopped or on a machine without power, loses connection and lock.
    """
    if conn.execute("SELECT pg_try_advisory_lock(%s)", (LEADER_KEY,)).fetchone() != (True,):
        return False
    conn.execute("SET idle_session_timeout = '60s'")
    return True
