"""The replicas of families and of sites without a definition: what they publish, and how they answer."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from demo.families import STYLES, family
from demo.feeds import RSS, SITEMAP
from demo.presses import xinhua_data_path
from demo.unknown import HOMEMADE, unknown
from demo.world import World, beijing_now
from tests.demo.conftest import TODAY
from tests.demo.pages import fetched, text_of

if TYPE_CHECKING:
    from demo.replica import Replica

_FAMILIES = tuple(family(name, TODAY) for name in STYLES)
_REPLICAS = (*_FAMILIES, *unknown(TODAY))
each_replica = pytest.mark.parametrize("replica", _REPLICAS, ids=lambda replica: replica.name)


def body_of(replica: Replica, path: str) -> bytes:
    answer = replica.answer(path)
    assert answer is not None, path
    assert answer[0] == 200
    return answer[2]


def machine_list(replica: Replica) -> str:
    """Return the address of the list that only machines can read, '' for a site with lists for people."""
    services = {style.service: path for style, path in ((RSS, "/rss.xml"), (SITEMAP, "/sitemap.xml"))}
    return "" if replica.style.row else services[replica.style.service]


def lists_of(replica: Replica) -> str:
    """Return the text of all lists, or of what a machine reads in their place."""
    machine = machine_list(replica)
    pages = [body_of(replica, path) for path in ([machine] if machine else replica.list_pages)]
    return "\n".join(
        page.decode("gb18030" if replica.style.charset in ("gb2312", "gbk") else "utf-8") for page in pages
    )


@each_replica
def test_every_article_has_an_address_and_a_title_of_its_own(replica: Replica) -> None:
    articles = replica.articles()
    assert len(articles) >= 40
    assert len({article.url for article in articles}) == len({article.title for article in articles}) == len(articles)
    assert all(urlsplit(article.url).hostname == replica.host for article in articles)


@each_replica
def test_every_article_page_holds_its_text_in_the_encoding_that_it_declares(replica: Replica) -> None:
    for item in replica.items:
        text = text_of(body_of(replica, item.path))
        assert item.title in text
        assert all(paragraph in text for paragraph in item.body)


@each_replica
def test_the_lists_name_every_article(replica: Replica) -> None:
    shown = html.unescape(lists_of(replica))
    tails = [item.path.rpartition("/")[2] if replica.style.relative else item.path for item in replica.items]
    assert all(tail in shown for tail in tails)
    assert replica.name in ("sitemap", "by-sitemap", "front") or all(item.title in shown for item in replica.items)


@pytest.mark.parametrize("replica", _FAMILIES, ids=lambda replica: replica.name)
def test_a_family_has_three_list_pages_but_for_the_one_that_has_one(replica: Replica) -> None:
    pages = [view for view in replica.views if view.column is replica.columns[0]]
    assert len(pages) == (1 if replica.name == "cctv-array" else 3)


@each_replica
def test_the_home_page_links_every_channel_and_articles(replica: Replica) -> None:
    home = html.unescape(text_of(body_of(replica, replica.style.home)))
    assert all(f'"{urlsplit(url).path}' in home for _, url in replica.channels)
    newest = replica.items[0].path.removeprefix("/")
    assert machine_list(replica) or newest in home


@each_replica
def test_the_first_list_has_an_article_on_top_out_of_turn_and_links_that_lead_away(replica: Replica) -> None:
    if machine_list(replica):
        return
    items = replica.listed_in(replica.columns[0])
    assert items[0].at < items[1].at
    first = text_of(body_of(replica, replica.list_pages[0]))
    assert all(away in first for away in ("mp.weixin.qq.com", "www.example.com", ".pdf"))


@each_replica
def test_what_is_posted_this_morning_stands_in_the_first_list(replica: Replica) -> None:
    later = replace(replica, fresh=2)
    added = later.articles() - replica.articles()
    assert len(added) == 2
    assert {article.day for article in added} == {TODAY}
    assert all(urlsplit(article.url).path.rpartition("/")[2] in lists_of(later) for article in added)


@each_replica
def test_pages_answer_304_until_they_change(replica: Replica) -> None:
    world = World({}, beijing_now)
    world.serve(replica)
    for url in (replica.home, replica.channels[0][1], replica.url(replica.items[0].path)):
        status, headers, _ = world.respond("GET", url, {})
        assert status == 200
        assert world.respond("GET", url, {"If-None-Match": headers["ETag"]})[0] == 304
        assert world.respond("GET", url, {"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    if not machine_list(replica):
        tag = world.respond("GET", replica.channels[0][1], {})[1]["ETag"]
        world.serve(replace(replica, fresh=1))
        assert world.respond("GET", replica.channels[0][1], {"If-None-Match": tag})[0] == 200


def test_a_replica_has_robots_standing_pages_a_file_and_nothing_else() -> None:
    world = World({}, beijing_now)
    world.serve(family("dede", TODAY))
    for path in ("/robots.txt", "/jgjj.html", "/lxwm.html", "/upload/files/tongzhi.pdf"):
        assert world.respond("GET", f"http://www.dede.example.cn{path}", {})[0] == 200
    assert world.respond("GET", "http://www.dede.example.cn/a/nothing.html", {})[0] == 404
    assert world.respond("GET", "http://www.nobody.example.cn/", {})[0] == 502


def test_pages_in_gb2312_hold_characters_beyond_it() -> None:
    replica = family("chinanews", TODAY)
    pages = [body_of(replica, item.path) for item in replica.items]
    assert any("喆" in text_of(page) or "镕" in text_of(page) for page in pages)


def test_jcms_sends_the_same_records_by_page_and_by_number() -> None:
    replica = family("jcms", TODAY)
    second = replica.list_pages[1]
    by_page = body_of(replica, second).decode()
    by_number = body_of(replica, second.replace("page=1", "startrecord=16&endrecord=30&perpage=15")).decode()
    assert by_page.count("<record>") == 15
    assert by_page.partition("<recordset>")[2] == by_number.partition("<recordset>")[2]
    assert "page=2" in by_page
    assert "page=" not in body_of(replica, replica.list_pages[2]).decode()


def test_jpaas_sends_markup_in_json() -> None:
    replica = family("jpaas", TODAY)
    third = json.loads(body_of(replica, replica.list_pages[2]))["data"]["html"]
    assert third.count("<li") == 10
    assert 'count="34"' in third
    everything = replica.list_pages[2].partition("paramJson")[0] + "paramJson=" + quote('{"pageNo":1,"pageSize":99}')
    assert json.loads(body_of(replica, everything))["data"]["html"].count("<li") == 34


def test_xinhua_has_a_column_as_data_too() -> None:
    replica = family("xinhua", TODAY)
    rows = json.loads(body_of(replica, xinhua_data_path(replica.columns[1])))["datasource"]
    assert [row["showTitle"] for row in rows] == [item.title for item in replica.listed_in(replica.columns[1])]


def test_a_sitemap_is_named_in_robots_txt() -> None:
    world = World({}, beijing_now)
    for replica in unknown(TODAY):
        world.serve(replica)
    assert b"Sitemap: http://www.sitemap.example.cn/sitemap.xml" in fetched(
        world, "http://www.sitemap.example.cn/robots.txt"
    )
    assert b"<lastmod>" in fetched(world, "http://www.sitemap.example.cn/sitemap.xml")


def test_enough_sites_are_of_no_definition_and_of_no_family() -> None:
    assert len(unknown(TODAY)) >= 12
    assert len(HOMEMADE) >= 4
    assert len({replica.host for replica in _REPLICAS}) == len(_REPLICAS)


def test_the_same_day_gives_the_same_sites() -> None:
    assert [replica.articles() for replica in unknown(TODAY)] == [replica.articles() for replica in unknown(TODAY)]
