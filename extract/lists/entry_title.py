"""The headline of a list entry: what the link says without dates, numbers and flags, in full where the page cuts it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from extract.lists.links import says_nothing
from news.text import clean_text, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.lists.links import Link
    from extract.lists.outline import Outline

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARTS = _HEADINGS | {"div", "p", "span", "dt", "dd", "li", "time"}
_HOLDERS_OF_MORE = frozenset({"span", "font", "p", "b", "strong", *_HEADINGS})
_CUT = ("…", "...", "．．．", "..")
_MOST_PARTS = 100
_LONGEST_TITLE = 90
_LONGEST_PART = 500
_LONGEST_HINT = 2000
_MOST_ITEM_LEVELS = 2
_SHORTEST_NAME = 4
_DAY = r"[\[（(]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
# Of a clean line, here and below: no two spaces stand together.
# Dates, counters and the like among a card's parts.
_NO_TITLE = re.compile(r"[\d\s:./年月日\-\[\]()（）]+|[^:：]{2,6}[:：].{0,12}")
_DATE_AROUND = re.compile(rf"^\s?{_DAY}[\]）)]?\s|\s?{_DAY}(?:\s?\d{{1,2}}:\d\d(?::\d\d)?)?[\]）)]?\s?$|^[·•・▪■◆●]\s?")
# A running number before the headline, a day behind it, in elements of their own.
_EDGE = re.compile(rf"\W*(?:\d{{1,2}}|\d{{1,2}}[-/.月]\d{{1,2}}日?|{_DAY}[\]）)]?)\W*")
_FLAG = re.compile(r"^[\[【(（]置顶[\]】)）]\s?|(?<=[^\sA-Za-z])\s?(?:NEW|New|new|HOT|Hot|hot)!?$")
_LABEL = re.compile(r"^(?:文章|新闻)?标题\s?[:：]\s?")
_LINES = re.compile(r"[\n\r]+")


def title_of(outline: Outline, link: Link) -> str:
    """Return a link's headline, '' when it says none."""
    text = link.text
    if outline.ends[link.at] > link.at + 1:
        text = _headline_part(outline, link.at) or _without_edges(outline, link.at, text)
    if link.named and link.named != text and _is_rest(text, link.named):
        text = link.named
    text = _FLAG.sub("", text)
    return uncut(outline, _DATE_AROUND.sub("", text).strip() or link.named, link)


def _is_rest(text: str, named: str) -> bool:
    """Tell whether a text holds the link's title attribute and beside it nothing but a date or a number."""
    before, found, behind = text.partition(named)
    return len(named) >= _SHORTEST_NAME and bool(found) and all(not p or _EDGE.fullmatch(p) for p in (before, behind))


def _headline_part(outline: Outline, at: int) -> str:
    """Return the headline among the parts of a link that is a whole card: picture, headline, date, summary."""
    found = list(islice(outline.below(at, _PARTS), _MOST_PARTS))
    # A part that holds other parts is none: the next one in page order stands in it.
    limits = [*found[1:], outline.ends[at]]
    parts = [node for node, behind in zip(found, limits, strict=False) if behind >= outline.ends[node]]
    if len(parts) < 2 and not any(outline.tags[node] in _HEADINGS for node in parts):
        return ""
    texts = {node: outline.text(node, _LONGEST_PART) for node in parts}
    heading = next((texts[node] for node in parts if outline.tags[node] in _HEADINGS and texts[node]), "")
    if heading:
        return heading
    worded = [node for node in parts if not says_nothing(texts[node]) and not _NO_TITLE.fullmatch(texts[node])]
    if len(parts) < 2 or not worded:
        return ""
    named = next((texts[node] for node in worded if "tit" in (outline.nodes[node].get("class") or "").lower()), "")
    return named or max(
        (texts[node] for node in worded), key=lambda text: len(text) if len(text) <= _LONGEST_TITLE else 0
    )


def _without_edges(outline: Outline, at: int, text: str) -> str:
    """Drop a number before the headline and a day behind it when each is an element of its own."""
    children = [node for node in range(at + 1, min(outline.ends[at], at + _MOST_PARTS)) if outline.parents[node] == at]
    for node in {children[0], children[-1]}:
        edge = outline.text(node, _LONGEST_PART)
        if edge and edge != text and _EDGE.fullmatch(edge):
            text = text.removeprefix(edge).removesuffix(edge).strip() or text
    return text


def uncut(outline: Outline, title: str, link: Link) -> str:
    """Return the full headline of one that is cut off, where the page tells it: in a title attribute near the link."""
    if title.endswith(_CUT):
        stem = letters(title.rstrip("….．"))
        known = stem[: max(4, len(stem) - 2)]
        return next((hint for hint in _hints(outline, link) if letters(hint).startswith(known)), title)
    return link.named if len(link.named) > len(title) and letters(link.named).startswith(letters(title)) else title


def _hints(outline: Outline, link: Link) -> Iterator[str]:
    """Yield what the title attributes of a link, of the elements in it and of its item say, line by line."""
    inside = islice(outline.below(link.at, _HOLDERS_OF_MORE), _MOST_PARTS)
    for node in (link.at, *inside, *islice(outline.around(link.at), _MOST_ITEM_LEVELS)):
        for line in _LINES.split((outline.nodes[node].get("title") or "")[:_LONGEST_HINT]):
            if hint := _LABEL.sub("", clean_text(line)):
                yield hint
