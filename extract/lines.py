"""A page as a reader sees it: lines of visible text in order, each knowing its element and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element as Element

# A text of nothing else, without two spaces in a row and trimmed, is what `clean_text` makes of it: asked first, it
# saves most lines the way through there (2026-11).
CLEAN = re.compile(r"[ -~\u2010-\u2026\u3001-\u301b\u4e00-\u9fff\uff01-\uff5e]+")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Picture:
    """An image where it stands: its address as written, and the text that the page gives it."""

    src: str
    caption: str


class Line(NamedTuple):
    """One line. `links`: (text, href) of the anchors in it; `linked`: characters inside them; `printed`: by a script.

    `element`: the block that it stands in; `inline`: the inline element that holds all of it, if there is one.

    A picture is a line without text. A tuple, because a page has hundreds and a frozen dataclass is made four times
    slower (2026-11).
    """

    text: str
    element: Element
    links: tuple[tuple[str, str], ...] = ()
    linked: int = 0
    hidden: bool = False
    printed: bool = False
    picture: Picture | None = None
    inline: Element | None = None

    @property
    def heading(self) -> str:
        """The heading tag that this line stands in, '' for none."""
        tag = self.element.tag
        return tag if tag in HEADINGS else ""


# Makes a line of the tuple of all its fields, in C: half of what the class takes that unpacks them first (2026-11).
line_of: Callable[[tuple[object, ...]], Line] = partial(tuple.__new__, Line)


class Around(NamedTuple):
    """What stands around an article's text: down to the headline, between it and the text, and behind the text."""

    above: Sequence[Line]
    below: Sequence[Line]
    tail: Sequence[Line]


@dataclass(slots=True)
class Lines:
    """All lines of a page, and for each element that holds any or could, in the order they end, its lines [start, end).

    An element without a block's nature is one of them when it has an id.
    """

    all: list[Line] = field(default_factory=list)
    ranges: list[tuple[Element, int, int]] = field(default_factory=list)

    def below(self, element: Element) -> tuple[int, int] | None:
        """Return the lines below an element of `ranges`, None for any other."""
        return next(((start, end) for node, start, end in self.ranges if node is element), None)

    def span(self, element: Element) -> tuple[int, int]:
        """Return the lines below an element; an inline one counts as the block around it."""
        ranges = {node: (start, end) for node, start, end in self.ranges}
        node: Element | None = element
        while node is not None:
            if node in ranges:
                return ranges[node]
            node = node.getparent()
        return (0, len(self.all))
