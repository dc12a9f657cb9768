"""Looking: articles as people and scripts see them, one row shape for the list, the export and the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from psycopg import Connection

_ROWS_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: of one site, new since a time (baseline excluded), published since one, containing every one of
    the words; or the one with a key, else with an address as it is stored.
    """

    site: str | None = None
    new_since: datetime | None = None
    published_since: datetime | None = None
    words: tuple[str, ...] = ()
    limit: int | None = None
    key: str | None = None
    url: str | None = None


def select(conn: Connection, selection: Selection) -> Generator[dict[str, Any]]:
    """Yield the current version of each selected article, newest first, a batch at a time."""
    with conn.transaction(), conn.cursor("articles", row_factory=dict_row) as cursor:
        # The reader may be a person with a pager.
        conn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.itersize = _ROWS_AT_A_TIME
        cursor.execute(
            """SELECT a.site, a.url, v.title, v.original_title, v.subtitle, v.published_at, v.published_precision,
                      v.source, v.source_url, v.author, v.editor, v.breadcrumb, v.keywords, v.body_text, v.body_html,
                      v.images, v.attachments, a.status, a.version, a.first_seen_at, a.last_seen_at, a.changed_at,
                      a.story_id
               FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
               WHERE (%(site)s::text IS NULL OR a.site = %(site)s)
                 AND (%(new_since)s::timestamptz IS NULL OR (NOT a.baseline AND a.first_seen_at >= %(new_since)s))
                 AND (%(published_since)s::timestamptz IS NULL
                      OR coalesce(v.published_at, a.first_seen_at) >= %(published_since)s)
                 AND (%(key)s::text IS NULL OR a.url_key = %(key)s OR a.url = %(url)s)
                 AND NOT EXISTS (SELECT FROM unnest(%(patterns)s::text[]) AS wanted (pattern)
                                 WHERE NOT (v.title ILIKE pattern OR v.body_text ILIKE pattern
                                            OR coalesce(v.source, '') ILIKE pattern))
               ORDER BY coalesce(v.published_at, a.first_seen_at) DESC, a.id DESC
               LIMIT %(limit)s""",
            {
                "site": selection.site,
                "new_since": selection.new_since,
                "published_since": selection.published_since,
                "key": selection.key,
                "url": selection.url,
                "patterns": [_pattern(word) for word in selection.words],
                "limit": selection.limit,
            },
        )
        yield from cursor


def has_site(conn: Connection, site: str) -> bool:
    """Tell whether an article of `site` is stored."""
    return conn.execute("SELECT EXISTS (SELECT FROM articles WHERE site = %s)", (site,)).fetchone() == (True,)


def _pattern(word: str) -> str:
    escaped = clean_text(word).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
