"""The main list of a page that nobody described: links of one shape, at one place, with long texts or dates."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from extract.page import text_of
from news.dates import find_moment
from news.text import clean_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from extract.page import Page

_ITEM_TAGS = frozenset({"li", "tr", "dd", "dt", "dl"})
_LEVELS = 5
_SIDE = re.compile(
    r"nav|menu|foot|head|side|hot|rank|paihang|crumb|link|share|top\b|right|recommend|tuijian", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_SHORTEST = 5


def main_group(page: Page) -> list[HtmlElement]:
    """Return the links of the page's main list in page order, [] when there is none."""
    groups: dict[str, list[HtmlElement]] = defaultdict(list)
    for link in page.tree.iter("a"):
        href = link.get("href") or ""
        if href and not href.startswith(("#", "javascript:", "mailto:")) and page.absolute(href):
            groups[_shape(link)].append(link)
    best: list[HtmlElement] = []
    best_score = 0.0
    for links in groups.values():
        score = _score(links)
        if score > best_score:
            best, best_score = links, score
    return best


def _shape(link: HtmlElement) -> str:
    """Return where a link stands: the tags and classes of the elements around it, item numbers left out."""
    parts = []
    node = link.getparent()
    for _ in range(_LEVELS):
        if node is None or node.tag == "body":
            break
        name = "" if node.tag in _ITEM_TAGS else f"{node.get('id') or ''}.{node.get('class') or ''}"
        parts.append(str(node.tag) + _DIGITS.sub("", name))
        node = node.getparent()
    return "<".join(parts)


def _score(links: list[HtmlElement]) -> float:
    long_ones = [link for link in links if len(clean_text(link.get("title") or text_of(link))) >= _SHORTEST]
    if len(long_ones) < 2:
        return 0.0
    score = float(sum(min(len(clean_text(text_of(link))), 40) for link in long_ones))
    dated = sum(1 for link in long_ones if has_date_near(link))
    score *= 1.0 + 2.0 * dated / len(long_ones)
    return score * (0.4 if _is_aside(links[0]) else 1.0)


def has_date_near(link: HtmlElement) -> bool:
    """Tell whether a date stands in the same list item as a link."""
    node = link
    for _ in range(3):
        parent = node.getparent()
        if parent is None:
            return False
        node = parent
        if node.tag in _ITEM_TAGS:
            break
    return find_moment(clean_text(text_of(node))[:400]) is not None


def _is_aside(link: HtmlElement) -> bool:
    return any(
        _SIDE.search(f"{node.get('id') or ''} {node.get('class') or ''}") or node.tag in ("nav", "footer", "aside")
        for node in link.iterancestors()
    )
