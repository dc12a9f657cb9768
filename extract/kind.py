"""List page or article: told by a dated headline and prose on one side, by dated links on the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.articles.labels import has_label
from extract.articles.region import is_dateline, weigh
from extract.lists.groups import main_list
from extract.lists.outline import outline_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element as Element

    from extract.articles.headline import Headline
    from extract.lines import Line, Lines
    from extract.page import Page

_INDEX_URL = re.compile(r"(?:/|/(?:index|list|default|node|column|col)[\w.-]*|/\d{1,3}\.html?)$", re.IGNORECASE)
# A column's own address, unlike a site's front page and a folder that may hold anything.
_COLUMN_URL = re.compile(
    r"/(?:col/col\d+|[\w-]+)/(?:index(?:_\d+)?\.\w+)?$|/(?:list|column)[\w-]*\.\w+$", re.IGNORECASE
)
_FEWEST = 3
_LINES_BELOW = 6
_SOME_PROSE = 15.0
_HARDLY_ANY_PROSE = 60
_MUCH_PROSE = 200.0
# A page with the frame of a site around nothing; a challenge or an error page has no menu.
_FEWEST_OF_A_FRAME = 10


def is_listing(
    page: Page, lines: Lines, metas: Mapping[str, str], headline: Headline | None, body: tuple[int, int]
) -> bool:
    """Tell a list page from an article, whose headline and text would be these lines."""
    start, end = body
    if metas.get("published") or (headline and _is_plainly_dated(headline, lines.all, body)):
        return False
    outline = outline_of(page.tree)
    links, around = main_list(page, outline)
    held = {outline.nodes[one.box] for one in around} if len(links) >= _FEWEST else set()
    prose = sum(weigh(line) for line in lines.all[start:end] if not _within(line, held))
    if headline and _is_dated(headline, lines.all, held, prose):
        return False
    listed = sum(len(link.text) for link in links)
    dated = sum(one.is_dated for one in around)
    address = page.url.partition("?")[0]
    if not links:
        return prose < _HARDLY_ANY_PROSE and _is_empty_column(address, lines, metas)
    if len(links) < _FEWEST:
        return dated == len(links) and listed > prose
    if dated * 2 >= len(links) and listed * 2 > prose:
        return True
    return prose < listed and (prose < _HARDLY_ANY_PROSE or _INDEX_URL.search(address) is not None)


def _is_empty_column(address: str, lines: Lines, metas: Mapping[str, str]) -> bool:
    """Tell a column whose list is missing: its name or address says what it is, and a site's menu is around it."""
    if sum(len(line.links) for line in lines.all) < _FEWEST_OF_A_FRAME:
        return False
    return bool(metas.get("column")) or _COLUMN_URL.search(address) is not None


def _is_plainly_dated(headline: Headline, lines: Sequence[Line], body: tuple[int, int]) -> bool:
    """Tell an article at a glance, as most are: a labelled date line right below the headline, and much prose."""
    below = next((line for line in lines[headline.end : headline.end + _FEWEST] if line.text), None)
    if below is None or headline.start == headline.end or below.linked * 2 > len(below.text):
        return False
    is_labelled = has_label(below.text) and is_dateline(below.text)
    return is_labelled and sum(weigh(line) for line in lines[body[0] : body[1]]) >= _MUCH_PROSE


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
