"""The job queue: a site waits once, and a worker's death loses no crawl."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import queue, runs, sites
from db.connection import connect

if TYPE_CHECKING:
    from psycopg import Connection


@pytest.fixture(autouse=True)
def known_sites(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟'), ('acfic', '工商联')")
    for site in ("minmeng", "acfic"):
        sites.set_next_crawl(conn, site, timedelta(hours=1))


def _worker(conn: Connection, *, silent_for: float = 0.0) -> int:
    row = conn.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
        (silent_for,),
    ).fetchone()
    assert row
    return int(row[0])


def _fetch(conn: Connection, worker: int) -> str | None:
    """Take the next job as procrastinate's worker does."""
    row = conn.execute(
        "SELECT args ->> 'site' FROM procrastinate_fetch_job_v2(ARRAY[%s]::varchar[], %s)", (queue.QUEUE, worker)
    ).fetchone()
    return row[0] if row else None


def _due(conn: Connection) -> list[str]:
    return [site for site, _ in sites.due(conn)]


def test_a_site_waits_at_most_once(conn: Connection) -> None:
    assert queue.enqueue_crawl(conn, "minmeng")
    assert not queue.enqueue_crawl(conn, "minmeng")
    assert queue.enqueue_crawl(conn, "acfic")
    assert queue.waiting_sites(conn) == ["minmeng", "acfic"]


def test_a_refused_second_crawl_does_not_spoil_the_callers_transaction(conn: Connection) -> None:
    queue.enqueue_crawl(conn, "minmeng")
    with conn.transaction():
        assert not queue.enqueue_crawl(conn, "minmeng")
        sites.set_next_crawl(conn, "acfic", timedelta(0))
    assert _due(conn) == ["acfic"]


def test_processes_that_enqueue_at_once_queue_one_crawl(database_url: str, conn: Connection) -> None:
    queued: list[bool] = []
    ready = threading.Barrier(5)

    def enqueue() -> None:
        with connect(database_url) as own:
            ready.wait()
            queued.append(queue.enqueue_crawl(own, "minmeng"))

    threads = [threading.Thread(target=enqueue) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(queued) == [False] * 4 + [True]
    assert queue.waiting_sites(conn) == ["minmeng"]


def test_two_crawls_of_one_site_never_run_side_by_side(conn: Connection) -> None:
    worker = _worker(conn)
    queue.enqueue_crawl(conn, "minmeng")
    assert _fetch(conn, worker) == "minmeng"
    assert queue.enqueue_crawl(conn, "minmeng")
    queue.enqueue_crawl(conn, "acfic")
    assert _fetch(conn, worker) == "acfic"
    assert _fetch(conn, worker) is None


@pytest.mark.parametrize("worker_row", ["silent", "gone"])
def test_the_crawl_of_a_dead_worker_is_due_again(conn: Connection, worker_row: str) -> None:
    worker = _worker(conn, silent_for=queue.STALLED_SECONDS + 1)
    queue.enqueue_crawl(conn, "minmeng")
    _fetch(conn, worker)
    if worker_row == "gone":
        conn.execute("DELETE FROM procrastinate_workers")
    assert queue.rescue_stalled(conn) == ["minmeng"]
    assert queue.waiting_sites(conn) == []
    assert _due(conn) == ["minmeng"]
    assert queue.rescue_stalled(conn) == []


def test_a_living_workers_crawl_and_a_waiting_one_are_left_alone(conn: Connection) -> None:
    worker = _worker(conn, silent_for=queue.STALLED_SECONDS - 5)
    queue.enqueue_crawl(conn, "minmeng")
    _fetch(conn, worker)
    queue.enqueue_crawl(conn, "acfic")
    assert queue.rescue_stalled(conn) == []
    assert queue.waiting_sites(conn) == ["minmeng", "acfic"]
    assert _due(conn) == []


def test_a_crawl_that_was_cut_off_is_due_again_at_once(database_url: str, conn: Connection) -> None:
    with connect(database_url) as crawler:
        runs.try_site_lock(crawler, "minmeng")
        runs.begin(crawler, "minmeng", "schedule")
        assert queue.rescue_stalled(conn) == []
    _wait_until_free(conn, "minmeng")
    assert queue.rescue_stalled(conn) == ["minmeng"]
    assert conn.execute("SELECT state FROM runs").fetchone() == ("killed",)
    assert _due(conn) == ["minmeng"]


def test_a_cut_off_crawl_takes_its_job_with_it_though_the_worker_lives(conn: Connection) -> None:
    worker = _worker(conn)
    queue.enqueue_crawl(conn, "minmeng")
    _fetch(conn, worker)
    runs.begin(conn, "minmeng", "schedule")
    assert queue.rescue_stalled(conn) == ["minmeng"]
    assert queue.waiting_sites(conn) == []


def test_a_job_that_its_worker_could_not_end_is_ended_after_a_minute(conn: Connection) -> None:
    worker = _worker(conn)
    queue.enqueue_crawl(conn, "minmeng")
    _fetch(conn, worker)
    assert queue.rescue_stalled(conn) == []
    conn.execute("UPDATE procrastinate_events SET at = at - interval '61 seconds'")
    runs.try_site_lock(conn, "minmeng")
    assert queue.rescue_stalled(conn) == []
    runs.free_site_lock(conn, "minmeng")
    assert queue.rescue_stalled(conn) == ["minmeng"]


def test_a_manual_crawl_that_was_cut_off_is_closed_and_not_repeated(conn: Connection) -> None:
    runs.begin(conn, "minmeng", "manual")
    assert queue.rescue_stalled(conn) == []
    assert conn.execute("SELECT state FROM runs").fetchone() == ("killed",)
    assert _due(conn) == []


def test_a_site_that_kills_every_worker_waits_longer_each_time(conn: Connection) -> None:
    waits = []
    for _ in range(5):
        runs.begin(conn, "minmeng", "schedule")
        queue.rescue_stalled(conn)
        row = conn.execute("SELECT next_crawl_at - now() FROM sites WHERE id = 'minmeng'").fetchone()
        assert row
        waits.append(round(row[0].total_seconds() / 60))
    assert waits == [0, 1, 3, 7, 15]


def test_a_site_that_waits_already_is_not_made_due_twice(conn: Connection) -> None:
    runs.begin(conn, "minmeng", "schedule")
    queue.enqueue_crawl(conn, "minmeng")
    assert queue.rescue_stalled(conn) == ["minmeng"]
    assert _due(conn) == []


def _wait_until_free(conn: Connection, site: str) -> None:
    conn.execute("SELECT pg_advisory_lock(hashtextextended('crawl ' || %s, 0))", (site,))
    runs.free_site_lock(conn, site)
