"""The frontier: every entry 条目 that a listing ever showed, until its article is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.kinds import EntryKind

# A page that fails this often is kept in quarantine for a person to look at, and no longer fetched.
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One entry as a listing showed it; `key` is its identity (news.urls.url_key). Only articles are fetched."""

    key: str
    url: str
    title: str
    listed_at: datetime | None
    kind: EntryKind = "article"


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry whose article is not stored yet."""

    url_key: str
    url: str
    channel: str
    title: str
    baseline: bool
    tries: int


def record(
    conn: Connection, site: str, channel: str, entries: Sequence[NewEntry], *, baseline: bool, at: datetime
) -> dict[str, datetime]:
    """Store the entries of one list page; return for each key when it was first seen (`at` = just now).

    An article that is already stored (found under another address, or imported) leaves its entry done.
    """
    # One statement cannot touch a row twice, and a list page may well show one article twice.
    entries = list({entry.key: entry for entry in reversed(entries)}.values())
    if not entries:
        return {}
    rows = conn.execute(
        """INSERT INTO entries (url_key, site, channel, url, title, listed_at, baseline, first_seen_at,
                                last_seen_at, kind, state)
           SELECT e.key, %(site)s, %(channel)s, e.url, e.title, e.listed_at, %(baseline)s, %(at)s, %(at)s, e.kind,
                  CASE WHEN EXISTS (SELECT FROM articles a WHERE a.url_key = e.key) THEN 'stored'
                       WHEN e.kind = 'article' THEN 'pending' ELSE 'listed' END
           FROM unnest(%(keys)s::text[], %(urls)s::text[], %(titles)s::text[], %(dates)s::timestamptz[],
                       %(kinds)s::text[]) AS e (key, url, title, listed_at, kind)
           ORDER BY e.key
           ON CONFLICT (url_key) DO UPDATE SET last_seen_at = excluded.last_seen_at
           RETURNING url_key, first_seen_at""",
        {
            "site": site,
            "channel": channel,
            "baseline": baseline,
            "at": at,
            "keys": [e.key for e in entries],
            "urls": [e.url for e in entries],
            "titles": [e.title for e in entries],
            "dates": [e.listed_at for e in entries],
            "kinds": [e.kind for e in entries],
        },
    ).fetchall()
    return dict(rows)


def pending(conn: Connection, site: str, *, whatever_the_wait: bool, limit: int) -> list[PendingEntry]:
    """Return entries to fetch, oldest sighting first; `whatever_the_wait` ignores the pause after a failure.

    What failed before comes last: pages that never answer must not keep a crawl from those that would (2026-11).
    """
    with conn.cursor(row_factory=class_row(PendingEntry)) as cursor:
        cursor.execute(
            """SELECT url_key, url, channel, title, baseline, tries FROM entries
               WHERE site = %s AND state = 'pending' AND (%s OR next_try_at <= now())
               ORDER BY tries > 0, first_seen_at, url_key LIMIT %s""",
            (site, whatever_the_wait, limit),
        )
        return cursor.fetchall()


def mark_stored(conn: Connection, key: str) -> None:
    conn.execute("UPDATE entries SET state = 'stored', last_error = NULL WHERE url_key = %s", (key,))


def mark_all_stored(conn: Connection, keys: list[str]) -> None:
    # Locked in the order in which `record` does it.
    conn.execute(
        """WITH locked AS MATERIALIZED (
               SELECT url_key FROM entries WHERE url_key = ANY (%s) ORDER BY url_key FOR NO KEY UPDATE)
           UPDATE entries e SET state = 'stored', last_error = NULL FROM locked WHERE e.url_key = locked.url_key""",
        (keys,),
    )


def mark_failed(
    conn: Connection,
    key: str,
    error: str,
    *,
    unreadable: bool,
    missing: bool = False,
    wait: timedelta = timedelta(0),
    snapshot_id: int | None = None,
) -> None:
    """Count a failed try: the next one waits longer each time, and `wait` at least.

    unreadable: the page arrived and could not be read or stored; after MAX_TRIES such an entry is in quarantine.
    missing: it arrived and said that there is no article; after MAX_TRIES it is not asked for again.
    One whose site did not answer is asked for again without end: an outage must lose no article (2026-11).
    """
    conn.execute(
        """UPDATE entries SET tries = tries + 1, last_error = %(error)s,
               unreadable = unreadable + %(counted)s::boolean::integer,
               next_try_at = now() + greatest(interval '5 minutes' * power(3, least(tries, 6)), %(wait)s),
               state = CASE WHEN %(counted)s AND unreadable + 1 >= %(most)s THEN %(end)s ELSE 'pending' END,
               snapshot_id = coalesce(%(snapshot)s, snapshot_id)
           WHERE url_key = %(key)s AND state = 'pending'""",
        {
            "key": key,
            "error": clean_text(error),
            "most": MAX_TRIES,
            "counted": unreadable or missing,
            "end": "missing" if missing else "quarantine",
            "wait": wait,
            "snapshot": snapshot_id,
        },
    )


def count_before(conn: Connection, key: str, error: str) -> bool:
    """Count a try as failed before its page is read; tell whether there was an entry to count it for.

    When the reading ends the process, `error` is what remains. Otherwise `take_back` goes before the outcome.
    """
    # Processes are killed for many reasons: a page that was just being read for the first time need not wait for it.
    # The count must outlive this process, not the machine: no waiting for the disk.
    done = conn.execute(
        """WITH soon AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
           UPDATE entries SET tries = tries + 1, unreadable = unreadable + 1, last_error = %(error)s,
               next_try_at = CASE WHEN tries = 0 THEN now()
                                  ELSE now() + interval '5 minutes' * power(3, least(tries, 6)) END,
               state = CASE WHEN unreadable + 1 >= %(most)s THEN 'quarantine' ELSE 'pending' END
           FROM soon WHERE url_key = %(key)s AND state = 'pending'""",
        {"key": key, "error": clean_text(error), "most": MAX_TRIES},
    )
    return done.rowcount == 1


def take_back(conn: Connection, key: str) -> None:
    """Undo `count_before`: the process outlived the reading, whatever came of it."""
    conn.execute(
        """UPDATE entries SET tries = tries - 1, unreadable = unreadable - 1, state = 'pending', next_try_at = now(),
               last_error = NULL
           WHERE url_key = %s AND state IN ('pending', 'quarantine')""",
        (key,),
    )


def rename_host(conn: Connection, site: str, old: str, new: str) -> None:
    """Give what is known under a site's old host its new identity, articles too. Hosts without `www.`.

    What is known under both names already stays two: which of them is the article nobody can tell any more.
    """
    for table in ("entries", "articles"):
        conn.execute(
            sql.SQL(
                """UPDATE {table} AS t SET url_key = %(new)s || substr(url_key, %(cut)s)
                   WHERE site = %(site)s AND starts_with(url_key, %(old)s || '/')
                     AND NOT EXISTS (SELECT FROM {table} o WHERE o.url_key = %(new)s || substr(t.url_key, %(cut)s))"""
            ).format(table=sql.Identifier(table)),
            {"site": site, "old": old, "new": new, "cut": len(old) + 1},
        )
