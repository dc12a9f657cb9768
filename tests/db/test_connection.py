"""Connections: what goes wrong is one line a person can act on, without the password."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import PoolTimeout

from db import opening
from db.connection import connect, database_errors, environment
from db.server import EmbeddedServer
from news.errors import ConfigError, DatabaseError, TzwatchError, UnstorableError

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

_SECRET = "s3cret-word"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://tzwatch:{_SECRET}@127.0.0.1:1/tzwatch",
        f"host=127.0.0.1 port=1 user=tzwatch password={_SECRET} dbname=tzwatch",
        # The @ of a password, not escaped: libpq takes the rest for the host.
        f"postgresql://tzwatch:x@{_SECRET}@nowhere.invalid/tzwatch",
        f"postgresql//tzwatch:{_SECRET}@127.0.0.1/tzwatch",
        f"postgresql://tzwatch:{_SECRET}@127.0.0.1:port/tzwatch",
        f"postgresql://tzwatch:{_SECRET}@127.0.0.1/tzwatch?nonsense=1",
        f"host=127.0.0.1 passwrd={_SECRET}",
        f"{_SECRET}",
    ],
)
def test_a_database_that_cannot_be_reached_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(TzwatchError) as refused:
        connect(url, patience=0)
    said = str(refused.value)
    assert _SECRET not in said
    assert "\n" not in said
    assert "TZWATCH_DATABASE_URL" in said


def test_a_malformed_address_is_the_operators_to_correct() -> None:
    with pytest.raises(ConfigError) as refused:
        connect("postgresql://a:b@c/d?nonsense=1")
    assert refused.value.exit_code == 2
    assert refused.value.__cause__ is None


def test_a_database_that_comes_up_late_is_waited_for(conn: Connection, server_url: str, database_url: str) -> None:
    name = conn.info.dbname
    with connect(server_url) as other:
        other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())

        def allow() -> None:
            time.sleep(0.5)
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())

        helper = threading.Thread(target=allow)
        helper.start()
        with connect(database_url, patience=30) as late:
            assert late.execute("SELECT 1").fetchone() == (1,)
        helper.join()


@pytest.mark.parametrize("wrong", [{"user": "nobody-here"}, {"dbname": "nothing_here"}])
def test_what_waiting_cannot_help_is_said_at_once(server_url: str, wrong: dict[str, str]) -> None:
    began = time.monotonic()
    with pytest.raises(DatabaseError):
        connect(make_conninfo(server_url, **wrong), patience=30)
    assert time.monotonic() - began < 10


def test_a_server_that_speaks_something_else_is_refused_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_nonsense, args=(server,), daemon=True).start()
        port = server.getsockname()[1]
        with pytest.raises(DatabaseError):
            connect(f"postgresql://a:{_SECRET}@127.0.0.1:{port}/x", patience=0)


def _answer_nonsense(server: socket.socket) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client:
            client.recv(1024)
            client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_losing_the_connection_is_a_database_error(conn: Connection, database_url: str) -> None:
    with connect(database_url) as victim:
        conn.execute("SELECT pg_terminate_backend(%s)", (victim.info.backend_pid,))
        with pytest.raises(DatabaseError), database_errors():
            victim.execute("SELECT 1")


def test_a_database_that_may_only_be_read_says_so(conn: Connection) -> None:
    conn.execute("SET default_transaction_read_only = on")
    with pytest.raises(DatabaseError, match="read-only"), database_errors():
        conn.execute("UPDATE sites SET name = ''")


def test_a_refused_value_is_not_repeated_in_the_error(conn: Connection) -> None:
    with pytest.raises(UnstorableError) as refused, database_errors():
        conn.execute("INSERT INTO runs (site, trigger) VALUES (%s, 'never')", (_SECRET,))
    assert _SECRET not in str(refused.value)


def test_a_full_pool_is_a_database_error() -> None:
    with pytest.raises(DatabaseError), database_errors():
        raise PoolTimeout("couldn't get a connection after 10.00 sec")


def test_a_lock_that_nobody_frees_ends_in_an_error(conn: Connection, database_url: str) -> None:
    with connect(database_url) as other:
        assert other.execute("SHOW lock_timeout").fetchone() == ("10s",)
        other.execute("SET lock_timeout = '50ms'")
        with conn.transaction():
            conn.execute("LOCK TABLE sites")
            with pytest.raises(DatabaseError, match="lock timeout"), database_errors():
                other.execute("SELECT * FROM sites")


def test_the_operators_own_options_are_kept(database_url: str) -> None:
    with connect(make_conninfo(database_url, options="-c statement_timeout=7s -c search_path=mine")) as conn:
        assert conn.execute("SHOW statement_timeout").fetchone() == ("7s",)
        assert conn.execute("SHOW search_path").fetchone() == ("mine",)
        assert conn.execute("SHOW lock_timeout").fetchone() == ("10s",)


def test_psql_gets_the_password_by_its_environment() -> None:
    found = environment(f"postgresql://me:{_SECRET}@db.example:5433/tzwatch?sslmode=require")
    assert found == {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "me",
        "PGPASSWORD": _SECRET,
        "PGDATABASE": "tzwatch",
        "PGSSLMODE": "require",
    }


def test_opening_starts_migrates_and_stops(tmp_path: Path) -> None:
    with opening.connected(tmp_path, None) as conn:
        assert conn.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    assert EmbeddedServer(tmp_path / "postgres").status().pid is None


def test_inside_an_open_store_what_postgres_says_is_one_line(tmp_path: Path, database_url: str) -> None:
    with pytest.raises(DatabaseError, match="no_such_table"), opening.connected(tmp_path, database_url) as conn:
        conn.execute("SELECT * FROM no_such_table")
