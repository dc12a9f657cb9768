"""What the store knows of the sites and their channels."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import sites
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
