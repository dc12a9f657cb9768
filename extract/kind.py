"""List page or article: told by a dated headline and prose on one side, by dated links on the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.groups import boxes, count_dated, main_group
from extract.headline import find_headline
from extract.labels import has_label
from extract.page import text_of
from extract.region import find_body, is_dateline, weigh
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element as Element

    from extract.headline import Claims, Headline
    from extract.lines import Line, Lines
    from extract.page import Page

_INDEX_URL = re.compile(r"(?:/|/(?:index|list|default|node|column|col)[\w.-]*|/\d{1,3}\.html?)$", re.IGNORECASE)
_FEWEST = 3
_LINES_BELOW = 6
_SOME_PROSE = 15.0


def is_listing(page: Page, lines: Lines, metas: Mapping[str, str], claims: Claims) -> bool:
    """Tell a list page from an article."""
    if metas.get("published"):
        return False
    links = main_group(page)
    headline = find_headline(lines, claims)
    start, end = find_body(lines, headline.end if headline else 0)
    held = set(boxes(links)) if len(links) >= _FEWEST else set()
    prose = sum(weigh(line) for line in lines.all[start:end] if not _within(line, held))
    if headline and _is_dated(headline, lines.all, held, prose):
        return False
    if len(links) < _FEWEST:
        return False
    listed = sum(len(clean_text(text_of(link))) for link in links)
    if count_dated(links) * 2 >= len(links) and listed * 2 > prose:
        return True
    return prose < listed and (prose < 60 or _INDEX_URL.search(page.url.partition("?")[0]) is not None)


def _is_dated(headline: Headline, lines: Sequence[Line], held: set[Element], prose: float) -> bool:
    """Tell whether a date line follows a headline that is no link itself; the dates of a list's entries are none."""
    if headline.start == headline.end or lines[headline.start].linked * 2 > len(lines[headline.start].text):
        return False
    below = [line for line in lines[headline.end : headline.end + _LINES_BELOW] if line.text][:_FEWEST]
    dated = [line for line in below if is_dateline(line.text) and not _within(line, held)]
    # Without prose, as under a scanned notice, the line must say what it is.
    return any(prose >= _SOME_PROSE or has_label(line.text) for line in dated)


def _within(line: Line, held: set[Element]) -> bool:
    return not held.isdisjoint((line.element, *line.element.iterancestors()))
