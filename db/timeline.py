"""The versions of an article over time, and looks from archives put in their place among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import articles, events, search, stories, versions
from db.writing import fields_of
from news.timeline import changed_fields

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from db.articles import Snapshot
    from news.article import Article
    from news.timeline import Spot


@dataclass(frozen=True, slots=True)
class Timeline:
    """An article's versions from number 1 on: when each was seen first and the digest of its raw page (None: it has
    none); the newest one's title, and when it was seen last.
    """

    article_id: int
    site: str
    title: str
    last_seen_at: datetime
    seen: list[datetime]
    digests: list[bytes | None]


@dataclass(frozen=True, slots=True)
class Look:
    """What an archive says of an article: when, what, and the raw page."""

    at: datetime
    article: Article
    snapshot: Snapshot


def timeline(conn: Connection, key: str) -> Timeline | None:
    """Return the versions of the article with this key, None when it is not stored."""
    row = conn.execute(
        """SELECT a.id, a.site, max(v.title) FILTER (WHERE v.version = a.version), a.last_seen_at,
                  array_agg(v.seen_at ORDER BY v.version), array_agg(s.sha256 ORDER BY v.version)
           FROM articles a JOIN versions v ON v.article_id = a.id LEFT JOIN snapshots s ON s.id = v.snapshot_id
           WHERE a.url_key = %s GROUP BY a.id""",
        (key,),
    ).fetchone()
    return None if row is None else Timeline(*row)


def note_seen(conn: Connection, article_id: int, at: datetime) -> None:
    """Note that the newest version was there at `at` too."""
    conn.execute("UPDATE articles SET last_seen_at = greatest(last_seen_at, %s) WHERE id = %s", (at, article_id))


def put(conn: Connection, known: Timeline, where: Spot, key: str, look: Look) -> None:
    """Put a look that is not known into its place. Call it in a transaction that began with `articles.known`.

    An archive tells what was: whether the article is live or gone, and when it is visited next, stays.
    """
    before, judged = versions.current(conn, key), versions.judged(conn, key, look.article, "changed")
    snapshot_id = articles.add_snapshot(conn, look.snapshot)
    if where.where == "earlier":
        _move(conn, known, where.number, look.at, snapshot_id)
    else:
        if where.where == "split":
            _repeat_newest(conn, known)
        _insert(conn, known, where.number, look, snapshot_id)
    if where.number == 1:
        conn.execute("UPDATE articles SET first_seen_at = %s WHERE id = %s", (look.at, known.article_id))
    if where.where == "last":
        _make_newest(conn, known, where.number, look)
    if where.where == "last" or where.number == 1:
        _place(conn, known, key, look.at)
    if where.where == "last":
        fields = changed_fields(before, look.article) if before else ()
        events.append(
            conn,
            "changed",
            article_id=known.article_id,
            fields=fields,
            baseline=True,
            run_id=None,
            at=look.at,
            judged=judged,
        )


def _move(conn: Connection, known: Timeline, number: int, at: datetime, snapshot_id: int) -> None:
    """Let a version begin earlier, with the raw page of that time."""
    conn.execute(
        """UPDATE versions SET seen_at = %s, snapshot_id = %s, further_snapshots = '{}'
           WHERE article_id = %s AND version = %s""",
        (at, snapshot_id, known.article_id, number),
    )


def _repeat_newest(conn: Connection, known: Timeline) -> None:
    """Let the newest version come once more, at the time when it was seen last."""
    conn.execute(
        """INSERT INTO versions (article_id, version, seen_at, title, original_title, subtitle, published_at,
               published_precision, source, source_url, author, editor, breadcrumb, keywords, body_text, body_html,
               images, attachments, provenance, snapshot_id, further_snapshots)
           SELECT v.article_id, v.version + 1, a.last_seen_at, v.title, v.original_title, v.subtitle, v.published_at,
               v.published_precision, v.source, v.source_url, v.author, v.editor, v.breadcrumb, v.keywords,
               v.body_text, v.body_html, v.images, v.attachments, v.provenance, v.snapshot_id, v.further_snapshots
           FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version WHERE a.id = %s""",
        (known.article_id,),
    )
    conn.execute("UPDATE articles SET version = version + 1 WHERE id = %s", (known.article_id,))


def _insert(conn: Connection, known: Timeline, number: int, look: Look, snapshot_id: int) -> None:
    """Add a version of this number; those from it on move up."""
    own = {"article": known.article_id, "number": number}
    moved = conn.execute(
        "UPDATE versions SET version = -version - 1 WHERE article_id = %(article)s AND version >= %(number)s", own
    ).rowcount
    if moved:
        # In two steps: the numbers are a key, and no two may be alike at any time.
        conn.execute("UPDATE versions SET version = -version WHERE article_id = %(article)s AND version < 0", own)
        conn.execute(
            "UPDATE events SET version = version + 1 WHERE article_id = %(article)s AND version >= %(number)s", own
        )
        conn.execute("UPDATE articles SET version = version + 1 WHERE id = %(article)s", own)
    conn.execute(
        """INSERT INTO versions (article_id, version, seen_at, title, original_title, subtitle, published_at,
               published_precision, source, source_url, author, editor, breadcrumb, keywords, body_text, body_html,
               images, attachments, provenance, snapshot_id)
           VALUES (%(article)s, %(number)s, %(at)s, %(title)s, %(original_title)s, %(subtitle)s, %(published_at)s,
               %(precision)s, %(source)s, %(source_url)s, %(author)s, %(editor)s, %(breadcrumb)s, %(keywords)s,
               %(body_text)s, %(body_html)s, %(images)s, %(attachments)s, %(provenance)s, %(snapshot)s)""",
        own | {"at": look.at, "snapshot": snapshot_id} | fields_of(look.article),
    )


def _make_newest(conn: Connection, known: Timeline, number: int, look: Look) -> None:
    """Let a version be the current one. The validators were of another: the next visit must bring the page itself."""
    conn.execute(
        """UPDATE articles SET version = %(number)s, digests = %(digests)s, changed_at = %(at)s,
               last_seen_at = greatest(last_seen_at, %(at)s), unrest = NULL, etag = NULL, last_modified = NULL
           WHERE id = %(article)s""",
        {"article": known.article_id, "number": number, "at": look.at, "digests": fields_of(look.article)["digests"]},
    )


def _place(conn: Connection, known: Timeline, key: str, at: datetime) -> None:
    """Let the article be found, and joined to its story, by what it says now and since when."""
    current = versions.versions_of(conn, known.article_id)[-1].article
    search.index(conn, known.article_id, current, site=known.site, at=at)
    stories.place(conn, known.article_id, current, key=key, at=at)
