"""The main list of a page that nobody described: links of one shape, at one place, with long texts or dates."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from extract.lists.asides import is_aside, is_columns_own
from extract.lists.boxes import boxes, headline_in, surroundings
from extract.lists.links import links_in, worded
from extract.lists.members import NO_LIST, Group, MainList, completed
from news.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.lists.links import Link
    from extract.lists.outline import Outline
    from extract.page import Page

# Tags and classes from the innermost element outwards; whether they stand beside the main column.
_Place = tuple[tuple[str, ...], bool]

# What their classes say (first, top, odd) is of one entry, not of the list.
_ITEM_TAGS = frozenset({"li", "tr", "dd", "dt"})
_LEVELS = 5
# The columns of a grid are told by their numbers alone: col-md-9 and col-md-3.
_DIGITS = re.compile(r"(?<!col-[a-z]{2}-)\d+")
# Of a class and an id; a megabyte of them tells no more.
_LONGEST_NAME = 300
_SHORTEST = 5
_COUNTED = 40
# A group of pictures has no text of its own; it is worth at most what its boxes say.
_HEADLINE = 8
# Articles are numbered, columns are named.
_NUMBERED = re.compile(r"\d{3}")
_COLUMN_FILE = re.compile(r"(?:index|list|default|node|col)[\w-]*(?:\.\w+)?", re.IGNORECASE)
_MOST_LINKS = 5000
_MOST_HOSTS = 50
_ASIDE = 0.4
_OWN_COLUMN = 2.0
# What a list counts for whose entries all have a date.
_ALL_DATED = 3.0


def main_list(page: Page, outline: Outline, links: Sequence[Link] | None = None) -> MainList:
    """Return the page's main list, an empty one when there is none; a menu is none. `links`: all of the page."""
    found = links_in(outline) if links is None else links
    title = next((outline.text(at, _LONGEST_NAME) for at, tag in enumerate(outline.tags) if tag == "title"), "")
    groups = _grouped(outline, list(worded(outline, list(islice(found, _MOST_LINKS)))), title)
    best: Group | None = None
    best_score = 0.0
    for bound, group in sorted(((_bound(group), group) for group in groups), key=lambda pair: -pair[0]):
        if bound <= best_score:
            break
        score = _score(group, outline, title)
        if score > best_score and _may_be_news(page, group):
            best, best_score = group, score
    return completed(outline, best, groups) if best else NO_LIST


def _grouped(outline: Outline, links: Iterable[Link], title: str) -> list[Group]:
    """Sort links by where they stand: the tags and classes of the elements around them, the main column or not."""
    places: dict[int, _Place] = {}
    groups: dict[_Place, list[Link]] = defaultdict(list)
    for link in links:
        parent = outline.parents[link.at]
        groups[places.get(parent) or _place(outline, parent, places, title)].append(link)
    return [_group(outline, shape, aside, held) for (shape, aside), held in groups.items()]


def _place(outline: Outline, node: int, places: dict[int, _Place], title: str) -> _Place:
    """Return the tags and classes of an element and the four around it, and whether it stands beside the main column.

    `places` keeps those of the page.
    """
    above = places.get(outline.parents[node]) if node >= 0 and outline.tags[node] in _ITEM_TAGS else None
    if above:
        # Most links stand in an item of a list that is known by then.
        places[node] = (outline.tags[node], *above[0][: _LEVELS - 1]), above[1]
        return places[node]
    path = []
    while node >= 0 and node not in places and outline.tags[node] != "body":
        path.append(node)
        node = outline.parents[node]
    shape, aside = places.get(node, ((), False))
    for below in reversed(path):
        part = outline.tags[below]
        if part not in _ITEM_TAGS:
            element = outline.nodes[below]
            name = f"{element.get('id') or ''} {element.get('class') or ''}"[:_LONGEST_NAME].strip()
            part = f"{part} {_unnumbered(name)}" if name else part
            aside = aside or is_aside(outline, below, name, title)
        shape = (part, *shape[: _LEVELS - 1])
        places[below] = shape, aside
    return shape, aside


@lru_cache(maxsize=4096)
def _unnumbered(name: str) -> str:
    return _DIGITS.sub("", name)


def _group(outline: Outline, shape: tuple[str, ...], aside: bool, links: list[Link]) -> Group:
    """Return a group with its weight: how much it looks like a list of articles before any date is looked for."""
    said = _with_headlines(outline, links)
    counted = []
    worth = numbered = 0
    for link in said:
        _, href, text, named = link
        length = len(text)
        is_long = length >= _SHORTEST or len(named) >= _SHORTEST
        # A word is no headline; a name counts when its address is numbered.
        has_number = (is_long or length > 0) and _is_numbered(href)
        counts = is_long or has_number
        counted.append(counts)
        if counts:
            numbered += has_number
            worth += min(length, _COUNTED)
    count = sum(counted)
    weight = worth * (0.5 + numbered / count) * (_ASIDE if aside else 1.0) if count else 0.0
    return Group(shape, aside, said, counted, numbered, weight)


def _with_headlines(outline: Outline, links: list[Link]) -> list[Link]:
    """Give links without words the headline that stands beside them: pictures with captions, 查看全文."""
    if sum([not link.text for link in links]) * 2 < len(links):
        return links
    return [
        link if link.text else link._replace(text=headline_in(outline, box))
        for link, box in zip(links, boxes(outline, links), strict=True)
    ]


def _bound(group: Group) -> float:
    """Return the most that a group can score."""
    return group.weight * _ALL_DATED * (1.0 if group.is_aside else _OWN_COLUMN)


def _score(group: Group, outline: Outline, title: str) -> float:
    """Return how much a group looks like a list of articles, its dates counted."""
    group.around = surroundings(outline, group.links)
    dated = [one.is_dated for one, counts in zip(group.around, group.counted, strict=True) if counts]
    group.dated = sum(dated)
    if len(dated) < 2 and not (group.numbered and group.dated):
        return 0.0
    score = group.weight * (1.0 + (_ALL_DATED - 1.0) * group.dated / len(dated))
    own = not group.is_aside and is_columns_own(outline, group.links[0].at, title)
    return score * (_OWN_COLUMN if own else 1.0)


def _may_be_news(page: Page, group: Group) -> bool:
    """Tell a list of articles from a menu or friendly links: by dates, by numbers, by long texts."""
    links = group.links
    if group.dated:
        return True
    columns = sum(_is_column(link.href) for link in links)
    numbered = sum(_is_numbered(link.href) and not _is_column(link.href) for link in links)
    if numbered * 2 >= len(links):
        return True
    if sum(len(link.text) for link in links) < _HEADLINE * len(links) or columns * 2 >= len(links):
        return False
    here = host_of(page.url)
    return any(host_of(page.absolute(link.href) or "") == here for link in links[:_MOST_HOSTS])


# The menus of a site's pages are the same.
@lru_cache(maxsize=4096)
def _is_numbered(href: str) -> bool:
    path = href.rstrip("/")
    return _NUMBERED.search(path, path.rfind("/") + 1) is not None


def _file(href: str) -> str:
    """Return the last part of an address, which holds an article's number."""
    return href.rstrip("/").rpartition("/")[2]


def _is_column(href: str) -> bool:
    """Tell whether an address looks like a column's: a folder without a number, index, list, col."""
    path, _, query = href.strip().partition("?")
    name = _file(path)
    if _COLUMN_FILE.fullmatch(name):
        # index.php?id=4711 is an article of a site that has but one file.
        return not (name.lower().startswith(("index", "default")) and _NUMBERED.search(query))
    return path.endswith("/") and not _NUMBERED.search(name)
