"""Reading a list page: the entries of the main list with title and date, the next page, linked columns."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from extract.groups import boxes, main_group
from extract.islands import add_islands
from extract.lines import HEADINGS
from extract.links import first_text, links_of
from extract.page import parse, select, text_of
from extract.pager import next_page
from news.article import Entry, Listing
from news.dates import find_day_of_year, find_moment, find_scattered_day, url_day
from news.site import ListRule, Pager
from news.text import clean_text, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from extract.page import Page
    from news.article import Moment

_DEFAULT_RULE = ListRule()
_DEFAULT_PAGER = Pager()
_CUT = ("…", "...", "．．．")
# No list page shows more entries; what does is made to keep its readers busy (2026-11).
_MOST_ENTRIES = 5000
_MOST_ADDRESSES = 20_000
# Items within items: a year's item may hold its months', which hold the days'.
_MOST_LEVELS = 4
_MOST_PARTS = 100
_LONGEST_BOX = 3000


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
    """Read a list page. With `article_url` only links that match it are entries. Raise ReadError for no page."""
    page = parse(body, url, content_type)
    return listing_of(page, rule=rule, pager=pager, article_url=article_url, column_url=column_url)


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
    entries: dict[str, Entry] = {}
    for entry in _entries(page, rule, article_url):
        entries.setdefault(entry.url, entry)
    return Listing(
        url=page.url,
        entries=tuple(entries.values()),
        next_url=next_page(page, pager),
        columns=tuple(_columns(page, column_url)) if column_url else (),
    )


def _entries(page: Page, rule: ListRule, article_url: re.Pattern[str] | None) -> Iterator[Entry]:
    if rule.item:
        for item in _items(page, rule.item):
            entry = _ruled_entry(page, item, rule, article_url)
            if entry:
                yield entry
        return
    links = _article_links(page, article_url) if article_url else main_group(page)
    seen = set()
    for link, box in zip(links, boxes(links), strict=True):
        url = page.absolute(link.get("href") or "")
        # The first entry of an address stands; thousands of links to it may share one box.
        if url and url not in seen and (title := _title(link)):
            seen.add(url)
            yield Entry(url, title, _date_of(box, link, url))


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


def _addressed(page: Page) -> Iterator[tuple[str, Element]]:
    """Yield each link with its absolute address, those of the first 20,000 different ones."""
    known: dict[str, str | None] = {}
    for link in links_of(page.tree):
        href = link.get("href") or ""
        if href not in known:
            if len(known) >= _MOST_ADDRESSES:
                return
            known[href] = page.absolute(href)
        if url := known[href]:
            yield url, link


def _article_links(page: Page, article_url: re.Pattern[str]) -> list[Element]:
    """Return every link to an article; of several to one article (picture, headline) the one with most text."""
    best: dict[str, tuple[int, Element]] = {}
    for url, link in _addressed(page):
        if article_url.search(url.partition("#")[0]):
            if len(best) >= _MOST_ENTRIES:
                break
            length = len(clean_text(text_of(link)))
            if url not in best or length > best[url][0]:
                best[url] = (length, link)
    return [link for _, link in best.values()]


def _ruled_entry(page: Page, item: Element, rule: ListRule, article_url: re.Pattern[str] | None) -> Entry | None:
    for link in select(item, rule.link):
        if isinstance(link, str):
            continue
        url = page.absolute(link.get("href") or "")
        if not url or (article_url and not article_url.search(url.partition("#")[0])):
            continue
        title = _first_text(item, rule.title) or _title(link)
        printed = _first_text(item, rule.date)
        return Entry(url, _uncut(title, link), _date(printed, url) if printed else _date_of(item, link, url))
    return None


def _first_text(item: Element, selector: str) -> str:
    for found in select(item, selector)[:_MOST_PARTS] if selector else ():
        text = clean_text(found if isinstance(found, str) else text_of(found))
        if text:
            return text
    return ""


def _title(link: Element) -> str:
    """Return a link's headline: its text without a date at its end, in full where it is cut and the page knows more."""
    text = _headline_part(link) or clean_text(text_of(link))
    return _uncut(_DATE_AROUND.sub("", text).strip() or clean_text(link.get("title") or ""), link)


def _headline_part(link: Element) -> str:
    """Return the headline among the parts of a link that is a whole card: picture, headline, date, summary."""
    nodes = islice(link.iter(*_PARTS), _MOST_PARTS)
    parts = [node for node in nodes if not any(True for _ in node.iterchildren(*_PARTS))]
    texts = {node: clean_text(first_text(node, _LONGEST_PART, spaced=False)) for node in parts}
    heading = next((texts[node] for node in parts if node.tag in HEADINGS and texts[node]), "")
    if heading:
        return heading
    worded = {text: None for text in texts.values() if text and not _NO_TITLE.fullmatch(text)}
    if len(parts) < 2 or not worded:
        return ""
    named = next((texts[n] for n in parts if texts[n] in worded and "tit" in (n.get("class") or "").lower()), "")
    return named or max(worded, key=lambda text: len(text) if len(text) <= _LONGEST_TITLE else 0)


_PARTS = ("div", "p", "span", "dt", "dd", "li", "time", *sorted(HEADINGS))
_LONGEST_TITLE = 90
_LONGEST_PART = 500
# Of a clean line, here and below: no two spaces stand together.
# Dates, counters and the like among a card's parts.
_NO_TITLE = re.compile(r"[\d\s:./年月日\-\[\]()（）]+|[^:：]{2,6}[:：].{0,12}|(?:阅读|查看)?(?:更多|详情|全文)\W*")
_DATE_AROUND = re.compile(
    r"^\s?[\[（(]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]）)]?\s|"
    r"\s?[\[（(]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?[\]）)]?\s?$|^[·•・▪■◆●]\s?"
)


def _uncut(title: str, link: Element) -> str:
    full = clean_text(link.get("title") or "")
    if not full:
        return title
    stem = letters(title.rstrip("….．"))
    if title.endswith(_CUT) or (len(full) > len(title) and letters(full).startswith(stem)):
        return full if letters(full).startswith(stem[: max(4, len(stem) - 2)]) else title
    return title


def _date_of(box: Element, link: Element, url: str) -> Moment | None:
    whole, own = first_text(box, _LONGEST_BOX, spaced=True), first_text(link, _LONGEST_BOX, spaced=True)
    # What stands beside the headline comes first: a headline may name a day of its own.
    return _date(clean_text(whole.replace(own, " ", 1)), url) or _date(clean_text(own), url) or url_day(url)


def _date(text: str, url: str) -> Moment | None:
    hint = url_day(url)
    return find_moment(text) or find_scattered_day(text) or find_day_of_year(text, hint.at.year if hint else None)


def _columns(page: Page, column_url: re.Pattern[str]) -> Iterator[Entry]:
    seen = set()
    for address, link in _addressed(page):
        url = address.partition("#")[0]
        if url not in seen and column_url.search(url):
            title = clean_text(text_of(link))
            if title:
                seen.add(url)
                yield Entry(url, title)
