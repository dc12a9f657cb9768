"""Reading again 重读: which articles have raw pages, and a version's fields replaced by a better reading of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from db import search, stories
from db.writing import fields_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article

# Rules change from day to day: what was cut off longer ago begins anew.
_RESUMED_WITHIN = "1 day"
# What search and stories look at.
_FOUND_BY = frozenset(
    ("title", "original_title", "subtitle", "published", "source", "source_url", "author", "keywords", "body_text")
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are read again: of one site, published (else first seen) since a time, or the one of this id."""

    site: str | None = None
    since: datetime | None = None
    article_id: int | None = None

    @property
    def name(self) -> str:
        """The selection as one text: a run that was cut off is taken up by the next of the same selection."""
        return f"{self.site or '*'} {self.since.isoformat() if self.since else '*'} {self.article_id or '*'}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article to read again."""

    article_id: int
    key: str
    url: str
    site: str


_WHERE = """
    (%(site)s::text IS NULL OR a.site = %(site)s) AND (%(id)s::bigint IS NULL OR a.id = %(id)s)
    AND (%(since)s::timestamptz IS NULL OR EXISTS (
        SELECT FROM versions v WHERE v.article_id = a.id AND v.version = a.version
            AND coalesce(v.published_at, a.first_seen_at) >= %(since)s))"""


def count(conn: Connection, wanted: Wanted, after: int) -> int:
    row = conn.execute(
        "SELECT count(*) FROM articles a WHERE a.id > %(after)s AND " + _WHERE, _values(wanted) | {"after": after}
    ).fetchone()
    assert row is not None
    return int(row[0])


def next_articles(conn: Connection, wanted: Wanted, after: int, limit: int) -> list[Candidate]:
    """Return the articles behind the id `after`, in the order of their ids."""
    with conn.cursor(row_factory=class_row(Candidate)) as cursor:
        cursor.execute(
            "SELECT a.id AS article_id, a.url_key AS key, a.url, a.site FROM articles a WHERE a.id > %(after)s AND "
            + _WHERE
            + " ORDER BY a.id LIMIT %(limit)s",
            _values(wanted) | {"after": after, "limit": limit},
        )
        return cursor.fetchall()


def _values(wanted: Wanted) -> dict[str, object]:
    return {"site": wanted.site, "since": wanted.since, "id": wanted.article_id}


def replace_reading(
    conn: Connection, candidate: Candidate, version: int, page_id: int, article: Article, changed: Collection[str]
) -> bool:
    """Put a better reading of the raw page `page_id` in a version's place, in one transaction; False: it is not there.

    Of the current version the digests too: the next visit finds it unchanged. There is no event. changed: the fields
    that are read otherwise now; what search and stories know is made anew only when they look at one of them.
    """
    with conn.transaction():
        # As a visit does it: one that comes meanwhile waits, and compares with what stands here then.
        conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('article ' || %s, 0))", (candidate.key,))
        values = fields_of(article) | {"id": candidate.article_id, "version": version, "page": page_id}
        done = conn.execute(
            """UPDATE versions SET title = %(title)s, original_title = %(original_title)s, subtitle = %(subtitle)s,
                   published_at = %(published_at)s, published_precision = %(precision)s, source = %(source)s,
                   source_url = %(source_url)s, author = %(author)s, editor = %(editor)s,
                   breadcrumb = %(breadcrumb)s, keywords = %(keywords)s, body_text = %(body_text)s,
                   body_html = %(body_html)s, images = %(images)s, attachments = %(attachments)s,
                   provenance = %(provenance)s
               WHERE article_id = %(id)s AND version = %(version)s AND snapshot_id = %(page)s""",
            values,
        ).rowcount
        current = conn.execute(
            """UPDATE articles SET digests = %(digests)s WHERE id = %(id)s AND version = %(version)s AND %(done)s > 0
               RETURNING first_seen_at""",
            values | {"done": done},
        ).fetchone()
        if current and not _FOUND_BY.isdisjoint(changed):
            search.index(conn, candidate.article_id, article, site=candidate.site, at=current[0])
            stories.place(conn, candidate.article_id, article, key=candidate.key, at=current[0])
    return done > 0


def reached(conn: Connection, wanted: Wanted) -> int:
    """Return the id behind which a run of this selection that was cut off of late goes on; 0 to begin."""
    row = conn.execute(
        "SELECT article_id FROM rereadings WHERE selection = %s AND at > now() - %s::interval",
        (wanted.name, _RESUMED_WITHIN),
    ).fetchone()
    return int(row[0]) if row else 0


def remember(conn: Connection, wanted: Wanted, article_id: int) -> None:
    conn.execute(
        """INSERT INTO rereadings (selection, article_id) VALUES (%s, %s)
           ON CONFLICT (selection) DO UPDATE SET article_id = excluded.article_id, at = now()""",
        (wanted.name, article_id),
    )


def forget(conn: Connection, wanted: Wanted) -> None:
    """The run came to its end: the next one begins anew."""
    conn.execute("DELETE FROM rereadings WHERE selection = %s", (wanted.name,))
