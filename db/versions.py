"""The versions 版本 of an article: what it said each time that it said something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from news.article import Article, Attachment, Image, Moment
from news.diff.articles import compare

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from news.changes.change import EventKind
    from news.diff.classes import ChangeClass, Weight


@dataclass(frozen=True, slots=True)
class Version:
    """One version, numbered from 1, first seen at `seen_at`.

    `snapshot_id` names its raw page (None: there is none), `further_snapshots` those of its further pages in order.
    """

    article_id: int
    version: int
    seen_at: datetime
    article: Article
    snapshot_id: int | None
    further_snapshots: list[int]


def versions_of(conn: Connection, article_id: int) -> list[Version]:
    """Return every version of an article, oldest first."""
    return _read(conn, article_id, None)


def version(conn: Connection, article_id: int, number: int) -> Version | None:
    """Return one version of an article, None when there is none of this number."""
    found = _read(conn, article_id, number)
    return found[0] if found else None


def current(conn: Connection, key: str) -> Article | None:
    """Return what the article with this identity said last, None when there is none."""
    with conn.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            """SELECT v.*, a.url FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
               WHERE a.url_key = %s""",
            (key,),
        ).fetchone()
    return article_of(row) if row else None


def judged(
    conn: Connection, key: str, article: Article, event: EventKind | None
) -> tuple[tuple[ChangeClass, ...], Weight | None]:
    """Return the classes and the weight of what differs in `article` from what its page said last.

    A change of which nothing is seen is minor all the same; of what came back as it was there is nothing to weigh.
    """
    before = current(conn, key)
    difference = compare(before, article) if before else None
    if difference is None or difference.weight is None:
        return (), "minor" if event == "changed" else None
    return difference.classes, difference.weight


def _read(conn: Connection, article_id: int, number: int | None) -> list[Version]:
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            """SELECT a.url, v.article_id, v.version, v.seen_at, v.title, v.original_title, v.subtitle,
                      v.published_at, v.published_precision, v.source, v.source_url, v.author, v.editor,
                      v.breadcrumb, v.keywords, v.body_text, v.body_html, v.images, v.attachments, v.provenance,
                      v.snapshot_id, v.further_snapshots
               FROM versions v JOIN articles a ON a.id = v.article_id
               WHERE v.article_id = %(article)s AND (%(number)s::integer IS NULL OR v.version = %(number)s)
               ORDER BY v.version""",
            {"article": article_id, "number": number},
        )
        return [_version(row) for row in cursor]


def _version(row: dict[str, Any]) -> Version:
    return Version(
        row["article_id"],
        row["version"],
        row["seen_at"],
        article_of(row),
        row["snapshot_id"],
        row["further_snapshots"],
    )


def article_of(row: dict[str, Any]) -> Article:
    """Return the article that a row with the columns of `versions` and the address `url` says."""
    published = Moment(row["published_at"], row["published_precision"]) if row["published_at"] else None
    return Article(
        url=row["url"],
        title=row["title"],
        body_text=row["body_text"],
        body_html=row["body_html"],
        original_title=row["original_title"],
        subtitle=row["subtitle"],
        published=published,
        source=row["source"],
        source_url=row["source_url"],
        author=row["author"],
        editor=row["editor"],
        breadcrumb=tuple(row["breadcrumb"]),
        keywords=tuple(row["keywords"]),
        images=tuple(Image(i["url"], i["caption"]) for i in row["images"]),
        attachments=tuple(Attachment(a["url"], a["title"]) for a in row["attachments"]),
        provenance=row["provenance"],
    )
