"""Numbered SQL migrations: applied once, in order, each in its own transaction, never edited afterwards."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from db.connection import database_errors, what_was_said
from news.errors import DatabaseError

if TYPE_CHECKING:
    from psycopg import Connection

FOLDER = Path(__file__).parent / "migrations"
_OLDEST_SERVER = 15
# Any constant will do, as long as nothing else of ours uses it.
_LOCK_KEY = 0x747A5741


@dataclass(frozen=True, slots=True)
class Migration:
    """One file `NNNN_name.sql`."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return [Migration(int(f.stem[:4]), f.stem[5:], f.read_text(encoding="utf-8")) for f in files]


def migrate(conn: Connection, migrations: list[Migration] | None = None) -> list[Migration]:
    """Bring the database up to date and return what was applied. Safe to call from many processes at once.

    `conn` must be in autocommit mode. Raise DatabaseError when an applied migration's text was changed, or when
    the database is newer than this program.
    """
    wanted = read_migrations() if migrations is None else migrations
    with database_errors():
        if _is_current(conn, wanted):
            return []
        _refuse_server(conn.info.server_version // 10000, conn.info.parameter_status("server_encoding"))
        _lock(conn)
        try:
            conn.execute(
                """CREATE TABLE IF NOT EXISTS migrations (
                       number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
                       applied_at timestamptz NOT NULL DEFAULT now())"""
            )
            return _apply(conn, wanted)
        finally:
            conn.execute("SELECT pg_advisory_unlock(%s)", (_LOCK_KEY,))


def _apply(conn: Connection, wanted: list[Migration]) -> list[Migration]:
    applied: dict[int, str] = dict(conn.execute("SELECT number, sha256 FROM migrations").fetchall())
    _refuse_strangers(applied, wanted)
    missing = [m for m in wanted if m.number not in applied]
    for migration in missing:
        _run(conn, migration)
    _install_queue(conn)
    return missing


def _run(conn: Connection, migration: Migration) -> None:
    try:
        with conn.transaction():
            conn.execute(migration.sql.encode())
            conn.execute(
                "INSERT INTO migrations (number, name, sha256) VALUES (%s, %s, %s)",
                (migration.number, migration.name, migration.sha256),
            )
    except psycopg.Error as error:
        raise DatabaseError(
            f"第 {migration.number} 号迁移 {migration.name} 失败，库未改动 a migration failed, nothing changed: "
            f"{what_was_said(error)}"
        ) from error


def _refuse_server(version: int, encoding: str | None) -> None:
    if version < _OLDEST_SERVER:
        raise DatabaseError(
            f"需要 Postgres {_OLDEST_SERVER} 以上，服务器是 {version} the server is too old: upgrade it"
        )
    if encoding != "UTF8":
        raise DatabaseError(
            f"数据库编码是 {encoding}，请用 CREATE DATABASE … ENCODING 'UTF8' 重建 the database must be in UTF-8"
        )


def _refuse_strangers(applied: dict[int, str], wanted: list[Migration]) -> None:
    known = {m.number: m for m in wanted}
    for number, sha256 in applied.items():
        if number not in known:
            raise DatabaseError(
                f"数据库比程序新（第 {number} 号迁移），请升级 tzwatch database is newer than this program: upgrade"
            )
        if known[number].sha256 != sha256:
            raise DatabaseError(
                f"第 {number} 号迁移 {known[number].name} 已被改动，请恢复原文件 an applied migration was edited"
            )


def _install_queue(conn: Connection) -> None:
    """Create procrastinate's own tables; their SQL belongs to that library and comes with it."""
    # Only the first start needs it, and every command's start would wait for its import.
    from procrastinate.schema import SchemaManager

    with conn.transaction():
        if conn.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() == (None,):
            conn.execute(SchemaManager.get_schema().encode())


def _is_current(conn: Connection, wanted: list[Migration]) -> bool:
    """Tell by one query that nothing is to be done: the usual case, at the start of every command."""
    found = conn.execute(
        """SELECT to_regclass('migrations') IS NOT NULL AND to_regclass('procrastinate_jobs') IS NOT NULL"""
    ).fetchone()
    if found != (True,):
        return False
    rows = conn.execute("SELECT number, sha256 FROM migrations ORDER BY number").fetchall()
    return rows == [(m.number, m.sha256) for m in wanted]


def _lock(conn: Connection) -> None:
    """Take the migration lock by polling: a blocking advisory lock deadlocks with CREATE INDEX CONCURRENTLY."""
    deadline = time.monotonic() + 120
    while conn.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK_KEY,)).fetchone() != (True,):
        if time.monotonic() > deadline:
            raise DatabaseError("另一个进程在迁移数据库，已等待 120 秒 another process is migrating; try again later")
        time.sleep(0.1)
