"""What the store knows of the sites and their channels."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import runs, sites
from db.sites import ChannelState, Validators
from tests.db.samples import NOW, site

if TYPE_CHECKING:
    from psycopg import Connection

_URL = "http://minmeng.example.cn/yw/"


@pytest.fixture(autouse=True)
def known_sites(conn: Connection) -> None:
    sites.register(conn, [site("minmeng", re.compile("x")), site("acfic", re.compile("x"))])


def _due(conn: Connection) -> list[tuple[str, bool | None]]:
    return sites.due(conn)


def test_a_new_site_is_due_at_once_and_a_known_one_keeps_its_time(conn: Connection) -> None:
    sites.set_next_crawl(conn, "minmeng", timedelta(hours=1))
    sites.register(conn, [site("minmeng", re.compile("x")), site("minge", re.compile("x"))])
    assert sorted(_due(conn)) == [("acfic", None), ("minge", None)]


def test_the_most_overdue_site_comes_first(conn: Connection) -> None:
    sites.set_next_crawl(conn, "acfic", timedelta(days=-1))
    sites.set_next_crawl(conn, "minmeng", timedelta(days=-2))
    assert _due(conn) == [("minmeng", None), ("acfic", None)]


def test_the_operators_switch_outlives_a_reload(conn: Connection) -> None:
    sites.switch(conn, "minmeng", False)
    sites.register(conn, [site("minmeng", re.compile("x"))])
    assert sites.states(conn)["minmeng"].switched is False


def _wait(conn: Connection, name: str) -> timedelta:
    row = conn.execute("SELECT next_crawl_at - now() FROM sites WHERE id = %s", (name,)).fetchone()
    assert row
    wait: timedelta = row[0]
    return wait


def _crawled(conn: Connection, name: str, ago: timedelta) -> None:
    sites.set_crawled(conn, name, None)
    conn.execute("UPDATE sites SET crawled_at = now() - %s WHERE id = %s", (ago, name))


def test_a_shorter_interval_brings_a_site_forward_counted_from_its_last_crawl(conn: Connection) -> None:
    for name in ("minmeng", "acfic"):
        _crawled(conn, name, timedelta(minutes=10))
        sites.set_next_crawl(conn, name, timedelta(hours=23))
    sites.hasten(conn, [("minmeng", 30)])
    assert timedelta(minutes=19) < _wait(conn, "minmeng") < timedelta(minutes=21)
    assert _wait(conn, "acfic") > timedelta(hours=22)


def test_what_is_sooner_than_the_interval_asks_for_is_left_as_it_is(conn: Connection) -> None:
    _crawled(conn, "minmeng", timedelta(0))
    for wait in (timedelta(minutes=5), timedelta(minutes=31)):
        sites.set_next_crawl(conn, "minmeng", wait)
        sites.hasten(conn, [("minmeng", 30)])
        assert wait - timedelta(seconds=9) < _wait(conn, "minmeng") < wait + timedelta(seconds=9)


def test_a_site_never_crawled_or_cut_off_of_late_keeps_its_time(conn: Connection) -> None:
    _crawled(conn, "acfic", timedelta(hours=2))
    runs.begin(conn, "acfic", "schedule")
    conn.execute("UPDATE runs SET state = 'killed'")
    for name in ("minmeng", "acfic"):
        sites.set_next_crawl(conn, name, timedelta(hours=1))
    sites.hasten(conn, [("minmeng", 1), ("acfic", 1)])
    assert _wait(conn, "minmeng") > timedelta(minutes=59)
    assert _wait(conn, "acfic") > timedelta(minutes=59)


def test_a_crawl_leaves_its_time_and_its_error_in_one_clean_line(conn: Connection) -> None:
    sites.set_crawled(conn, "minmeng", "超时\x00\ntimed out")
    assert sites.states(conn)["minmeng"].last_error == "超时 timed out"
    sites.set_crawled(conn, "minmeng", None)
    state = sites.states(conn)["minmeng"]
    assert state.last_error is None
    assert state.crawled_at


def test_a_channel_is_known_after_its_first_walk_began_and_complete_after_it_ended(conn: Connection) -> None:
    nothing = ChannelState(None, None, None, None, None)
    assert sites.channel(conn, "minmeng", _URL, "要闻") == nothing
    sites.set_channel_error(conn, "minmeng", _URL, "404")
    assert sites.channel(conn, "minmeng", _URL, "要闻") == nothing
    sites.end_walk(conn, "minmeng", _URL, Validators('"e"', "today", b"\x01"), NOW)
    assert sites.channel(conn, "minmeng", _URL, "时政要闻") == ChannelState(NOW, None, '"e"', "today", b"\x01")
    assert sites.known_channels(conn, "minmeng") == [(_URL, "时政要闻")]
    assert conn.execute("SELECT last_error FROM channels").fetchone() == (None,)
