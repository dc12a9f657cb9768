"""Servers that fail: each page says why, none is stored, everything else goes on, and the next crawl tries again."""

from __future__ import annotations

import gzip
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from db.connection import connect
from demo.world import World, beijing_now
from tests.crawler import plain
from tests.crawler.hostile import HostileServer, Raw, answer
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.crawler.rig import Done
    from tests.crawler.starter import Starter

_GOOD, _BACK = 1, 2
_ARTICLE = plain.article_page(plain.title(_GOOD)).encode()
_PACKED = gzip.compress(_ARTICLE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_CHALLENGE = b"<html><script>document.cookie='__jsl_clearance=1';location.reload()</script></html>"
_WALL = (
    "<html><head><title>网站防火墙</title></head><body><h1>您的访问请求可能对网站造成安全威胁</h1>"
    "<p>您的访问被网站防火墙阻断，请联系网站管理员。</p></body></html>"
).encode()

# What becomes of a page, by its number: the answer and a word of the reason.
_FAULTS: Mapping[int, tuple[Raw, str]] = {
    10: (answer(_ARTICLE, length=len(_ARTICLE) + 500), "不完整"),
    11: (Raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n2000\r\n" + _ARTICLE), "不完整"),
    12: (answer(_PACKED, "200 OK", "Content-Encoding: gzip", length=len(_PACKED) + 9), "不完整"),
    13: (Raw(b"", "reset"), "连接失败"),
    14: (Raw(_HEAD + b"Content-Length: 9000\r\n\r\n" + _ARTICLE, "reset"), "不完整"),
    15: (Raw(b"\x16\x03\x01\x02\x00 not HTTP at all\r\n\r\n"), "连接失败"),
    16: (Raw(b"", "silence"), "超时"),
    17: (Raw(_HEAD + b"Content-Length: 9000\r\n\r\n" + _ARTICLE, "drip"), "超时"),
    18: (Raw(_HEAD + b"\r\n", "flood"), "过大"),
    19: (answer(_CHALLENGE, "521 Web Server Is Down", "X-Via-JSL: a"), "521"),
    20: (answer(_CHALLENGE, "412 Precondition Failed"), "412"),
    21: (answer(_WALL), ""),
    22: (answer(b""), ""),
    24: (answer(b"<h1>404</h1>", "404 Not Found"), "404"),
    25: (answer(b"<h1>error</h1>", "500 Internal Server Error"), "500"),
    26: (answer(b"<h1>error</h1>", "503 Service Unavailable", "Retry-After: 3600"), "503"),
    27: (answer(b"", "302 Found", "Location: /a/27.html?again=1"), ""),
    28: (answer(b"", "302 Found", "Location: file:///etc/hostname"), ""),
    30: (answer(b"", "304 Not Modified"), "304"),
    29: (answer(b"%PDF-1.4 1 0 obj endobj"), "文件"),
}
# The whole of a request is given a second here instead of half a minute.
_HURRIED = "from crawler.network import gate; gate.TOTAL_SECONDS = 1.0"


@dataclass(frozen=True, slots=True)
class Crawls:
    """Two crawls of the hostile site and of one where nobody listens; between them page _BACK was mended."""

    first: Done
    asked: Sequence[str]
    stored: Mapping[str, str]
    tries: Mapping[str, int]
    second: Done
    stored_then: Mapping[str, str]


def _nobody_listens() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture(scope="module")
def crawls(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Crawls:
    links = [Link(n) for n in (*_FAULTS, _BACK, _GOOD)]
    pages = {link.path: _FAULTS[link.n][0] for link in links if link.n in _FAULTS}
    pages["/list.html"] = answer(plain.list_page(links).encode())
    pages["/a/27.html?again=1"] = pages[Link(27).path]
    pages[Link(_GOOD).path] = answer(_ARTICLE)
    pages[Link(_BACK).path] = answer(b"<h1>error</h1>", "502 Bad Gateway")
    world = World({}, beijing_now)
    with (
        rigged(server_url, tmp_path_factory.mktemp("failures"), world, starter) as rig,
        HostileServer(pages) as hostile,
    ):
        rig.environment |= {"TZWATCH_ALLOW_HOSTS": "127.0.0.1", "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
        plain.define(rig.sites, "hostile", hostile.origin)
        plain.define(rig.sites, "nobody", _nobody_listens())
        first = rig.crawl("hostile", "nobody", first=_HURRIED)
        asked = list(hostile.asked)
        stored = {row["url"].partition(hostile.origin)[2]: row["title"] for row in rig.rows()}
        with connect(rig.url) as conn:
            tries: dict[str, int] = dict(
                conn.execute("SELECT url, tries FROM entries WHERE state = 'pending'").fetchall()
            )
        hostile.pages = {
            "/list.html": pages["/list.html"],
            Link(_BACK).path: answer(plain.article_page(plain.title(_BACK)).encode()),
        }
        second = rig.crawl("hostile", "nobody", first=_HURRIED)
        then = {row["url"].partition(hostile.origin)[2]: row["title"] for row in rig.rows()}
        return Crawls(
            first, asked, stored, {url.partition(hostile.origin)[2]: n for url, n in tries.items()}, second, then
        )


def test_only_the_page_that_arrived_whole_is_stored(crawls: Crawls) -> None:
    assert crawls.stored == {Link(_GOOD).path: plain.title(_GOOD)}


@pytest.mark.parametrize("number", _FAULTS)
def test_a_page_that_fails_is_reported_with_the_reason_and_stays_to_be_fetched(crawls: Crawls, number: int) -> None:
    said = [r["reason"] for r in crawls.first.reports["hostile"]["reasons"] if r["url"].endswith(Link(number).path)]
    assert len(said) == 1
    assert said[0]
    assert _FAULTS[number][1] in said[0]
    assert "\n" not in said[0]
    assert "tzwatch, please report" not in said[0]
    assert crawls.tries[Link(number).path] == 1


def test_the_site_as_a_whole_was_read_and_so_did_not_fail(crawls: Crawls) -> None:
    assert crawls.first.reports["hostile"]["error"] is None
    assert crawls.first.reports["hostile"]["failed"] == len(_FAULTS) + 1


def test_a_server_that_asks_for_patience_is_not_asked_twice(crawls: Crawls) -> None:
    asked = {number: crawls.asked.count(Link(number).path) for number in (19, 20, 24, 26)}
    assert asked == {19: 1, 20: 1, 24: 1, 26: 1}
    assert crawls.asked.count(Link(25).path) == 2


def test_a_host_where_nobody_listens_is_said_in_one_line_and_ends_the_command_with_1(crawls: Crawls) -> None:
    assert crawls.first.code == 1
    assert "连接被拒绝" in crawls.first.reports["nobody"]["error"]
    assert len(crawls.first.said) == 1
    assert "nobody" in crawls.first.said[0]


def test_the_next_crawl_stores_what_can_be_read_by_then(crawls: Crawls) -> None:
    assert crawls.stored_then == {**crawls.stored, Link(_BACK).path: plain.title(_BACK)}
    assert crawls.second.reports["hostile"]["new"] == 1
