"""Migrations: applied once, in order, all or nothing, and never over a database that is not ours to change."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, LiteralString

import pytest
from psycopg.conninfo import make_conninfo

from crawler.imports.saved import file_key
from db.connection import connect
from db.migrate import FOLDER, Migration, migrate, read_migrations
from news.errors import DatabaseError
from news.search.times import kept
from tests.db.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

_FIRST = Migration(1, "first", "CREATE TABLE one (n integer);")
_SECOND = Migration(2, "second", "CREATE TABLE two (n integer); INSERT INTO two VALUES (1);")


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """A database without a table."""
    with connect(server_url) as conn:
        conn.execute("CREATE DATABASE empty_one")
    yield make_conninfo(server_url, dbname="empty_one")
    with connect(server_url) as conn:
        conn.execute("DROP DATABASE empty_one WITH (FORCE)")


@pytest.fixture
def empty(empty_url: str) -> Iterator[Connection]:
    with connect(empty_url) as conn:
        yield conn


def _exists(conn: Connection, table: str) -> bool:
    return conn.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)


def test_an_empty_database_gets_every_table_once(empty: Connection) -> None:
    assert migrate(empty) == read_migrations()
    assert _exists(empty, "articles")
    assert _exists(empty, "procrastinate_jobs")
    assert migrate(empty) == []


def test_a_later_migration_is_applied_on_top(empty: Connection) -> None:
    assert migrate(empty, [_FIRST]) == [_FIRST]
    assert migrate(empty, [_FIRST, _SECOND]) == [_SECOND]
    assert empty.execute("SELECT n FROM two").fetchall() == [(1,)]


def test_threads_that_migrate_at_once_apply_each_migration_once(empty_url: str) -> None:
    def one(_: int) -> int:
        with connect(empty_url) as conn:
            return len(migrate(conn, [_FIRST, _SECOND]))

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(one, range(5))) == [0, 0, 0, 0, 2]


def test_processes_that_migrate_at_once_apply_each_migration_once(empty_url: str) -> None:
    code = "import sys; from db.connection import connect; from db.migrate import migrate\n"
    code += "print(len(migrate(connect(sys.argv[1]))))"
    started = [
        subprocess.Popen([sys.executable, "-c", code, empty_url], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    counts = sorted(int(process.communicate(timeout=60)[0]) for process in started)
    assert counts == [0, 0, len(read_migrations())]


def test_a_killed_migrator_leaves_no_lock_behind(empty_url: str) -> None:
    code = (
        "import os, sys; from db.connection import connect; from db.migrate import Migration, migrate\n"
        "conn = connect(sys.argv[1])\n"
        "conn.add_notice_handler(lambda notice: os.kill(os.getpid(), 9))\n"
        "sql = \"CREATE TABLE one (n integer); DO $$BEGIN RAISE NOTICE 'now'; END$$;\"\n"
        "migrate(conn, [Migration(1, 'first', sql)])"
    )
    assert subprocess.run([sys.executable, "-c", code, empty_url], check=False).returncode == -9
    with connect(empty_url) as conn:
        assert migrate(conn, [_FIRST]) == [_FIRST]


def test_an_edited_migration_is_refused(empty: Connection) -> None:
    migrate(empty, [_FIRST])
    edited = replace(_FIRST, sql="CREATE TABLE one (n bigint);")
    with pytest.raises(DatabaseError, match="edited"):
        migrate(empty, [edited, _SECOND])
    assert not _exists(empty, "two")


def test_a_database_newer_than_the_program_is_refused(empty: Connection) -> None:
    migrate(empty, [_FIRST, _SECOND])
    with pytest.raises(DatabaseError, match="newer"):
        migrate(empty, [_FIRST])


def test_a_failed_migration_leaves_nothing(empty: Connection) -> None:
    broken = Migration(2, "second", "CREATE TABLE two (n integer); SELECT 1/0;")
    with pytest.raises(DatabaseError, match="division by zero"):
        migrate(empty, [_FIRST, broken])
    assert _exists(empty, "one")
    assert not _exists(empty, "two")
    assert migrate(empty, [_FIRST, _SECOND]) == [_SECOND]


def test_a_database_in_another_encoding_is_refused(server_url: str) -> None:
    with connect(server_url) as conn:
        conn.execute("CREATE DATABASE latin ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
        try:
            with connect(make_conninfo(server_url, dbname="latin")) as latin, pytest.raises(DatabaseError, match="UTF"):
                migrate(latin)
        finally:
            conn.execute("DROP DATABASE latin WITH (FORCE)")


def test_a_role_that_may_not_make_tables_is_told_so(empty: Connection, empty_url: str) -> None:
    empty.execute("CREATE ROLE reader")
    try:
        with connect(empty_url) as conn:
            conn.execute("SET ROLE reader")
            with pytest.raises(DatabaseError, match="permission denied"):
                migrate(conn)
    finally:
        empty.execute("DROP ROLE reader")


def test_saved_files_of_before_are_known_by_their_address(empty: Connection) -> None:
    every = read_migrations()
    migrate(empty, [one for one in every if one.number < 12])
    addresses = ["file:///文/s.html", "file:///文/s.html", "file:///文/t.html"]
    for number, url in enumerate(addresses):
        empty.execute(
            """INSERT INTO articles (site, url_key, url, version, digests, baseline, first_seen_at, last_seen_at)
               VALUES ('import', %s, %s, 1, '{}', true, now(), now())""",
            (f"sha256:{number}", url),
        )
    migrate(empty)
    keys = [row[0] for row in empty.execute("SELECT url_key FROM articles ORDER BY id")]
    assert keys == [file_key(addresses[0]), "sha256:1", file_key(addresses[2])]


def test_segments_of_before_know_how_new_their_texts_are(empty: Connection) -> None:
    every = read_migrations()
    migrate(empty, [one for one in every if one.number < 13])
    times = [NOW - timedelta(hours=7 * place * place, milliseconds=300) for place in range(150)]
    left = {3, 64, 68, 70}
    empty.execute("INSERT INTO search_segments (size, newest) VALUES (%s, %s)", (len(times), times[0]))
    empty.execute("ALTER TABLE search DROP CONSTRAINT search_article_id_fkey")
    for place, at in enumerate(times):
        if place not in left:
            empty.execute(
                "INSERT INTO search (article_id, site, at, segment, place) VALUES (%s, 's', %s, 1, %s)",
                (place, at, place),
            )
    migrate(empty)
    standing_in = [times[place - 1] if place in left else at for place, at in enumerate(times)]
    assert empty.execute("SELECT times FROM search_segments").fetchone() == (kept(standing_in),)


def test_the_schema_file_is_what_the_migrations_make(conn: Connection, empty: Connection) -> None:
    schema = (FOLDER.parent / "schema.sql").read_text(encoding="utf-8")
    empty.execute(schema.encode())
    assert _catalogue(empty) == _catalogue(conn)


@pytest.mark.parametrize(
    "alteration",
    [
        "ALTER TABLE articles ADD COLUMN extra text",
        "ALTER TABLE articles ALTER COLUMN version TYPE bigint",
        "ALTER TABLE articles ALTER COLUMN url DROP NOT NULL",
        "ALTER TABLE entries ALTER COLUMN tries SET DEFAULT 1",
        "ALTER TABLE runs DROP CONSTRAINT runs_state_check",
        "ALTER TABLE runs ALTER COLUMN id SET GENERATED BY DEFAULT",
        "DROP INDEX entries_pending",
        "CREATE INDEX another ON events (kind)",
        "CREATE TABLE another (n integer)",
        "DROP TABLE deliveries",
        "CREATE OR REPLACE FUNCTION is_crawling(site text) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    ],
)
def test_the_comparison_sees_every_kind_of_difference(conn: Connection, alteration: LiteralString) -> None:
    before = _catalogue(conn)
    conn.execute(alteration)
    assert _catalogue(conn) != before


def _catalogue(conn: Connection) -> list[tuple[str, ...]]:
    """Everything that makes our tables what they are, as Postgres prints it."""
    return conn.execute(
        """WITH ours AS (
               SELECT oid, relname FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                 AND relname <> 'migrations' AND relname NOT LIKE 'procrastinate%'),
           facts AS (
               SELECT relname::text AS place, 'column ' || attname || ' ' || format_type(atttypid, atttypmod) || ' '
                      || attnotnull || ' ' || attidentity::text || ' ' || coalesce(pg_get_expr(adbin, adrelid), '')
                      AS fact
               FROM ours JOIN pg_attribute a ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
               LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
               UNION ALL SELECT relname, conname || ' ' || pg_get_constraintdef(c.oid)
               FROM ours JOIN pg_constraint c ON conrelid = ours.oid
               UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc
               WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'procrastinate%'
               UNION ALL SELECT relname, indexdef FROM ours JOIN pg_indexes ON tablename = relname
                                                         AND schemaname = 'public')
           SELECT place, fact FROM facts ORDER BY place, fact"""
    ).fetchall()
