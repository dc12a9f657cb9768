"""Looking at one page of an unknown site: what it is, which articles it lists, where its other lists may be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from extract.decode import decode
from extract.discover.address import is_file
from extract.discover.links import Hop, addresses_in, data_in, feeds_in, hops_in, scripts_in
from extract.discover.names import families_in, site_name
from extract.lists.feeds import read_feed
from extract.lists.listing import read_listing
from extract.metas import document_title, read_metas
from extract.page import parse, text_of
from extract.reader import read_page
from news.article import Article, Entry, Listing, NoArticle
from news.errors import ReadError
from news.site import Pager
from news.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from news.site import ChannelKind

_FEWEST = 3
_MANY = 8
# Enough to tell the form of a site's addresses.
_MOST_ENTRIES = 500
_LONGEST_TITLE = 300
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Source:
    """What was fetched: the address in the end, the bytes, what the server calls them."""

    url: str
    body: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What one page of an unknown site shows.

    `kind`: "article", "list", or "other" with `reason`. `entries` are those of its main list on the site's hosts,
    `next_url` the page after it. `channel_kind`: how it is read as a channel. `site`: what it calls its site, `named`
    what its meta tag does. `links`: every address on it. `data`, `scripts`, `feeds`: where a list may be that the page
    itself does not hold.
    """

    url: str
    kind: str
    channel_kind: ChannelKind = "list"
    entries: tuple[Entry, ...] = ()
    next_url: str | None = None
    hops: tuple[Hop, ...] = ()
    title: str = ""
    site: str = ""
    named: str = ""
    families: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    reason: str = ""
    article: Article | None = None

    @property
    def dated(self) -> int:
        """How many entries have a date in the list."""
        return sum(entry.published is not None for entry in self.entries)

    @property
    def is_list(self) -> bool:
        """Tell a list that a channel may be made of."""
        return self.kind == "list" and bool(self.entries) and (self.dated > 0 or len(self.entries) >= _FEWEST)


def look_at(source: Source, hosts: Collection[str], families: Collection[str] = ()) -> Look:
    """Look at a page. `hosts`: those of the site, without www.; `families`: the names that may be recognised."""
    feed = read_feed(source.body, source.url)
    if feed:
        titled = any(entry.title for entry in feed.entries)
        return Look(
            source.url,
            "list",
            "feed" if titled else "sitemap",
            _own(feed.entries, hosts),
            hops=tuple(Hop(column.url, "", 1) for column in feed.columns),
        )
    try:
        data = _look_at_data(source, hosts)
        return data or _look_at_page(source, hosts, families)
    except ReadError as error:
        return Look(source.url, "other", reason=str(error))


def _look_at_data(source: Source, hosts: Collection[str]) -> Look | None:
    """Return what JSON shows, None for a page."""
    if source.body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return None
    shown = _listing(source, Pager())
    return Look(source.url, "list", "json", _own(shown.entries, hosts), shown.next_url)


def _look_at_page(source: Source, hosts: Collection[str], families: Collection[str]) -> Look:
    reading = read_page(source.body, source.url, content_type=source.content_type)
    shown = reading if isinstance(reading, Listing) else _listing(source, Pager())
    page = parse(source.body, source.url, source.content_type)
    title = document_title(page.tree)[:_LONGEST_TITLE]
    entries = _own(shown.entries, hosts)
    headlines = {entry.url for entry in shown.entries if len(entry.title) > _SHORT}
    text = decode(source.body, source.content_type)
    return Look(
        source.url,
        _kind(reading, entries, shown.next_url),
        "list",
        entries,
        shown.next_url,
        tuple(hops_in(page, hosts, headlines)),
        title,
        site_name(title, text_of(page.tree)),
        read_metas(page.tree).get("site_name", ""),
        tuple(families_in(text, families)),
        tuple(feeds_in(page)),
        tuple(data_in(page)),
        tuple(scripts_in(page)),
        addresses_in(page),
        reading.reason if isinstance(reading, NoArticle) else "",
        reading if isinstance(reading, Article) else None,
    )


def _kind(reading: Article | Listing | NoArticle, entries: tuple[Entry, ...], next_url: str | None) -> str:
    dated = sum(entry.published is not None for entry in entries)
    if isinstance(reading, Article):
        # A list with summaries reads like an article; beside a real one stand fewer entries, and no further page.
        is_long = len(entries) >= _MANY and dated * 2 >= len(entries)
        return "list" if is_long and (next_url or _is_made_of(reading, entries)) else "article"
    is_list = isinstance(reading, Listing) or (reading.kind == "empty" and len(entries) >= _FEWEST and dated)
    return "list" if is_list else "other"


def _is_made_of(article: Article, entries: tuple[Entry, ...]) -> bool:
    """Tell a text that names the entries beside it."""
    named = sum(entry.title in article.body_text for entry in entries if len(entry.title) > _SHORT)
    return named >= _FEWEST and named * 2 >= len(entries)


def next_of(source: Source, pager: Pager) -> str | None:
    """Return the list page after this one by a pager, None at the end and for what is no page."""
    try:
        return _listing(source, pager).next_url
    except ReadError:
        return None


def _listing(source: Source, pager: Pager) -> Listing:
    return read_listing(source.body, source.url, pager=pager, content_type=source.content_type)


def _own(entries: tuple[Entry, ...], hosts: Collection[str]) -> tuple[Entry, ...]:
    """Return the first 500 entries that are pages of the site, not files and not others' pages."""
    own = (entry for entry in entries if host_of(entry.url).removeprefix("www.") in hosts and not is_file(entry.url))
    return tuple(islice(own, _MOST_ENTRIES))
