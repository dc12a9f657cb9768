"""Reading a list page: the entries of the main list with title and date, the next page, linked columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from extract.groups import boxes, main_group
from extract.islands import add_islands
from extract.lines import HEADINGS
from extract.page import parse, select, spaced_text, text_of
from extract.pager import next_page
from news.article import Entry, Listing
from news.dates import find_day_of_year, find_moment, find_scattered_day, url_day
from news.site import ListRule, Pager
from news.text import clean_text, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from extract.page import Page
    from news.article import Moment

_DEFAULT_RULE = ListRule()
_DEFAULT_PAGER = Pager()
_CUT = ("…", "...", "．．．")


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
        for item in select(page.tree, rule.item):
            if isinstance(item, etree.ElementBase):
                entry = _ruled_entry(page, item, rule, article_url)
                if entry:
                    yield entry
        return
    links = _article_links(page, article_url) if article_url else main_group(page)
    for link, box in zip(links, boxes(links), strict=True):
        entry = _entry(page, link, box)
        if entry:
            yield entry


def _article_links(page: Page, article_url: re.Pattern[str]) -> list[HtmlElement]:
    """Return every link to an article; of several to one article (picture, headline) the one with most text."""
    best: dict[str, tuple[int, HtmlElement]] = {}
    for link in page.tree.iter("a"):
        url = page.absolute(link.get("href") or "")
        if url and article_url.search(url.partition("#")[0]):
            length = len(clean_text(text_of(link)))
            if url not in best or length > best[url][0]:
                best[url] = (length, link)
    return [link for _, link in best.values()]


def _ruled_entry(page: Page, item: HtmlElement, rule: ListRule, article_url: re.Pattern[str] | None) -> Entry | None:
    for link in select(item, rule.link):
        if not isinstance(link, etree.ElementBase):
            continue
        url = page.absolute(link.get("href") or "")
        if not url or (article_url and not article_url.search(url.partition("#")[0])):
            continue
        title = _first_text(item, rule.title) or _title(link)
        printed = _first_text(item, rule.date)
        return Entry(url, _uncut(title, link), _date(printed, url) if printed else _date_of(item, link, url))
    return None


def _first_text(item: HtmlElement, selector: str) -> str:
    for found in select(item, selector) if selector else ():
        text = clean_text(found if isinstance(found, str) else text_of(found))
        if text:
            return text
    return ""


def _entry(page: Page, link: HtmlElement, box: HtmlElement) -> Entry | None:
    url = page.absolute(link.get("href") or "")
    title = _title(link)
    if not url or not title:
        return None
    return Entry(url, title, _date_of(box, link, url))


def _title(link: HtmlElement) -> str:
    """Return a link's headline: its text without a date at its end, in full where it is cut and the page knows more."""
    text = _headline_part(link) or clean_text(text_of(link))
    return _uncut(_DATE_AROUND.sub("", text).strip() or clean_text(link.get("title") or ""), link)


def _headline_part(link: HtmlElement) -> str:
    """Return the headline among the parts of a link that is a whole card: picture, headline, date, summary."""
    parts = [node for node in link.iter(*_PARTS) if not any(True for _ in node.iterchildren(*_PARTS))]
    texts = {node: clean_text(text_of(node)) for node in parts}
    heading = next((texts[node] for node in parts if node.tag in HEADINGS and texts[node]), "")
    if heading:
        return heading
    worded = [text for text in texts.values() if text and not _NO_TITLE.fullmatch(text)]
    if len(parts) < 2 or not worded:
        return ""
    named = next((texts[n] for n in parts if texts[n] in worded and "tit" in (n.get("class") or "").lower()), "")
    return named or max(worded, key=lambda text: len(text) if len(text) <= _LONGEST_TITLE else 0)


_PARTS = ("div", "p", "span", "dt", "dd", "li", "time", *sorted(HEADINGS))
_LONGEST_TITLE = 90
# Dates, counters and the like among a card's parts.
_NO_TITLE = re.compile(r"[\d\s:./年月日\-\[\]()（）]+|[^:：]{2,6}[:：].{0,12}|(?:阅读|查看)?(?:更多|详情|全文)\W*")
_DATE_AROUND = re.compile(
    r"^\s*[\[（(]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]）)]?\s+|"
    r"\s*[\[（(]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?[\]）)]?\s*$|^[·•・▪■◆●]\s*"
)


def _uncut(title: str, link: HtmlElement) -> str:
    full = clean_text(link.get("title") or "")
    if not full:
        return title
    stem = letters(title.rstrip("….．"))
    if title.endswith(_CUT) or (len(full) > len(title) and letters(full).startswith(stem)):
        return full if letters(full).startswith(stem[: max(4, len(stem) - 2)]) else title
    return title


def _date_of(box: HtmlElement, link: HtmlElement, url: str) -> Moment | None:
    whole, own = spaced_text(box), spaced_text(link)
    # What stands beside the headline comes first: a headline may name a day of its own.
    return _date(clean_text(whole.replace(own, " ", 1)), url) or _date(clean_text(own), url) or url_day(url)


def _date(text: str, url: str) -> Moment | None:
    hint = url_day(url)
    return find_moment(text) or find_scattered_day(text) or find_day_of_year(text, hint.at.year if hint else None)


def _columns(page: Page, column_url: re.Pattern[str]) -> Iterator[Entry]:
    seen = set()
    for link in page.tree.iter("a"):
        url = page.absolute(link.get("href") or "")
        url = url.partition("#")[0] if url else None
        title = clean_text(text_of(link))
        if url and title and url not in seen and column_url.search(url):
            seen.add(url)
            yield Entry(url, title)
