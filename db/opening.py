"""Opening the store: the server runs, the tables are current, and here is how to connect."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from db.connection import connect, database_errors
from db.migrate import migrate
from db.server import Server, open_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg import Connection


@contextmanager
def held(server: Server) -> Iterator[str]:
    """Be a user of `server` for the length of the block, its tables current; yield the connection string."""
    url = server.acquire()
    try:
        with connect(url) as conn:
            migrate(conn)
        yield url
    finally:
        server.release()


@contextmanager
def opened(home: Path, database_url: str | None) -> Iterator[str]:
    """Hold the database open and migrated for the length of the block; yield its connection string."""
    with held(open_server(home, database_url)) as url:
        yield url


@contextmanager
def connected(home: Path, database_url: str | None) -> Iterator[Connection]:
    """Hold one connection to the open, migrated database for the length of the block."""
    with opened(home, database_url) as url, connect(url) as conn, database_errors():
        yield conn
