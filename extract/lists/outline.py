"""A page laid flat once: its elements in page order, its texts in reading order, and where each element's texts stand.

Whatever a list reader asks of an element (its text, what stands before it, what is around it) is then a slice.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.lines import CLEAN
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

_TAG, _TEXT, _TAIL = attrgetter("tag"), attrgetter("text"), attrgetter("tail")
_UNSEEN = frozenset({"script", "style", "noscript"})
# A list page has some hundred elements; a million cost seconds (2026-11).
_MOST_ELEMENTS = 200_000
# A longer text tells a list reader no more.
_LONGEST_PIECE = 3000
_MOST_PIECES = 200


@dataclass(slots=True)
class Outline:
    """The elements of a page by number, in page order, and its texts ("pieces") by number, in reading order.

    The elements below `i` are those from i + 1 to ends[i] - 1, its texts are pieces[starts[i]:stops[i]]; parents[i] is
    -1 for the root.
    """

    nodes: list[Element]
    tags: list[str]
    parents: list[int]
    ends: list[int]
    pieces: list[str]
    starts: list[int]
    stops: list[int]

    def text(self, at: int, length: int) -> str:
        """Return the text below an element as one clean line of about `length` characters at most."""
        start, stop = self.starts[at], self.stops[at]
        text = (self.pieces[start] if stop - start == 1 else "".join(self._pieces(start, stop)))[:length]
        plain = text.strip()
        return plain if "  " not in plain and CLEAN.fullmatch(plain) else clean_text(text)

    def spaced(self, at: int, length: int) -> str:
        """As `text`, with a space between the texts of different elements: 10/26 and 2012 stay apart."""
        return clean_text(" ".join(self._pieces(self.starts[at], self.stops[at]))[:length])

    def between(self, start: int, stop: int) -> str:
        """Return the pieces from one number to another as one line."""
        return clean_text(" ".join(self._pieces(start, stop)))

    def around(self, at: int) -> Iterator[int]:
        """Yield the elements around one, innermost first."""
        at = self.parents[at]
        while at >= 0:
            yield at
            at = self.parents[at]

    def common(self, first: int, last: int) -> int:
        """Return the innermost element around two elements, the former of which comes first in the page."""
        return next((node for node in self.around(first) if self.ends[node] > last), 0)

    def below(self, at: int, tags: frozenset[str]) -> Iterator[int]:
        """Yield the elements of some tags below an element, in page order."""
        return (node for node in range(at + 1, self.ends[at]) if self.tags[node] in tags)

    def _pieces(self, start: int, stop: int) -> Sequence[str]:
        return self.pieces[start : min(stop, start + _MOST_PIECES)]


def outline_of(tree: Element) -> Outline:
    """Lay a page flat. The number of children tells where an element ends, which costs less than to ask for it."""
    nodes = list(islice(tree.iter(), _MOST_ELEMENTS))
    count = len(nodes)
    ends, stops = list(range(1, count + 1)), [0] * count
    tags, tails = list(map(_TAG, nodes)), list(map(_TAIL, nodes))
    parents: list[int] = []
    starts: list[int] = []
    pieces: list[str] = []
    # The innermost element that is open, how many children of it are to come, and how many of each one around it.
    parent, more = -1, 0
    others: list[int] = []
    for at, (text, children) in enumerate(zip(map(_TEXT, nodes), map(len, nodes), strict=True)):
        parents.append(parent)
        starts.append(len(pieces))
        if text:
            pieces.append(text[:_LONGEST_PIECE])
        if children:
            others.append(more)
            parent, more = at, children
            continue
        ended = at
        while True:
            if tags[ended] in _UNSEEN:
                pieces[starts[ended] :] = [""] * (len(pieces) - starts[ended])
            stops[ended] = len(pieces)
            if tail := tails[ended]:
                pieces.append(tail[:_LONGEST_PIECE])
            # The root is nobody's child: around it none is to come, and here there is one less.
            more -= 1
            if more:
                break
            ended, more = parent, others.pop()
            parent = parents[ended]
            ends[ended] = at + 1
    while parent >= 0:
        ends[parent], stops[parent] = count, len(pieces)
        parent = parents[parent]
    return Outline(nodes, tags, parents, ends, pieces, starts, stops)
