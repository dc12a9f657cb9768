"""What a caller may ask of the reader: another kind, a site's own layout and addresses, where a field came from."""

from __future__ import annotations

import re

import pytest

from extract.lists.listing import read_listing
from extract.page import compiled, parse, text_of
from extract.reader import read_article, read_page
from news.article import Article, Listing
from news.site import Layout, ListRule, Pager
from tests.extract.golden import all_golden

_GOLDEN = {golden.name: golden for golden in all_golden()}
_URL = "http://www.xtz.example/tzyw/1.html"
_TEXT = "县委统战部每月办一次“敲门日”，干部不带材料上门，只带耳朵和一支笔。"
_HEAD = (
    '<div class="bt">敲门日</div><div class="fbt">——一支笔的用处</div>'
    '<div class="sj">2026-11-02 08:30</div><div class="ly">县委统战部</div>'
)
_BODY = f'<div class="zw"><p>{_TEXT}</p><div class="gg"><p>本栏目由某公司冠名，欢迎联系。</p></div><p>{_TEXT}</p></div>'
_PAGE = f'<meta charset="utf-8"><title>敲门日</title><body>{_HEAD}{_BODY}</body>'.encode()
_LAYOUT = Layout(
    "own",
    marker="div.zw",
    body="div.zw",
    title="div.bt",
    subtitle="div.fbt",
    published="div.sj",
    source="div.ly::text",
    drop=(".gg",),
)


def _article(body: bytes, *layouts: Layout) -> Article:
    reading = read_article(body, _URL, layouts=layouts)
    assert isinstance(reading, Article)
    return reading


def test_a_layouts_selectors_are_believed_and_named_as_the_origin() -> None:
    article = _article(_PAGE, _LAYOUT)
    assert (article.title, article.subtitle, article.source) == ("敲门日", "——一支笔的用处", "县委统战部")
    assert article.body_text == f"{_TEXT}\n{_TEXT}"
    assert {article.provenance[name] for name in ("title", "subtitle", "published", "source")} == {"layout own"}


def test_the_first_layout_whose_marker_matches_is_used() -> None:
    redesigned = Layout("new", marker="main.article", body="main.article", source="div.bt")
    assert _article(_PAGE, redesigned, _LAYOUT).provenance["source"] == "layout own"


def test_a_layout_whose_body_is_not_there_leaves_the_page_to_the_general_rules() -> None:
    article = _article(_PAGE, Layout("broken", marker="div.bt", body="#gone", title="div.ly"))
    assert article.title == "敲门日"
    assert "layout broken" not in article.provenance.values()


@pytest.mark.parametrize("name", ["trs/attachment", "people/rwb-zw-colon", "vsb/attachment", "zytzb/no-p"])
def test_every_filled_field_says_where_it_came_from(name: str) -> None:
    golden = _GOLDEN[name]
    article = read_article(golden.body, golden.url)
    assert isinstance(article, Article)
    filled = (
        "title",
        "body_text",
        "published",
        "source",
        "author",
        "editor",
        "breadcrumb",
        "keywords",
        "original_title",
    )
    origins = {field: article.provenance.get(field) for field in filled if getattr(article, field)}
    assert set(origins.values()) <= {"label", "meta", "script", "generic"}


def test_a_source_that_a_script_prints_is_known_as_such() -> None:
    golden = _GOLDEN["trs/attachment"]
    article = read_article(golden.body, golden.url)
    assert isinstance(article, Article)
    assert article.provenance["source"] == "script"


@pytest.mark.parametrize("name", ["trs/list", "vsb/list", "people/list"])
def test_a_list_page_that_is_asked_for_as_an_article_is_no_listing(name: str) -> None:
    golden = _GOLDEN[name]
    assert not isinstance(read_page(golden.body, golden.url, as_="article"), Listing)


def test_an_article_page_that_is_asked_for_as_a_listing_is_one() -> None:
    golden = _GOLDEN["people/rwb-zw-colon"]
    assert isinstance(read_page(golden.body, golden.url, as_="listing"), Listing)


def test_an_address_that_its_site_calls_an_article_is_read_as_one() -> None:
    golden = _GOLDEN["vsb/list"]
    pattern = re.compile(re.escape(golden.url))
    assert not isinstance(read_page(golden.body, golden.url, article_url=pattern), Listing)


def test_with_an_article_address_only_links_of_that_form_are_entries() -> None:
    golden = _GOLDEN["vsb/list"]
    listing = read_listing(golden.body, golden.url, article_url=re.compile(r"/info/1073/\d+\.htm$"))
    assert [entry.title for entry in listing.entries] == [
        "关于推荐校侨联代表的通知",
        "关于填报社会服务项目的通知",
        "关于开展谈心谈话的通知",
    ]


def test_a_list_rule_names_the_entries_and_their_parts() -> None:
    golden = _GOLDEN["trs/list-quoted"]
    rule = ListRule(item="div.right_qlgz li", title="a > span:first-child", date="span.time")
    listing = read_listing(golden.body, golden.url, rule=rule)
    wanted = [(entry["url"], entry["title"]) for entry in golden.expected["entries"]]
    assert [(entry.url, entry.title) for entry in listing.entries] == wanted


@pytest.mark.parametrize(
    ("name", "pager", "following"),
    [
        ("trs/list", Pager("trs"), "https://www.tzb.prov.example/yw/index_1.html"),
        ("people/list", Pager("people"), "http://dp.people.example/GB/396778/396781/index2.html"),
        ("vsb/list", Pager("next"), "https://tzb.univ.example/tzdt/8.htm"),
        ("vsb/list", Pager("none"), None),
    ],
)
def test_each_way_of_paging_finds_the_page_after(name: str, pager: Pager, following: str | None) -> None:
    golden = _GOLDEN[name]
    assert read_listing(golden.body, golden.url, pager=pager).next_url == following


@pytest.mark.parametrize(
    ("url", "linked", "following"),
    [
        ("http://www.xtz.example/list.aspx?id=3", "?id=3&pageNo=2", "http://www.xtz.example/list.aspx?id=3&pageNo=2"),
        ("http://www.xtz.example/list.aspx?pageNo=2", "?pageNo=5", "http://www.xtz.example/list.aspx?pageNo=3"),
        ("http://www.xtz.example/list.aspx?pageNo=5", "?pageNo=4", None),
    ],
)
def test_a_numbered_query_ends_where_the_pager_ends(url: str, linked: str, following: str | None) -> None:
    page = f"<body><ul><li><a href='/a/1.html'>敲门日</a></li></ul><a href='{linked}'>页</a></body>".encode()
    assert read_listing(page, url, pager=Pager("query", "pageNo")).next_url == following


@pytest.mark.parametrize("selector", ["div[", "p:no-such-thing", "::attr(", ">", ""])
def test_a_selector_that_is_none_is_refused_by_name(selector: str) -> None:
    with pytest.raises(ValueError, match="选择器无效"):
        compiled(selector)


def test_a_text_around_a_script_keeps_its_order() -> None:
    page = parse(b"<html><body><div>a<b>b<i>c</i>d</b>e<script>x</script>f<style>y</style>g</div></body></html>", _URL)
    div = page.first("div")
    assert div is not None
    assert text_of(div) == "abcdefg"
