"""The built-in definitions: each loads, knows its articles by their addresses and takes no list for an article."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from sites.loader import BUILT_IN, load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from news.site import Site

CATALOGUE = load_catalogue([BUILT_IN])

# What is known of the real sites, collected beside the project; a checkout alone has no such folder.
_KNOWN = BUILT_IN.parent.parent / "shared" / "facts" / "sites.json"
FACTS: list[dict[str, Any]] = json.loads(_KNOWN.read_text(encoding="utf-8")) if _KNOWN.is_file() else []
needs_facts = pytest.mark.skipif(not FACTS, reason="the facts about the real sites are not beside this checkout")
# The facts name this page as a list; it has the address of an article.
ARTICLES_AMONG_LISTS = {"https://www.chinacatholic.cn/ccic/report/1806/0552-1.htm"}

# Addresses that were seen, or that the site's family makes.
ARTICLES = {
    "tyzx-people": [
        "http://tyzx.people.cn/n/2015/0604/c372202-27104000.html",
        "http://tyzx.people.cn/n1/2024/0930/c372202-40331234.html",
        "https://tyzx.people.cn/n2/2021/0101/c1-2.html",
        "http://tyzx.people.cn/GB/64162/64164/4416003.html",
    ],
    "minmeng": [
        "https://www.mmzy.org.cn/qunyan/pmjl/202411/149042.aspx",
        "https://www.mmzy.org.cn/mmzt/sydzt/lcdbdh/34517.aspx",
        "https://www.mmzy.org.cn/mmgk/jianjie/11796.aspx",
        "http://www.dem-league.org.cn/mmgk/1186/11796.aspx",
    ],
    "zytzb": [
        "https://www.zytzb.gov.cn/zytzb/2026-05/21/article_2026052108270127463.shtml",
        "http://www.zytzb.gov.cn/zytzb/2026-04/03/article_2026040309171035927.shtml",
        "https://www.zytzb.gov.cn/zytzb/2024-11/08/article_2024110814262019636.shtml",
    ],
    "acfic": [
        "https://www.acfic.org.cn/zcsd/zy/202606/t20260611_326872.html",
        "https://www.acfic.org.cn/qlyw/202508/t20250827_319997.html",
        "https://www.acfic.org.cn/gdgslgz/js/bjgslgz/202202/t20220221_280128.html",
        "http://www.acfic.com.cn/qlyw/202508/t20250827_319997.html",
    ],
}
COLUMNS = {
    "tyzx-people": ["http://tyzx.people.cn/GB/411941/412084/index.html", "http://tyzx.people.cn/GB/372202/"],
    "minmeng": [
        "https://www.mmzy.org.cn/mmgk/jianjie/default.aspx",
        "https://www.mmzy.org.cn/mmgk/1186/default.aspx",
        "http://mmzy.org.cn/mmzt/sydzt/lcdbdh/Default.aspx",
    ],
    "zytzb": ["https://www.zytzb.gov.cn/zytzb/tzsx/index.shtml", "http://zytzb.gov.cn/zytzb/gddt/"],
}
NEITHER = {
    "tyzx-people": [
        "http://tyzx.people.cn/",
        "http://tyzx.people.cn/GB/372202/index2.html",
        "http://tyzx.people.cn/n1/2019/0615/c1013-31153719-2.html",
        "http://cpc.people.com.cn/n1/2024/0930/c64387-40331234.html",
    ],
    "minmeng": [
        "https://www.mmzy.org.cn/default.aspx",
        "https://www.mmzy.org.cn/search/default.aspx",
        "https://www.mmzy.org.cn/mobile/ArticleList.aspx?id=74891&name=Llyj&ColumnId=1172",
        "https://www.mmzy.org.cn/mobile/NPC2025/Content.aspx?ArticleId=1&ColumnId=2",
        "https://www.mmzy.org.cn/upload/pdf/202401mx.pdf",
    ],
    "zytzb": [
        "https://www.zytzb.gov.cn/",
        "https://www.zytzb.gov.cn/zytzb/search.html",
        "https://zytzb.chinanews.com/search?q=x",
        "https://www.zytzb.gov.cn/zytzb/2026-05/21/article_20260521.shtml",
    ],
    "acfic": [
        "https://www.acfic.org.cn/",
        "https://www.acfic.org.cn/qlyw/index_1.html",
        "https://www.acfic.org.cn/qlyw/202508/P020250827.pdf",
        "https://www.acfic.org.cn.evil.example/qlyw/202508/t20250827_319997.html",
    ],
}


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(site, url) for site, urls in table.items() for url in urls]


def seen_articles() -> list[tuple[str, str]]:
    return [(fact["id"], url) for fact in FACTS for url in fact["article_examples"]]


def in_every_form(url: str) -> list[str]:
    """Return how links write one address: http or https, without www, with what sharing and anchors add."""
    scheme, _, rest = url.partition("://")
    other = {"http": "https", "https": "http"}[scheme]
    shared = "&from=timeline" if "?" in rest else "?from=timeline"
    return [url, f"{other}://{rest}", f"{scheme}://{rest.removeprefix('www.')}", f"{url}{shared}", f"{url}#p"]


def test_every_built_in_file_loads() -> None:
    assert CATALOGUE.problems == ()
    assert {file.stem for file in BUILT_IN.glob("*.toml")} == set(CATALOGUE.sites)
    assert {file.stem for file in (BUILT_IN / "families").glob("*.toml")} == {f.name for f in CATALOGUE.families}
    assert len(CATALOGUE.sites) >= 80


@needs_facts
def test_the_built_in_sites_are_those_that_are_known_to_have_a_host() -> None:
    assert set(CATALOGUE.sites) == {fact["id"] for fact in FACTS if fact["domains"]}
    for fact in FACTS:
        if fact["domains"]:
            assert CATALOGUE.get(fact["id"]).org_type == fact["org_type"]


@needs_facts
def test_sites_are_watched_from_the_start_only_when_what_is_known_of_them_is_sound() -> None:
    known = {fact["id"]: fact for fact in FACTS}
    for site in CATALOGUE.sites.values():
        if site.enabled:
            assert known[site.id]["confidence"] in ("high", "medium"), site.id
            assert known[site.id]["confidence_article_url"] in ("high", "medium"), site.id
            assert not site.browser


@pytest.mark.parametrize("site", CATALOGUE.sites.values(), ids=lambda site: site.id)
def test_a_site_says_whose_it_is_where_it_is_and_how_to_know_it(site: Site) -> None:
    assert site.channels
    assert site.org_type
    assert site.region
    assert site.proof
    assert bool(site.disabled_because) == (not site.enabled)
    for said in (site.proof, site.disabled_because):
        assert not said or re.match(r".*?[\u4e00-\u9fff].* [A-Za-z]", said), "Chinese first, then English"


@needs_facts
@pytest.mark.parametrize(("site", "url"), seen_articles())
def test_an_article_that_was_seen_belongs_to_its_site_and_to_no_other(site: str, url: str) -> None:
    for form in in_every_form(url):
        assert [found.id for found in CATALOGUE.sites.values() if found.article_url.search(form)] == [site], form
        found = CATALOGUE.site_of(form)
        assert found
        assert found.id == site
    assert not ((column := CATALOGUE.get(site).column_url) and column.search(url))


@needs_facts
def test_no_list_that_is_known_is_taken_for_an_article() -> None:
    lists = [part["list_url"] for fact in FACTS for part in fact["sections"] if part["list_url"]]
    assert len(lists) > 80
    taken = {url for url in lists for site in CATALOGUE.sites.values() if site.article_url.search(url)}
    assert taken == ARTICLES_AMONG_LISTS


@pytest.mark.parametrize("file", sorted(BUILT_IN.glob("*.toml")), ids=lambda file: file.stem)
def test_a_definition_is_short_enough_to_read_at_a_glance(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize(("site", "url"), pairs(ARTICLES))
def test_an_article_is_known_by_its_address_in_every_form(site: str, url: str) -> None:
    found = CATALOGUE.get(site)
    for form in in_every_form(url):
        assert found.article_url.search(form), form
        assert CATALOGUE.site_of(form) is found
    assert not (found.column_url and found.column_url.search(url))


@pytest.mark.parametrize(("site", "url"), pairs(COLUMNS))
def test_a_column_is_a_list_and_no_article(site: str, url: str) -> None:
    found = CATALOGUE.get(site)
    assert found.column_url is not None
    assert found.column_url.search(url)
    assert not found.article_url.search(url)


@pytest.mark.parametrize(("site", "url"), pairs(NEITHER))
def test_other_pages_are_neither(site: str, url: str) -> None:
    found = CATALOGUE.get(site)
    assert not found.article_url.search(url)
    assert not (found.column_url and found.column_url.search(url))


@pytest.mark.parametrize("site", CATALOGUE.sites.values(), ids=lambda site: site.id)
def test_no_list_of_a_site_is_taken_for_an_article(site: Site) -> None:
    for url in (site.home, *(channel.url for channel in site.channels)):
        assert not site.article_url.search(url)


def test_one_article_under_two_hosts_of_a_renamed_site_keeps_the_new_one() -> None:
    assert dict(CATALOGUE.get("rmzxw").redirects)["rmzxb.com.cn"] == "www.rmzxw.com.cn"
    assert dict(CATALOGUE.get("hubei-tzb").redirects)["223.75.52.168"] == "www.hbtyzx.gov.cn"


def test_families_lend_their_pagers_and_layouts() -> None:
    assert CATALOGUE.get("tyzx-people").pager.kind == "people"
    assert CATALOGUE.get("acfic").pager.kind == "trs"
    people = [layout.name for layout in CATALOGUE.layouts_for("http://tyzx.people.cn/")]
    assert people == ["people-rm_txt", "people-rwb_zw", "people-show_text", "people-picture"]
    assert [layout.body for layout in CATALOGUE.layouts_for("https://www.zytzb.gov.cn/")] == ["div.dhyw"]
