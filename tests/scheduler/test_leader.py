"""The leader: one at a time, only enqueueing, every due time in Postgres, so that no kill loses a crawl."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import queue, sites
from db.connection import connect
from news.errors import DatabaseError
from news.site import Pace
from scheduler.leader import run, tick
from sites.catalogue import Catalogue
from tests.db.samples import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection

_SITES = {name: replace(site(name, re.compile("x")), pace=Pace(interval=30)) for name in ("acfic", "minmeng")}

_SCHEDULER = """
import logging, re, sys, threading
from scheduler.leader import run
from sites.catalogue import Catalogue
from tests.db.samples import site
logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
logging.getLogger("apscheduler").setLevel(logging.ERROR)
sites = {name: site(name, re.compile("x")) for name in ("acfic", "minmeng")}
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
run(sys.argv[1], lambda: Catalogue(sites), stop)
"""


@contextmanager
def _scheduler(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-c", _SCHEDULER, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _hears(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if word in line:
            return
    pytest.fail(f"the scheduler ended without saying {word!r}")


def _wait_for(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def known(conn: Connection) -> Connection:
    sites.register(conn, _SITES.values())
    return conn


def _waits(conn: Connection) -> dict[str, timedelta]:
    return dict(conn.execute("SELECT id, next_crawl_at - now() FROM sites").fetchall())


def _finish_all(conn: Connection) -> None:
    conn.execute("DELETE FROM procrastinate_jobs")


def test_a_tick_enqueues_what_is_due_and_sets_the_next_time(known: Connection) -> None:
    assert sorted(tick(known, _SITES, 1)) == ["acfic", "minmeng"]
    assert sorted(queue.waiting_sites(known)) == ["acfic", "minmeng"]
    for wait in _waits(known).values():
        assert timedelta(minutes=28) < wait < timedelta(minutes=32)
    assert tick(known, _SITES, 2) == []


def test_three_days_of_downtime_give_one_catch_up_crawl(known: Connection) -> None:
    for name in _SITES:
        sites.set_next_crawl(known, name, timedelta(days=-3))
    crawls = 0
    for number in range(5):
        crawls += len(tick(known, _SITES, number))
        _finish_all(known)
    assert crawls == len(_SITES)
    assert min(_waits(known).values()) > timedelta(minutes=28)


def test_a_crawl_longer_than_its_interval_piles_nothing_up(known: Connection) -> None:
    for number in range(5):
        tick(known, _SITES, number)
        for name in _SITES:
            sites.set_next_crawl(known, name, timedelta(seconds=-1))
    assert sorted(queue.waiting_sites(known)) == ["acfic", "minmeng"]


def test_a_site_switched_off_is_not_enqueued_and_is_due_when_switched_on(known: Connection) -> None:
    sites.switch(known, "acfic", False)
    assert tick(known, _SITES, 1) == ["minmeng"]
    sites.switch(known, "acfic", True)
    assert tick(known, _SITES, 2) == ["acfic"]


def test_the_crawl_of_a_killed_worker_is_queued_again(known: Connection) -> None:
    tick(known, {"acfic": _SITES["acfic"]}, 1)
    known.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert tick(known, {"acfic": _SITES["acfic"]}, 2) == ["acfic"]


def test_a_running_leader_picks_up_what_falls_due(database_url: str, conn: Connection) -> None:
    with _scheduler(database_url) as leader:
        _hears(leader, "scheduler ready")
        _wait_for(lambda: len(queue.waiting_sites(conn)) == 2)
        _finish_all(conn)
        sites.set_next_crawl(conn, "acfic", timedelta(0))
        _wait_for(lambda: queue.waiting_sites(conn) == ["acfic"])
        leader.communicate("", timeout=20)
        assert leader.returncode == 0


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
def test_a_standby_takes_over_from_a_leader_that_is_gone(database_url: str, conn: Connection, end: int) -> None:
    with _scheduler(database_url) as leader:
        _hears(leader, "scheduler ready")
        _wait_for(lambda: len(queue.waiting_sites(conn)) == 2)
        with _scheduler(database_url) as standby:
            _hears(standby, "standing by")
            _finish_all(conn)
            leader.send_signal(end)
            if end == signal.SIGSTOP:
                _let_the_minute_pass(conn)
            sites.set_next_crawl(conn, "minmeng", timedelta(0))
            _hears(standby, "scheduler ready")
            _wait_for(lambda: queue.waiting_sites(conn) == ["minmeng"])


def _let_the_minute_pass(conn: Connection) -> None:
    """End the silent leader's session as its idle_session_timeout does after a minute."""
    (row,) = conn.execute(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).fetchall()
    conn.execute("SELECT pg_terminate_backend(%s)", row)


def test_a_leader_gives_its_lock_back_after_a_minute_of_silence(conn: Connection, database_url: str) -> None:
    with connect(database_url) as standby:
        assert sites.try_lead(conn)
        assert not sites.try_lead(standby)
        assert conn.execute("SHOW idle_session_timeout").fetchone() == ("1min",)
        assert standby.execute("SHOW idle_session_timeout").fetchone() == ("0",)


def test_a_lost_database_ends_the_leader_with_a_database_error(database_url: str, conn: Connection) -> None:
    raised: list[DatabaseError] = []

    def lead() -> None:
        try:
            run(database_url, lambda: Catalogue(_SITES), threading.Event())
        except DatabaseError as error:
            raised.append(error)

    leader = threading.Thread(target=lead)
    leader.start()
    _wait_for(lambda: len(queue.waiting_sites(conn)) == 2)
    conn.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    leader.join(20)
    assert len(raised) == 1
    assert "\n" not in str(raised[0])


def test_a_standby_ends_when_it_is_told_to(database_url: str, conn: Connection) -> None:
    assert sites.try_lead(conn)
    stop = threading.Event()
    standby = threading.Thread(target=run, args=(database_url, lambda: Catalogue(_SITES), stop))
    standby.start()
    stop.set()
    standby.join(10)
    assert not standby.is_alive()
    assert queue.waiting_sites(conn) == []


def test_the_daily_work_is_done_beside_the_ticks(
    database_url: str, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.leader._DAILY_AFTER", timedelta(0))
    stop, done = threading.Event(), threading.Event()
    leader = threading.Thread(target=lambda: run(database_url, lambda: Catalogue(_SITES), stop, done.set))
    leader.start()
    try:
        assert done.wait(20)
    finally:
        stop.set()
        leader.join()


def test_several_schedulers_at_once_enqueue_each_crawl_once(database_url: str, known: Connection) -> None:
    with _scheduler(database_url) as one, _scheduler(database_url) as two, _scheduler(database_url) as three:
        _wait_for(lambda: len(queue.waiting_sites(known)) == 2)
        for process in (one, two, three):
            process.communicate("", timeout=20)
    assert known.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (2,)


def test_a_shorter_interval_counts_when_the_definitions_are_read(database_url: str, known: Connection) -> None:
    sites.set_crawled(known, "acfic", None)
    for name in _SITES:
        sites.set_next_crawl(known, name, timedelta(hours=20))
    stop = threading.Event()
    leader = threading.Thread(target=run, args=(database_url, lambda: Catalogue(_SITES), stop))
    leader.start()
    _wait_for(lambda: _waits(known)["acfic"] < timedelta(minutes=31))
    stop.set()
    leader.join(20)
    assert _waits(known)["minmeng"] > timedelta(hours=19)
