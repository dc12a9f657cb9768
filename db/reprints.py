"""Looking at stories: the articles of one, and the stories with the most reprints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from db.versions import article_of

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article

_ARTICLES = """
SELECT f.story_id, a.id, a.site, a.url_key, a.url, a.status, a.version, a.first_seen_at, v.title, v.original_title,
       v.subtitle, v.published_at, v.published_precision, v.source, v.source_url, v.author, v.editor, v.breadcrumb,
       v.keywords, CASE WHEN %(whole)s THEN v.body_text ELSE '' END AS body_text, '' AS body_html, v.images,
       v.attachments, v.provenance
FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
LEFT JOIN fingerprints f ON f.article_id = a.id
"""
_OF_ONE = (
    _ARTICLES
    + """WHERE a.id = %(article)s
   OR a.id IN (SELECT other.article_id FROM fingerprints own JOIN fingerprints other USING (story_id)
               WHERE own.article_id = %(article)s)
ORDER BY a.id"""
)
_LATEST = (
    """WITH recent AS (
    SELECT DISTINCT f.story_id FROM articles a JOIN fingerprints f ON f.article_id = a.id
    WHERE a.first_seen_at >= %(since)s AND f.story_id IS NOT NULL
), largest AS (
    SELECT story_id, count(*) AS size FROM fingerprints JOIN recent USING (story_id)
    GROUP BY story_id ORDER BY 2 DESC, 1 DESC LIMIT %(limit)s
)"""
    + _ARTICLES
    + "JOIN largest l ON l.story_id = f.story_id ORDER BY l.size DESC, l.story_id DESC, a.id"
)


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story (story_id None: of none) as it stands now; the article has no body_html."""

    story_id: int | None
    article_id: int
    site: str
    key: str
    status: str
    version: int
    first_seen_at: datetime
    article: Article


def story_of(conn: Connection, article_id: int) -> list[Member]:
    """Return the articles of the story that an article belongs to, itself among them; itself alone: of none."""
    return _members(conn, _OF_ONE, {"article": article_id, "whole": True})


def latest(conn: Connection, *, since: datetime, limit: int) -> list[list[Member]]:
    """Return the stories with an article first seen since then, those with most reprints first; without texts."""
    stories: dict[int | None, list[Member]] = {}
    for member in _members(conn, _LATEST, {"since": since, "limit": limit, "whole": False}):
        stories.setdefault(member.story_id, []).append(member)
    return list(stories.values())


def _members(conn: Connection, query: str, values: dict[str, Any]) -> list[Member]:
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(query.encode(), values)
        return [
            Member(
                row["story_id"],
                row["id"],
                row["site"],
                row["url_key"],
                row["status"],
                row["version"],
                row["first_seen_at"],
                article_of(row),
            )
            for row in cursor
        ]


def has_backlog(conn: Connection) -> bool:
    """Tell whether an article is stored that was not compared with the others yet."""
    return conn.execute("SELECT EXISTS (SELECT FROM fingerprints WHERE bands IS NULL)").fetchone() == (True,)
