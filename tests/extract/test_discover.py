"""What is told of an unknown site from its pages alone: the form of its articles, its columns, its name, its feeds."""

from __future__ import annotations

import re

import pytest

from extract.discover.address import address_patterns, coverage
from extract.discover.links import data_named
from extract.discover.look import Source, look_at
from extract.discover.names import charset_of, column_name, families_in, shared_name, site_id, site_name
from extract.discover.plan import article_pattern
from extract.lists.feeds import read_feed
from sites.patterns import compile_pattern

_SITE = "http://www.example.cn"
_HOSTS = {"example.cn"}


def _widest(*paths: str) -> str:
    return next(address_patterns([f"{_SITE}{path}" for path in paths])).removeprefix(r"^https?://(?:www\.)?example\.cn")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/yw/202611/t20261121_1.html", "/tz/202610/t20261009_99.html"], r"/[a-z]+/\d{6}/t\d{8}_\d+\.html(?:[?#]|$)"),
        (["/show.asp?id=7", "/show.asp?id=4711"], r"/show\.asp\?id=\d+(?:[&#]|$)"),
        (["/n1/2026/1121/c5-401.html", "/n1/2026/0302/c17-4.html"], r"/n\d+/\d{4}/\d+/c\d+-\d+\.html(?:[?#]|$)"),
        (["/info/1072/5835.htm", "/info/1073/12.htm"], r"/info/\d+/\d+\.htm(?:[?#]|$)"),
        (["/art/2026/3/9/art_1_3.html", "/art/2025/11/21/art_7_1.html"],
         r"/art/\d{4}/\d+/\d+/art_\d+_\d+\.html(?:[?#]|$)"),
        ([f"/a/{n:032x}.html" for n in (7**30, 7**31)], r"/a/[0-9a-f]{32}\.html(?:[?#]|$)"),
        (["/archives/360", "/archives/4100"], r"/archives/\d+(?:[?#]|$)"),
        (["/2026/11/tongxin/", "/2026/09/tongxin-2/"], r"/\d{4}/\d{2}/[\w.-]+/(?:[?#]|$)"),
    ],
)  # fmt: skip
def test_the_form_of_articles_is_told_from_their_addresses(paths: list[str], expected: str) -> None:
    assert _widest(*paths) == expected


def test_hexadecimal_names_may_hold_digits_alone_and_are_no_numbers_with_letters_between() -> None:
    names = ["c38327db30a2", "849929910983", "2e30e880fbc9", "f519b6c6c5ae"]
    assert _widest(*(f"/yw/{name}.html" for name in names)) == r"/yw/[0-9a-f]{12}\.html(?:[?#]|$)"
    assert _widest("/c1202a368049/page.htm", "/c1203a368050/page.htm") == r"/c\d+a\d+/page\.htm(?:[?#]|$)"


def test_two_forms_of_articles_are_both_taken() -> None:
    urls = [f"{_SITE}/a/{n}.html" for n in range(100, 120)] + [f"{_SITE}/show.php?id={n}" for n in range(100, 120)]
    pattern = compile_pattern(next(address_patterns(urls)))
    assert coverage(pattern, urls) == 1.0
    assert not pattern.search(f"{_SITE}/show.php")


def test_a_parameter_may_stand_in_the_order_in_which_it_is_stored() -> None:
    urls = [f"{_SITE}/index.php?m=content&a=show&id={n}" for n in range(5)]
    pattern = compile_pattern(next(address_patterns(urls)))
    assert pattern.search(f"{_SITE}/index.php?a=show&id=77&m=content")
    assert not pattern.search(f"{_SITE}/index.php?m=content&a=lists&id=77")


def test_a_special_page_among_many_articles_is_left_out() -> None:
    urls = [f"{_SITE}/html/{n}.html" for n in range(100, 140)] + [f"{_SITE}/zt/tongxin/index.html"]
    assert not re.search(next(address_patterns(urls)), urls[-1])


def test_pages_about_the_site_narrow_the_form_of_articles() -> None:
    articles = [f"{_SITE}/{folder}/{n}.html" for folder in ("yw", "tz") for n in range(100, 110)]
    about = [f"{_SITE}/about/101.html"]
    wide = article_pattern(articles, [f"{_SITE}/yw/"], [], compile_pattern)
    narrow = article_pattern(articles, [f"{_SITE}/yw/"], about, compile_pattern)
    assert re.search(wide, about[0])
    assert not re.search(narrow, about[0])
    assert all(re.search(narrow, url) for url in articles)


def test_a_form_that_takes_a_list_page_is_no_form_of_articles() -> None:
    articles = [f"{_SITE}/{n}.html" for n in range(100, 110)]
    assert article_pattern(articles, [f"{_SITE}/105.html"], [], compile_pattern) == ""


def _page(body: str, head: str = "") -> Source:
    text = f"<html><head><title>示例市委统战部-首页</title>{head}</head><body>{body}</body></html>"
    return Source(f"{_SITE}/", text.encode(), "text/html; charset=utf-8")


def test_columns_are_told_from_headlines_and_from_pages_about_the_site() -> None:
    rows = "".join(
        f"<li><a href='/a/{n}.html'>第{n}次协商座谈会听取党外人士意见</a><span>2026-11-2{n}</span></li>"
        for n in range(1, 6)
    )
    look = look_at(
        _page(
            "<a href='/yw/'>统战要闻</a><a href='/jgjj.html'>机构简介</a>"
            "<a href='/tz/list.html' title='通知公告'>更多&gt;&gt;</a>"
            "<a href='http://www.elsewhere.cn/'>新闻</a><a href='/x.pdf'>通知</a>"
            f"<ul>{rows}</ul>"
        ),
        _HOSTS,
    )
    assert {hop.url.removeprefix(_SITE): (hop.text, hop.weight > 0) for hop in look.hops} == {
        "/yw/": ("统战要闻", True),
        "/jgjj.html": ("机构简介", False),
        "/tz/list.html": ("通知公告", True),
    }
    assert len(look.entries) == look.dated == 5
    assert look.site == "示例市委统战部"


def test_feeds_and_the_data_of_scripts_are_found() -> None:
    look = look_at(
        _page(
            "<script>$.getJSON('/api/list?page=' + n, show); var pic = '/img/a.png';</script>"
            "<script src='/js/app.js'></script>",
            "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>",
        ),
        _HOSTS,
    )
    assert look.feeds == (f"{_SITE}/rss.xml",)
    assert look.data == (f"{_SITE}/api/list?page=1",)
    assert look.scripts == (f"{_SITE}/js/app.js",)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("fetch('/data/list_1.json').then(show)", ["/data/list_1.json"]),
        ('axios.get("/api/news", {})', ["/api/news"]),
        ("$.ajax({ url: '/api/news/1201', type: 'GET' })", ["/api/news/1201"]),
        ("x.open('GET', '/api/a')", ["/api/a"]),
        ("fetch('http://other.cn/list.json')", []),
        ("$.get('/login/check'); $.get('/a.html')", []),
    ],
)
def test_addresses_of_data_in_scripts(script: str, expected: list[str]) -> None:
    assert [url.removeprefix(_SITE) for url in data_named(script, f"{_SITE}/yw/")] == expected


def test_a_list_with_summaries_is_a_list() -> None:
    item = (
        "<li><b>[要闻]</b><a href='/a/{n}.html'>第{n}次协商座谈会听取党外人士意见</a><small>2026-11-{n}</small>"
        "<p>座谈会上，各民主党派、工商联负责人和无党派人士代表围绕乡村产业和基层治理提出建议，会议指出要让每一条建议都有下落，…</p></li>"
    )
    rows = "".join(item.format(n=n) for n in range(10, 20))
    assert look_at(_page(f"<ul class='e2'>{rows}</ul><a href='/list_2.html'>下一页</a>"), _HOSTS).kind == "list"


def test_a_json_list_is_a_list() -> None:
    rows = ",".join(f'{{"title":"第{n}次协商座谈会","url":"/a/{n}.html","date":"2026-11-0{n}"}}' for n in range(1, 5))
    look = look_at(Source(f"{_SITE}/api/list?page=1", f'{{"data":[{rows}]}}'.encode(), "application/json"), _HOSTS)
    assert (look.kind, look.channel_kind, len(look.entries)) == ("list", "json", 4)


def test_bytes_that_are_no_page_are_nothing() -> None:
    look = look_at(Source(f"{_SITE}/", b"%PDF-1.4 \x00\x00"), _HOSTS)
    assert (look.kind, look.entries) == ("other", ())
    assert look.reason


_RSS = """<?xml version="1.0"?><rss version="2.0"><channel>
<item><title>旧闻</title><link>/a/1.html</link><pubDate>Fri, 20 Nov 2026 09:30:00 +0800</pubDate></item>
<item><title>要闻</title><link>/a/2.html</link><pubDate>Mon, 23 Nov 2026 01:30:00 GMT</pubDate></item>
</channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>要闻</title>
<link rel="edit" href="/edit"/><link href="/a/2.html"/><updated>2026-11-23T09:30:00+08:00</updated></entry></feed>"""
_SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://www.example.cn/a/2.html</loc><lastmod>2026-11-23T09:30:00+08:00</lastmod></url></urlset>"""


@pytest.mark.parametrize("text", [_RSS, _ATOM, _SITEMAP], ids=["rss", "atom", "sitemap"])
def test_feeds_and_sitemaps_are_lists_the_newest_first(text: str) -> None:
    shown = read_feed(text.encode(), f"{_SITE}/feed")
    assert shown is not None
    first = shown.entries[0]
    assert first.url == f"{_SITE}/a/2.html"
    assert first.published is not None
    assert first.published.at.isoformat() == "2026-11-23T09:30:00+08:00"


def test_a_sitemap_of_sitemaps_names_them() -> None:
    text = f"<sitemapindex><sitemap><loc>{_SITE}/s1.xml</loc></sitemap></sitemapindex>"
    shown = read_feed(text.encode(), f"{_SITE}/sitemap.xml")
    assert shown is not None
    assert [column.url for column in shown.columns] == [f"{_SITE}/s1.xml"]


def test_a_feed_cannot_read_files_nor_blow_up() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "x"><!ENTITY file SYSTEM "file:///etc/hostname">{bomb}]>'
        "<rss><channel><item><title>&e11;&file;要闻</title><link>/a/2.html</link></item></channel></rss>"
    )
    shown = read_feed(text.encode(), f"{_SITE}/feed")
    assert shown is None or all(len(entry.title) < 100 for entry in shown.entries)


def test_a_page_is_no_feed() -> None:
    assert read_feed(b"<html><body><a href='/rss.xml'>RSS</a></body></html>", _SITE) is None


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("首页 - 示例市委统战部", "", "示例市委统战部"),
        ("欢迎访问示例市政协网站", "", "示例市政协网站"),
        ("首页", "版权所有：示例市工商联 地址", "示例市工商联"),
        ("", "", ""),
    ],
)
def test_the_name_of_a_site(title: str, text: str, expected: str) -> None:
    assert site_name(title, text) == expected


def test_what_most_titles_end_with_names_the_site() -> None:
    assert shared_name(["统战要闻-同学小站", "座谈会召开-同学小站", "联系我们-同学小站"]) == "同学小站"
    assert shared_name(["统战要闻", "座谈会召开", "联系我们"]) == ""


@pytest.mark.parametrize(
    ("url", "taken", "expected"),
    [
        ("http://www.mmzy.org.cn/", (), "mmzy"),
        ("http://tyzx.people.cn/", (), "tyzx-people"),
        ("http://tzb.fudan.edu.cn/", ("tzb-fudan",), "tzb-fudan-edu-cn"),
        ("http://www.example.cn/", ("example", "example-cn"), "example-cn-2"),
    ],
)
def test_the_id_is_made_of_the_host(url: str, taken: tuple[str, ...], expected: str) -> None:
    assert site_id(url, taken) == expected


def test_the_name_of_a_column_is_what_leads_to_it_or_its_title() -> None:
    assert column_name("要闻", "什么-示例网", "示例网") == "要闻"
    assert column_name("", "示例网_通知公告", "示例网") == "通知公告"


def test_families_are_told_by_their_marks() -> None:
    assert families_in("<script>createPageHTML(3, 0, 'index', 'html')</script>", {"trs", "vsb"}) == ["trs"]
    assert families_in("<div id='vsb_content'>", {"trs"}) == []


@pytest.mark.parametrize(("body", "expected"), [("统战".encode(), "utf-8"), ("统一战线工作".encode("gbk"), "gb18030")])
def test_the_encoding_is_the_one_that_explains_all_bytes(body: bytes, expected: str) -> None:
    assert charset_of(body) == expected
