"""List page or article: told by a dated headline and prose on one side, by dated links on the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.groups import count_dated, main_group
from extract.headline import above_dateline, find_headline
from extract.page import text_of
from extract.region import find_body, weigh
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.headline import Claims
    from extract.lines import Lines
    from extract.page import Page

_INDEX_URL = re.compile(r"(?:/|/(?:index|list|default|node|column|col)[\w.-]*|/\d{1,3}\.html?)$", re.IGNORECASE)
_FEWEST = 3


def is_listing(page: Page, lines: Lines, metas: Mapping[str, str], claims: Claims) -> bool:
    """Tell a list page from an article."""
    if metas.get("published"):
        return False
    prose = _prose(lines, claims)
    if prose >= 15 and _has_dated_headline(lines, claims):
        return False
    links = main_group(page)
    if len(links) < _FEWEST:
        return False
    listed = sum(len(clean_text(text_of(link))) for link in links)
    if count_dated(links) * 2 >= len(links) and listed * 2 > prose:
        return True
    return prose < listed and (prose < 60 or _INDEX_URL.search(page.url.partition("?")[0]) is not None)


def _prose(lines: Lines, claims: Claims) -> float:
    headline = find_headline(lines, claims)
    start, end = find_body(lines, headline.end if headline else 0)
    return sum(weigh(line) for line in lines.all[start:end])


def _has_dated_headline(lines: Lines, claims: Claims) -> bool:
    headline = find_headline(lines, claims)
    if headline is None or headline.start == headline.end:
        return False
    line = lines.all[headline.start]
    return line.linked * 2 <= len(line.text) and above_dateline(lines.all, headline.end)
