"""How gently sites are asked, counted at the server: one request at a time, the pause kept, robots.txt obeyed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from config import VERSION
from demo.world import World, beijing_now
from tests.crawler import plain
from tests.crawler.hostile import HostileServer, answer
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from demo.record import Record
    from tests.crawler.rig import Done, Rig
    from tests.crawler.starter import Starter

_DELAY, _CRAWL_DELAY = 0.3, 0.6
_CONTACT = "https://desk.example.org/about-our-crawler"
_DIRECT = dict.fromkeys(("no_proxy", "NO_PROXY"), "localhost,127.0.0.1")
_LINKS = [Link(3), Link(2), Link(1)]
_ROBOTS: Mapping[str, tuple[int, str]] = {
    "open": (404, ""),
    "slow": (200, f"User-agent: *\nCrawl-delay: {_CRAWL_DELAY}\n"),
    "closed": (200, "User-agent: *\nDisallow: /\n"),
    "partly": (200, "User-agent: *\nDisallow: /a/2\nUser-agent: otherbot\nDisallow: /\n"),
    "named": (200, "User-agent: tzwatch\nDisallow: /\nUser-agent: *\nAllow: /\n"),
    "ailing": (500, "error"),
    "endless": (200, "User-agent: *\nCrawl-delay: 86400\n"),
    "page": (200, "<html><body>首页</body></html>"),
}


@dataclass(frozen=True, slots=True)
class Crawl:
    done: Done
    log: Mapping[str, list[Record]]

    def paths(self, name: str) -> list[str]:
        return [record.path for record in self.log[name]]


@pytest.fixture(scope="module")
def crawl(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Crawl:
    """One crawl, with a pause of _DELAY, of a site for each kind of robots.txt."""
    with rigged(server_url, tmp_path_factory.mktemp("polite"), World({}, beijing_now), starter) as rig:
        for name, (status, text) in _ROBOTS.items():
            robots = {"/robots.txt": (status, {"Content-Type": "text/plain"}, text.encode())}
            plain.put(rig, name, plain.paged(_LINKS, 10) | robots)
        asked = {"TZWATCH_DELAY": str(_DELAY), "TZWATCH_CONTACT": _CONTACT, "TZWATCH_WORKERS": "8"}
        done = rig.crawl(*_ROBOTS, **asked)
        log = rig.server.log
        return Crawl(done, {name: [r for r in log if r.host == plain.host(name)] for name in _ROBOTS})


def _gaps(records: list[Record]) -> list[float]:
    return [later.started - earlier.ended for earlier, later in pairwise(records)]


def test_the_pause_between_two_requests_to_a_host_is_kept(crawl: Crawl) -> None:
    gaps = _gaps(crawl.log["open"])
    assert len(gaps) == 4
    # The server notes an answer a moment before the client has it.
    assert min(gaps) >= _DELAY - 0.005


def test_a_longer_crawl_delay_in_robots_txt_is_kept(crawl: Crawl) -> None:
    gaps = _gaps(crawl.log["slow"])
    assert len(gaps) == 4
    assert min(gaps[1:]) >= _CRAWL_DELAY - 0.005


def test_robots_txt_is_asked_for_before_anything_else_and_once(crawl: Crawl) -> None:
    for name in _ROBOTS:
        assert crawl.paths(name)[0] == "/robots.txt"
        tries = 2 if name == "ailing" else 1
        assert crawl.paths(name).count("/robots.txt") == tries


@pytest.mark.parametrize("name", ["closed", "named", "ailing", "endless"])
def test_what_robots_txt_keeps_us_out_of_is_not_fetched_and_the_run_says_why(crawl: Crawl, name: str) -> None:
    assert set(crawl.paths(name)) == {"/robots.txt"}
    assert "robots.txt" in crawl.done.reports[name]["error"]
    assert crawl.done.code == 1


def test_a_path_that_robots_txt_disallows_is_not_fetched_and_the_rest_is(crawl: Crawl) -> None:
    assert sorted(crawl.paths("partly")) == ["/a/1.html", "/a/3.html", "/list.html", "/robots.txt"]
    assert "robots.txt" in crawl.done.reports["partly"]["reasons"][0]["reason"]


@pytest.mark.parametrize("name", ["open", "slow", "page"])
def test_without_a_rule_for_us_everything_is_fetched(crawl: Crawl, name: str) -> None:
    assert sorted(crawl.paths(name)) == ["/a/1.html", "/a/2.html", "/a/3.html", "/list.html", "/robots.txt"]


def test_every_request_says_who_asks_and_whom_to_ask(crawl: Crawl) -> None:
    agents = {record.user_agent for records in crawl.log.values() for record in records}
    assert agents == {f"Mozilla/5.0 (compatible; tzwatch/{VERSION}) (+{_CONTACT})"}


def test_a_host_gets_one_request_at_a_time_even_without_a_pause_and_whoever_asks(rig: Rig) -> None:
    names = ("first", "second", "third", "fourth")
    for name in names:
        plain.put(rig, name, plain.paged([Link(n) for n in range(6, 0, -1)], 3))
    # Two more sites on the first one's host, one of them without www.
    for name, host in (("twin", plain.host("first")), ("bare", plain.host("first").removeprefix("www."))):
        plain.define(rig.sites, name, f"http://{host}")
    rig.world.mount("first.example.cn", plain.paged([Link(n) for n in range(9, 6, -1)], 3))
    rig.server.delay = 0.02
    assert rig.crawl(*names, "twin", "bare", TZWATCH_WORKERS="6").code == 0
    log = rig.server.log
    assert {name: rig.server.most_in_flight(plain.host(name)) for name in names} == dict.fromkeys(names, 1)
    assert max(sum(r.started <= moment.started < r.ended for r in log) for moment in log) > 1


@pytest.fixture
def inside() -> Iterator[HostileServer]:
    """A server that only this machine should reach."""
    with HostileServer({"/secret.html": answer(plain.article_page("内部通知").encode())}) as server:
        yield server


def test_a_redirect_to_a_private_address_is_refused_before_anything_is_sent(rig: Rig, inside: HostileServer) -> None:
    # Names that are not for the proxy are looked up by us; localhost stands for any that leads inside.
    targets = [f"http://{host}:{inside.port}/secret.html" for host in ("127.0.0.1", "localhost", "2130706433")]
    leads = {link.path: (302, {"Location": target}, b"") for link, target in zip(_LINKS, targets, strict=True)}
    plain.put(rig, "leaky", plain.paged(_LINKS, 10) | leads)
    report = rig.crawl("leaky", **_DIRECT).reports["leaky"]
    assert not inside.asked
    assert report["new"] == 0
    assert len(report["reasons"]) == 3
    assert all("TZWATCH_ALLOW_HOSTS" in reason["reason"] for reason in report["reasons"])


def test_a_private_address_that_the_operator_allows_is_fetched(rig: Rig, inside: HostileServer) -> None:
    inside.pages["/list.html"] = answer(plain.list_page(_LINKS[:1]).encode())
    inside.pages[_LINKS[0].path] = answer(b"", "302 Found", f"Location: http://127.0.0.1:{inside.port}/secret.html")
    plain.define(rig.sites, "inner", f"http://localhost:{inside.port}")
    report = rig.crawl("inner", TZWATCH_ALLOW_HOSTS="localhost,127.0.0.1", **_DIRECT).reports["inner"]
    assert report["new"] == 1
    assert [row["title"] for row in rig.rows()] == ["内部通知"]
