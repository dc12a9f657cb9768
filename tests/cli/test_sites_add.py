"""`sites add`: from any address of an unknown site to a definition that finds exactly its articles."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from crawler.explore.plan import MOST_REQUESTS
from demo.unknown import unknown
from demo.world import World, beijing_now
from news.urls import url_key
from sites.writer import site_text
from tests.crawler.exploring import LINKS, explored, small_site
from tests.crawler.plain import define, ok
from tests.crawler.rig import Rig, rigged
from tests.crawler.starter import Starter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from crawler.explore.site import Offer
    from demo.replica import Replica
    from demo.world import Answer

# Small: what is tried is what a definition finds, not how much there is.
_REPLICAS = {
    replica.name: replace(replica, columns=tuple(replace(c, count=min(c.count, 22)) for c in replica.columns))
    for replica in unknown(beijing_now().date())
}
_HOST = "www.try.example.cn"


@cache
def _from_home(name: str) -> Offer:
    return explored(_REPLICAS[name].answer, _REPLICAS[name].home)[0]


# Each replica of a site that no definition knows


def _leads_to_the_same(replica: Replica, url: str) -> None:
    expected = _from_home(replica.name).site
    offer, asked = explored(replica.answer, url)
    assert len(asked) <= 20
    assert expected
    assert offer.site
    assert (offer.site.article_url, offer.site.home) == (expected.article_url, expected.home)
    assert {url_key(c.url) for c in offer.site.channels} == {url_key(c.url) for c in expected.channels}


@pytest.mark.parametrize("name", _REPLICAS)
def test_an_article_leads_to_the_same_definition_as_the_front_page(name: str) -> None:
    _leads_to_the_same(_REPLICAS[name], _REPLICAS[name].url(_REPLICAS[name].items[3].path))


@pytest.mark.parametrize("name", ["soup", "asp", "island", "department", "portal"])
def test_a_list_leads_to_the_same_definition_as_the_front_page(name: str) -> None:
    _leads_to_the_same(_REPLICAS[name], _REPLICAS[name].channels[0][1])


@pytest.mark.parametrize("name", _REPLICAS)
def test_the_channels_are_the_columns_by_their_names(name: str) -> None:
    offer = _from_home(name)
    found = {(each.channel.name, each.channel.url) for each in offer.channels if each.channel.kind == "list"}
    home = _REPLICAS[name].home
    expected = {("首页" if url == home else column, url) for column, url in _REPLICAS[name].channels}
    assert found in (expected, set())
    assert offer.channels


@pytest.mark.parametrize("name", _REPLICAS)
def test_the_samples_are_read_as_they_are(name: str) -> None:
    truth = {article.url: article for article in _REPLICAS[name].articles()}
    offer = _from_home(name)
    assert len(offer.seen.samples) == 3
    for look in offer.seen.samples:
        assert look.article
        assert look.article.published
        expected = truth[look.url]
        assert (look.article.title, look.article.published.at.date()) == (expected.title, expected.day)


@pytest.mark.parametrize("name", _REPLICAS)
def test_the_name_is_that_of_the_organisation(name: str) -> None:
    site = _from_home(name).site
    assert site
    assert site.name == _REPLICAS[name].organisation


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    with Starter() as started:
        yield started


@pytest.fixture
def rig(server_url: str, tmp_path: Path, starter: Starter) -> Iterator[Rig]:
    with rigged(server_url, tmp_path, World({}, beijing_now), starter) as made:
        yield made


def test_a_crawl_with_the_definitions_finds_every_article_and_nothing_else(rig: Rig) -> None:
    ids: dict[str, Replica] = {}
    for name, replica in _REPLICAS.items():
        offer = _from_home(name)
        # Whose further pages are not found says so; there is no more to be found then.
        if offer.site and not any("没有找到下一页" in remark and "统战要闻" in remark for remark in offer.remarks):
            (rig.sites / f"{offer.site.id}.toml").write_text(site_text(offer.site, offer.family), encoding="utf-8")
            rig.world.serve(replica)
            ids[offer.site.id] = replica
    assert len(ids) >= 12
    reports: dict[str, Any] = {}
    names = list(ids)
    for start in range(0, len(names), 6):
        reports |= rig.crawl(*names[start : start + 6], "--full").reports
    stored: dict[str, set[str]] = {site: set() for site in ids}
    for row in rig.rows():
        stored[row["site"]].add(row["url"])
    for site, replica in ids.items():
        truth = {article.url for article in replica.articles()}
        hits = len(stored[site] & truth)
        assert (hits / len(truth), hits / len(stored[site])) >= (0.98, 0.98), (site, reports[site])


# The command


def _put(rig: Rig, pages: Mapping[str, Answer]) -> None:
    rig.sites  # noqa: B018  makes the folder and names it in the environment
    rig.world.mount(_HOST, pages)


def _added(rig: Rig, *words: str) -> dict[str, Any]:
    done = rig.run("sites", "add", *words, "--json", "--yes")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_the_definition_is_written_and_crawled(rig: Rig) -> None:
    _put(rig, small_site())
    found = _added(rig, f"http://{_HOST}/")
    assert found["site"] == "try-example"
    assert [(c["name"], c["entries"], c["dated"]) for c in found["channels"]] == [("要闻", 8, 8)]
    assert found["samples"][0]["source"] == "团结报"
    written = tomllib.loads((rig.sites / "try-example.toml").read_text(encoding="utf-8"))
    assert written["name"] == "示例市委统战部"
    assert rig.crawl("try-example").code == 0
    assert len(rig.rows()) == len(LINKS)


def test_http_may_be_left_out(rig: Rig) -> None:
    _put(rig, small_site())
    assert _added(rig, _HOST)["home"] == f"http://{_HOST}/"


def test_nothing_is_written_without_a_yes(rig: Rig) -> None:
    _put(rig, small_site())
    shown = rig.run("sites", "add", f"http://{_HOST}/")
    assert shown.code == 0
    assert "栏目 channel：要闻 · 8 条" in shown.out
    assert "没有写入" in shown.err
    assert json.loads(rig.run("sites", "add", f"http://{_HOST}/", "--json").out)["file"] is None
    assert list(rig.sites.iterdir()) == []


def test_without_a_folder_of_definitions_it_is_written_below_home(rig: Rig) -> None:
    rig.world.mount(_HOST, small_site())
    done = rig.run("sites", "add", f"http://{_HOST}/", "--yes")
    assert done.code == 0
    assert (rig.home / "sites" / "try-example.toml").is_file()
    assert "try-example" in rig.run("sites", "list").out


def test_a_file_that_exists_stays_as_it_is(rig: Rig) -> None:
    _put(rig, small_site())
    define(rig.sites, "try-example", "http://www.other.example.cn")
    before = (rig.sites / "try-example.toml").read_bytes()
    assert _added(rig, f"http://{_HOST}/")["site"] == "try-example-cn"
    assert (rig.sites / "try-example.toml").read_bytes() == before


def test_a_site_that_exists_is_refused(rig: Rig) -> None:
    _put(rig, small_site())
    _added(rig, f"http://{_HOST}/")
    rig.server.forget_log()
    again = rig.run("sites", "add", f"http://{_HOST}/list.html", "--yes")
    assert (again.code, again.said[-1][:8]) == (2, "已有这个站点 t")
    assert rig.server.log == []


@pytest.mark.parametrize("url", ["ftp://www.try.example.cn/", "http://", "http://user:pass@www.try.example.cn/"])
def test_an_address_that_is_none_is_refused(rig: Rig, url: str) -> None:
    assert rig.run("sites", "add", url, "--yes").code == 2


def test_a_site_that_does_not_answer_is_told(rig: Rig) -> None:
    _put(rig, {})
    done = rig.run("sites", "add", f"http://{_HOST}/", "--yes")
    assert (done.code, "HTTP 404" in done.said[-1]) == (1, True)


def test_a_site_without_any_list_is_told_and_nothing_is_written(rig: Rig) -> None:
    page = ok("<html><head><title>示例</title></head><body><p>网站建设中，敬请期待。</p></body></html>")
    _put(rig, {"/": page})
    done = rig.run("sites", "add", f"http://{_HOST}/", "--yes")
    assert done.code == 1
    assert "没有找到列表页" in done.out
    assert "未写入" in done.said[-1]
    assert list(rig.sites.iterdir()) == []


def test_robots_txt_is_obeyed_and_the_host_is_not_pressed(rig: Rig) -> None:
    nav = "".join(f"<a href='/c{n}/'>动态{n}</a>" for n in range(100)) + "<a href='/secret/'>要闻</a>"
    pages = small_site(nav + "<a href='/list.html'>要闻</a>") | {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /secret/\n")
    }
    _put(rig, pages)
    found = _added(rig, f"http://{_HOST}/")
    asked = [record.path for record in rig.server.log]
    assert "/secret/" not in asked
    assert len(asked) == found["requests"] <= MOST_REQUESTS
    assert len(asked) == len(set(asked))
    assert rig.server.most_in_flight(_HOST) == 1
    assert any("请求数到了上限" in remark for remark in found["not_found"])
    assert found["channels"][0]["url"] == f"http://{_HOST}/list.html"
