"""From a tree to the lines that a reader sees: one pass over a page's elements."""

from __future__ import annotations

import re
from collections import deque
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from extract.lines import CLEAN, Lines, Picture, line_of
from news.errors import ReadError
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul ucapcontent ucaptitle
    """.split()  # noqa: SIM905 - as words it can be read
)
_SKIPPED = frozenset(
    """
    script style noscript template head iframe object embed select button textarea svg math canvas video audio map
    """.split()  # noqa: SIM905
)
# What only changes how its text looks.
_STYLES = frozenset({"b", "strong", "i", "em", "u", "sup", "sub", "small", "big", "label", "o:p"})
_BLOCK, _LINK, _UNSEEN, _BREAK, _STYLE = range(5)
_KIND_OF = (
    dict.fromkeys(_STYLES, _STYLE)
    | dict.fromkeys(_BLOCKS, _BLOCK)
    | dict.fromkeys(_SKIPPED, _UNSEEN)
    | {"a": _LINK, "br": _BREAK, "img": _BREAK}
).get
_TAG, _TEXT, _TAIL = attrgetter("tag"), attrgetter("text"), attrgetter("tail")
_END = itemgetter(2)
# Where an element began that nobody asks for, and where a link did.
_NOWHERE, _IN_LINK = -1, -2
# Two ideographic or em spaces after a sentence's end open a paragraph in pages that have no <p> (zytzb, 2026-11);
# so do four hard spaces. Inside a sentence they are typography.
_RUN = re.compile(r"[\u2003\u3000]{2}|(?:\xa0 ?){4}")
_INDENT = re.compile(r"(?:^|\n|(?<=[。！？；：…”’」』）)!?;:]))[ \t\r\n]{0,60}(?:[\u2003\u3000]{2,}|(?:\xa0 ?){4,})")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# What a script prints as literal text: document.write('<span>省造价中心</span>').
_PRINTED = re.compile(r"document\.write(?:ln)?\(\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")\s*\)")
_NEVER_PRINTED = re.compile(r"""if\s*\(\s*(["'])\1\s*!=""")
_TAGS = re.compile(r"<[^>]*>")
_LONGEST_SCRIPT = 3000
# A table of everybody in the province has some thousand lines; beyond these a page is no article.
_MOST_LINES = 60_000


def lines_of(tree: Element) -> Lines:
    """Return the lines of a parsed page. Raise ReadError for more lines than any article has."""
    walk = _Walk(tree)
    for part in tree:
        if part.tag != "head":
            walk.through(part)
    return walk.finished()


class _Walk:
    """One pass over the tree in document order; a line ends where a browser would end it."""

    def __init__(self, tree: Element) -> None:
        self._found = Lines()
        self._blocks: list[Element] = [tree]
        # How many blocks are around what a hidden one holds, itself among them.
        self._hidden: list[int] = []
        # The text of the current line; its links as (first piece, piece after the last, href); the link that is open.
        self._pieces: list[str] = []
        self._links: list[tuple[int, int, str]] = []
        self._link: tuple[int, str] | None = None
        # The inline element that holds all of the line so far.
        self._inline: Element | None = None
        self._printed = False

    def through(self, part: Element) -> None:  # noqa: C901, PLR0915 - a loop over all elements
        """Walk a part of the tree.

        Written for speed, hardly a call in it: a page has a thousand elements. What it asks of each is asked of all of
        them at once, in C; where an element ends the number of its children that are left tells (2026-11).
        """
        lines, ranges = self._found.all, self._found.ranges
        pieces, blocks, hidden = self._pieces, self._blocks, self._hidden
        nodes = list(part.iter())
        # The elements around the current place, each with the line it began at, the text behind it, and how many
        # children of the one around it are to come; how many those of the innermost are; how many elements are left
        # below one that is left out, and the text behind it.
        around: list[tuple[Element, int, str | None, int]] = []
        more = 0
        unseen, behind = 0, None
        for node, kind, children, text, tail in zip(
            nodes, map(_KIND_OF, map(_TAG, nodes)), map(len, nodes), map(_TEXT, nodes), map(_TAIL, nodes), strict=True
        ):
            start = _NOWHERE
            if unseen:
                unseen += children - 1
                if unseen:
                    continue
                tail = behind
            else:
                if kind is _BLOCK:
                    if pieces:
                        self._flush()
                    blocks.append(node)
                    start = len(lines)
                    if (style := node.get("style")) and _HIDDEN.search(style):
                        hidden.append(len(blocks))
                    if text and not text.isspace():
                        pieces.append(text)
                else:
                    if kind is _LINK:
                        self._link = (len(pieces), node.get("href") or "")
                        start = _IN_LINK
                    elif kind is _UNSEEN:
                        if text and len(text) < _LONGEST_SCRIPT:
                            self._print(node, text)
                        if children:
                            unseen, behind = children, tail
                            continue
                        text = None
                    elif kind is _BREAK:
                        self._break(node)
                    elif kind is None and node.get("id"):
                        start = len(lines)
                    if text:
                        if not pieces:
                            if not text.isspace():
                                self._inline = node
                                pieces.append(text)
                        else:
                            if self._inline is not None and not text.isspace():
                                self._inline = None
                            pieces.append(text)
                if children:
                    around.append((node, start, tail, more))
                    more = children
                    continue
            # It ends here, and with it every element whose last child it is.
            while True:
                if start >= 0:
                    if node is blocks[-1]:
                        if pieces:
                            self._flush()
                        if hidden and hidden[-1] == len(blocks):
                            hidden.pop()
                        blocks.pop()
                        ranges.append((node, start, len(lines)))
                    else:
                        # The text of an inline element may still be waiting: its line is the next one.
                        ranges.append((node, start, len(lines) + 1 if pieces else len(lines)))
                elif start == _IN_LINK and self._link:
                    self._links.append((self._link[0], len(pieces), self._link[1]))
                    self._link = None
                if tail and (pieces or not tail.isspace()):
                    if self._inline is not None and not tail.isspace():
                        self._inline = None
                    pieces.append(tail)
                # The part itself is nobody's child: of it none is to come, and here there is one less.
                more -= 1
                if more:
                    break
                node, start, tail, more = around.pop()

    def finished(self) -> Lines:
        """Return the lines of all parts walked."""
        if self._pieces:
            self._flush()
        # What waited at the very end may have been white space only.
        count, ranges = len(self._found.all), self._found.ranges
        if max(map(_END, ranges), default=0) > count:
            ranges[:] = [(node, start, min(end, count)) for node, start, end in ranges]
        return self._found

    def _break(self, node: Element) -> None:
        """End the line at a <br>, show an <img>."""
        if node.tag == "br":
            if self._pieces:
                self._flush()
        else:
            self._picture(node)

    def _print(self, node: Element, source: str) -> None:
        if "document.write" in source and node.tag == "script":
            printed = _printed_text(source)
            if printed:
                self._printed = True
                self._pieces.append(printed)

    def _picture(self, node: Element) -> None:
        src = next((v for name in _SOURCES if (v := node.get(name)) and not v.startswith("data:")), "")
        if not src:
            return
        if self._pieces:
            self._flush()
        caption = node.get("alt") or node.get("title")
        picture = Picture(src, clean_text(caption) if caption else "")
        self._found.all.append(line_of(("", self._blocks[-1], (), 0, bool(self._hidden), False, picture, None)))

    def _flush(self) -> None:
        """End the line."""
        pieces, links = self._pieces, self._links
        if self._link:
            links.append((self._link[0], len(pieces), self._link[1]))
            self._link = (0, self._link[1])
        if len(pieces) == 1:
            raw = pieces[0]
        else:
            if pieces[-1].isspace():
                pieces.pop()
            raw = "".join(pieces)
        plain = raw.strip()
        # Most lines are clean as they stand, and most indents open the line: these are characters that don't print.
        if "  " in plain or not CLEAN.fullmatch(plain):
            if plain.isprintable() or not _RUN.search(plain):
                plain = clean_text(plain)
            else:
                self._paragraphs(raw)
                plain = ""
        if plain:
            self._line(plain, _linked(plain, pieces, links) if links else ())
        self._printed, self._inline = False, None
        pieces.clear()
        links.clear()

    def _paragraphs(self, raw: str) -> None:
        for text, inside in _paragraphs(raw, self._pieces, self._links):
            if text:
                self._line(text, inside)

    def _line(self, text: str, links: tuple[tuple[str, str], ...]) -> None:
        lines = self._found.all
        linked = (len(links[0][0]) if len(links) == 1 else sum([len(said) for said, _ in links])) if links else 0
        hidden = bool(self._hidden)
        lines.append(line_of((text, self._blocks[-1], links, linked, hidden, self._printed, None, self._inline)))
        if len(lines) > _MOST_LINES:
            raise ReadError(f"页面过大 page too large: more than {_MOST_LINES} lines")


def _linked(text: str, pieces: Sequence[str], links: Sequence[tuple[int, int, str]]) -> tuple[tuple[str, str], ...]:
    """Return the links of a line as (text, href); those around no text are none."""
    if len(links) == 1 and links[0][0] == 0 and links[0][1] >= len(pieces):
        return ((text, links[0][2]),)
    return tuple([(clean_text("".join(pieces[start:end])), href) for start, end, href in links if end > start])


def _paragraphs(
    raw: str, pieces: Sequence[str], links: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the paragraphs that indents part a line into, each with the links that begin in it."""
    offsets = [0, *accumulate(map(len, pieces))]
    last = len(pieces)
    waiting = deque((offsets[start], offsets[min(end, last)], href) for start, end, href in links if end > start)
    for begin, stop in _parted(raw):
        inside = []
        while waiting and waiting[0][0] < stop:
            start, end, href = waiting.popleft()
            inside.append((clean_text(raw[start:end]), href))
        yield clean_text(raw[begin:stop]), tuple(inside)


# Where the address of an image stands when a script loads it later.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


def _parted(raw: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a line's paragraphs."""
    start = 0
    for found in _INDENT.finditer(raw):
        if not raw[start : found.start()].isspace() and start < found.start():
            yield start, found.start()
        start = found.start()
    yield start, len(raw)


def _printed_text(script: str) -> str:
    """Return the text that a script writes into the page by a literal, '' when its condition can't hold."""
    if _NEVER_PRINTED.search(script):
        return ""
    return " ".join(
        clean_text(_TAGS.sub(" ", (single or double).replace("\\", ""))) for single, double in _PRINTED.findall(script)
    ).strip()
