"""Servers that mean harm or are merely broken: each costs little, and no article, channel or run is lost to them."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawler.network.outage import MOST_FAILURES, GivenUpError, Outage
from crawler.network.responses import header, raw_page
from demo.world import beijing_now
from tests.crawler import plain
from tests.crawler.hostile import (
    HostileServer,
    Raw,
    answer,
    article,
    crawl_with,
    entries_of,
    hostile_site,
    listing,
    listing_of,
)
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.world import Answer
    from tests.crawler.rig import Rig

# The whole of a request is given half a second here instead of half a minute.
_HURRIED = "import crawler.network.gate; crawler.network.gate.TOTAL_SECONDS = 0.5"


@pytest.fixture
def site(rig: Rig) -> Iterator[HostileServer]:
    with hostile_site(rig) as server:
        yield server


# Headers


@pytest.mark.parametrize("value", [b'"a\x00b"', b'"a\x01"', b'"\xe4\xb8"', b'"' + b"x" * 2000 + b'"', b"\x7f", b""])
def test_a_validator_that_cannot_be_stored_or_sent_back_is_none(value: bytes) -> None:
    response = Response("http://www.example.cn/", headers={"ETag": value, "Content-Type": b"text/html;\x00charset=gbk"})
    page = raw_page(response, beijing_now())
    assert header(response, "etag") is None
    assert page.header("etag") is None
    assert page.header("content-type") == "text/html;charset=gbk"


def test_a_validator_of_the_usual_kind_is_kept() -> None:
    assert header(Response("http://www.example.cn/", headers={"ETag": 'W/"5f-1a"'}), "etag") == 'W/"5f-1a"'


def test_nuls_in_headers_cost_neither_the_article_nor_the_channel(rig: Rig, site: HostileServer) -> None:
    odd = (
        'ETag: "a\x00b"',
        "Last-Modified: \x00Fri, 20 Nov 2026 01:00:00 GMT",
        "Content-Type: text/html\x00; charset=utf-8",
    )
    body = plain.article_page(plain.title(1)).encode()
    site.pages = {
        "/list.html": answer(plain.list_page([Link(1)]).encode(), "200 OK", *odd),
        Link(1).path: answer(body, "200 OK", *odd),
    }
    assert rig.crawl("hostile").reports["hostile"]["new"] == 1
    site.pages |= {"/list.html": answer(plain.list_page([Link(2), Link(1)]).encode(), "200 OK", *odd)}
    site.pages |= {Link(2).path: article(2)}
    assert rig.crawl("hostile").reports["hostile"]["reasons"] == []
    assert [(e.kind, e.baseline) for e in rig.events()] == [("new", True), ("new", False)]


def test_a_response_with_more_headers_than_any_server_sends_is_refused_at_once(rig: Rig, site: HostileServer) -> None:
    many = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n"
    long = b"HTTP/1.1 200 OK\r\n" + (b"X-A: " + b"y" * 8000 + b"\r\n") * 20 + b"\r\n"
    usual = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(60)) + b"\r\n"
    page = plain.article_page(plain.title(3)).encode()
    site.pages = {
        "/list.html": listing(1, 2, 3),
        Link(1).path: Raw(many + page),
        Link(2).path: Raw(long + page),
        Link(3).path: Raw(usual + page),
    }
    report = rig.crawl("hostile").reports["hostile"]
    assert report["new"] == 1
    assert [reason["reason"].partition(" ")[0] for reason in report["reasons"]] == ["响应头过大，已放弃"] * 2
    assert site.asked.count(Link(1).path) == 1


# Tarpits


def test_a_site_that_accepts_and_never_answers_is_left_alone_after_five_pages(rig: Rig, site: HostileServer) -> None:
    numbers = range(12, 0, -1)
    site.pages = {"/list.html": listing(*numbers)} | {Link(n).path: Raw(b"H", "drip") for n in numbers}
    done = crawl_with(rig, _HURRIED)
    asked = [path for path in site.asked if path.startswith("/a/")]
    assert len(asked) == len(set(asked)) == 5
    assert done.code == 1
    assert "本次不再采集" in done.reports["hostile"]["error"]
    assert "超时" in done.reports["hostile"]["error"]
    assert len(done.said) == 1
    entries = entries_of(rig).values()
    assert [(state, unreadable) for state, unreadable, _ in entries] == [("pending", 0)] * 12
    assert sum(error is None for _, _, error in entries) == 7
    site.pages |= {Link(n).path: article(n) for n in numbers}
    assert rig.crawl("hostile").reports["hostile"]["new"] == 12


def test_resets_count_like_timeouts(rig: Rig, site: HostileServer) -> None:
    numbers = range(14, 0, -1)
    site.pages = {"/list.html": listing(*numbers)} | {Link(n).path: Raw(b"", "reset") for n in numbers}
    report = rig.crawl("hostile").reports["hostile"]
    assert len([path for path in site.asked if path.startswith("/a/")]) == 5
    assert "连接失败" in report["error"]


def test_an_answer_in_between_begins_the_count_anew() -> None:
    outage, error = Outage(), DownloadTimeoutError()
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            outage.failed("http://www.example.cn/a", error)
        outage.answered("http://www.example.cn/b")
        outage.failed("http://www.example.org/", IgnoreRequest("robots.txt"))
    outage.refuse("http://www.example.cn/a")
    assert outage.said is None
    for _ in range(MOST_FAILURES):
        outage.failed("http://www.example.cn/a", error)
    with pytest.raises(GivenUpError, match="超时"):
        outage.refuse("http://WWW.example.cn/b")
    outage.refuse("http://www.example.org/")


def test_a_silent_host_does_not_keep_the_sites_other_host_from_being_read(rig: Rig, site: HostileServer) -> None:
    with HostileServer({f"/a/{n}.html": Raw(b"", "reset") for n in range(20, 30)}) as other:
        paths = [*(f"{other.origin}/a/{n}.html" for n in range(20, 30)), Link(1).path]
        site.pages = {"/list.html": listing_of(paths), Link(1).path: article(1)}
        report = rig.crawl("hostile").reports["hostile"]
        assert len(other.asked) == 6
    assert report["new"] == 1
    assert str(other.port) in report["error"]


# Redirects


def test_an_article_that_leads_to_another_site_is_neither_stored_nor_withdrawn(rig: Rig) -> None:
    links = [Link(2), Link(1)]
    plain.put(rig, "own", plain.paged(links, 10))
    rig.world.mount(
        plain.host("other"),
        {"/": plain.ok(plain.article_page("别处的文章")), "/x.html": plain.ok(plain.article_page("别处的文章"))},
    )
    away = {Link(1).path: (302, {"Location": plain.url("other", "/x.html")}, b"")}
    plain.put(rig, "own", away)
    first = rig.crawl("own").reports["own"]
    assert [row["title"] for row in rig.rows()] == [plain.title(2)]
    assert "别的网站" in first["reasons"][0]["reason"]
    assert plain.host("other") in first["reasons"][0]["reason"]
    plain.put(rig, "own", {Link(2).path: (301, {"Location": plain.url("other", "/")}, b"")})
    for _ in range(2):
        rig.crawl("own", "--revisit")
    assert [(row["title"], row["status"]) for row in rig.rows()] == [(plain.title(2), "live")]


def test_an_article_that_moved_to_another_host_of_its_site_is_stored(rig: Rig) -> None:
    plain.put(rig, "own", plain.paged([Link(1)], 10))
    rig.world.mount(plain.host("twin"), {"/x.html": plain.ok(plain.article_page("搬过去的文章"))})
    file = rig.sites / "own.toml"
    file.write_text(file.read_text().replace('hosts = ["', 'hosts = ["twin.example.cn", "'))
    rig.world.mount(plain.host("own"), {Link(1).path: (302, {"Location": plain.url("twin", "/x.html")}, b"")})
    assert rig.crawl("own").reports["own"]["new"] == 1


def test_a_page_may_refresh_itself_away_three_times_and_no_more(rig: Rig) -> None:
    def refresh(target: str) -> Answer:
        return plain.ok(f"<html><head><meta http-equiv='refresh' content='0;url={target}'></head></html>")

    chains = {f"/r/{n}/{k}.html": refresh(f"/r/{n}/{k + 1}.html") for n in (3, 4) for k in range(2, n + 1)}
    ends = {f"/r/{n}/{n + 1}.html": plain.ok(plain.article_page(plain.title(n))) for n in (3, 4)}
    begins = {f"/a/{n}.html": refresh(f"/r/{n}/2.html") for n in (3, 4)}
    plain.put(rig, "refresh", plain.paged([Link(4), Link(3)], 10) | chains | ends | begins)
    report = rig.crawl("refresh").reports["refresh"]
    assert [row["title"] for row in rig.rows()] == [plain.title(3)]
    assert "跳转过多" in report["reasons"][0]["reason"]
    assert "/r/4/5.html" not in plain.fetched(rig, "refresh")


def test_a_redirect_that_never_ends_is_said_in_chinese_too(rig: Rig) -> None:
    plain.put(rig, "ring", plain.paged([Link(1)], 10) | {Link(1).path: (302, {"Location": Link(1).path + "?a"}, b"")})
    rig.world.mount(plain.host("ring"), {Link(1).path + "?a": (302, {"Location": Link(1).path}, b"")})
    assert "跳转过多" in rig.crawl("ring").reports["ring"]["reasons"][0]["reason"]


# Encodings


def _packed(body: bytes, times: int) -> Raw:
    for _ in range(times):
        body = gzip.compress(body)
    return answer(body, "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * times))


def test_a_page_packed_more_than_twice_is_refused(rig: Rig, site: HostileServer) -> None:
    pages = {n: plain.article_page(plain.title(n)).encode() for n in (1, 2, 20)}
    site.pages = {"/list.html": listing(*pages)} | {Link(n).path: _packed(body, n) for n, body in pages.items()}
    report = rig.crawl("hostile").reports["hostile"]
    assert sorted(row["title"] for row in rig.rows()) == sorted(plain.title(n) for n in (1, 2))
    assert [reason["reason"].partition(" ")[0] for reason in report["reasons"]] == ["压缩层数过多，已放弃"]


def test_a_page_that_unpacks_to_gigabytes_is_told_in_a_few_words(rig: Rig, site: HostileServer) -> None:
    site.pages = {"/list.html": listing(1), Link(1).path: _packed(b"\0" * 20_000_000, 1)}
    reason = rig.crawl("hostile").reports["hostile"]["reasons"][0]["reason"]
    assert reason.startswith("页面过大")
    assert len(reason) < 60


# robots.txt


def test_a_robots_txt_beyond_512_kib_is_cut_at_the_last_whole_line(rig: Rig) -> None:
    # Byte 500 Ki and byte 512 Ki both come right behind "Disallow: /" of a line: cut there, it would forbid all.
    head = "User-agent: *\nDisallow: /a/2"
    lines = head + "z" * (1024 - 11 - len(head) - 1) + "\n" + ("Disallow: /" + "z" * 1012 + "\n") * 600
    plain.put(rig, "long", plain.paged([Link(2), Link(1)], 10) | {"/robots.txt": (200, {}, lines.encode())})
    assert rig.crawl("long").reports["long"]["new"] == 2
