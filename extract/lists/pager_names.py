"""Pages with a number for a name: counted up behind a word (list2.htm), or VSB's, counted down to 1.htm."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlunsplit

from news.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.lists.links import Link
    from extract.lists.outline import Outline
    from extract.page import Page

# A pager links to a dozen pages; beyond this many a page is no list.
_MOST_LINKS = 2000
_ENDING = re.compile(r"\.[a-z]{2,5}$")
_USUAL_ENDING = ".html"
_DOWNWARDS = re.compile(r"(.*)/(\d{1,4})\.htm")
# 共132条  1/9
_TOLD = re.compile(r"共\s*\d{1,7}\s*条\s*(\d{1,4})\s*/\s*(\d{1,4})(?!\d)")
_LONGEST_TOLD = 60


def next_by_name(page: Page, links: Sequence[Link], param: str) -> str | None:
    """Return the address whose file name is `param` and the next number, as long as the pager links to it or to a
    later one; where it links to none, as those made by script, the address that page 1 leads one to expect.
    """
    path = parts_of(page.url).path
    numbered = re.compile(rf"(.*/){re.escape(param)}(\d{{1,6}})((?:\.[a-z]{{2,5}})?/?)")
    here = numbered.fullmatch(path)
    folder, current = (here[1], int(here[2])) if here else (path.rpartition("/")[0] + "/", 1)
    found = (numbered.fullmatch(linked) for linked in _paths(page, links, re.compile(re.escape(param) + r"\d")))
    endings = {int(other[2]): other[3] for other in found if other and other[1] == folder}
    if endings and max(endings) <= current:
        return None
    ending = here[3] if here else endings[max(endings)] if endings else _ending_of(path)
    return _at(page.url, f"{folder}{param}{current + 1}{ending}")


def next_downwards(page: Page, outline: Outline, links: Sequence[Link]) -> str | None:
    """Return VSB's page after this one: of nine pages of <column>.htm the second is <column>/8.htm, the last 1.htm.

    The first page tells how many there are, by its words or by the highest number that it links to.
    """
    path = parts_of(page.url).path
    if not path.endswith(".htm"):
        return None
    here = _DOWNWARDS.fullmatch(path)
    first = f"{here[1]}.htm" if here else ""
    name = re.escape(first.rpartition("/")[2]) if first else "$^"
    linked = list(_paths(page, links, re.compile(rf"(?:^|/)(?:\d{{1,4}}\.htm|{name})(?:$|[?#])")))
    if here and first in linked:
        return _numbered(page.url, here[1], int(here[2]) - 1)
    column = path.removesuffix(".htm")
    below = [int(found[2]) for other in linked if (found := _DOWNWARDS.fullmatch(other)) and found[1] == column]
    return _numbered(page.url, column, _told(outline) or max(below)) if below else None


def _numbered(url: str, column: str, number: int) -> str | None:
    return _at(url, f"{column}/{number}.htm") if number > 0 else None


def _told(outline: Outline) -> int:
    """Return how many pages come after this one by the words below the list, 0 where they do not say."""
    found = (_TOLD.search(piece[:_LONGEST_TOLD]) for piece in outline.pieces if "/" in piece and "共" in piece)
    told = next((one for one in found if one), None)
    return max(0, int(told[2]) - int(told[1])) if told else 0


def _ending_of(path: str) -> str:
    found = _ENDING.search(path)
    return found[0] if found else _USUAL_ENDING


def _paths(page: Page, links: Sequence[Link], wanted: re.Pattern[str]) -> Iterator[str]:
    """Yield the paths of the links of a form that lead to the page's own host."""
    host = parts_of(page.url).netloc
    hrefs = dict.fromkeys(link.href for link in links if wanted.search(link.href))
    for href in islice(hrefs, _MOST_LINKS):
        parts = parts_of(page.absolute(href) or "")
        if parts.netloc == host:
            yield parts.path


def _at(url: str, path: str) -> str:
    return urlunsplit(parts_of(url)._replace(path=path, query="", fragment=""))
