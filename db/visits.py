"""Visits to known articles: which are due, and what a visit leaves that brought no new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from db import entries, events, snapshots

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from db.articles import Sighting, Snapshot
    from news.changes.change import Change

# Of these the controls are chosen: what was read lately, so that it is most likely still there.
_MOST_CANDIDATES = 300


@dataclass(frozen=True, slots=True)
class DueArticle:
    """A known article whose next visit is due."""

    url_key: str
    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a site's known articles stand: missing at the last look, and read well since the first of these was, a day
    at most."""

    missing: int
    well: int


def due(conn: Connection, site: str, *, whatever_the_time: bool, limit: int) -> list[DueArticle]:
    """Return the articles to look at again, the longest due first.

    Validators only for a page that was as it is stored: a 304 would hide the return of one that is gone or missing,
    and that one which never rests has come to rest.
    """
    with conn.cursor(row_factory=class_row(DueArticle)) as cursor:
        cursor.execute(
            """SELECT url_key, url, CASE WHEN rests THEN etag END AS etag,
                      CASE WHEN rests THEN last_modified END AS last_modified
               FROM (SELECT *, status = 'live' AND missing_since IS NULL
                               AND (unrest IS NULL OR unrest->>'seen' = unrest->>'base') AS rests FROM articles) a
               WHERE site = %s AND (%s OR next_visit_at <= now())
               ORDER BY next_visit_at NULLS LAST, id LIMIT %s""",
            (site, whatever_the_time, limit),
        )
        return cursor.fetchall()


def controls(conn: Connection, site: str) -> list[DueArticle]:
    """Return known articles that are live and not missing, the ones read last first: to tell whether the site is well.

    Without validators: they are asked for their pages.
    """
    with conn.cursor(row_factory=class_row(DueArticle)) as cursor:
        cursor.execute(
            """SELECT url_key, url, NULL AS etag, NULL AS last_modified FROM articles
               WHERE site = %s AND status = 'live' AND missing_since IS NULL
               ORDER BY last_seen_at DESC, id LIMIT %s""",
            (site, _MOST_CANDIDATES),
        )
        return cursor.fetchall()


def standing(conn: Connection, site: str) -> Standing:
    """Return how many of a site's known articles are missing and how many are well."""
    row = conn.execute(
        """WITH missing AS (SELECT missing_since FROM articles
                            WHERE site = %(site)s AND status = 'live' AND missing_since IS NOT NULL),
                since AS (SELECT greatest(min(missing_since), now() - interval '1 day') AS at FROM missing)
           SELECT (SELECT count(*) FROM missing),
                  (SELECT count(*) FROM articles, since
                   WHERE site = %(site)s AND status = 'live' AND missing_since IS NULL AND last_seen_at >= since.at)""",
        {"site": site},
    ).fetchone()
    assert row is not None
    return Standing(*row)


def touch(conn: Connection, seen: Sighting, change: Change) -> None:
    """Note that there is nothing to tell of the article, live or still gone, and set its next visit."""
    conn.execute(
        """UPDATE articles SET next_visit_at = %(next)s WHERE url_key = %(key)s AND status = 'gone'""",
        {"key": seen.key, "next": seen.next_visit_at},
    )
    conn.execute(
        """UPDATE articles SET last_seen_at = %(at)s, next_visit_at = %(next)s, missing_since = NULL,
               unrest = %(unrest)s, etag = coalesce(%(etag)s, etag),
               last_modified = coalesce(%(last_modified)s, last_modified)
           WHERE url_key = %(key)s AND status = 'live'""",
        {
            "key": seen.key,
            "at": seen.at,
            "next": seen.next_visit_at,
            "unrest": Jsonb(change.unrest.as_json()) if change.unrest else None,
            "etag": seen.etag,
            "last_modified": seen.last_modified,
        },
    )
    entries.mark_stored(conn, seen.key)


def mark_missing(conn: Connection, key: str, at: datetime, next_look_at: datetime) -> None:
    """Note a look that found the page missing, `at` if it is the first; a later one decides."""
    conn.execute(
        "UPDATE articles SET missing_since = coalesce(missing_since, %s), next_visit_at = %s WHERE url_key = %s",
        (at, next_look_at, key),
    )


def mark_gone(conn: Connection, seen: Sighting, article_id: int, page: Snapshot | None = None) -> None:
    """Record a withdrawal 撤稿: the last text stays, an event tells. `page`: what came in the article's place."""
    conn.execute(
        """UPDATE articles SET status = 'gone', changed_at = %s, next_visit_at = %s WHERE id = %s""",
        (seen.at, seen.next_visit_at, article_id),
    )
    seq = events.append(
        conn, "gone", article_id=article_id, fields=(), baseline=seen.baseline, run_id=seen.run_id, at=seen.at
    )
    if page:
        snapshots.keep_for_event(conn, seq, page)


def postpone(conn: Connection, key: str, next_visit_at: datetime) -> None:
    """Look at an article again later: this visit could not tell anything.

    The longer the page has told nothing, the longer the wait: one that never answers again costs few visits. One that
    was missing before waits by that time, so that its withdrawal is not told weeks late.
    """
    conn.execute(
        """UPDATE articles SET next_visit_at = greatest(%s, now() + (now() - coalesce(
               CASE status WHEN 'live' THEN missing_since END, last_seen_at)) / 2)
           WHERE url_key = %s""",
        (next_visit_at, key),
    )
