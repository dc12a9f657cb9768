"""Articles printed on several pages: which pages belong together, and their texts put in order."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from news.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lines import Line
    from extract.page import Page
    from news.article import Article

# c1016-23421001-2.html, t20190926_115274_1.html, content_95001_2.shtml: the first page's name and a small number.
_NAME = re.compile(r"^(?P<stem>.+?)(?P<ending>\.[a-z]{3,5})?$", re.IGNORECASE)
_NUMBER = re.compile(r"[_-](\d{1,2})$")
_PARAMETERS = frozenset({"page", "p", "pageno", "pagenum", "currentpage", "curpage"})
_MOST_PAGES = 50
# Pagers link each page once or twice; a page of a hundred thousand such links is no article's (2026-11).
_MOST_LINKS = 1000


def further_pages(page: Page, lines: Sequence[Line], first_url: str) -> tuple[str, ...]:
    """Return the addresses, in order, of the pages after the first that a page of an article links to.

    `first_url` is the article's own address; only it with a page number added counts, so no other article can.
    """
    found: dict[int, str] = {}
    name = _parts(parts_of(first_url).path.rpartition("/")[2])[0]
    # Most links are ruled out at a glance: a further page has the first one's name, or is a query alone.
    hrefs = [href for line in lines for _, href in line.links]
    near = [href for href in hrefs if (name and name in href) or href.startswith("?")]
    for href in near[:_MOST_LINKS]:
        url = page.absolute(href)
        number = _page_number(url, first_url) if url else None
        if url and number:
            found.setdefault(number, url.partition("#")[0])
    return tuple(found[number] for number in sorted(found)[:_MOST_PAGES])


def _page_number(url: str, first_url: str) -> int | None:
    here, first = parts_of(url), parts_of(first_url)
    if here.netloc.removeprefix("www.") != first.netloc.removeprefix("www."):
        return None
    if here.path == first.path:
        return _number_in_query(here.query, first.query)
    stem, ending = _parts(here.path)
    first_stem, first_ending = _parts(first.path)
    number = _NUMBER.search(stem)
    if not number or ending != first_ending or stem[: number.start()] != first_stem:
        return None
    return int(number[1])


def _number_in_query(query: str, first: str) -> int | None:
    """Return the page that a query asks for when it differs from the first page's in nothing else."""
    rest = [pair for pair in parse_qsl(query) if pair[0].lower() not in _PARAMETERS]
    numbers = [value for name, value in parse_qsl(query) if name.lower() in _PARAMETERS]
    if len(numbers) != 1 or rest != parse_qsl(first) or not numbers[0].isdecimal() or len(numbers[0]) > 2:
        return None
    return int(numbers[0]) if int(numbers[0]) > 1 else None


def _parts(path: str) -> tuple[str, str]:
    found = _NAME.match(path)
    return (found["stem"], (found["ending"] or "").lower()) if found else (path, "")


def stitch(first: Article, others: Sequence[Article]) -> Article:
    """Return an article with the texts, pictures and attachments of its further pages behind its own."""
    pages = (first, *others)
    return replace(
        first,
        body_text="\n".join(page.body_text for page in pages if page.body_text),
        body_html="\n".join(page.body_html for page in pages if page.body_html),
        images=tuple(dict.fromkeys(image for page in pages for image in page.images)),
        attachments=tuple(dict.fromkeys(attachment for page in pages for attachment in page.attachments)),
        editor=first.editor or next((page.editor for page in others if page.editor), None),
        pages=(),
    )
