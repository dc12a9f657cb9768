"""Checks: what `tzwatch sites check` found, and the stored articles that a changed layout is matched with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Check:
    """The last check of a site: when, whether all was well, and the report as --json prints it."""

    site: str
    at: datetime
    ok: bool
    what: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it was read last, and where its raw page lies (offset and length: bytes in `file`)."""

    url: str
    title: str
    body_text: str
    published_at: datetime | None
    source: str | None
    body_reader: str
    file: str
    offset: int
    length: int


def record(conn: Connection, site: str, ok: bool, what: dict[str, Any]) -> None:
    conn.execute("INSERT INTO checks (site, ok, what) VALUES (%s, %s, %s)", (site, ok, Jsonb(what)))


def latest(conn: Connection) -> dict[str, Check]:
    """Return the last check of every site that was ever checked."""
    with conn.cursor(row_factory=class_row(Check)) as cursor:
        cursor.execute("SELECT DISTINCT ON (site) site, at, ok, what FROM checks ORDER BY site, at DESC, id DESC")
        return {check.site: check for check in cursor}


def newest_articles(conn: Connection, site: str, limit: int) -> list[StoredArticle]:
    """Return the newest live articles of a site that have a text and a raw page, newest first."""
    with conn.cursor(row_factory=class_row(StoredArticle)) as cursor:
        cursor.execute(
            """SELECT a.url, v.title, v.body_text, v.published_at, v.source,
                      coalesce(v.provenance ->> 'body_text', '') AS body_reader,
                      s.warc_file AS file, s.warc_offset AS "offset", s.warc_length AS length
               FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
               JOIN snapshots s ON s.id = v.snapshot_id
               WHERE a.site = %s AND a.status = 'live' AND v.body_text <> ''
               ORDER BY coalesce(v.published_at, a.first_seen_at) DESC, a.id DESC LIMIT %s""",
            (site, limit),
        )
        return cursor.fetchall()
