"""The main list of a page that nobody described: links of one shape, at one place, with long texts or dates."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from extract.page import spaced_text, text_of
from news.dates import find_moment, find_scattered_day
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

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
_NUMBERED = re.compile(r"\d{3,}[^/]*$")
_TOO_LARGE = frozenset({"body", "html", "table", "tbody"})
_MOST_LEVELS = 6
_LONGEST_BOX = 400
# A page with more links than this is a link farm, and its first ones tell enough.
_MOST_LINKS = 5000


def main_group(page: Page) -> list[HtmlElement]:
    """Return the links of the page's main list in page order, [] when there is none."""
    groups: dict[str, list[HtmlElement]] = defaultdict(list)
    parts: dict[HtmlElement, str] = {}
    for link in islice(page.tree.iter("a"), _MOST_LINKS):
        href = link.get("href")
        if href and not _NO_PAGE.match(href):
            groups[_shape(link, parts)].append(link)
    best: list[HtmlElement] = []
    best_score = 0.0
    for links in groups.values():
        score = _score(links)
        if score > best_score:
            best, best_score = links, score
    return best


def _shape(link: HtmlElement, parts: dict[HtmlElement, str]) -> str:
    """Return where a link stands: the tags and classes of the elements around it, item numbers left out."""
    names = []
    node = link.getparent()
    for _ in range(_LEVELS):
        if node is None or node.tag == "body":
            break
        if node not in parts:
            name = "" if node.tag in _ITEM_TAGS else f"{node.get('id') or ''}.{node.get('class') or ''}"
            parts[node] = str(node.tag) + _DIGITS.sub("", name)
        names.append(parts[node])
        node = node.getparent()
    return "<".join(names)


def _score(links: list[HtmlElement]) -> float:
    long_ones, characters = [], 0
    for link in links:
        text = clean_text(text_of(link))
        if len(link.get("title") or text) >= _SHORTEST:
            long_ones.append(link)
            characters += min(len(text), 40)
    if len(long_ones) < 2:
        return 0.0
    numbered = sum(1 for link in long_ones if _NUMBERED.search(link.get("href") or ""))
    score = characters * (1.0 + 2.0 * count_dated(long_ones) / len(long_ones)) * (0.5 + numbered / len(long_ones))
    return score * (0.4 if _is_aside(links[0]) else 1.0)


def boxes(links: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return for each link its box: the largest element around it that holds no other of the links' addresses."""
    held: dict[HtmlElement, set[str]] = defaultdict(set)
    chains = [_around(link) for link in links]
    for link, chain in zip(links, chains, strict=True):
        for node in chain:
            held[node].add(link.get("href") or "")
    return [
        next((node for node in reversed(chain) if len(held[node]) == 1), link)
        for link, chain in zip(links, chains, strict=True)
    ]


def _around(link: HtmlElement) -> list[HtmlElement]:
    """Return the elements around a link, innermost first, as far as its box can reach."""
    chain: list[HtmlElement] = []
    node = link.getparent()
    while node is not None and node.tag not in _TOO_LARGE and len(chain) < _MOST_LEVELS:
        chain.append(node)
        node = node.getparent()
    return chain


def count_dated(links: Sequence[HtmlElement]) -> int:
    """Return how many of the links have a full date in their box."""
    return sum(1 for box in boxes(links) if _has_date(spaced_text(box)[:_LONGEST_BOX]))


def _has_date(text: str) -> bool:
    return find_moment(text) is not None or find_scattered_day(text) is not None


def _is_aside(link: HtmlElement) -> bool:
    return any(
        _SIDE.search(f"{node.get('id') or ''} {node.get('class') or ''}") or node.tag in ("nav", "footer", "aside")
        for node in link.iterancestors()
    )
