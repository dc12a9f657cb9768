"""Fixtures that every room's tests share: a real Postgres, one fresh migrated database a test."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from db.connection import connect
from db.migrate import migrate
from db.server import EmbeddedServer
from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

# No example database: a test run leaves nothing behind in the checkout.
settings.register_profile(
    "tzwatch", database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("tzwatch")


# The rooms whose files take minutes: begun last, one of them would keep the whole run waiting (2026-11).
_LONG = ("demo", "cli", "crawler")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long rooms first; within a room the order stays the random one."""
    items.sort(key=lambda item: item.path.parent.name not in _LONG)


# A database is 300 files that are made and removed for one test: a fifth of a second of the kernel's time on a disk, a
# fortieth in memory (2026-11). A server of the tests takes less than 0.2 GB.
_MEMORY, _ROOM = Path("/dev/shm"), 2**30
_NAMED = "tzwatch-tests-"


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the tests' Postgres lies: in memory where there is room for it."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ROOM:
        yield tmp_path_factory.mktemp("pg")
        return
    _clear_memory()
    with tempfile.TemporaryDirectory(prefix=f"{_NAMED}{os.getpid()}-", dir=_MEMORY) as folder:
        yield Path(folder)


def _clear_memory() -> None:
    """End the servers of our own test runs that were killed, and give their memory back."""
    for folder in _MEMORY.glob(f"{_NAMED}*"):
        with suppress(OSError, TzwatchError):
            owner = folder.name.removeprefix(_NAMED).partition("-")[0]
            if folder.stat().st_uid == os.getuid() and owner.isdigit() and not Path(f"/proc/{owner}").exists():
                EmbeddedServer(folder).stop()
                shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server_url(server_folder: Path) -> Iterator[str]:
    """A Postgres of the tests' own, with a migrated template database."""
    server = EmbeddedServer(server_folder)
    url = server.acquire()
    with connect(url) as conn:
        # Nothing here outlives the tests: no waiting for the disk.
        conn.execute("ALTER SYSTEM SET fsync = off")
        conn.execute("SELECT pg_reload_conf()")
        conn.execute("CREATE DATABASE template_tzwatch")
    with connect(make_conninfo(url, dbname="template_tzwatch")) as conn:
        migrate(conn)
    yield url
    server.release()


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """A fresh migrated database."""
    name = f"t_{secrets.token_hex(6)}"
    with connect(server_url) as conn:
        conn.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template_tzwatch STRATEGY file_copy").format(sql.Identifier(name))
        )
    yield make_conninfo(server_url, dbname=name)
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        yield connection


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person who runs the tests has set in the environment must not steer them."""
    for name in [n for n in os.environ if n.startswith("TZWATCH_") or n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
