"""A host's lease: one process at a time, the pause handed on, and nothing left behind by the dead."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from db.connection import connect
from db.hosts import forget_old, is_undisturbed, let_go, open_leases, stands, try_lease

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

_HOST, _GAP = "example.cn", 7.0


@pytest.fixture
def first(database_url: str) -> Iterator[Connection]:
    with open_leases(database_url) as conn:
        yield conn


@pytest.fixture
def second(database_url: str) -> Iterator[Connection]:
    with open_leases(database_url) as conn:
        yield conn


def test_a_host_that_nobody_asked_yet_is_free_at_once(first: Connection) -> None:
    assert try_lease(first, _HOST, _GAP) == 0.0


def test_while_one_holds_a_host_no_other_does_and_other_hosts_are_free(first: Connection, second: Connection) -> None:
    try_lease(first, _HOST, _GAP)
    assert try_lease(second, _HOST, _GAP) is None
    assert try_lease(second, "other.cn", _GAP) == 0.0


def test_the_next_holder_waits_for_what_is_left_of_the_pause(first: Connection, second: Connection) -> None:
    try_lease(first, _HOST, _GAP)
    let_go(first, _HOST, 3.0)
    wait = try_lease(second, _HOST, _GAP)
    assert wait is not None
    assert 2.0 < wait <= 3.0
    let_go(second, _HOST, 0.0)
    assert try_lease(first, _HOST, _GAP) == 0.0


def test_after_a_holder_that_was_killed_the_next_one_waits_for_a_whole_pause(
    database_url: str, first: Connection
) -> None:
    code = (
        "import os, sys; from db.hosts import open_leases, try_lease\n"
        f"try_lease(open_leases(sys.argv[1]), '{_HOST}', {_GAP}); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, database_url], check=False).returncode == -9
    deadline = time.monotonic() + 5
    while (wait := try_lease(first, _HOST, _GAP)) is None:
        assert time.monotonic() < deadline, "the lease outlived its holder"
        time.sleep(0.01)
    assert wait == _GAP


def test_a_time_that_a_wrong_clock_wrote_holds_nobody_up_for_long(first: Connection) -> None:
    first.execute("INSERT INTO hosts VALUES (%s, now() + interval '1 year')", (_HOST,))
    wait = try_lease(first, _HOST, _GAP)
    assert wait is not None
    assert wait <= 600


def test_a_connection_that_was_cut_no_longer_stands(first: Connection, database_url: str) -> None:
    assert is_undisturbed(first)
    assert stands(first)
    with connect(database_url) as conn:
        conn.execute("SELECT pg_terminate_backend(%s, 5000)", (first.info.backend_pid,))
    assert not is_undisturbed(first)
    assert not stands(first)
    assert not stands(first)


def test_a_word_from_the_server_alone_ends_no_lease(first: Connection, database_url: str) -> None:
    first.execute("LISTEN word")
    with connect(database_url) as conn:
        conn.execute("NOTIFY word")
    deadline = time.monotonic() + 5
    while is_undisturbed(first):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert stands(first)
    assert is_undisturbed(first)


def test_hosts_of_long_ago_are_forgotten_and_those_of_today_are_not(first: Connection) -> None:
    first.execute(
        """INSERT INTO hosts VALUES ('old', now() - interval '2 days'), ('new', now() - interval '1 hour'),
                                    ('held', NULL)"""
    )
    forget_old(first)
    rows = first.execute("SELECT host FROM hosts ORDER BY host").fetchall()
    assert rows == [("held",), ("new",)]
