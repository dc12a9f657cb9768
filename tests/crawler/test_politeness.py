"""How gently sites are asked, counted at the server: one request at a time, the pause kept, robots.txt obeyed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from config import VERSION
from db import hosts, queue
from db.connection import connect
from demo.world import World, beijing_now
from tests.crawler import plain
from tests.crawler.hostile import HostileServer, answer
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from demo.record import Record
    from tests.crawler.rig import Done, Rig
    from tests.crawler.starter import Starter

_DELAY, _CRAWL_DELAY = 0.3, 0.6
# Three interpreters begin at once, on a machine that may be busy; what takes longer hangs.
_PATIENCE_SECONDS = 120.0
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


_SHARED = "www.shared.example.cn"


def _share(rig: Rig, name: str, first: int, articles: int) -> None:
    """Define a site on the host that others have too, with a list and articles that only it knows."""
    links = [Link(n) for n in range(first + articles - 1, first - 1, -1)]
    plain.define(rig.sites, name, f"http://{_SHARED}")
    file = rig.sites / f"{name}.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("/list.html", f"/{name}.html"), encoding="utf-8")
    rig.world.mount(_SHARED, {f"/{name}.html": plain.ok(plain.list_page(links))} | plain.articles(links))


def _start(rig: Rig, *words: str, delay: float = _DELAY) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cli", *words]
    return subprocess.Popen(command, env=rig.variables(TZWATCH_DELAY=str(delay)), stderr=subprocess.DEVNULL)


def _wait_for_requests(rig: Rig, count: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while len(rig.server.log) < count:
        assert time.monotonic() < deadline, "nobody asked"
        time.sleep(0.02)


def test_processes_at_one_host_take_turns_and_keep_the_pause_between_each_other_too(rig: Rig) -> None:
    names = ("left", "middle", "right")
    for n, name in enumerate(names):
        _share(rig, name, 10 * n + 1, 3)
    with connect(rig.url) as conn:
        queue.enqueue_crawl(conn, "left")
    rig.server.delay = 0.05
    worker = _start(rig, "worker")
    started = [_start(rig, "crawl", "middle"), _start(rig, "scrapy", "crawl", "right")]
    assert [process.wait(timeout=_PATIENCE_SECONDS) for process in started] == [0, 0]
    # Each of the three asks for robots.txt, its list and its articles.
    _wait_for_requests(rig, 15)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=_PATIENCE_SECONDS) == 0
    log = sorted(rig.server.log, key=lambda record: record.started)
    assert len(log) == 15
    assert rig.server.most_in_flight(_SHARED) == 1
    assert min(_gaps(log)) >= _DELAY - 0.005


def test_a_process_that_is_killed_leaves_its_host_to_the_others_at_once(rig: Rig) -> None:
    _share(rig, "victim", 1, 20)
    _share(rig, "heir", 31, 1)
    # So long that the victim does not let go of the host before it is killed.
    victim = _start(rig, "crawl", "victim", delay=1.0)
    with ThreadPoolExecutor(1) as pool:
        try:
            _wait_for_requests(rig, 1)
            heir = pool.submit(rig.crawl, "heir", TZWATCH_DELAY=str(_DELAY))
            _wait_for_requests(rig, 4)
        finally:
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
        killed, before = time.monotonic(), rig.server.log
        assert heir.result().code == 0
    log = rig.server.log
    after = log[len(before) :]
    assert {record.path for record in before}.isdisjoint({"/heir.html", "/a/31.html"})
    assert [record.path for record in after] == ["/robots.txt", "/heir.html", "/a/31.html"]
    assert after[0].started - killed < 5.0
    assert rig.server.most_in_flight(_SHARED) == 1
    assert min(_gaps(log)) >= _DELAY - 0.005


_WAITING = """SELECT count(*) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ 'pg_try_advisory_lock'"""


def test_one_page_for_a_person_waits_for_its_turn_too_and_the_wait_is_no_time_out(rig: Rig) -> None:
    plain.put(rig, "asked", plain.paged(_LINKS, 10))
    code = (
        "import sys; from crawler.network import gate; gate.TOTAL_SECONDS = 1.0\n"
        "from crawler.single import fetch_page\n"
        f"print(fetch_page('{plain.url('asked', '/a/1.html')}', database=sys.argv[1], gap=0.5).status)"
    )
    with ThreadPoolExecutor(1) as pool, hosts.open_leases(rig.url) as conn:
        hosts.try_lease(conn, "asked.example.cn", 0.0)
        asking = pool.submit(rig.python, ["-c", code, rig.url])
        while conn.execute(_WAITING).fetchone() == (0,):
            time.sleep(0.02)
        time.sleep(1.5)
        assert not rig.server.log
        hosts.let_go(conn, "asked.example.cn", 0.0)
        done = asking.result()
    assert done.out.strip() == "200", done.err
    gaps = _gaps(rig.server.log)
    assert len(gaps) == 1
    assert gaps[0] >= 0.5 - 0.005


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


def _lead(rig: Rig, targets: Sequence[str]) -> None:
    """Mount the site `leaky`, whose articles lead to `targets`, by turns with a redirect and a refreshing page."""
    links = [Link(n) for n in range(len(targets), 0, -1)]
    answers = {}
    for link, target in zip(links, targets, strict=True):
        refreshing = f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head></html>'
        answers[link.path] = (302, {"Location": target}, b"") if link.n % 2 else plain.ok(refreshing)
    plain.put(rig, "leaky", plain.paged(links, 10) | answers)


def test_the_host_of_the_proxy_is_reached_as_the_proxy_only(rig: Rig, inside: HostileServer) -> None:
    proxy = rig.server.proxy_url.replace("127.0.0.1", "localhost")
    _lead(rig, [f"http://localhost:{inside.port}/secret.html", f"http://LOCALHOST.:{inside.port}/secret.html"])
    by_proxy = dict.fromkeys(("http_proxy", "HTTP_PROXY"), proxy)
    report = rig.crawl("leaky", **by_proxy, **dict.fromkeys(("no_proxy", "NO_PROXY"), "localhost"))
    assert not inside.asked
    reasons = [reason["reason"] for reason in report.reports["leaky"]["reasons"]]
    assert len(reasons) == 2
    assert all(reason.startswith("拒绝访问内网地址") for reason in reasons)


def test_a_proxy_is_never_asked_for_a_private_address_or_a_local_name(rig: Rig) -> None:
    literals = [
        "127.1",
        "0x7f000001",
        "017700000001",
        "2130706433",
        "[::ffff:127.0.0.1]",
        "10.0.0.1.",
        "169.254.169.254",
    ]
    names = ["localhost", "x.localhost", "printer.local", "a.localdomain", "metadata.google.internal.", "intranet"]
    _lead(rig, [f"http://{host}/secret.html" for host in literals + names])
    report = rig.crawl("leaky").reports["leaky"]
    assert {record.host for record in rig.server.log} == {plain.host("leaky")}
    assert len(report["reasons"]) == len(literals + names)
    assert all(reason["reason"].startswith("拒绝访问内网地址") for reason in report["reasons"])


def test_a_local_name_that_the_operator_allows_is_asked_of_the_proxy(rig: Rig) -> None:
    rig.world.mount("news.intranet", {"/secret.html": plain.ok(plain.article_page("内部通知"))})
    _lead(rig, ["http://news.intranet/secret.html"])
    rig.crawl("leaky", TZWATCH_ALLOW_HOSTS="news.intranet")
    assert {record.host for record in rig.server.log} == {plain.host("leaky"), "news.intranet"}
