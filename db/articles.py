"""Articles and their versions: what is known before a look, and what a look adds, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from db import entries, events
from news.change import Known, field_digests

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article
    from news.change import Change


@dataclass(frozen=True, slots=True)
class Snapshot:
    """网页原件: where the raw page lies. file: relative to TZWATCH_HOME; offset and length: bytes in it."""

    url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    sha256: bytes
    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """When and how a page was seen: what `store` needs beside the reading itself."""

    site: str
    key: str
    url: str
    at: datetime
    baseline: bool
    run_id: int | None
    next_visit_at: datetime | None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class DueArticle:
    """A known article whose next visit is due."""

    url_key: str
    url: str
    etag: str | None
    last_modified: str | None


def known(conn: Connection, key: str) -> Known | None:
    """Return what is stored under `key`, locked until the caller's transaction ends.

    The key is locked too: two sites may lead to one page, and of two looks that found nothing one would come second.
    """
    conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('article ' || %s, 0))", (key,))
    row = conn.execute(
        """SELECT a.id, a.version, a.status = 'gone', a.digests, a.missing_since, a.change_streak, a.first_seen_at,
                  v.published_at
           FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
           WHERE a.url_key = %s FOR UPDATE OF a""",
        (key,),
    ).fetchone()
    return None if row is None else Known(*row)


def due(conn: Connection, site: str, *, whatever_the_time: bool, limit: int) -> list[DueArticle]:
    """Return the articles to look at again. One that is gone has no validators: a 304 would hide its return."""
    with conn.cursor(row_factory=class_row(DueArticle)) as cursor:
        cursor.execute(
            """SELECT url_key, url, CASE status WHEN 'live' THEN etag END AS etag,
                      CASE status WHEN 'live' THEN last_modified END AS last_modified FROM articles
               WHERE site = %s AND (%s OR next_visit_at <= now())
               ORDER BY next_visit_at NULLS LAST, id LIMIT %s""",
            (site, whatever_the_time, limit),
        )
        return cursor.fetchall()


def store(conn: Connection, seen: Sighting, change: Change, article: Article, snapshot: Snapshot) -> None:
    """Write a new, changed, restless or restored article: snapshot, article, version, event, entry done.

    Call it inside a transaction that began with `known(conn, key)`.
    """
    snapshot_id = add_snapshot(conn, snapshot)
    article_id, version = _upsert(conn, seen, change, article)
    _add_version(conn, article_id, version, seen.at, article, snapshot_id)
    entries.mark_stored(conn, seen.key)
    if change.event:
        events.append(
            conn,
            change.event,
            article_id=article_id,
            fields=change.fields,
            baseline=seen.baseline,
            run_id=seen.run_id,
            at=seen.at,
        )


def _upsert(conn: Connection, seen: Sighting, change: Change, article: Article) -> tuple[int, int]:
    row = conn.execute(
        """INSERT INTO articles AS a (site, url_key, url, version, digests, baseline, first_seen_at, last_seen_at,
                                      next_visit_at, etag, last_modified)
           VALUES (%(site)s, %(key)s, %(url)s, 1, %(digests)s, %(baseline)s, %(at)s, %(at)s, %(next)s, %(etag)s,
                   %(last_modified)s)
           ON CONFLICT (url_key) DO UPDATE SET
               status = 'live', missing_since = NULL, version = a.version + 1, digests = excluded.digests,
               last_seen_at = excluded.last_seen_at, changed_at = excluded.last_seen_at,
               next_visit_at = excluded.next_visit_at, change_streak = %(streak)s,
               etag = excluded.etag, last_modified = excluded.last_modified
           RETURNING id, version""",
        {
            "site": seen.site,
            "key": seen.key,
            "url": seen.url,
            "digests": Jsonb(field_digests(article)),
            "baseline": seen.baseline,
            "at": seen.at,
            "next": seen.next_visit_at,
            "etag": seen.etag,
            "last_modified": seen.last_modified,
            "streak": change.streak,
        },
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _add_version(
    conn: Connection, article_id: int, version: int, at: datetime, article: Article, snapshot_id: int
) -> None:
    conn.execute(
        """INSERT INTO versions (article_id, version, seen_at, title, original_title, subtitle, published_at,
               published_precision, source, source_url, author, editor, breadcrumb, keywords, body_text, body_html,
               images, attachments, provenance, snapshot_id)
           VALUES (%(article_id)s, %(version)s, %(at)s, %(title)s, %(original_title)s, %(subtitle)s,
               %(published_at)s, %(precision)s, %(source)s, %(source_url)s, %(author)s, %(editor)s, %(breadcrumb)s,
               %(keywords)s, %(body_text)s, %(body_html)s, %(images)s, %(attachments)s, %(provenance)s,
               %(snapshot_id)s)""",
        {"article_id": article_id, "version": version, "at": at, "snapshot_id": snapshot_id} | _fields(article),
    )


def _fields(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "original_title": article.original_title,
        "subtitle": article.subtitle,
        "published_at": article.published.at if article.published else None,
        "precision": article.published.precision if article.published else None,
        "source": article.source,
        "source_url": article.source_url,
        "author": article.author,
        "editor": article.editor,
        "breadcrumb": list(article.breadcrumb),
        "keywords": list(article.keywords),
        "body_text": article.body_text,
        "body_html": article.body_html,
        "images": Jsonb([{"url": i.url, "caption": i.caption} for i in article.images]),
        "attachments": Jsonb([{"url": a.url, "title": a.title} for a in article.attachments]),
        "provenance": Jsonb(dict(article.provenance)),
    }


def touch(conn: Connection, seen: Sighting) -> None:
    """Note that the article is as it was, live or still gone, and set its next visit."""
    conn.execute(
        """UPDATE articles SET next_visit_at = %(next)s WHERE url_key = %(key)s AND status = 'gone'""",
        {"key": seen.key, "next": seen.next_visit_at},
    )
    conn.execute(
        """UPDATE articles SET last_seen_at = %(at)s, next_visit_at = %(next)s, missing_since = NULL,
               change_streak = 0, etag = coalesce(%(etag)s, etag),
               last_modified = coalesce(%(last_modified)s, last_modified)
           WHERE url_key = %(key)s AND status = 'live'""",
        {
            "key": seen.key,
            "at": seen.at,
            "next": seen.next_visit_at,
            "etag": seen.etag,
            "last_modified": seen.last_modified,
        },
    )
    entries.mark_stored(conn, seen.key)


def mark_missing(conn: Connection, key: str, at: datetime, second_look_at: datetime) -> None:
    """Note the first look that found the page missing; the second one decides."""
    conn.execute(
        "UPDATE articles SET missing_since = %s, next_visit_at = %s WHERE url_key = %s",
        (at, second_look_at, key),
    )


def mark_gone(conn: Connection, seen: Sighting, article_id: int) -> None:
    """Record a withdrawal 撤稿: the last text stays, an event tells."""
    conn.execute(
        """UPDATE articles SET status = 'gone', changed_at = %s, next_visit_at = %s WHERE id = %s""",
        (seen.at, seen.next_visit_at, article_id),
    )
    events.append(
        conn, "gone", article_id=article_id, fields=(), baseline=seen.baseline, run_id=seen.run_id, at=seen.at
    )


def postpone(conn: Connection, key: str, next_visit_at: datetime) -> None:
    """Look at an article again later: this visit could not tell anything.

    The longer the page has told nothing, the longer the wait: one that never answers again costs few visits.
    """
    conn.execute(
        """UPDATE articles SET next_visit_at = greatest(%s, now() + (now() - last_seen_at) / 2)
           WHERE url_key = %s""",
        (next_visit_at, key),
    )


def add_snapshot(conn: Connection, snapshot: Snapshot) -> int:
    row = conn.execute(
        """INSERT INTO snapshots (url, fetched_at, status, content_type, sha256, warc_file, warc_offset, warc_length)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
        (
            snapshot.url,
            snapshot.fetched_at,
            snapshot.status,
            snapshot.content_type,
            snapshot.sha256,
            snapshot.file,
            snapshot.offset,
            snapshot.length,
        ),
    ).fetchone()
    assert row is not None
    return int(row[0])
