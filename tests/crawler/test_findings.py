"""A run's end: what is wrong with the site is written down, and what is over is cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import findings
from db.connection import connect
from tests.crawler.plain import Link, host, list_page, ok, paged, put, url

if TYPE_CHECKING:
    from tests.crawler.rig import Rig


def _open(rig: Rig) -> list[tuple[str, str, str]]:
    with connect(rig.url) as conn:
        return [(one.site, one.kind, one.subject) for one in findings.open_ones(conn)]


def test_a_list_that_lost_its_entries_is_found_and_cleared_when_they_are_back(rig: Rig) -> None:
    links = [Link(k) for k in range(1, 4)]
    put(rig, "a", paged(links, 10))
    assert rig.crawl("a").code == 0
    assert _open(rig) == []
    rig.world.mount(host("a"), {"/list.html": ok("<html><body><p>栏目建设中，敬请期待。</p></body></html>")})
    assert rig.crawl("a").code == 1
    assert _open(rig) == [("a", "empty_list", url("a", "/list.html"))]
    assert "栏目没有条目" in rig.run("sites", "list").out
    assert "栏目没有条目" in rig.run("doctor").out
    rig.world.mount(host("a"), {"/list.html": ok(list_page([*links, Link(9)]))})
    rig.crawl("a")
    assert _open(rig) == []


def test_a_site_that_turns_us_away_is_found_by_scrapys_own_command_too(rig: Rig) -> None:
    put(rig, "a", paged([Link(1)], 10))
    rig.world.mount(host("a"), {"/list.html": (412, {"Content-Type": "text/html"}, b"<html>no</html>")})
    rig.run("scrapy", "crawl", "a")
    assert _open(rig) == [("a", "blocked", "")]
    rig.run("sites", "disable", "a")
    assert _open(rig) == []
