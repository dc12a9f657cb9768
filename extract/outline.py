"""A page laid flat once: its elements in page order, its texts in reading order, and where each element's texts stand.

Whatever a list reader asks of an element (its text, what stands before it, what is around it) is then a slice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

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

    nodes: list[Element] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)

    def text(self, at: int, length: int) -> str:
        """Return the text below an element as one clean line of about `length` characters at most."""
        return clean_text("".join(self._pieces(self.starts[at], self.stops[at]))[:length])

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
    """Lay a page flat. The number of children tells the end of each element, which costs less than to ask for it."""
    made = Outline()
    # The elements that are open: number, children still to come, whether their texts are seen.
    opened: list[tuple[int, bool]] = []
    left: list[int] = []
    seen = True
    for at, node in enumerate(islice(tree.iter(), _MOST_ELEMENTS)):
        tag = node.tag if isinstance(node.tag, str) else ""
        inside = seen and tag not in _UNSEEN
        made.nodes.append(node)
        made.tags.append(tag)
        made.parents.append(opened[-1][0] if opened else -1)
        made.starts.append(len(made.pieces))
        made.ends.append(at + 1)
        made.stops.append(len(made.pieces))
        if inside and tag and (text := node.text):
            made.pieces.append(text[:_LONGEST_PIECE])
        if children := len(node):
            opened.append((at, seen))
            left.append(children)
            seen = inside
            continue
        _close(made, at, at + 1, seen=seen)
        while left:
            left[-1] -= 1
            if left[-1]:
                break
            left.pop()
            inner, seen = opened.pop()
            _close(made, inner, at + 1, seen=seen)
    for inner, _ in opened:
        made.stops[inner], made.ends[inner] = len(made.pieces), len(made.nodes)
    return made


def _close(made: Outline, at: int, end: int, *, seen: bool) -> None:
    """Note where an element ends; the text behind it is its parent's."""
    made.ends[at], made.stops[at] = end, len(made.pieces)
    if seen and (tail := made.nodes[at].tail):
        made.pieces.append(tail[:_LONGEST_PIECE])
