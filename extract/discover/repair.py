"""Proposing a layout: the selectors of new markup, found by the titles and texts of articles that are known. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from extract.page import parse, text_of
from news.dates import find_moments
from news.site import Layout
from news.text import fold, letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from lxml.etree import _Element as Element

    from extract.page import Page

_NAME = re.compile(r"[A-Za-z_][\w-]{0,60}", re.ASCII)
# A run of digits is an article's number, not a name that the next page has too.
_NUMBERED = re.compile(r"\d{3}")
_HEADINGS = ("h1", "h2", "h3")
# Editors touch up a text: nine of ten paragraphs by their beginnings are the same article.
_COVERED = 0.9
_NEEDLE, _SHORTEST_NEEDLE, _MOST_NEEDLES = 40, 8, 200
# An element with so much more than the text is the page, not the body.
_MOST_BESIDE = 4
_MOST_LEVELS = 60
_LONGEST_LINE, _MOST_PIECES = 300, 60


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as it comes now, and what is known of its article from before: title, paragraphs, day, 来源."""

    body: bytes
    url: str
    content_type: str | None
    title: str
    paragraphs: tuple[str, ...]
    published: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A layout that would find the known articles in the new markup, and of how many of the pages that is true."""

    layout: Layout
    fits: int
    pages: int

    @property
    def toml(self) -> str:
        """Return the lines for the site's file."""
        layout = self.layout
        pairs = [("name", layout.name), ("marker", layout.marker), ("body", layout.body)]
        pairs += [("title", layout.title), ("dateline", layout.dateline)]
        lines = [f"{key} = '{value}'" for key, value in pairs if value]
        since = [f"since = {layout.since.isoformat()}"] if layout.since else []
        return "\n".join(["[[layouts]]", *lines, *since])


def propose(pages: Sequence[KnownPage], name: str, since: date | None = None) -> Proposal | None:
    """Return the layout that finds the known articles in most of `pages`, None when no element holds their texts.

    Raise ReadError for bytes that are no page.
    """
    bodies: list[list[str]] = []
    titles: list[list[str]] = []
    lines: list[list[str]] = []
    for known in pages:
        page = parse(known.body, known.url, known.content_type)
        body = _body_of(page, known.paragraphs)
        if body is None:
            continue
        bodies.append(list(_selectors(page, body)))
        title = _title_of(page, known.title)
        titles.append(list(_selectors(page, title)) if title is not None else [])
        line = _dateline_of(page, known, body)
        lines.append(list(_selectors(page, line)) if line is not None else [])
    found, fits = _agreed(bodies)
    if not found:
        return None
    layout = Layout(name, found, found, title=_agreed(titles)[0], dateline=_agreed(lines)[0], since=since)
    return Proposal(layout, fits, len(pages))


def _agreed(candidates: Sequence[Sequence[str]]) -> tuple[str, int]:
    """Return the selector that is right in most pages, the better form of several, and in how many; '' for none."""
    counts = Counter(selector for of_page in candidates for selector in of_page)
    if not counts:
        return "", 0
    best = max(counts.values())
    first = next(s for of_page in candidates for s in of_page if counts[s] == best)
    return first, best


def _body_of(page: Page, paragraphs: Sequence[str]) -> Element | None:
    """Return the smallest element that holds the paragraphs and can be named."""
    needles = [fold(text)[:_NEEDLE] for text in paragraphs[:_MOST_NEEDLES]]
    needles = [needle for needle in needles if len(needle) >= _SHORTEST_NEEDLE]
    if not needles or not _covers(page.tree, needles):
        return None
    node = page.tree
    for _ in range(_MOST_LEVELS):
        inner = next((child for child in _children(node) if _covers(child, needles)), None)
        if inner is None:
            break
        node = inner
    whole = sum(map(len, map(fold, paragraphs)))
    while node is not None and next(_selectors(page, node), None) is None:
        parent = node.getparent()
        if parent is None or len(fold(text_of(parent))) > _MOST_BESIDE * whole:
            return None
        node = parent
    return node


def _children(node: Element) -> Iterator[Element]:
    return (child for child in node if isinstance(child.tag, str) and child.tag not in ("head", "script", "style"))


def _covers(node: Element, needles: Sequence[str]) -> bool:
    text = fold(text_of(node))
    return sum(needle in text for needle in needles) >= _COVERED * len(needles)


def _title_of(page: Page, title: str) -> Element | None:
    """Return the innermost element that says the title and nothing else, a heading before any other."""
    wanted = letters(title)
    found = [node for node, text in _short_texts(page) if wanted and letters(text) == wanted]
    inner = [node for node in found if not any(child in found for child in node)]
    return next((node for node in found if node.tag in _HEADINGS), next(iter(inner), None))


def _dateline_of(page: Page, known: KnownPage, body: Element) -> Element | None:
    """Return the smallest element with the day, and with the 来源 if that stands beside it."""
    if known.published is None:
        return None
    dated = [
        (node, text)
        for node, text in _short_texts(page)
        if node is not body and any(moment.at.date() == known.published for moment, _, _ in find_moments(text))
    ]
    sourced = [node for node, text in dated if known.source and fold(known.source) in fold(text)]
    return min(sourced or [node for node, _ in dated], key=lambda node: len(text_of(node)), default=None)


def _short_texts(page: Page) -> Iterator[tuple[Element, str]]:
    """Yield the elements of the visible page that hold a line's worth of text, with it."""
    for node in page.tree.iter():
        if not isinstance(node.tag, str) or node.tag in ("head", "title", "script", "style", "html", "body"):
            continue
        text = "".join(islice(node.itertext(), _MOST_PIECES))
        if text.strip() and len(text) <= _LONGEST_LINE:
            yield node, text


def _selectors(page: Page, node: Element) -> Iterator[str]:
    """Yield the selectors by which a page's first match is `node`, the more lasting forms first."""
    for selector in _names(node):
        if page.first(selector) is node:
            yield selector
    parent = node.getparent()
    for _ in range(3):
        if parent is None or parent.tag in ("body", "html"):
            return
        for above in _names(parent):
            selector = f"{above} {node.tag!s}"
            if page.first(selector) is node:
                yield selector
        parent = parent.getparent()


def _names(node: Element) -> Iterator[str]:
    """Yield how an element may be called: by its id, by its classes, by its tag where that says what it is."""
    if not isinstance(node.tag, str):
        return
    if _lasts(node.get("id") or ""):
        yield f"#{node.get('id')}"
    classes = [name for name in (node.get("class") or "").split() if _lasts(name)]
    yield from (f"{node.tag}.{name}" for name in classes)
    if len(classes) > 1:
        yield f"{node.tag}.{'.'.join(classes[:3])}"
    if node.tag in (*_HEADINGS, "article", "main"):
        yield node.tag


def _lasts(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _NUMBERED.search(name)
