"""Many articles at once, for imports and backfills: copied into the tables in one transaction, a bad one left out.

A statement costs more than the row that it writes: one after the other, articles took three times as long (2026-11).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql

from db import entries, events, search, stories
from db.connection import database_errors
from db.stories import Unplaced
from db.writing import fields_of
from news.errors import UnstorableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from psycopg import Connection

    from db.articles import Sighting, Snapshot
    from news.article import Article

# What became of an item: an error says why it was refused.
Outcome = str | UnstorableError

_SNAPSHOTS = "id url fetched_at status content_type sha256 warc_file warc_offset warc_length"
_ARTICLES = "id site url_key url version digests baseline first_seen_at last_seen_at next_visit_at etag last_modified"
_VERSIONS = (
    "title original_title subtitle published_at precision source source_url author editor breadcrumb keywords "
    "body_text body_html images attachments provenance"
)
_OTHER_NAMES = {"precision": "published_precision"}


@dataclass(frozen=True, slots=True)
class Item:
    """An article that was read from its raw page, which is kept already."""

    seen: Sighting
    article: Article
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class _Row:
    """An item with the ids that it gets."""

    article_id: int
    snapshot_id: int
    item: Item


def store_many(conn: Connection, items: Sequence[Item]) -> list[Outcome]:
    """Store new articles in one transaction; return for each item "new", "known", or why Postgres refused it.

    What is known by its key, or comes twice, is left as it is. A hundred at most: other writers of events wait.
    """
    with database_errors(), conn.transaction():
        known = _locked(conn, {item.seen.key for item in items})
        fresh: dict[str, Item] = {}
        for item in items:
            if item.seen.key not in known:
                fresh.setdefault(item.seen.key, item)
        rows, refused = _written(conn, list(fresh.values()))
        if rows:
            _tell(conn, rows)
    first = {id(item) for item in fresh.values()}
    return [refused.get(item.seen.key, "new") if id(item) in first else "known" for item in items]


def _locked(conn: Connection, keys: set[str]) -> set[str]:
    """Lock the keys in an order that all agree on, as `articles.known` does one; return those that are known."""
    conn.execute(
        """SELECT pg_advisory_xact_lock(number)
           FROM (SELECT hashtextextended('article ' || key, 0) AS number FROM unnest(%s::text[]) AS wanted (key)
                 ORDER BY number) AS numbers""",
        (list(keys),),
    )
    rows = conn.execute("SELECT url_key FROM articles WHERE url_key = ANY (%s)", (list(keys),)).fetchall()
    return {row[0] for row in rows}


def _written(conn: Connection, items: list[Item]) -> tuple[list[_Row], dict[str, UnstorableError]]:
    """Write the items together, or one by one when one of them is refused; return them, and by the key why not."""
    try:
        with _refusals(), conn.transaction():
            return _write(conn, items), {}
    except UnstorableError:
        pass
    rows, refused = [], {}
    for item in items:
        try:
            with _refusals(), conn.transaction():
                rows += _write(conn, [item])
        except UnstorableError as error:
            refused[item.seen.key] = error
    return rows, refused


@contextmanager
def _refusals() -> Iterator[None]:
    """As database_errors, half a surrogate too, which never reaches Postgres."""
    try:
        with database_errors():
            yield
    except UnicodeEncodeError as error:
        raise UnstorableError(f"这条数据存不进数据库，请报告 not a text that can be stored: {error.reason}") from error


def _write(conn: Connection, items: Sequence[Item]) -> list[_Row]:
    numbers = conn.execute(
        """SELECT nextval(pg_get_serial_sequence('articles', 'id')), nextval(pg_get_serial_sequence('snapshots', 'id'))
           FROM generate_series(1, %s)""",
        (len(items),),
    ).fetchall()
    rows = [_Row(article, page, item) for (article, page), item in zip(numbers, items, strict=True)]
    fields = [fields_of(row.item.article) for row in rows]
    _copy(conn, "snapshots", _SNAPSHOTS, map(_snapshot, rows))
    _copy(conn, "articles", _ARTICLES, (_article(row, own) for row, own in zip(rows, fields, strict=True)))
    _copy(
        conn,
        "versions",
        f"article_id version seen_at snapshot_id {_VERSIONS}",
        (_version(row, own) for row, own in zip(rows, fields, strict=True)),
    )
    search.index_many(conn, [(row.article_id, row.item.article, row.item.seen.site, row.item.seen.at) for row in rows])
    return rows


def _tell(conn: Connection, rows: Sequence[_Row]) -> None:
    """Say of articles that were written that they are there.

    Last, and the entries first: whoever has the turn at the events must not wait for a list page that is being entered.
    """
    entries.mark_all_stored(conn, [row.item.seen.key for row in rows])
    stories.place_all(
        conn, [Unplaced(row.article_id, row.item.article, row.item.seen.key, row.item.seen.at) for row in rows]
    )
    events.append_new(conn, [(row.article_id, row.item.seen) for row in rows])


def _copy(conn: Connection, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(_OTHER_NAMES.get(name, name)) for name in columns.split())
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with conn.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _snapshot(row: _Row) -> list[Any]:
    page = row.item.snapshot
    where = (page.file, page.offset, page.length)
    return [row.snapshot_id, page.url, page.fetched_at, page.status, page.content_type, page.sha256, *where]


def _article(row: _Row, fields: dict[str, Any]) -> list[Any]:
    seen = row.item.seen
    times = (seen.at, seen.at, seen.next_visit_at)
    named = (seen.site, seen.key, seen.url)
    return [row.article_id, *named, 1, fields["digests"], seen.baseline, *times, seen.etag, seen.last_modified]


def _version(row: _Row, fields: dict[str, Any]) -> list[Any]:
    return [row.article_id, 1, row.item.seen.at, row.snapshot_id, *(fields[name] for name in _VERSIONS.split())]
