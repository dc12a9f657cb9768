"""Runs 采集: one at a time a site, counted, and closed even when their process was killed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from db import runs, sites
from db.connection import connect
from news.run import Failure, Tally

if TYPE_CHECKING:
    from psycopg import Connection


@pytest.fixture(autouse=True)
def known_sites(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟'), ('acfic', '工商联')")


def _states(conn: Connection, site: str = "minmeng") -> list[str]:
    return [row[0] for row in conn.execute("SELECT state FROM runs WHERE site = %s ORDER BY id", (site,))]


def test_a_run_is_closed_with_what_it_counted(conn: Connection) -> None:
    run = runs.begin(conn, "minmeng", "manual")
    tally = Tally(pages=9, new=3, changed=1, gone=1, restored=1, unchanged=2, skipped=4)
    tally.failures.append(Failure("http://a.cn/\x00", "连接被\ud800拒绝\x07"))
    runs.finish(conn, run, tally, failed=False)
    row = conn.execute(
        "SELECT state, pages, new, changed, gone, restored, unchanged, skipped, failed, reasons,"
        " finished_at IS NOT NULL FROM runs"
    ).fetchone()
    assert row == (
        *("done", 9, 3, 1, 1, 1, 2, 4, 1),
        [{"url": "http://a.cn/", "reason": "连接被拒绝"}],
        True,
    )


def test_a_site_that_failed_on_every_page_does_not_fill_the_store(conn: Connection) -> None:
    run = runs.begin(conn, "minmeng", "schedule")
    runs.finish(conn, run, Tally(failures=[Failure(f"http://a.cn/{n}", "超时") for n in range(999)]), failed=True)
    row = conn.execute("SELECT failed, jsonb_array_length(reasons) FROM runs").fetchone()
    assert row == (999, 50)


def test_a_run_that_was_killed_is_closed_by_the_next_one(conn: Connection) -> None:
    runs.begin(conn, "minmeng", "schedule")
    other = runs.begin(conn, "acfic", "schedule")
    runs.begin(conn, "minmeng", "schedule")
    assert _states(conn) == ["killed", "running"]
    assert _states(conn, "acfic") == ["running"]
    runs.finish(conn, other, Tally(), failed=False)
    assert _states(conn, "acfic") == ["done"]


def test_the_newest_run_of_a_site_tells_whether_it_fails(conn: Connection) -> None:
    for failed in (False, True):
        runs.finish(conn, runs.begin(conn, "minmeng", "schedule"), Tally(), failed=failed)
    for failed in (True, False):
        runs.finish(conn, runs.begin(conn, "acfic", "schedule"), Tally(), failed=failed)
    sites.set_crawled(conn, "minmeng", "超时 timed out")
    assert runs.latest_failures(conn) == [runs.FailedRun("minmeng", "超时 timed out")]


def test_one_process_at_a_time_crawls_a_site(conn: Connection, database_url: str) -> None:
    with connect(database_url) as other:
        assert runs.try_site_lock(conn, "minmeng")
        assert not runs.try_site_lock(other, "minmeng")
        assert runs.try_site_lock(other, "acfic")
        runs.free_site_lock(conn, "minmeng")
        assert runs.try_site_lock(other, "minmeng")


def test_a_killed_process_frees_its_site(conn: Connection, database_url: str) -> None:
    code = (
        "import os, sys; from db.connection import connect; from db.runs import try_site_lock\n"
        "conn = connect(sys.argv[1]); print(try_site_lock(conn, 'minmeng'), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, database_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        assert not runs.try_site_lock(conn, "minmeng")
        holder.kill()
        holder.wait()
        # The server notices at the closed socket.
        conn.execute("SET lock_timeout = '10s'")
        conn.execute("SELECT pg_advisory_lock(hashtextextended('crawl minmeng', 0))")
