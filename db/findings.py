"""Findings 异常: the history they are judged by, which are open since when, and when the operator was last told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row, dict_row

from news.health import WATCHED_FIELDS, Fill, Past
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta

    from psycopg import Connection

    from news.health import Finding

_RECENT, _BEFORE = 8, 200
# A site with so many posts found as news is judged by them. To look through the 30,000 articles of a backfill took
# 240 ms at the end of each run, these take 30 (2026-11).
_ENOUGH_NEWS = 1000


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """One finding that has not cleared: said by the last run, open since `first_seen_at`."""

    site: str
    kind: str
    subject: str
    said: str
    first_seen_at: datetime
    last_seen_at: datetime


def past_of(conn: Connection, site: str) -> Past:
    """Return what the store knows of a site's history, by the database's clock."""
    limit = _ENOUGH_NEWS if _has_enough_news(conn, site) else None
    rows = _articles(conn, site, limit)
    recent = [row for row in rows if row["fresh"]][:_RECENT]
    taken = {row["id"] for row in recent}
    stuck: dict[str, int] = dict(
        conn.execute(
            """SELECT last_error, count(*)::integer FROM entries
               WHERE site = %s AND state <> 'stored' AND last_error IS NOT NULL
                 AND first_seen_at > now() - interval '14 days' GROUP BY last_error""",
            (site,),
        ).fetchall()
    )
    return Past(
        posted=_posting_days(conn, site, limit),
        recent=_fill(recent),
        before=_fill([row for row in rows if row["id"] not in taken][:_BEFORE]),
        stuck=stuck,
        listed=_one(
            conn,
            "SELECT count(*) FROM entries WHERE site = %s AND first_seen_at > now() - interval '14 days'",
            site,
        ),
        failing_since=_one(
            conn,
            """SELECT min(started_at) FROM runs
               WHERE site = %s AND state = 'failed'
                 AND started_at > coalesce((SELECT max(done.started_at) FROM runs done
                                            WHERE done.site = runs.site AND done.state = 'done'
                                              AND done.trigger <> 'import'), '-infinity')""",
            site,
        ),
    )


def _one(conn: Connection, query: Any, site: str) -> Any:
    row = conn.execute(query, (site,)).fetchone()
    return row[0] if row else None


def _has_enough_news(conn: Connection, site: str) -> bool:
    row = conn.execute(
        """SELECT count(*) = %(limit)s FROM (SELECT FROM articles WHERE site = %(site)s AND NOT baseline
                                             ORDER BY first_seen_at DESC LIMIT %(limit)s) AS news""",
        {"site": site, "limit": _ENOUGH_NEWS},
    ).fetchone()
    return row == (True,)


def _posting_days(conn: Connection, site: str, limit: int | None) -> Sequence[date]:
    """Return the days of the last 400 on which the site posted, oldest first, by China's clock."""
    rows = conn.execute(
        """SELECT DISTINCT (at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day
           FROM (SELECT coalesce(v.published_at, CASE WHEN NOT a.baseline THEN a.first_seen_at END) AS at
                 FROM (SELECT * FROM articles WHERE site = %(site)s AND (%(limit)s::int IS NULL OR NOT baseline)
                       ORDER BY first_seen_at DESC LIMIT %(limit)s) AS a
                 JOIN versions v ON v.article_id = a.id AND v.version = a.version) AS posts
           WHERE at BETWEEN now() - interval '400 days' AND now() ORDER BY day""",
        {"site": site, "limit": limit},
    ).fetchall()
    return [day for (day,) in rows]


def _articles(conn: Connection, site: str, limit: int | None) -> list[dict[str, Any]]:
    """Return the newest articles, those found as news first; `fresh`: found as news, lately."""
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            """SELECT a.id, NOT a.baseline AND a.first_seen_at > now() - interval '60 days' AS fresh,
                      v.published_at IS NOT NULL AS published_at, v.source IS NOT NULL AS source,
                      v.author IS NOT NULL AS author, v.editor IS NOT NULL AS editor,
                      cardinality(v.breadcrumb) > 0 AS breadcrumb, cardinality(v.keywords) > 0 AS keywords,
                      v.original_title IS NOT NULL AS original_title, v.subtitle IS NOT NULL AS subtitle,
                      jsonb_array_length(v.images) > 0 AS images,
                      jsonb_array_length(v.attachments) > 0 AS attachments,
                      coalesce(v.provenance ->> 'body_text', '') AS reader
               FROM (SELECT * FROM articles WHERE site = %(site)s AND (%(limit)s::int IS NULL OR NOT baseline)
                     ORDER BY first_seen_at DESC LIMIT %(limit)s) AS a
               JOIN versions v ON v.article_id = a.id AND v.version = a.version
               WHERE a.status = 'live'
               ORDER BY a.baseline, CASE WHEN a.baseline THEN v.published_at ELSE a.first_seen_at END DESC NULLS LAST,
                        a.id DESC
               LIMIT %(rows)s""",
            {"site": site, "limit": limit, "rows": _RECENT + _BEFORE},
        )
        return cursor.fetchall()


def _fill(rows: Sequence[dict[str, Any]]) -> Fill:
    filled = {name: sum(row[name] for row in rows) for name in WATCHED_FIELDS}
    return Fill(len(rows), filled, Counter(row["reader"] for row in rows))


def record(conn: Connection, site: str, found: Sequence[Finding]) -> None:
    """Make these the site's open findings: new ones begin, known ones go on, all others are cleared."""
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO findings (site, kind, subject, said) VALUES (%s, %s, %s, %s)
               ON CONFLICT (site, kind, subject) WHERE cleared_at IS NULL
               DO UPDATE SET last_seen_at = now(), said = excluded.said""",
            [(site, one.kind, clean_text(one.subject), clean_text(one.said)) for one in found],
        )
        cursor.execute(
            """UPDATE findings SET cleared_at = now()
               WHERE site = %s AND cleared_at IS NULL
                 AND (kind, subject) NOT IN (SELECT * FROM unnest(%s::text[], %s::text[]))""",
            (site, [one.kind for one in found], [clean_text(one.subject) for one in found]),
        )


def open_ones(conn: Connection) -> list[OpenFinding]:
    """Return every open finding, by site, the longest open first.

    What no run of two weeks has seen is left out: nobody crawls that site any more.
    """
    with conn.cursor(row_factory=class_row(OpenFinding)) as cursor:
        cursor.execute(
            """SELECT site, kind, subject, said, first_seen_at, last_seen_at FROM findings
               WHERE cleared_at IS NULL AND last_seen_at > now() - interval '14 days'
               ORDER BY site, first_seen_at, id"""
        )
        return cursor.fetchall()


def operator_is_due(conn: Connection) -> bool:
    """Tell without a lock whether there is something to tell the operator and the time for it has come."""
    row = conn.execute(
        """SELECT EXISTS (SELECT FROM findings
                          WHERE cleared_at IS NULL AND last_seen_at > now() - interval '14 days')
                  AND EXISTS (SELECT FROM operator_mail WHERE next_at <= now())"""
    ).fetchone()
    return row == (True,)


def take_operator_turn(conn: Connection) -> bool:
    """Take the right to write to the operator, until the caller's transaction ends. False: another mailer has it."""
    conn.execute("SET LOCAL idle_in_transaction_session_timeout = '20min'")
    row = conn.execute("SELECT true FROM operator_mail WHERE next_at <= now() FOR UPDATE SKIP LOCKED").fetchone()
    return row == (True,)


def tell_operator_again(conn: Connection, wait: timedelta) -> None:
    """Let the operator be told again after `wait` from now."""
    conn.execute("UPDATE operator_mail SET next_at = clock_timestamp() + %s", (wait,))
