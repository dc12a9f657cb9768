"""Lists that are data: in a page's scripts, or sent as JSON by an interface."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING

import pytest

from extract.lists.listing import read_data, read_listing, told_list
from news.errors import ReadError
from news.site import Pager
from tests.extract.lists import DAYS, HREFS, TITLES, days, files, kind_of, page, read, rows, titles
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from news.article import Listing

_ROWS = [
    {"id": n, "title": t, "daytime": d, "url": h} for n, (h, t, d) in enumerate(zip(HREFS, TITLES, DAYS, strict=True))
]
_LOOSE = ",".join(
    f"{{id:{n},title:'{r['title']}',url:'{r['url']}',date:'{r['daytime']}'}}" for n, r in enumerate(_ROWS)
)
_WRITTEN = rows("document.write('<li><a href=\"{h}\">{t}</a><span>{d}</span></li>');")
_SCRIPTS = {
    "groups": f'<script>var dataList={json.dumps([{"infolist": _ROWS}])};var pages={{"pageTotal":1}};</script>',
    "object": f"<script>var newsData={json.dumps({'total': 10, 'rows': _ROWS}, ensure_ascii=False)};</script>",
    "page-data": '<script type="application/json">'
    + json.dumps({"props": {"page": {"records": _ROWS}}}, ensure_ascii=False)
    + "</script>",
    "loose": f"<script>var list=[{_LOOSE}];</script>",
    "written": f"<ul><script>{_WRITTEN}</script></ul>",
}


@pytest.mark.parametrize("body", _SCRIPTS.values(), ids=_SCRIPTS)
def test_a_list_in_a_script_is_read(body: str) -> None:
    listing = read(body)
    assert files(listing) == list(HREFS)
    assert titles(listing) == list(TITLES)
    assert days(listing) == list(DAYS)
    assert kind_of(body) == "Listing"


def test_undated_data_of_a_script_is_a_menu() -> None:
    menu = json.dumps({"menu": [{"name": "某某栏目的名称导航", "url": f"/c/{n}000.html"} for n in range(5)]})
    script = f"<script>var site={menu};</script>"
    assert titles(read(f"{script}<ul>{rows('<li><a href={h}>{t}</a> {d}</li>')}</ul>")) == list(TITLES)
    assert read(script).entries == ()


def test_seconds_since_1970_are_a_date() -> None:
    moments = [dict(row, daytime=str(1782748800 + 86400 * n) + "000") for n, row in enumerate(_ROWS[:3])]
    listing = _answer({"list": moments})
    assert days(listing) == ["2026-06-30", "2026-07-01", "2026-07-02"]


_API = "http://www.xtz.example/api/list?column=3&pageNo=2"


def _answer(
    value: object, url: str = _API, *, content_type: str | None = "application/json", pager: Pager | None = None
) -> Listing:
    return read_listing(json.dumps(value).encode(), url, content_type=content_type, pager=pager or Pager())


@pytest.mark.parametrize("content_type", ["application/json;charset=utf-8", "text/html", None])
def test_a_body_of_json_is_a_list(content_type: str | None) -> None:
    listing = _answer({"success": True, "data": {"records": _ROWS, "total": 30}}, content_type=content_type)
    assert titles(listing) == list(TITLES)
    assert days(listing) == list(DAYS)
    assert listing.entries[0].url == f"http://www.xtz.example/api/{HREFS[0]}"
    assert listing.next_url == _API.replace("pageNo=2", "pageNo=3")


_MARKUP = rows("<li><a href='/col/art/2026/{h}' title='{t}'>{t}</a><span>{d}</span></li>")
_JPAAS = {
    "success": True,
    "code": "200",
    "data": {"html": f"{_MARKUP}<div class='pagination' rows='15' count='31'></div>"},
}


def test_markup_within_json_is_read_as_the_list_it_is() -> None:
    asked = 'http://zj.example/unit?webId=3185&paramJson={"pageNo":2,"pageSize":15}'
    listing = _answer(_JPAAS, asked)
    assert titles(listing) == list(TITLES)
    assert days(listing) == list(DAYS)
    assert listing.next_url == (
        "http://zj.example/unit?webId=3185&paramJson=%7B%22pageNo%22%3A3%2C%22pageSize%22%3A15%7D"
    )
    assert _answer(_JPAAS, asked.replace('"pageNo":2', '"pageNo":3')).next_url is None


@pytest.mark.parametrize(
    ("totals", "asked", "following"),
    [
        ({"total": 12}, "page=1", "page=2"),
        ({"total": 12}, "page=2", None),
        ({"total": 12, "pageSize": 4}, "page=2", "page=3"),
        ({"totalPage": 3}, "page=3", None),
        ({"totalPage": 3}, "page=0", "page=1"),
        ({"totalPage": 1}, "page=0", None),
        ({"totalPage": 3}, "column=1", None),
        ({}, "page=1", None),
        ({"totalPage": 3}, "page=" + "9" * 5000, None),
        ({"total": "9" * 5000}, "page=1", None),
    ],
)
def test_totals_name_the_next_page_of_an_interface(
    totals: dict[str, object], asked: str, following: str | None
) -> None:
    listing = _answer({"rows": _ROWS, **totals}, f"http://a.example/list?{asked}")
    assert listing.next_url == (f"http://a.example/list?{following}" if following else None)


def test_an_interface_of_one_page_names_no_next_one() -> None:
    assert _answer({"rows": _ROWS, "totalPage": 3}, pager=Pager("none")).next_url is None


def test_a_page_parameter_of_the_sites_own_name_is_counted_up() -> None:
    url = "http://a.example/list?nr=1"
    assert (
        _answer({"rows": _ROWS, "totalPage": 3}, url, pager=Pager("query", "nr")).next_url
        == "http://a.example/list?nr=2"
    )


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"a": 1}', b"[1, 2]", b'{"data": {"html": "<a "}}', b"{{title}}<p>x</p>"]
)
def test_json_without_a_list_and_what_only_begins_like_it_have_no_entries(body: bytes) -> None:
    assert read_listing(body, _API).entries == ()


def test_rows_without_an_address_that_can_be_fetched_are_left_out() -> None:
    odd = [{"title": TITLES[0], "url": url} for url in ("http://[", "javascript:x", "mailto:a@b", "a" * 5000)]
    assert len(_answer([*odd, *_ROWS]).entries) == len(_ROWS)


def test_a_page_that_begins_with_a_brace_is_still_a_page() -> None:
    body = b"{ \n<html><body><ul>" + rows("<li><a href={h}>{t}</a> {d}</li>").encode() + b"</ul></body></html>"
    assert files(read(body)) == list(HREFS)


_COLUMN = "http://www.xtz.example/col/col12/index.html"
_PROXY = "/module/web/jpage/dataproxy.jsp?page={n}&appid=1&para=2"


def _store(following: str, records: str) -> str:
    group = f"<nextgroup><![CDATA[{following}]]></nextgroup>"
    return f"<datastore>\n{group}\n<recordset>{records}</recordset></datastore>"


_RECORDS = rows("<record><![CDATA[<li><a href='/art/{h}'>{t}</a><span>[{d}]</span></li>]]></record>")
_FOLLOWING = f'<a href="{_PROXY}"></a>'


def _island(following: str, kind: str = "jcms") -> Listing:
    body = page(f'<div><script type="text/xml">{_store(following, _RECORDS)}</script></div>')
    return read_listing(body, _COLUMN, pager=Pager("jcms") if kind == "jcms" else Pager("none"))


@pytest.mark.parametrize("link", [_FOLLOWING, _FOLLOWING.replace("&", "&amp;"), _FOLLOWING.replace('"', "'")])
def test_an_island_names_the_group_after_its_own(link: str) -> None:
    listing = _island(link.format(n=1))
    assert titles(listing) == list(TITLES)
    assert listing.next_url == "http://www.xtz.example" + _PROXY.format(n=1)


@pytest.mark.parametrize("link", ["", '<a href=""></a>', '<a href="javascript:;"></a>', '<a href="http://["></a>'])
def test_an_island_of_the_last_group_names_none(link: str) -> None:
    assert _island(link).next_url is None


def test_the_island_with_most_entries_names_the_group() -> None:
    small = _store(_FOLLOWING.format(n=7), "".join(_RECORDS.splitlines()[:2]))
    large = _store(_FOLLOWING.format(n=1), _RECORDS)
    body = page("".join(f"<div><script>{store}</script></div>" for store in (small, large)))
    found = read_listing(body, _COLUMN, pager=Pager("jcms")).next_url
    assert found == "http://www.xtz.example" + _PROXY.format(n=1)


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="UTF-8"?>\n', "\ufeff"])
def test_the_answer_of_the_interface_is_read_as_the_list_it_is(declared: str) -> None:
    url = "http://www.xtz.example" + _PROXY.format(n=1)
    body = (declared + _store(_FOLLOWING.format(n=2), _RECORDS)).encode()
    listing = read_listing(body, url, pager=Pager("jcms"), content_type="text/xml;charset=UTF-8")
    assert titles(listing) == list(TITLES)
    assert days(listing) == list(DAYS)
    assert listing.next_url == "http://www.xtz.example" + _PROXY.format(n=2)
    assert read_listing(body, url, pager=Pager("none")).next_url is None


def test_an_answer_of_one_record_is_a_list_and_one_of_none_is_the_end() -> None:
    url = "http://www.xtz.example" + _PROXY.format(n=1)
    one = read_listing(_store("", _RECORDS.splitlines()[0]).encode(), url, pager=Pager("jcms"))
    assert (titles(one), one.next_url) == ([TITLES[0]], None)
    none = read_listing(_store(_FOLLOWING.format(n=2), "").encode(), url, pager=Pager("jcms"))
    assert (none.entries, none.next_url) == ((), None)


_BUSY = {
    "records": "<record><![CDATA[" * 150_000,
    "groups": "<nextgroup><![CDATA[<a href='a" * 90_000,
    "links": "<nextgroup><![CDATA[<a " + "a " * 1_200_000,
}


@pytest.mark.parametrize("inside", _BUSY.values(), ids=_BUSY)
@pytest.mark.parametrize(
    "form", ["<datastore>{}", "<html><body><script><datastore>{}</script>"], ids=["sent", "island"]
)
def test_a_store_that_is_made_to_keep_its_reader_busy_is_read_in_time(form: str, inside: str) -> None:
    started = time.process_time()
    with contextlib.suppress(ReadError):
        read_listing(form.format(inside[:1_900_000]).encode(), _COLUMN, pager=Pager("jcms"))
    assert time.process_time() - started < PATIENCE


def test_containers_within_containers_are_read_in_time() -> None:
    asked = "<div url=/u queryData=\"{'a':'1'}\">" * 1500 + "<i rows=15 count=15></i>" * 30_000
    started = time.process_time()
    read_listing(page(asked), _COLUMN, pager=Pager("jcms"))
    assert time.process_time() - started < PATIENCE


def test_data_is_told_from_a_page() -> None:
    sent = read_data(json.dumps({"rows": _ROWS}).encode(), _API)
    assert sent is not None
    assert titles(sent) == list(TITLES)
    assert read_data(page("<p>正文</p>"), _API) is None
    store = read_data(_store("", _RECORDS).encode(), _API)
    assert store is not None
    assert titles(store) == list(TITLES)


_LINKED = "".join(f'<p>见<a href="/a/{h}">{t}</a></p>' for h, t in zip(HREFS, TITLES, strict=True))
_NO_LISTS = {
    "article": {"data": {"title": TITLES[0], "content": f"<p>正文一段</p>{_LINKED}"}},
    "related": {"content": "正文", "related": [{"title": row["title"], "url": row["url"]} for row in _ROWS]},
    "one": {"rows": _ROWS[:1]},
    "none": {"success": True},
}


@pytest.mark.parametrize("value", _NO_LISTS.values(), ids=_NO_LISTS)
def test_json_of_an_article_is_told_from_a_list(value: object) -> None:
    assert told_list(json.dumps(value).encode(), _API) is None


@pytest.mark.parametrize("value", [{"rows": _ROWS}, _JPAAS], ids=["rows", "markup"])
def test_json_of_a_list_is_told(value: object) -> None:
    found = told_list(json.dumps(value).encode(), _API)
    assert found is not None
    assert titles(found) == list(TITLES)
