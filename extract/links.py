"""Links and the texts around them, read so that no page makes the same text be read again and again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from extract.page import spaced_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

# An element with more below it is read piece by piece. An entry of a list has some twenty.
_FEW = 100
_MOST_STEPS = 1000
_UNSEEN = frozenset({"script", "style", "noscript"})


def links_of(tree: Element) -> Iterator[Element]:
    """Yield the links below an element in page order; of links inside links, which no browser makes, the innermost."""
    for link in tree.iter("a"):
        if not len(link) or next(link.iterdescendants("a"), None) is None:
            yield link


def first_text(element: Element, length: int, *, spaced: bool) -> str:
    """Return at most `length` characters of the text below an element, and none that stands a thousand tags away.

    `spaced`: with a space between the texts of different elements.
    """
    if next(islice(element.iter(), _FEW, None), None) is None:
        return (spaced_text(element) if spaced else text_of(element))[:length]
    pieces: list[str] = []
    left = length
    for text in _texts(element):
        pieces.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return (" " if spaced else "").join(pieces)[:length]


def _texts(element: Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(walker, _MOST_STEPS):
        if event == "start" and node.tag in _UNSEEN:
            walker.skip_subtree()
        text = node.tail if event == "end" else node.text if node.tag not in _UNSEEN else None
        if text and not (event == "end" and node is element):
            yield text
