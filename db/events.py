"""The event log 事件: append-only, numbered in the order of commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from db.articles import Sighting
    from news.diff.classes import ChangeClass, Weight

# Taken by every writer until its commit: without it, number 11 could become visible before number 10, and a
# reader that remembers "seen up to 11" would never see 10.
_LOCK_KEY = 0x747A4576


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. kind: new, changed, gone, restored; fields: what changed.

    weight: minor or major, None where nothing differs; classes: the kinds of change (news/diff/classes.py).
    """

    seq: int
    kind: str
    site: str
    url: str
    title: str
    at: datetime
    baseline: bool
    fields: list[str]
    weight: Weight | None
    classes: list[ChangeClass]


def take_turn(conn: Connection) -> None:
    """Wait until every writer before us has committed; whoever comes later waits for our commit."""
    conn.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK_KEY,))


def append(
    conn: Connection,
    kind: str,
    *,
    article_id: int,
    fields: tuple[str, ...],
    baseline: bool,
    run_id: int | None,
    at: datetime,
    judged: tuple[Sequence[ChangeClass], Weight | None] = ((), None),
) -> int:
    """Add one event about an article as it is stored now and return its number. Call it last in a transaction.

    judged: the classes and the weight of what differs from the version before.
    """
    # The number is drawn for a row that exists once the lock is held.
    row = conn.execute(
        """WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(%s))
           INSERT INTO events (kind, article_id, version, site, url, title, fields, baseline, run_id, at,
                               classes, weight)
           SELECT %s, a.id, a.version, a.site, a.url, v.title, %s, %s, %s, %s, %s, %s
           FROM turn, articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
           WHERE a.id = %s
           RETURNING seq""",
        (_LOCK_KEY, kind, list(fields), baseline, run_id, at, list(judged[0]), judged[1], article_id),
    ).fetchone()
    assert row is not None
    return int(row[0])


def append_new(conn: Connection, stored: Sequence[tuple[int, Sighting]]) -> None:
    """Add one event "new" for each article (id, how it was seen), in their order. Call it last in a transaction."""
    take_turn(conn)
    conn.execute(
        """INSERT INTO events (kind, article_id, version, site, url, title, baseline, run_id, at)
           SELECT 'new', a.id, a.version, a.site, a.url, v.title, n.baseline, n.run_id, n.at
           FROM unnest(%s::bigint[], %s::boolean[], %s::bigint[], %s::timestamptz[])
                    WITH ORDINALITY AS n (article_id, baseline, run_id, at, place)
                JOIN articles a ON a.id = n.article_id JOIN versions v ON v.article_id = a.id AND v.version = a.version
           ORDER BY n.place""",
        (
            [article_id for article_id, _ in stored],
            [seen.baseline for _, seen in stored],
            [seen.run_id for _, seen in stored],
            [seen.at for _, seen in stored],
        ),
    )


def last_seq(conn: Connection) -> int:
    row = conn.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
    assert row is not None
    return int(row[0])


def listed(
    conn: Connection,
    *,
    site: str | None,
    after: int,
    limit: int,
    with_baseline: bool,
    kinds: Sequence[str] = (),
    weight: Weight | None = None,
) -> list[Event]:
    """Return the newest `limit` events with a number above `after`, oldest first.

    kinds: of these kinds only, () for all; weight: changes of this weight only.
    """
    with conn.cursor(row_factory=class_row(Event)) as cursor:
        cursor.execute(
            """SELECT seq, kind, site, url, title, at, baseline, fields, weight, classes FROM (
                   SELECT * FROM events
                   WHERE seq > %(after)s AND (%(site)s::text IS NULL OR site = %(site)s)
                     AND (%(with_baseline)s OR NOT baseline)
                     AND (%(kinds)s::text[] = '{}' OR kind = ANY (%(kinds)s))
                     AND (%(weight)s::text IS NULL OR weight = %(weight)s)
                   ORDER BY seq DESC LIMIT %(limit)s) AS newest
               ORDER BY seq""",
            {
                "after": after,
                "site": site,
                "limit": limit,
                "with_baseline": with_baseline,
                "kinds": list(kinds),
                "weight": weight,
            },
        )
        return cursor.fetchall()
