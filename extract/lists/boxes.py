"""What belongs to each link of a list: its box, its item, or the text beside it, wherever the page keeps the date."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from extract.lists.links import says_nothing
from news.dates import find_moment, find_moments, find_scattered_day, find_short_day
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lists.links import Link
    from extract.lists.outline import Outline
    from news.article import Moment

_TOO_LARGE = frozenset({"body", "html", "table", "tbody"})
_ITEMS = frozenset({"li", "tr", "dd", "dl", "article"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_LEVELS = 6
LONGEST_BOX = 400
# What stands between two entries, and how far before the first one the heading of a day may stand.
_LONGEST_BESIDE = 120
_MOST_BEFORE = 6
_NEARLY_ALL = 0.8
_MOST_PARTS = 100
_LONGEST_DATE = 40
_DIGIT = re.compile(r"\d")
_ABOUT_A_DATE = re.compile(r"[\W_]|发布|发稿|更新|录入|添加|日期|时间")


class Surroundings(NamedTuple):
    """What stands around a link: its box's number, the box's text, and the text outside the box that dates it or ''."""

    box: int
    text: str
    beside: str = ""

    @property
    def is_dated(self) -> bool:
        """Tell whether a full date stands around the link."""
        return bool(self.beside) or has_date(self.text)


def boxes(outline: Outline, links: Sequence[Link]) -> list[int]:
    """Return for each link, given in page order, the largest element around it that holds no other's address."""
    before = _nearest_others(links)
    behind = [len(links) - 1 - other for other in reversed(_nearest_others(links[::-1]))]
    found = []
    for index, link in enumerate(links):
        start = links[before[index]].at if before[index] >= 0 else -1
        end = links[behind[index]].at if behind[index] < len(links) else len(outline.nodes)
        box = link.at
        for node in islice(outline.around(link.at), _MOST_LEVELS):
            if outline.tags[node] in _TOO_LARGE or node <= start or outline.ends[node] > end:
                break
            box = node
        found.append(box)
    return found


def _nearest_others(links: Sequence[Link]) -> list[int]:
    """Return for each link the index of the nearest one before it with another address, -1 for none."""
    found: list[int] = []
    for index, link in enumerate(links):
        if index == 0:
            found.append(-1)
        else:
            found.append(index - 1 if links[index - 1].href != link.href else found[-1])
    return found


def surroundings(outline: Outline, links: Sequence[Link]) -> list[Surroundings]:
    """Return what stands around each link of a list; the whole list keeps its dates at one place."""
    places = boxes(outline, links)
    # Thousands of links to one address may share one box.
    texts = {box: outline.spaced(box, LONGEST_BOX) for box in set(places)}
    found = [Surroundings(box, texts[box]) for box in places]
    if len(links) < 2 or sum(one.is_dated for one in found) >= len(links) * _NEARLY_ALL:
        return found
    items = _item_texts(outline, links)
    if sum(map(bool, items)) >= len(links) * _NEARLY_ALL:
        return _with_texts(found, items)
    return _with_texts(found, _sides(outline, links))


def _with_texts(found: Sequence[Surroundings], texts: Sequence[str]) -> list[Surroundings]:
    return [
        Surroundings(one.box, one.text, text if has_date(text) else "") for one, text in zip(found, texts, strict=True)
    ]


def _item_texts(outline: Outline, links: Sequence[Link]) -> list[str]:
    """Return for each link the text of the item around it when that holds one date: `[要闻] 题 2026-06-30`."""
    known: dict[int, str] = {}
    texts = []
    for link in links:
        item = next(
            (node for node in islice(outline.around(link.at), _MOST_LEVELS) if outline.tags[node] in _ITEMS), -1
        )
        if item >= 0 and item not in known:
            text = outline.spaced(item, LONGEST_BOX)
            days = {moment.at.date() for moment, _, _ in find_moments(text)}
            known[item] = text if len(days) == 1 else ""
        texts.append(known.get(item, ""))
    return texts


def _sides(outline: Outline, links: Sequence[Link]) -> list[str]:
    """Return the texts behind the links or those before them: the side on which the dates stand."""
    before, behind = _between(outline, links)
    if sum(map(has_date, behind)) * 2 >= len(links) and sum(map(has_date, behind)) >= sum(map(has_date, before)):
        return behind
    if sum(map(has_date, before)) * 2 >= len(links) or whole_date(before[0]):
        return _carried(before)
    return [""] * len(links)


def _between(outline: Outline, links: Sequence[Link]) -> tuple[list[str], list[str]]:
    """Return the text before each link, back to the link before it, and the one behind each."""
    around = outline.common(links[0].at, links[-1].at)
    starts = [outline.starts[link.at] for link in links]
    stops = [outline.stops[link.at] for link in links]
    between = [outline.between(stop, start) for stop, start in zip(stops, starts[1:], strict=False)]
    last = outline.between(stops[-1], outline.stops[around])
    before = [_text_above(outline, starts[0]), *between]
    return [text[-_LONGEST_BESIDE:] for text in before], [text[:_LONGEST_BESIDE] for text in (*between, last)]


def _text_above(outline: Outline, piece: int) -> str:
    """Return the last text before a piece: what stands over the first entry."""
    above = (clean_text(text) for text in reversed(outline.pieces[max(0, piece - _MOST_BEFORE) : piece]))
    return next((text for text in above if text), "")


def _carried(texts: Sequence[str]) -> list[str]:
    """Fill what has no date with the text before: several entries stand under the heading of one day."""
    filled, last = [], ""
    for text in texts:
        last = text if has_date(text) else last
        filled.append(last)
    return filled


@lru_cache(maxsize=4096)
def has_date(text: str) -> bool:
    """Tell whether a full date stands in a text."""
    return _DIGIT.search(text) is not None and (find_moment(text) is not None or find_scattered_day(text) is not None)


def whole_date(text: str) -> Moment | None:
    """Return the day of a text that is nothing but a date with its label and brackets, None otherwise."""
    if len(text) > _LONGEST_DATE or not _DIGIT.search(text):
        return None
    for moment, start, end in find_moments(text):
        return None if _ABOUT_A_DATE.sub("", text[:start] + text[end:]) else moment
    return find_short_day(text)


def headline_in(outline: Outline, box: int) -> str:
    """Return the headline of a box whose link says none: its heading, or its longest text that is no date."""
    if outline.starts[box] == outline.stops[box] or outline.stops[box] - outline.starts[box] > _MOST_PARTS:
        return ""
    heading = next((text for node in outline.below(box, _HEADINGS) if (text := outline.text(node, LONGEST_BOX))), "")
    if heading:
        return heading
    pieces = (clean_text(piece) for piece in outline.pieces[outline.starts[box] : outline.stops[box]])
    return max((text for text in pieces if not says_nothing(text) and not whole_date(text)), key=len, default="")
