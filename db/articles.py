"""Articles and their versions: what is known before a look, and what a look adds, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import events, search, stories, versions
from db.writing import write
from news.changes.change import Known
from news.changes.telling import moment_text
from news.changes.unrest import unrest_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article
    from news.changes.change import Change


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


_TEXTS = ("title", "original_title", "subtitle", "source", "author", "editor", "body_text")


def known(conn: Connection, key: str) -> Known | None:
    """Return what is stored under `key`, locked until the caller's transaction ends.

    The key is locked too: two sites may lead to one page, and of two looks that found nothing one would come second.
    """
    conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('article ' || %s, 0))", (key,))
    # Not FOR UPDATE: whoever merges segments of the search refers to the row, and holds what we shall ask for.
    row = conn.execute(
        """SELECT a.id, a.version, a.status = 'gone', a.digests, a.missing_since, a.first_seen_at,
                  v.published_at, a.changed_at, a.restorations, a.unrest, v.title, v.original_title, v.subtitle,
                  v.source, v.author, v.editor, v.body_text
           FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
           WHERE a.url_key = %s FOR NO KEY UPDATE OF a""",
        (key,),
    ).fetchone()
    if row is None:
        return None
    texts = dict(zip(_TEXTS, row[10:], strict=True))
    return Known(
        article_id=row[0],
        version=row[1],
        gone=row[2],
        fields=row[3],
        missing_since=row[4],
        first_seen_at=row[5],
        published_at=row[6],
        changed_at=row[7],
        restorations=row[8],
        unrest=unrest_of(row[9]),
        texts=texts | {"published": moment_text(row[6])},
    )


def store(
    conn: Connection,
    seen: Sighting,
    change: Change,
    article: Article,
    snapshot: Snapshot,
    further: Sequence[Snapshot] = (),
) -> None:
    """Write a new, changed or restored article: snapshot, article, version, event, entry done.

    further: the raw pages after the first of an article that is printed on several, in order.

    Call it inside a transaction that began with `known(conn, key)`.
    """
    # Against what was said before, which the next line overwrites.
    is_edit = change.event in ("changed", "restored")
    judged = versions.judged(conn, seen.key, article, change.event) if is_edit else ((), None)
    pages = [add_snapshot(conn, page) for page in further]
    article_id, first_seen_at = write(conn, seen, change, article, snapshot, pages)
    search.index(conn, article_id, article, site=seen.site, at=seen.at)
    stories.place(conn, article_id, article, key=seen.key, at=first_seen_at)
    if change.event:
        events.append(
            conn,
            change.event,
            article_id=article_id,
            fields=change.fields,
            baseline=seen.baseline,
            run_id=seen.run_id,
            at=seen.at,
            judged=judged,
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
