"""Pages made to keep their reader busy: each input here once took seconds, minutes or an error that nobody caught."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, TypeVar

import pytest

from extract.articles.pages import further_pages
from extract.decode import decode
from extract.dump import as_html
from extract.identity import page_url
from extract.lists.listing import read_listing
from extract.page import parse
from extract.reader import read_article, read_page
from extract.visible import lines_of
from news.article import Article, Entry, Listing
from news.errors import ReadError
from news.site import ListRule, Pager
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_URL = "http://www.tz.example/tzyw/"
_TITLE = "各民主党派座谈会"
_PARAGRAPH = "统战部门的同志挨家挨户走访，把问题记在本子上，把答复写在问题后面。"


def _page(body: str) -> bytes:
    return f'<html><head><meta charset="utf-8"><title>统战要闻</title></head><body>{body}</body></html>'.encode()


def _script(source: str) -> bytes:
    return _page(f"<script>{source}</script>")


def _entries(body: bytes, rule: ListRule | None = None) -> list[Entry]:
    return list(read_listing(body, _URL, rule=rule or ListRule()).entries)


def _in_time(read: Callable[[], _T]) -> _T:
    started = time.process_time()
    result = read()
    assert time.process_time() - started < PATIENCE
    return result


_SOURCES = {
    "openings": "=[{" * 150_000,
    "quoted-openings": '=[{"' * 100_000,
    "objects": '=[{"a":' * 60_000,
    "closings": "=[{" + "}]" * 150_000,
    "calls-without-date": "title_array('a'," * 30_000,
    "calls-without-end": "title_array('a','" * 30_000,
    "names-in-a-row": "title_array" * 60_000,
    "records-without-end": "<record><![CDATA[" * 60_000,
    "assignments": "= " * 200_000,
    "arrays-in-strings": '=[{"a":[' + '"=[{},",",",' * 50_000 + "[" * 5000,
}


@pytest.mark.parametrize("source", _SOURCES.values(), ids=_SOURCES)
def test_a_script_that_only_looks_like_a_list_holds_nobody_up(source: str) -> None:
    assert _in_time(lambda: _entries(_script(source))) == []


def test_many_scripts_with_lists_are_read_in_time() -> None:
    script = f'<script>a=[{{"url":"/1.html","name":"{_TITLE}"}},{{"url":"/2.html","name":"{_TITLE}"}}]</script>'
    assert len(_in_time(lambda: _entries(_page(script * 20_000)))) == 2


@pytest.mark.parametrize("opening", ["[", '[{"a":', '{"a":['], ids=["arrays", "rows", "objects"])
def test_json_nested_without_end_is_no_list(opening: str) -> None:
    assert _in_time(lambda: _entries(_script('=[{"a":' + opening * 50_000))) == []


def test_rows_of_odd_values_are_left_out_and_the_others_read() -> None:
    rows = ",".join(
        (
            '{"title":{"a":1},"url":"/1.html"}',
            '{"title":["x"],"url":"/2.html"}',
            '{"title":true,"url":"/3.html"}',
            f'{{"title":"{_TITLE}","url":{{"href":"/4.html"}}}}',
            f'{{"title":"{_TITLE}甲","url":"/5.html","time":{"9" * 5000}}}',
            f'{{"title":20261124,"name":"{_TITLE}乙","url":"/6.html","date":"2026-11-24"}}',
            'null,7,"text",[]',
        )
    )
    entries = _entries(_script(f"var list = [{rows}];"))
    assert [(entry.url, entry.title) for entry in entries] == [
        ("http://www.tz.example/5.html", f"{_TITLE}甲"),
        ("http://www.tz.example/6.html", "20261124"),
    ]


def test_a_list_behind_a_broken_one_is_read() -> None:
    rows = ",".join(f'{{"title":"{_TITLE}{n}","url":"/{n}.html"}}' for n in range(1, 4))
    assert len(_entries(_script(f'var a = [{{"title": oops}}]; var b = [{rows}];'))) == 3


def test_a_call_without_a_date_takes_no_other_calls_title() -> None:
    calls = "".join(f"new title_array('/{n}.html','{_TITLE}{n}','2026-11-0{n}');" for n in (1, 2, 3))
    entries = _entries(_script(f"new title_array('/0.html','没有日期的标题','');{calls}"))
    assert [entry.title for entry in entries] == [f"{_TITLE}{n}" for n in (1, 2, 3)]


_RECORDS = (
    "</ul><p>x</p>",
    "</ul></body></html>",
    "<frameset>",
    "<html><body>",
    "<li" * 5000,
    "<ul>" * 3000,
    "\ufffe",
    "",
)


@pytest.mark.parametrize("record", _RECORDS)
def test_broken_markup_in_a_record_breaks_nothing(record: str) -> None:
    item = f"<li><a href='/1.html'>{_TITLE}</a> 2026-11-24</li>"
    records = "".join(f"<record><![CDATA[{held}]]></record>" for held in (item, record, record))
    _in_time(lambda: _entries(_page(f"<script type='text/xml'>{records}</script>")))


@pytest.mark.parametrize("kind", ["trs", "next"])
def test_a_page_number_of_thousands_of_digits_is_none(kind: str) -> None:
    script = f'<script>createPageHTML({"9" * 5000}, {"1" * 5000}, "index", "html")</script>'
    listing = read_listing(_page(script), _URL, pager=Pager(kind))  # type: ignore[arg-type]
    assert listing.next_url is None


@pytest.mark.parametrize("address", [f"http://a.example/index{'9' * 5000}.html", "http://[", "http://[/index2.html"])
@pytest.mark.parametrize("pager", [Pager("people"), Pager("query", "page"), Pager("trs"), Pager("next")])
def test_an_address_that_is_none_breaks_no_pager(address: str, pager: Pager) -> None:
    body = _page("<a href='index2.html'>下一页</a><script>createPageHTML(3, 1, 'index', 'html')</script>")
    assert read_listing(body, address, pager=pager).columns == ()


def test_an_address_that_is_none_breaks_no_article() -> None:
    page = parse(_page("<a href='1_2.html'>2</a>"), "http://[")
    assert further_pages(page, lines_of(page.tree).all, "http://[/1.html") == ()
    assert isinstance(read_article(_page(f"<h1>{_TITLE}</h1><p>{_PARAGRAPH * 3}</p>"), "http://["), Article)


@pytest.mark.parametrize("href", ["?p={n}", "?page={n}", "1_{n}.html"])
@pytest.mark.parametrize("pager", [Pager("query", "p"), Pager("people"), Pager("next")])
def test_a_pager_of_a_hundred_thousand_links_is_walked_in_time(href: str, pager: Pager) -> None:
    body = _page("".join(f"<a href={href.format(n=n)}>" for n in range(100_000)))
    _in_time(lambda: read_listing(body, _URL, pager=pager))
    page = parse(body, f"{_URL}1.html")
    assert len(_in_time(lambda: further_pages(page, lines_of(page.tree).all, f"{_URL}1.html"))) <= 50


_HEADS = (
    "<meta ",
    "<link ",
    "<meta a",
    "a",
    "a=",
    'a="',
    "<link rel=canonical ",
    "<!-- saved from url=(1",
    "<meta a=\n",
)


@pytest.mark.parametrize("piece", _HEADS)
def test_a_head_without_an_end_names_no_address_in_time(piece: str) -> None:
    for head in (piece * 65_536, "<meta " + piece * 65_536 + ">"):
        assert _in_time(lambda head=head: page_url(head.encode())) is None  # type: ignore[misc]


@pytest.mark.parametrize(
    "address", ["http://[", "http://", "http://a b/", "https://a.example:99999/", "http://u:p@a.example/"]
)
def test_an_address_that_nobody_can_fetch_is_not_a_pages_own(address: str) -> None:
    assert page_url(f'<link rel="canonical" href="{address}">'.encode()) is None


@pytest.mark.parametrize("header", ["charset" + " " * 200_000, "charset=" + " " * 200_000, "charset=" * 50_000])
def test_a_content_type_without_an_end_holds_nobody_up(header: str) -> None:
    assert _in_time(lambda: decode("统战".encode(), header)) == "统战"


_ANY = re.compile(r"\.html")
_LINKS = {
    "one-address": f"<a href='/1.html'>{_TITLE}</a>" * 40_000,
    "addresses": "".join(f"<a href='/{n}.html'>{_TITLE}</a>" for n in range(25_000)),
    "boxes": "".join(f"<p class={'x' * (n % 50)}y><a href='/1.html'>{_TITLE}</a></p>" for n in range(20_000)),
    "nested": "<a href=/1.html><b>" * 900 + _TITLE * 100_000,
    "nested-again": ("<a href=/1.html><b>" * 900 + _TITLE + "</b></a>" * 900) * 25,
    "parts": "<a href=/1.html>" + "".join(f"<span>{_TITLE}{n}</span>" for n in range(40_000)) + "</a><a href=/2.html>x",
    "parts-within": f"<a href=/1.html>{'<span><b>' * 900}{_TITLE * 90_000}</a><a href=/2.html>{_TITLE}</a>",
    "digits": f"<a href='{'111a' * 200_000}/'>{_TITLE}</a>" * 2,
    "classes": f"<div class='{'a ' * 400_000}'>" + "<p><a href=/1.html>各民主党派</a>" * 9000,
    "empty": "<i></i>" * 1000 + f"<a href=/1.html>{_TITLE}</a>{'<i></i>' * 1000}" * 300,
}


@pytest.mark.parametrize("body", _LINKS.values(), ids=_LINKS)
@pytest.mark.parametrize(
    ("entries", "columns"), [(None, None), (_ANY, None), (None, _ANY)], ids=["main", "articles", "columns"]
)
def test_links_in_every_crowd_are_listed_in_time(
    body: str, entries: re.Pattern[str] | None, columns: re.Pattern[str] | None
) -> None:
    _in_time(lambda: read_listing(_page(f"<div>{body}</div>"), _URL, article_url=entries, column_url=columns))


def test_groups_in_one_deep_place_share_what_is_known_of_it() -> None:
    names = [f"{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{chr(97 + n // 676)}" for n in range(2400)]
    links = "".join(f"<p class={name}><a href=/1.html>{_TITLE}</a><a href=/2.html>{_TITLE}</a></p>" for name in names)
    _in_time(lambda: _entries(_page("<div class=q>" * 1500 + links)))


@pytest.mark.parametrize("rule", [ListRule(item="li"), ListRule(item="li", link="a", title="b", date="i")])
def test_items_within_items_are_read_in_time(rule: ListRule) -> None:
    nested = "<ul><li>" * 900 + "<b></b><i></i>" * 2000 + f"<a href=/1.html>{_TITLE}</a>" * 9000
    _in_time(lambda: _entries(_page(nested), rule))


def test_items_of_years_and_months_are_all_read() -> None:
    body = "".join(
        f"<ul><li>{year}<ul>"
        + "".join(f"<li><a href='/{year}{n}.html'>{_TITLE}{n}</a></li>" for n in range(3))
        + "</ul></li></ul>"
        for year in (2025, 2026)
    )
    assert len(_entries(_page(body), ListRule(item="li"))) == 6


def test_a_breadcrumb_within_a_thousand_others_is_read_in_time() -> None:
    body = _page(
        f"<h1>{_TITLE}</h1>"
        + "<div class=path>" * 1500
        + "首页>" * 150_000
        + "</div>" * 1500
        + f"<p>{_PARAGRAPH * 9}</p>"
    )
    _in_time(lambda: read_article(body, f"{_URL}1.html"))


@pytest.mark.parametrize(
    "text", ["\n" * 2_900_000, "a\n" * 1_400_000, "统" * 900_000, "首页>" * 400_000, " \n" * 1_400_000]
)
def test_a_dump_of_megabytes_is_read_or_refused_in_time(text: str) -> None:
    _in_time(lambda: _as_html_or_none(text.encode()))


def _as_html_or_none(body: bytes) -> bytes | None:
    try:
        return as_html(body)
    except ReadError:
        return None


def test_a_dump_of_more_lines_than_a_page_has_is_refused() -> None:
    with pytest.raises(ReadError, match="页面过大"):
        as_html(b"a\n" * 100_000)


def test_a_link_that_holds_another_link_is_no_entry_of_its_own() -> None:
    items = "".join(f"<li><a href='/{n}.html'>{_TITLE}{n}</a> 2026-11-0{n}</li>" for n in range(1, 6))
    reading = read_page(_page(f"<a href='/top.html'>{_TITLE}<b><ul>{items}</ul></b></a>"), _URL)
    assert isinstance(reading, Listing)
    assert [entry.url[-6:] for entry in reading.entries] == [f"{n}.html" for n in range(1, 6)]
