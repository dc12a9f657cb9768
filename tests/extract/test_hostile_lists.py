"""List pages, scripts and answers of interfaces that are made to keep the list reader busy; each is read in time."""

from __future__ import annotations

import contextlib
import time

import pytest

from extract.lists.listing import read_listing
from news.errors import ReadError
from news.site import Pager
from tests.patience import PATIENCE

_URL = "http://www.tz.example/tzyw/?page=1"
_TITLE = "各民主党派座谈会"


def _read_in_time(body: bytes, *, pager: Pager | None = None, content_type: str | None = None) -> None:
    started = time.process_time()
    with contextlib.suppress(ReadError):
        read_listing(body, _URL, pager=pager or Pager(), content_type=content_type)
    assert time.process_time() - started < PATIENCE


def _page(body: str) -> bytes:
    return f'<html><head><meta charset="utf-8"><title>统战要闻</title></head><body>{body}</body></html>'.encode()


_DATA = {
    "objects-open": '{title:"' * 200_000,
    "words": "{title" + "a" * 1_900_000 + "}",
    "words-in-objects": ("{title:'" + "a" * 1900 + "}") * 1000,
    "quotes": "{title:'a',url:'" + "b:'" * 600 + "}" + "{title:'a',url:'b" * 1000,
    "keys": "={" + '"title":"a","url":"b",' * 80_000,
    "writes": "document.write('<a " * 80_000,
    "writes-escaped": "document.write('<a " + "\\\\'" * 600_000,
    "writes-of-items": "document.write('<li><a href=1.html>" + "<li" * 500_000 + "')",
    "spaces": "={" + " " * 1_900_000,
    "pages": "totalPage=1,currentPage" + " =" * 600_000,
    "prefixes": "totalPage=9,currentPage=1" + "'a?b=" * 300_000,
    "calls": "createPageHTML(" * 120_000,
}


@pytest.mark.parametrize("source", _DATA.values(), ids=_DATA)
@pytest.mark.parametrize("pager", [Pager("next"), Pager("trs")], ids=["next", "trs"])
def test_data_that_is_none_holds_nobody_up(source: str, pager: Pager) -> None:
    _read_in_time(_page(f"<script>{source}</script>"), pager=pager)


_ANSWERS = {
    "arrays": b"[" * 2_000_000,
    "objects": b'{"a":' * 500_000,
    "rows": b'[{"title":"a","url":"b"}' + b',{"title":"a","url":"b"}' * 100_000 + b"]",
    "lists": b"[" + b"[{}]," * 500_000 + b"[]]",
    "markup": b'{"html":"<a ' + b"<" * 2_900_000 + b'"}',
    "tags": b'[{"title":"' + b"<a" * 1_400_000 + b'","url":"1"}]',
    "broken": b'{"rows":' + b'[{"title":"a"}' * 200_000,
}


@pytest.mark.parametrize("body", _ANSWERS.values(), ids=_ANSWERS)
def test_an_answer_of_megabytes_is_read_in_time(body: bytes) -> None:
    _read_in_time(body, content_type="application/json")


_CROWDS = {
    "noscripts": "<noscript>" * 900 + "<i>a</i>" * 90_000,
    "calls": "<a href='#' onclick=\"f('/a" + "'/a" * 600_000 + f'">{_TITLE}</a>' * 2,
    "calls-again": "<a href='#' onclick=\"f('/aaaaaaaaaaaa" + '")">x</a>' * 30_000,
    "headings": f"<ul>热点推荐<li><a href=/1.html>{_TITLE}</a></ul>" * 20_000,
    "mute": "<div><a href=/1001.html></a></div>" * 9000 + "<h3>标题</h3>" * 30_000,
    "cards": f"<div><h3>{_TITLE}</h3>" * 1500 + "<a href=/1001.html></a><a href=/1002.html></a>" * 2500,
    "items": "<ul><li>" * 900 + "".join(f"<a href=/{n}.html>{_TITLE}</a>2026-11-24 " for n in range(1000, 6000)),
    "numbers": "".join(f"<a href=/{n}.html>{n}</a>" for n in range(1, 9000)) + "1" * 100_000,
    "patterns": "".join(
        f"<p class={'abcdefghij'[n % 10] * (1 + n % 40)}><a href=/{n}.html>{_TITLE}</a>" for n in range(5000)
    ),
    "pictures": "<a href=/1001.html>" + "<i></i>" * 200_000 + "</a><a href=/1002.html><img></a>",
}


@pytest.mark.parametrize("body", _CROWDS.values(), ids=_CROWDS)
def test_crowds_of_every_part_of_a_list_are_read_in_time(body: str) -> None:
    _read_in_time(_page(f"<div>{body}</div>"))
