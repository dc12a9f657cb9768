"""What makes a site hard to explore: look-alike addresses, columns below columns, lists that a script asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.crawler.exploring import LINKS, explored, small_site
from tests.crawler.plain import TEXT, Link, article_page, articles, list_page, ok

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.explore.site import Offer
    from demo.world import Answer

_HOST = "www.try.example.cn"


def _offer(pages: Mapping[str, Answer], path: str = "/") -> Offer:
    return explored(pages.get, f"http://{_HOST}{path}")[0]


def _channels(offer: Offer) -> list[tuple[str, str]]:
    assert offer.site
    return [(channel.name, urlsplit(channel.url).path) for channel in offer.site.channels]


def test_pages_about_the_site_are_no_articles_though_their_addresses_look_alike() -> None:
    nav = "<a href='/list.html'>要闻</a><a href='/about/12.html'>机构简介</a>"
    offer = _offer(small_site(nav) | {"/about/12.html": ok(article_page("机构简介"))})
    assert offer.site
    assert not offer.site.article_url.search(f"http://{_HOST}/about/12.html")
    assert offer.site.article_url.search(f"http://{_HOST}/a/4711.html")


def test_columns_below_a_column_are_found() -> None:
    nav = "<a href='/xw/'>新闻中心</a>"
    inner = "<div><a href='/xw/yw/'>要闻</a><a href='/xw/tz/'>通知公告</a></div>"
    halves = {"/xw/yw/": LINKS[:4], "/xw/tz/": LINKS[4:]}
    lists = {path: ok(nav + inner + list_page(links)) for path, links in halves.items()}
    pages = small_site(nav) | {"/xw/": ok(f"<html><body>{nav}{inner}{list_page(LINKS)}</body></html>")} | lists
    assert _channels(_offer(pages)) == [("要闻", "/xw/yw/"), ("通知公告", "/xw/tz/")]


def test_a_site_of_one_list_on_its_front_page() -> None:
    assert _channels(_offer({"/": ok(list_page(LINKS)), **articles(LINKS)})) == [("首页", "/")]


@pytest.mark.parametrize("script", ["fetch('/data/yw.json')", "$.ajax({url: '/data/yw.json'})"])
def test_a_list_that_a_script_asks_for_is_a_channel_of_data(script: str) -> None:
    rows = [{"title": f"第{link.n}次协商座谈会", "url": link.path, "date": link.day} for link in LINKS]
    nav = "<a href='/yw/'>统战要闻</a>"
    pages = {
        "/": ok(f"<html><head><title>示例市委统战部</title></head><body>{nav}</body></html>"),
        "/yw/": ok(f"<html><body>{nav}<div id='app'></div><script>{script}</script></body></html>"),
        "/data/yw.json": (200, {"Content-Type": "application/json"}, json.dumps({"data": rows}).encode()),
        **articles(LINKS),
    }
    offer = _offer(pages)
    assert offer.site
    assert [(c.url, c.kind) for c in offer.site.channels] == [(f"http://{_HOST}/data/yw.json", "json")]


def test_a_page_with_only_the_frames_hot_list_is_no_channel() -> None:
    hot = "<div class='side'><h3>热点排行</h3><ul>" + "".join(
        f"<li><a href='{link.path}'>第{link.n}次协商座谈会听取党外人士意见</a></li>" for link in LINKS[:5]
    )
    nav = "<a href='/list.html'>要闻</a><a href='/zzjg.html'>组织体系</a><a href='/fwzn.html'>服务指南</a>"
    frame = f"{nav}{hot}</ul></div>"
    more = [Link(n, "2026-10-01") for n in range(20, 32)]
    pages = {path: ok(f"<html><body>{frame}<p>内容。</p></body></html>") for path in ("/", "/zzjg.html", "/fwzn.html")}
    pages |= {"/list.html": ok(frame + list_page(more)), **articles([*LINKS, *more])}
    assert _channels(_offer(pages)) == [("要闻", "/list.html")]


def test_a_folder_that_is_given_as_a_front_page_is_the_site() -> None:
    inner = "<a href='/tzb/yw/'>统战要闻</a><a href='/tzb/tz/'>通知公告</a>"
    root = "<a href='/tzb/'>统战部</a><a href='/jyj/'>教育动态</a>"
    pages = {
        "/": ok(f"<html><head><title>示例市</title></head><body>{root}</body></html>"),
        "/tzb/": ok(f"<html><head><title>示例市委统战部</title></head><body>{root}{inner}</body></html>"),
        "/tzb/yw/": ok(inner + list_page(LINKS[:4])),
        "/tzb/tz/": ok(inner + list_page(LINKS[4:])),
        **articles(LINKS),
    }
    offer = _offer(pages, "/tzb/")
    assert _channels(offer) == [("统战要闻", "/tzb/yw/"), ("通知公告", "/tzb/tz/")]
    assert offer.site
    assert (offer.site.name, urlsplit(offer.site.home).path) == ("示例市委统战部", "/tzb/")


def test_an_article_that_is_no_page_does_not_end_the_exploration() -> None:
    broken = (200, {"Content-Type": "text/html"}, b"%PDF-1.4\x00\x00\x00")
    pages = small_site() | {link.path: broken for link in LINKS[:2]}
    offer = _offer(pages)
    assert offer.site
    assert sum(look.article is not None for look in offer.seen.samples) == 3
    assert TEXT[0] in next(look.article.body_text for look in offer.seen.samples if look.article)
