"""Pages that are gone and do not say so by their status: missing with the reason, no article, no quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.doubts import invented_address
from db.connection import connect
from db.entries import MAX_TRIES
from demo.world import beijing_now
from tests.crawler import plain
from tests.crawler.answering import Answering, entries_of, reasons_of, titles_of
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from demo.world import Answer
    from tests.crawler.rig import Rig
    from tests.crawler.starter import Starter

_NOTICE = "<html><head><title>提示信息</title></head><body><div>您访问的页面不存在或已删除</div></body></html>"
# No word of it is a sign, and the address that was asked for stands in it.
_ERROR = (
    "<html><head><title>某市统一战线</title></head><body><div class='nav'><a href='/'>首页</a></div>"
    "<h3>系统提示</h3><div class='content'><p>操作未能完成，请稍后重试或与网站管理人员联系，感谢理解与支持。</p>"
    "<p>{path}</p></div><div class='foot'>主办：某市委统战部</div></body></html>"
)
_EMPTIED = "<html><body><h1>某市召开座谈会听取意见</h1><div class='TRS_Editor'></div></body></html>"


def _gone_site(rig: Rig) -> dict[int, Answer]:
    gone: dict[int, Answer] = {
        2: (302, {"Location": "/"}, b""),
        3: (302, {"Location": "/404.html"}, b""),
        4: (302, {"Location": "/list.html"}, b""),
        5: plain.ok(_NOTICE),
        6: plain.ok(_EMPTIED),
        7: plain.ok("<html><body></body></html>"),
        8: plain.ok(""),
        9: plain.ok('<html><head><meta http-equiv="refresh" content="3;url=/"></head><body>页面不见了</body></html>'),
        10: (404, {}, b'<script>window.location.href="/";</script>'),
    }
    links = [Link(n) for n in (1, *gone)]
    pages = {Link(n).path: answer for n, answer in gone.items()}
    home = {"/": plain.ok("<h1>首页</h1>"), "/404.html": plain.ok("<h1>找不到</h1>")}
    plain.put(rig, "soft", plain.paged(links, 20) | pages | home)
    return gone


def test_a_page_that_is_gone_in_whatever_way_is_missing_with_the_reason_and_never_in_quarantine(rig: Rig) -> None:
    gone = _gone_site(rig)
    said = reasons_of(rig.crawl("soft"), "soft")
    assert {name for name in said} == {f"{n}.html" for n in gone}
    signs = {
        2: "转到首页",
        3: "转到错误页",
        4: "转到栏目",
        5: "soft 404",
        6: "清空",
        7: "清空",
        8: "清空",
        9: "转到首页",
    }
    assert {n: sign in said[f"{n}.html"] for n, sign in signs.items()} == dict.fromkeys(signs, True)
    with connect(rig.url) as conn:
        conn.execute("UPDATE entries SET unreadable = %s WHERE state = 'pending'", (MAX_TRIES - 1,))
    rig.crawl("soft")
    assert titles_of(rig) == [plain.title(1)]
    assert entries_of(rig) == {Link(n).path: "missing" for n in gone} | {Link(1).path: "stored"}
    assert rig.crawl("soft").reports["soft"]["reasons"] == []


def test_a_known_article_that_turns_into_a_notice_is_withdrawn_at_the_second_look(rig: Rig) -> None:
    links = [Link(n) for n in (1, 2, 3)]
    plain.put(rig, "soft", plain.paged(links, 20))
    rig.crawl("soft")
    plain.put(rig, "soft", {Link(1).path: plain.ok(_NOTICE), Link(2).path: plain.ok(_EMPTIED)})
    rig.crawl("soft", "--revisit")
    assert [e.kind for e in rig.events()] == ["new"] * 3
    rig.crawl("soft", "--revisit")
    assert sorted((e.kind, e.title) for e in rig.events() if e.kind != "new") == [
        ("gone", plain.title(1)),
        ("gone", plain.title(2)),
    ]


class _ErrorPages(Answering):
    def reply(self, path: str, asked: Mapping[str, str]) -> Answer | None:
        known = ("/list.html", "/robots.txt", *(Link(n).path for n in (1, 2)))
        return None if path in known else plain.ok(_ERROR.format(path=path))


def test_the_sites_own_error_page_is_told_by_asking_once_a_day_for_an_address_that_nobody_gave_out(
    server_url: str, tmp_path: Path, starter: Starter
) -> None:
    with rigged(server_url, tmp_path, _ErrorPages({}, beijing_now), starter) as rig:
        plain.put(rig, "own", plain.paged([Link(n) for n in (1, 2)], 20))
        links = [Link(n) for n in (5, 4, 3, 2, 1)]
        plain.put(rig, "own", {"/list.html": plain.ok(plain.list_page(links))})
        said = reasons_of(rig.crawl("own"), "own")
        assert titles_of(rig) == [plain.title(1), plain.title(2)]
        assert {name: "错误页" in reason for name, reason in said.items()} == dict.fromkeys(
            ("3.html", "4.html", "5.html"), True
        )
        plain.put(rig, "own", {"/list.html": plain.ok(plain.list_page([Link(6), *links]))})
        assert "6.html" in reasons_of(rig.crawl("own"), "own")
        assert [path for path in plain.fetched(rig, "own") if "987654321" in path] == ["/a/987654321.html"]


def test_a_short_undated_article_of_a_site_that_has_no_such_error_page_is_stored(rig: Rig) -> None:
    text = "<div class='content'><p>今天下午的座谈会改到明天上午举行，请互相转告。</p></div>"
    short = f"<html><head><title>题</title></head><body><h1>通知</h1>{text}</body></html>"
    plain.put(rig, "brief", plain.paged([Link(1)], 20) | {Link(1).path: plain.ok(short)})
    assert rig.crawl("brief").reports["brief"]["new"] == 1
    assert len(plain.fetched(rig, "brief", "/a/")) == 2


def test_articles_that_a_script_fills_are_no_error_page(server_url: str, tmp_path: Path, starter: Starter) -> None:
    class Shells(Answering):
        def reply(self, path: str, asked: Mapping[str, str]) -> Answer | None:
            shell = "<html><head><title>a</title></head><body><div id='app'></div><script src='a.js'></script></body>"
            return plain.ok(shell) if path.startswith("/a/") else None

    with rigged(server_url, tmp_path, Shells({}, beijing_now), starter) as rig:
        plain.put(rig, "shell", plain.paged([Link(2), Link(1)], 20))
        said = reasons_of(rig.crawl("shell"), "shell")
        assert [("soft 404" in reason) for reason in said.values()] == [False, False]


@pytest.mark.parametrize(
    ("url", "invented"),
    [
        ("http://a.cn/c/2026/40001.html", "http://a.cn/c/2026/987654321.html"),
        ("http://a.cn/show.asp?id=7&c=x", "http://a.cn/show.asp?id=987654321&c=x"),
        ("http://a.cn/about/we.html", "http://a.cn/about/we-987654321.html"),
        ("http://a.cn/about/", "http://a.cn/about/-987654321"),
        ("http://a7.cn/", "http://a7.cn/-987654321"),
        ("http://a.cn/s.jsp?id=7&n=%C4%DA%B2%20", "http://a.cn/s.jsp?id=987654321&n=%C4%DA%B2%20"),
    ],
)
def test_an_invented_address_is_like_the_sites_own(url: str, invented: str) -> None:
    assert invented_address(url) == invented
