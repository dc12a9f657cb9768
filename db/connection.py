"""Connections to Postgres: every room that stores asks here."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from news.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

# A lock that nobody releases must end in an error a person can read, not in a program that stands still.
_OPTIONS = "-c lock_timeout=10s -c statement_timeout=300s -c idle_in_transaction_session_timeout=120s"


def connect(url: str, *, autocommit: bool = True, patience: float = 5.0) -> Connection:
    """Open one connection, trying for `patience` seconds. Raise DatabaseError with what the server said.

    autocommit: transactions are explicit (`with conn.transaction():`), the caller of a db function owns them.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return psycopg.connect(_guarded(url), autocommit=autocommit)
        except psycopg.OperationalError as error:
            if time.monotonic() >= deadline or _is_final(error):
                raise DatabaseError(_refusal(error)) from error
            time.sleep(0.2)


def open_pool(url: str, *, size: int = 4) -> ConnectionPool[Connection]:
    """Open a pool of autocommit connections that are checked before use, so a restarted server is noticed."""
    pool: ConnectionPool[Connection] = ConnectionPool(
        _guarded(url),
        min_size=1,
        max_size=size,
        timeout=10.0,
        kwargs={"autocommit": True},
        check=ConnectionPool.check_connection,
        open=False,
    )
    pool.open()
    return pool


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn what psycopg raises into DatabaseError, whose one line a person can act on."""
    try:
        yield
    except (psycopg.Error, PoolTimeout) as error:
        raise DatabaseError(_refusal(error)) from error


def _guarded(url: str) -> str:
    """Return the connection string with time limits; dead peers are noticed within a minute."""
    return make_conninfo(
        url,
        options=_OPTIONS,
        connect_timeout=5,
        keepalives_idle=30,
        keepalives_interval=10,
        keepalives_count=3,
    )


def _is_final(error: psycopg.OperationalError) -> bool:
    """Tell whether waiting cannot help: wrong password, unknown role or database."""
    text = str(error)
    return any(sign in text for sign in ("authentication failed", "does not exist", "no pg_hba.conf entry"))


def _refusal(error: Exception) -> str:
    said = " ".join(str(error).split()) or type(error).__name__
    return f"数据库不可用，请检查 TZWATCH_DATABASE_URL 或运行 tzwatch doctor database refused: {said[:300]}"
