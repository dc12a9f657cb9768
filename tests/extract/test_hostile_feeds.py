"""Feeds, and pages that begin like one, made to hold up or to break their reader."""

from __future__ import annotations

import time

import pytest

from extract.deadline import deadline
from extract.discover.look import Source, look_at
from extract.lists.feeds import is_feed, read_feed
from extract.lists.json_list import read_json
from extract.lists.listing import read_listing
from news.errors import ReadError
from news.site import Pager
from tests.patience import PATIENCE

_URL = "http://a.example/feed.xml"
_BEGINNINGS = {
    "comments": b"<!---->" * 500 + b"<html>",
    "comments-apart": b"<!-- a --> \n" * 300 + b"<html>",
    "instructions": b"<?a?>" * 700 + b"<html>",
    "blanks": b" " * 4096,
    "declared": b"<?xml version='1.0'?>" + b"\n" * 4000 + b"<x",
}


@pytest.mark.parametrize("body", _BEGINNINGS.values(), ids=_BEGINNINGS)
def test_whether_a_page_is_a_feed_is_told_at_once(body: bytes) -> None:
    started = time.process_time()
    assert not is_feed(body)
    assert time.process_time() - started < PATIENCE


def test_a_feed_behind_its_declaration_and_comments_is_one() -> None:
    assert is_feed(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by a -->\n<?style x?>\n<rss version='2.0'>")


def test_items_within_items_are_read_in_time() -> None:
    nested = b"<item><title>" * 120 + b"a" * 7_000_000 + b"</title></item>" * 120
    started = time.process_time()
    read_feed(b"<rss><channel>" + nested + b"</channel></rss>", _URL)
    assert time.process_time() - started < PATIENCE


_ODD = {
    "far-day": "<pubDate>Fri, 31 Dec 9999 23:59:00 -2359</pubDate>",
    "far-zone": "<pubDate>Fri, 31 Dec 2025 23:59:00 +99999999999999999999</pubDate>",
    "long-seconds": f"<pubDate>Fri, 31 Dec 2025 23:59:{'9' * 40} +0800</pubDate>",
    "surrogate": "<description>&#xD800;</description>",
    "surrogate-title": "<category>a</category>",
}


@pytest.mark.parametrize("odd", _ODD.values(), ids=_ODD)
def test_one_odd_item_does_not_lose_the_others(odd: str) -> None:
    first = f"<item><title>甲&#xD800;</title><link>/1.html</link>{odd}</item>"
    second = "<item><title>乙</title><link>/2.html</link></item>"
    found = read_feed(f"<rss><channel>{first}{second}</channel></rss>".encode(), _URL)
    assert found
    assert [entry.url for entry in found.entries] == ["http://a.example/1.html", "http://a.example/2.html"]
    assert {entry.title for entry in found.entries} >= {"乙"}


def test_a_long_blank_behind_the_owners_mark_holds_nobody_up() -> None:
    body = "<html><body><p>主办" + "&#160; " * 60_000 + "</p></body></html>"
    started = time.process_time()
    look_at(Source("http://a.example/", body.encode(), "text/html; charset=utf-8"), ("a.example",))
    assert time.process_time() - started < PATIENCE


def _work_within_two_limits() -> None:
    with deadline(0.3):
        with deadline(30.0):
            pass
        until = time.process_time() + 20.0
        while time.process_time() < until:
            pass


def test_a_limit_within_a_limit_leaves_the_outer_one_running() -> None:
    with pytest.raises(ReadError, match="读得太久"):
        _work_within_two_limits()


def test_an_interfaces_parameters_with_half_a_character_name_no_next_page() -> None:
    url = "http://a.example/list?paramJson=%7B%22pageNo%22%3A1%2C%22a%22%3A%22%5Cud800%22%7D"
    assert read_json(b'{"rows":[{"title":"a","url":"/1.html"}],"totalPage":"9"}', url, Pager("next"), None)


def test_a_list_page_is_read_within_the_limit_too() -> None:
    assert read_listing(b"<html><body><ul><li><a href='/1.html'>x</a></li></ul></body></html>", _URL).url == _URL
