"""Feeds and sitemaps, read as the lists they are."""

from __future__ import annotations

import re

import pytest

from extract.lists.listing import read_listing, told_list
from tests.extract.lists import DAYS, HREFS, TITLES, days, files, titles

_URL = "http://www.xtz.example/rss.xml"
_SITE = "http://www.xtz.example/"
_TIME = "T09:00:00+08:00"


def _filled(form: str) -> str:
    return "".join(form.format(u=_SITE + h, t=t, d=d + _TIME) for h, t, d in zip(HREFS, TITLES, DAYS, strict=True))


_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>某县统一战线</title><link>http://www.xtz.example/</link>"
    + _filled("<item><title>{t}</title><link>{u}</link><dc:date>{d}</dc:date></item>")
    + "</channel></rss>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>某县统一战线</title><link rel="self" href="/rss.xml"/>'
    + _filled('<entry><title>{t}</title><link href="{u}"/><updated>{d}</updated></entry>')
    + "</feed>"
)
_MAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    + _filled("<url><loc>{u}</loc><lastmod>{d}</lastmod></url>")
    + "</urlset>"
)
_MAPS = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>/map-1.xml</loc></sitemap><sitemap><loc>/map-2.xml</loc></sitemap></sitemapindex>"
)


@pytest.mark.parametrize("body", [_RSS, _ATOM], ids=["rss", "atom"])
def test_a_feed_is_read_as_a_list(body: str) -> None:
    listing = read_listing(body.encode(), _URL)
    assert (files(listing), titles(listing), days(listing)) == (list(HREFS), list(TITLES), list(DAYS))
    assert listing.next_url is None


def test_a_sitemap_is_a_list_without_titles() -> None:
    listing = read_listing(_MAP.encode(), _URL)
    assert (files(listing), set(titles(listing)), days(listing)) == (list(HREFS), {""}, list(DAYS))


def test_a_sitemap_of_sitemaps_leads_to_them() -> None:
    listing = read_listing(_MAPS.encode(), _URL)
    assert listing.entries == ()
    assert [column.url for column in listing.columns] == [_SITE + "map-1.xml", _SITE + "map-2.xml"]


def test_of_a_feed_only_links_to_articles_are_entries() -> None:
    listing = read_listing(_RSS.encode(), _URL, article_url=re.compile(re.escape(HREFS[2]) + "$"))
    assert files(listing) == [HREFS[2]]


def test_a_feed_that_shows_no_article_is_a_list_without_entries() -> None:
    listing = read_listing(_RSS.encode(), _URL, article_url=re.compile("/none/"))
    assert listing.entries == ()


@pytest.mark.parametrize("body", [_RSS, _ATOM, _MAP, _MAPS], ids=["rss", "atom", "sitemap", "sitemaps"])
def test_a_feed_is_told_from_a_page(body: str) -> None:
    assert told_list(body.encode(), _URL) is not None
    assert told_list(b"<html><body>" + body.encode() + b"</body></html>", _URL) is None
