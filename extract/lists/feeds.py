"""Lists for machines: RSS, Atom and sitemaps, read as a listing."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from extract.lists.entry_date import read_date
from extract.page import LONGEST_URL
from news.article import Entry, Listing, Moment
from news.dates import SHANGHAI
from news.text import clean_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_START = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}\?>)?\s*+(?:(?><!--.{0,2000}?-->)\s*+|<\?[^>]{0,500}\?>\s*+)*+"
    rb"<(?:\w+:)?(?:rss|feed|RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
# Half of a character, which no text can hold.
_HALF_CHARACTER = re.compile(
    rb"&#(?:[xX]0{0,4}[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|0{0,4}5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)
_LONGEST = 8 * 1024 * 1024
_MOST_PIECES, _LONGEST_PIECE = 200, 5000
_MOST_ENTRIES = 5000
_LONGEST_TITLE = 500
_ITEMS = frozenset({"item", "entry", "url"})
_DATES = ("pubDate", "published", "date", "updated", "lastmod")


def is_feed(body: bytes) -> bool:
    """Tell a feed or a sitemap by how it begins."""
    return _START.match(body[:4096].removeprefix(b"\xef\xbb\xbf")) is not None


def read_feed(body: bytes, url: str) -> Listing | None:
    """Return what an RSS or Atom feed or a sitemap lists, the newest first; None for what is none.

    A sitemap has no titles: they are ''. Of a sitemap of sitemaps, `columns` are these, and there is no entry.
    """
    if len(body) > _LONGEST or not is_feed(body):
        return None
    # No entity is resolved and nothing else is loaded: what a feed declares itself costs nothing.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    tree = etree.fromstring(_HALF_CHARACTER.sub(b"", body), parser=parser)
    if tree is None:
        return None
    entries = {entry.url: entry for entry in _entries(tree, url)}
    ordered = sorted(entries.values(), key=lambda entry: -entry.published.at.timestamp() if entry.published else 0.0)
    return Listing(url, tuple(ordered), columns=tuple(_sitemaps(tree, url)))


def _entries(tree: Element, url: str) -> Iterator[Entry]:
    for node in islice(tree.iter(*(f"{{*}}{name}" for name in _ITEMS)), _MOST_ENTRIES):
        link = _address(node, url)
        if link:
            title = cut(clean_text(_text(node, "title")), _LONGEST_TITLE)
            yield Entry(link, title, _published(node, link))


def _sitemaps(tree: Element, url: str) -> Iterator[Entry]:
    for node in tree.iter("{*}sitemap"):
        link = _absolute(_text(node, "loc"), url)
        if link:
            yield Entry(link, "")


def _address(node: Element, base: str) -> str | None:
    links = list(node.iterchildren("{*}link"))
    named = next((link.get("href") for link in links if link.get("rel", "alternate") == "alternate"), None)
    text = named or _text(node, "link") or _text(node, "loc") or _text(node, "guid")
    return _absolute(text, base)


def _absolute(text: str, base: str) -> str | None:
    try:
        url = urljoin(base, text.strip()) if text.strip() else ""
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) and len(url) <= LONGEST_URL else None


def _published(node: Element, url: str) -> Moment | None:
    text = next((found for name in _DATES if (found := _text(node, name))), "")
    return _by_mail_date(text) or read_date(text, url) if text else None


def _by_mail_date(text: str) -> Moment | None:
    """Read `Wed, 25 Nov 2026 09:00:00 +0800`, the form of RSS."""
    try:
        at = parsedate_to_datetime(text.strip()[:60])
        moved = at.astimezone(SHANGHAI) if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    except (ValueError, TypeError, OverflowError):
        return None
    return Moment(moved, "second")


def _text(node: Element, name: str) -> str:
    found = next(node.iterchildren(f"{{*}}{name}"), None)
    pieces = islice(found.itertext(), _MOST_PIECES) if found is not None else ()
    return "".join(piece[:_LONGEST_PIECE] for piece in pieces)
