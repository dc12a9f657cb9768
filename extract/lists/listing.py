"""Reading a list page: the entries of the main list with title and date, the next page, linked columns."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from extract.addresses import address_of
from extract.collector import collector_at_rest
from extract.deadline import deadline
from extract.lists.boxes import Surroundings, surroundings
from extract.lists.entry_date import date_of, read_date, years_above
from extract.lists.entry_title import title_of, uncut
from extract.lists.feeds import is_feed, read_feed
from extract.lists.groups import main_list
from extract.lists.hanweb import read_store
from extract.lists.islands import add_islands
from extract.lists.json_list import read_json
from extract.lists.links import Link, links_in, says_nothing
from extract.lists.members import MainList
from extract.lists.outline import outline_of
from extract.lists.pager import next_page
from extract.page import parse, select, text_of
from news.article import Entry, Listing
from news.site import ListRule, Pager
from news.text import clean_text

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from extract.lists.outline import Outline
    from extract.page import Page

_DEFAULT_RULE = ListRule()
_DEFAULT_PAGER = Pager()
# No list page shows more entries; what does is made to keep its readers busy (2026-11).
_MOST_ENTRIES = 5000
_FEWEST = 2
_MOST_ADDRESSES = 20_000
# Items within items: a year's item may hold its months', which hold the days'.
_MOST_LEVELS = 4
_MOST_PARTS = 100
_LONGEST_BOX = 3000
_LONGEST_TEXT = 1000


@deadline()
@collector_at_rest()
def read_listing(
    body: bytes,
    url: str,
    *,
    rule: ListRule = _DEFAULT_RULE,
    pager: Pager = _DEFAULT_PAGER,
    article_url: re.Pattern[str] | None = None,
    column_url: re.Pattern[str] | None = None,
    content_type: str | None = None,
) -> Listing:
    """Read a list page, a feed, or what an interface sends for a list. With `article_url` only links that match it are
    entries. Raise ReadError for no page.
    """
    sent = read_data(
        body, url, rule=rule, pager=pager, article_url=article_url, column_url=column_url, content_type=content_type
    )
    if sent:
        return sent
    page = parse(body, url, content_type)
    return listing_of(page, rule=rule, pager=pager, article_url=article_url, column_url=column_url)


def read_data(
    body: bytes,
    url: str,
    *,
    rule: ListRule = _DEFAULT_RULE,
    pager: Pager = _DEFAULT_PAGER,
    article_url: re.Pattern[str] | None = None,
    column_url: re.Pattern[str] | None = None,
    content_type: str | None = None,
) -> Listing | None:
    """As `read_listing`, of a list for machines: a feed, a sitemap, JSON, 大汉's XML. None for anything else."""
    if feed := read_feed(body, url):
        return Listing(url, _articles_of(feed.entries, article_url), columns=feed.columns)
    answer = read_json(body, url, pager, content_type) or read_store(body, url, pager, content_type)
    if answer is None or not answer.markup:
        return Listing(url, _articles_of(answer.entries, article_url), answer.next_url) if answer else None
    page = parse(answer.markup.encode("utf-8", "replace"), url, "text/html; charset=utf-8")
    shown = listing_of(page, rule=rule, pager=pager, article_url=article_url, column_url=column_url)
    return Listing(url, shown.entries, answer.next_url or shown.next_url, shown.columns)


def told_list(
    body: bytes, url: str, *, article_url: re.Pattern[str] | None = None, content_type: str | None = None
) -> Listing | None:
    """As `read_data`, where nobody has said that it is a list: an article's JSON holds links too, seldom with dates."""
    found = read_data(body, url, article_url=article_url, content_type=content_type)
    if found is None or is_feed(body):
        return found
    dated = sum(entry.published is not None for entry in found.entries)
    return found if dated >= _FEWEST and dated * 2 > len(found.entries) else None


def _articles_of(entries: Sequence[Entry], article_url: re.Pattern[str] | None) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if not article_url or article_url.search(_page_of(entry.url)))


def listing_of(
    page: Page,
    *,
    rule: ListRule = _DEFAULT_RULE,
    pager: Pager = _DEFAULT_PAGER,
    article_url: re.Pattern[str] | None = None,
    column_url: re.Pattern[str] | None = None,
) -> Listing:
    """As `read_listing`, of a page that is parsed already."""
    add_islands(page)
    outline = outline_of(page.tree)
    links = links_in(outline)
    if rule.item:
        found = _ruled_entries(page, outline, rule, article_url)
    elif article_url:
        articles = _article_links(page, links, article_url)
        found = _entries(page, outline, MainList(articles, surroundings(outline, articles)))
    else:
        found = _entries(page, outline, main_list(page, outline, links))
    entries: dict[str, Entry] = {}
    for entry in found:
        entries.setdefault(entry.url, entry)
    return Listing(
        url=page.url,
        entries=tuple(entries.values()),
        next_url=next_page(page, outline, links, pager),
        columns=tuple(_columns(page, links, column_url)) if column_url else (),
    )


def _entries(page: Page, outline: Outline, found: MainList) -> Iterator[Entry]:
    seen = set()
    years = years_above(outline, found.links)
    for link, around, year in zip(found.links, found.around, years, strict=True):
        url = page.absolute(link.href)
        # The first entry of an address stands; thousands of links to it may share one box.
        if url and url not in seen and (title := title_of(outline, link)):
            seen.add(url)
            yield Entry(url, title, date_of(outline, link, around, url, title, year))


def _addressed(page: Page, links: Sequence[Link]) -> Iterator[tuple[str, Link]]:
    """Yield each link with its absolute address, those of the first 20,000 different ones."""
    known: dict[str, str | None] = {}
    for link in links:
        if link.href not in known:
            if len(known) >= _MOST_ADDRESSES:
                return
            known[link.href] = page.absolute(link.href)
        if url := known[link.href]:
            yield url, link


def _article_links(page: Page, links: Sequence[Link], article_url: re.Pattern[str]) -> list[Link]:
    """Return every link to an article; of several to one article (picture, headline) the one with most text."""
    best: dict[str, Link] = {}
    for url, link in _addressed(page, links):
        if article_url.search(_page_of(url)):
            if len(best) >= _MOST_ENTRIES:
                break
            if url not in best or _words(link) > _words(best[url]):
                best[url] = link
    return sorted(best.values(), key=lambda link: link.at)


def _words(link: Link) -> int:
    return 0 if link.is_mute else len(link.text)


def _page_of(url: str) -> str:
    return url.partition("#")[0]


def _ruled_entries(
    page: Page, outline: Outline, rule: ListRule, article_url: re.Pattern[str] | None
) -> Iterator[Entry]:
    places = {node: at for at, node in enumerate(outline.nodes)}
    for item in _items(page, rule.item):
        entry = _ruled_entry(page, outline, places, item, rule, article_url)
        if entry:
            yield entry


def _items(page: Page, selector: str) -> list[Element]:
    """Return the items of a list, at most four deep: a thousand within each other would be read a thousand times."""
    items = [item for item in select(page.tree, selector) if not isinstance(item, str)][:_MOST_ENTRIES]
    found = set(items)
    levels: dict[Element | None, int] = {None: 0}
    for item in items:
        path: list[Element] = []
        node: Element | None = item
        while node is not None and node not in levels:
            path.append(node)
            node = node.getparent()
        level = levels[node]
        for below in reversed(path):
            level += below in found
            levels[below] = level
    return [item for item in items if levels[item] <= _MOST_LEVELS]


def _ruled_entry(
    page: Page,
    outline: Outline,
    places: dict[Element, int],
    item: Element,
    rule: ListRule,
    article_url: re.Pattern[str] | None,
) -> Entry | None:
    if item not in places:
        return None
    for node in select(item, rule.link):
        if isinstance(node, str) or node not in places:
            continue
        at = places[node]
        url = page.absolute(address_of(node))
        if not url or (article_url and not article_url.search(_page_of(url))):
            continue
        link = Link(at, url, outline.text(at, _LONGEST_TEXT), clean_text((node.get("title") or "")[:_LONGEST_TEXT]))
        told = _first_text(item, rule.title)
        title = uncut(outline, told, link) if told else title_of(outline, link)
        printed = _first_text(item, rule.date)
        around = Surroundings(places[item], outline.spaced(places[item], _LONGEST_BOX))
        return Entry(url, title, read_date(printed, url) if printed else date_of(outline, link, around, url, title))
    return None


def _first_text(item: Element, selector: str) -> str:
    for found in islice(select(item, selector), _MOST_PARTS) if selector else ():
        text = clean_text(found if isinstance(found, str) else text_of(found))
        if text:
            return text
    return ""


def _columns(page: Page, links: Sequence[Link], column_url: re.Pattern[str]) -> Iterator[Entry]:
    seen = set()
    for address, link in _addressed(page, links):
        url = _page_of(address)
        if url not in seen and link.text and not says_nothing(link.text) and column_url.search(url):
            seen.add(url)
            yield Entry(url, link.text)
