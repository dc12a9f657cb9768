"""The links of a list page by whether a site's article_url takes them: what a person mends a definition from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.page import parse, text_of
from news.errors import ReadError
from news.text import clean_text, cut
from news.urls import host_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.archive.warc import RawPage
    from extract.page import Page
    from news.site import Site

_MOST_LINKS = 5000
_MOST_SHAPES = 5
_DIGITS = re.compile(r"\d+")
# Of a title; what is shorter leads to a column.
_SHORTEST_TITLE = 10
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Shape:
    """Addresses alike but for their numbers: how many, the pattern that takes them, one of them and its text."""

    pattern: str
    count: int
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Links:
    """A page's links to the site's own hosts and elsewhere: how many, how many `article_url` takes; and the shapes of
    those that it does not take though their text is as long as a title, the most frequent first.
    """

    all: int = 0
    matched: int = 0
    elsewhere: int = 0
    others: tuple[Shape, ...] = ()


def links_on(page: RawPage, site: Site) -> Links:
    """Return the links of a page; none for bytes that are no page."""
    try:
        parsed = parse(page.body, page.url, page.header("content-type"))
    except ReadError:
        return Links()
    links = dict(_links(parsed))
    hosts = {own.removeprefix("www.") for own in site.hosts}
    own = {url: text for url, text in links.items() if host_of(url).removeprefix("www.") in hosts}
    matched = {url for url in own if site.article_url.search(url)}
    titled = {url: text for url, text in own.items() if url not in matched and len(text) >= _SHORTEST_TITLE}
    return Links(len(links), len(matched), len(links) - len(own), tuple(_shapes(titled)))


def _links(page: Page) -> Iterator[tuple[str, str]]:
    for number, node in enumerate(page.tree.iter("a")):
        url = page.absolute(node.get("href") or "") if number < _MOST_LINKS else None
        if url and not (node.get("href") or "").startswith("#"):
            yield url, clean_text(text_of(node))


def _shapes(links: dict[str, str]) -> Iterator[Shape]:
    patterns = {url: _pattern(url) for url in links}
    for pattern, count in Counter(patterns.values()).most_common(_MOST_SHAPES):
        url = next(url for url, own in patterns.items() if own == pattern)
        yield Shape(pattern, count, url, cut(links[url], _LONGEST_TITLE))


def _pattern(url: str) -> str:
    """Return the pattern of an address as `article_url` is written: numbers open, the rest as it is."""
    parts = parts_of(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    escaped = _DIGITS.sub(lambda _: "\\d+", re.sub(r"([.?+*()\[\]{}|^$\\])", r"\\\1", path))
    host = re.escape(parts.netloc.lower().removeprefix("www.")).replace(r"\-", "-")
    return rf"^https?://(?:www\.)?{host}{escaped}(?:[?#]|$)"
