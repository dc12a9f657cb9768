"""Writing one look at an article: raw page, article, version and entry in one statement.

Half of the time of a store of five statements went into waiting for the server's answer to each (2026-11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from news.changes.telling import field_digests

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from db.articles import Sighting, Snapshot
    from news.article import Article
    from news.changes.change import Change

# The parts see the tables as they were before, and hand each other what they wrote. A value that is only selected
# needs its type said: NULL has none.
_WRITE = """
WITH page AS (
    INSERT INTO snapshots (url, fetched_at, status, content_type, sha256, warc_file, warc_offset, warc_length)
    VALUES (%(page_url)s, %(fetched_at)s, %(status)s, %(content_type)s, %(sha256)s, %(file)s, %(offset)s, %(length)s)
    RETURNING id
), article AS (
    INSERT INTO articles AS a (site, url_key, url, version, digests, baseline, first_seen_at, last_seen_at,
                               next_visit_at, etag, last_modified)
    VALUES (%(site)s, %(key)s, %(url)s, 1, %(digests)s, %(baseline)s, %(at)s, %(at)s, %(next)s, %(etag)s,
            %(last_modified)s)
    ON CONFLICT (url_key) DO UPDATE SET
        status = 'live', missing_since = NULL, version = a.version + 1, digests = excluded.digests,
        last_seen_at = excluded.last_seen_at, changed_at = excluded.last_seen_at,
        next_visit_at = excluded.next_visit_at, unrest = %(unrest)s::jsonb,
        restorations = a.restorations + (a.status = 'gone')::integer,
        etag = excluded.etag, last_modified = excluded.last_modified
    RETURNING id, version, first_seen_at
), entry AS (
    UPDATE entries SET state = 'stored', last_error = NULL WHERE url_key = %(key)s
)
INSERT INTO versions (article_id, version, seen_at, title, original_title, subtitle, published_at,
                      published_precision, source, source_url, author, editor, breadcrumb, keywords, body_text,
                      body_html, images, attachments, provenance, snapshot_id, further_snapshots)
SELECT article.id, article.version, %(at)s::timestamptz, %(title)s, %(original_title)s, %(subtitle)s,
       %(published_at)s::timestamptz, %(precision)s, %(source)s, %(source_url)s, %(author)s, %(editor)s,
       %(breadcrumb)s::text[], %(keywords)s::text[], %(body_text)s, %(body_html)s, %(images)s::jsonb,
       %(attachments)s::jsonb, %(provenance)s::jsonb, page.id, %(further)s::bigint[]
FROM article, page
RETURNING article_id, (SELECT first_seen_at FROM article)"""


def write(
    conn: Connection,
    seen: Sighting,
    change: Change,
    article: Article,
    snapshot: Snapshot,
    further: Sequence[int] = (),
) -> tuple[int, datetime]:
    """Store a look that found an article; return the article's id, and when it was first seen.

    further: the ids of the raw pages after the first, in order.
    """
    row = conn.execute(_WRITE, _page(snapshot) | _seen(seen, change) | fields_of(article) | {"further": list(further)})
    found = row.fetchone()
    assert found is not None
    return int(found[0]), found[1]


def _page(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "page_url": snapshot.url,
        "fetched_at": snapshot.fetched_at,
        "status": snapshot.status,
        "content_type": snapshot.content_type,
        "sha256": snapshot.sha256,
        "file": snapshot.file,
        "offset": snapshot.offset,
        "length": snapshot.length,
    }


def _seen(seen: Sighting, change: Change) -> dict[str, Any]:
    return {
        "site": seen.site,
        "key": seen.key,
        "url": seen.url,
        "baseline": seen.baseline,
        "at": seen.at,
        "next": seen.next_visit_at,
        "etag": seen.etag,
        "last_modified": seen.last_modified,
        "unrest": Jsonb(change.unrest.as_json()) if change.unrest else None,
    }


def fields_of(article: Article) -> dict[str, Any]:
    """Return an article's values by the names that statements about versions use, its digests too."""
    return {
        "digests": Jsonb(field_digests(article)),
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
