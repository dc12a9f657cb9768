"""Lists that are data: in a page's scripts, or sent as JSON by an interface."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from extract.listing import read_listing
from news.site import Pager
from tests.extract.lists import DAYS, HREFS, TITLES, days, files, kind_of, read, rows, titles

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
