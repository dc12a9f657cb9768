"""The main list of a page that nobody described: links of one shape, at one place, with long texts or dates."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from extract.links import first_text, links_of
from extract.page import text_of
from news.dates import find_moment, find_scattered_day
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

    from extract.page import Page

_ITEM_TAGS = frozenset({"li", "tr", "dd", "dt", "dl"})
_LEVELS = 5
_SIDE = re.compile(
    r"nav|menu|foot|head|side|hot|rank|paihang|crumb|link|share|top\b|right|recommend|tuijian", re.IGNORECASE
)
_NO_PAGE = re.compile(r"\s*(?:#|javascript:|mailto:|tel:|data:)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SHORTEST = 5
# Articles are numbered, columns are named.
_NUMBERED = re.compile(r"\d{3}")
_TOO_LARGE = frozenset({"body", "html", "table", "tbody"})
_MOST_LEVELS = 6
_LONGEST_BOX = 400
# Of a class or an id; a megabyte of it tells no more.
_LONGEST_NAME = 300
# A page with more links than this is a link farm, and its first ones tell enough.
_MOST_LINKS = 5000


def main_group(page: Page) -> list[Element]:
    """Return the links of the page's main list in page order, [] when there is none."""
    groups: dict[str, list[Element]] = defaultdict(list)
    parts: dict[Element, str] = {}
    for link in islice(links_of(page.tree), _MOST_LINKS):
        href = link.get("href")
        if href and not _NO_PAGE.match(href):
            groups[_shape(link, parts)].append(link)
    best: list[Element] = []
    best_score = 0.0
    dated: dict[Element, bool] = {}
    aside: dict[Element, bool] = {}
    for links in groups.values():
        score = _score(links, dated, aside)
        if score > best_score:
            best, best_score = links, score
    return best


def _shape(link: Element, parts: dict[Element, str]) -> str:
    """Return where a link stands: the tags and classes of the elements around it, item numbers left out."""
    names = []
    node = link.getparent()
    for _ in range(_LEVELS):
        if node is None or node.tag == "body":
            break
        if node not in parts:
            name = "" if node.tag in _ITEM_TAGS else _name(node, ".")
            parts[node] = str(node.tag) + _DIGITS.sub("", name)
        names.append(parts[node])
        node = node.getparent()
    return "<".join(names)


def _name(node: Element, between: str) -> str:
    return f"{node.get('id') or ''}{between}{node.get('class') or ''}"[:_LONGEST_NAME]


def _score(links: list[Element], dated: dict[Element, bool], aside: dict[Element, bool]) -> float:
    """Return how much a group looks like a list. `dated`, `aside`: what is known of the page's elements already."""
    long_ones, characters = [], 0
    for link in links:
        text = clean_text(text_of(link))
        if len(link.get("title") or text) >= _SHORTEST:
            long_ones.append(link)
            characters += min(len(text), 40)
    if len(long_ones) < 2:
        return 0.0
    numbered = sum(1 for link in long_ones if _NUMBERED.search((link.get("href") or "").rpartition("/")[2]))
    with_date = _count_dated(long_ones, dated)
    score = characters * (1.0 + 2.0 * with_date / len(long_ones)) * (0.5 + numbered / len(long_ones))
    return score * (0.4 if _is_aside(links[0], aside) else 1.0)


def boxes(links: Sequence[Element]) -> list[Element]:
    """Return for each link its box: the largest element around it that holds no other of the links' addresses."""
    # The one address that an element holds, None for several.
    held: dict[Element, str | None] = {}
    chains = [_around(link) for link in links]
    for link, chain in zip(links, chains, strict=True):
        href = link.get("href") or ""
        for node in chain:
            if held.setdefault(node, href) != href:
                held[node] = None
    return [
        next((node for node in reversed(chain) if held[node] is not None), link)
        for link, chain in zip(links, chains, strict=True)
    ]


def _around(link: Element) -> list[Element]:
    """Return the elements around a link, innermost first, as far as its box can reach."""
    chain: list[Element] = []
    node = link.getparent()
    while node is not None and node.tag not in _TOO_LARGE and len(chain) < _MOST_LEVELS:
        chain.append(node)
        node = node.getparent()
    return chain


def count_dated(links: Sequence[Element]) -> int:
    """Return how many of the links have a full date in their box."""
    return _count_dated(links, {})


def _count_dated(links: Sequence[Element], known: dict[Element, bool]) -> int:
    count = 0
    for box in boxes(links):
        if box not in known:
            known[box] = _has_date(first_text(box, _LONGEST_BOX, spaced=True))
        count += known[box]
    return count


def _has_date(text: str) -> bool:
    return find_moment(text) is not None or find_scattered_day(text) is not None


def _is_aside(link: Element, known: dict[Element, bool]) -> bool:
    """Tell whether a link stands in a menu or beside the page's main column; `known` spares common ancestors."""
    path = []
    found = False
    for node in link.iterancestors():
        if node in known:
            found = known[node]
            break
        path.append(node)
    for node in reversed(path):
        found = found or node.tag in ("nav", "footer", "aside") or _SIDE.search(_name(node, " ")) is not None
        known[node] = found
    return found
