"""A database full of articles in minutes: copied without indexes by several processes, the indexes built afterwards.

What is filled is what storing one after the other would have left: the product's own functions make every value.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from psycopg import sql

from bench import derived
from bench.derived import Stored
from bench.worlds import SITES, host
from bench.worlds_stories import mixed
from db.connection import connect

if TYPE_CHECKING:
    from psycopg import Connection

    from news.article import Article

SEED = 1
_PROCESSES = 2
_NOW = datetime(2026, 11, 2, tzinfo=UTC)
_COLUMNS = {
    "snapshots": "id url fetched_at status content_type sha256 warc_file warc_offset warc_length",
    "articles": "id site url_key url status version digests baseline first_seen_at last_seen_at",
    "versions": "article_id version seen_at title original_title subtitle published_at published_precision source "
    "source_url author editor breadcrumb keywords body_text body_html images attachments provenance snapshot_id",
    "entries": "url_key site channel url title baseline first_seen_at last_seen_at state",
    "events": "seq kind article_id version site url title fields baseline at",
} | derived.COLUMNS
# Nobody looks at these articles again: what they would be compared with is left out.
_DIGESTS = '{"said": "0123456789abcdef"}'
# Kept while rows are copied: nothing else is worth the time.
_BUILD = (
    "SET maintenance_work_mem = '1GB'",
    "SET max_parallel_maintenance_workers = 2",
    "SET statement_timeout = 0",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """How many articles are stored now; seconds of copying, and of building the indexes."""

    articles: int
    copying: float
    indexing: float


def fill(url: str, until: int) -> Filled:
    """Store the articles of the world SEED that are not there yet, `until` altogether (numbered from 0)."""
    with connect(url) as conn:
        first, segment = _numbers(conn)
        _prepare(conn)
        dropped = _drop_indexes(conn)
        began = time.perf_counter()
        chunks = [
            (url, at, min(derived.SEGMENT, until - at), segment + place)
            for place, at in enumerate(range(first, until, derived.SEGMENT))
        ]
        with ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("spawn")) as pool:
            for _ in pool.map(_copy_chunk, chunks):
                pass
        copied = time.perf_counter()
        _restore(conn, dropped)
        return Filled(until, copied - began, time.perf_counter() - copied)


def _numbers(conn: Connection) -> tuple[int, int]:
    """Return how many numbers are taken by articles and what belongs to each, and the first free one of segments."""
    row = conn.execute(
        """SELECT greatest((SELECT max(id) FROM articles), (SELECT max(id) FROM snapshots),
                           (SELECT max(seq) FROM events), 0), (SELECT coalesce(max(id), 0) + 1 FROM search_segments)"""
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def _prepare(conn: Connection) -> None:
    """While it is filled the database need not outlive a power cut."""
    for statement in (
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET max_wal_size = '8GB'",
        "SELECT pg_reload_conf()",
    ):
        conn.execute(statement)
    conn.execute(
        "INSERT INTO sites (id, name) SELECT s, s FROM unnest(%s::text[]) s ON CONFLICT DO NOTHING",
        ([_site(number) for number in range(SITES)],),
    )


def _site(number: int) -> str:
    return host(number).partition(".")[0]


def _drop_indexes(conn: Connection) -> list[str]:
    """Drop the indexes and constraints of the filled tables; return the statements that bring them back."""
    back: list[str] = []
    rows = conn.execute(
        """SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
           WHERE c.contype IN ('f', 'u', 'p') AND (c.conrelid::regclass::text = ANY (%(t)s))
           ORDER BY c.contype""",
        {"t": list(_COLUMNS)},
    ).fetchall()
    others = conn.execute(
        """SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
           WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (%(t)s)
             AND c.conrelid::regclass::text <> ALL (%(t)s)""",
        {"t": list(_COLUMNS)},
    ).fetchall()
    for table, name, what in [*others, *rows]:
        conn.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
        back.insert(0, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {what}')
    indexes = conn.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY (%s)",
        (list(_COLUMNS),),
    ).fetchall()
    for name, what in indexes:
        conn.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        back.append(what)
    return back


def _restore(conn: Connection, statements: list[str]) -> None:
    for statement in (*_BUILD, *statements):
        conn.execute(statement.encode())
    for table, column in (("articles", "id"), ("snapshots", "id"), ("events", "seq"), *derived.IDENTITIES):
        row = conn.execute("SELECT pg_get_serial_sequence(%s, %s)", (table, column)).fetchone()
        assert row is not None
        _count_on(conn, row[0], table, column)
    for sequence, (table, column) in derived.SEQUENCES.items():
        _count_on(conn, sequence, table, column)
    for statement in ("ALTER SYSTEM RESET fsync", "ALTER SYSTEM RESET max_wal_size", "SELECT pg_reload_conf()"):
        conn.execute(statement)
    conn.execute("VACUUM ANALYZE")
    conn.execute("CHECKPOINT")


def _count_on(conn: Connection, sequence: str, table: str, column: str) -> None:
    statement = sql.SQL("SELECT setval(%s, (SELECT coalesce(max({}), 1) FROM {}))")
    conn.execute(statement.format(sql.Identifier(column), sql.Identifier(table)), (sequence,))


def _copy_chunk(chunk: tuple[str, int, int, int]) -> None:
    url, first, count, segment = chunk
    stored = [_stored(number + 1, mixed(SEED, number)) for number in range(first, first + count)]
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS} | derived.tables(stored, segment)
    for one in stored:
        for table, row in _rows(one):
            rows[table].append(row)
    with connect(url) as conn, conn.transaction():
        for table, columns in _COLUMNS.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
            with conn.cursor().copy(statement) as copy:
                for row in rows[table]:
                    copy.write_row(row)


def _stored(number: int, article: Article) -> Stored:
    # As news.urls.url_key has it for such addresses, at a tenth of its cost.
    key = article.url.removeprefix("https://").removeprefix("www.")
    site = key.removeprefix("news.").partition(".")[0]
    return Stored(number, article, key, site, article.published.at if article.published else _NOW)


def _rows(one: Stored) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the rows of one article, each with its table."""
    number, article, key, site, at = one.number, one.article, one.key, one.site, one.at
    sha = hashlib.sha256(article.body_text.encode()).digest()
    breadcrumb, keywords = list(article.breadcrumb), list(article.keywords)
    provenance = json.dumps(dict(article.provenance))
    people = (article.source, None, article.author, article.editor, breadcrumb, keywords)
    version = (
        number,
        1,
        at,
        article.title,
        article.original_title,
        article.subtitle,
        at,
        "minute",
        *people,
        article.body_text,
        article.body_html,
    )
    return [
        ("snapshots", (number, article.url, at, 200, "text/html", sha, f"warc/2026/{number // 900}.warc.gz", 0, 2400)),
        ("articles", (number, site, key, article.url, "live", 1, _DIGESTS, True, at, at)),
        ("versions", (*version, "[]", "[]", provenance, number)),
        ("entries", (key, site, f"https://www.{host(0)}/", article.url, article.title, True, at, at, "stored")),
        ("events", (number, "new", number, 1, site, article.url, article.title, [], True, at)),
    ]
