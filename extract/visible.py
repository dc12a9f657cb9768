"""From a tree to the lines that a reader sees: one pass over a page's elements."""

from __future__ import annotations

import re
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from extract.lines import Line, Lines, Picture
from news.errors import ReadError
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_KINDS: Mapping[Any, str] = (
    dict.fromkeys(_STYLES, "style")
    | dict.fromkeys(_BLOCKS, "block")
    | dict.fromkeys(_SKIPPED, "skipped")
    | {"a": "a", "br": "br", "img": "img"}
)
# Two ideographic or em spaces after a sentence's end open a paragraph in pages that have no <p> (zytzb, 2026-11);
# so do four hard spaces. Inside a sentence they are typography.
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
    return _Walk(tree).run()


class _Walk:
    """One pass over the tree in document order; a line ends where a browser would end it."""

    def __init__(self, tree: Element) -> None:
        self._tree = tree
        self._found = Lines()
        # The elements around the current place, of each the line it began at; and the blocks among them.
        self._open: list[Element] = []
        self._starts: list[int] = []
        self._blocks: list[Element] = [tree]
        self._skipped: Element | None = None
        self._hidden: list[Element] = []
        # The text of the current line, and its links as (first piece, piece after the last, href).
        self._pieces: list[str] = []
        self._links: list[tuple[int, int, str]] = []
        self._link: tuple[int, str] | None = None
        self._printed = False
        self._inline: Element | None = None

    def run(self) -> Lines:  # noqa: C901 - one loop without calls, for speed
        """Walk the tree. Written for speed: a page has a thousand elements, and this is a third of its reading time.

        One event an element, its end told by the parent of the next one, takes half the time of two (2026-11).
        """
        around, starts, lines, pieces = self._open, self._starts, self._found.all, self._pieces
        for node in self._tree.iter():
            above = node.getparent()
            while around and around[-1] is not above:
                self._end(around.pop(), starts.pop())
            around.append(node)
            if self._skipped is not None:
                starts.append(-1)
                continue
            kind = _KINDS.get(node.tag)
            if kind == "block":
                if pieces:
                    self._flush()
                self._blocks.append(node)
                starts.append(len(lines))
                if (style := node.get("style")) and _HIDDEN.search(style):
                    self._hidden.append(node)
            elif kind == "style":
                starts.append(-1)
            else:
                starts.append(len(lines) if node.get("id") else -1)
                if kind:
                    self._start(node, kind)
                    if self._skipped is not None:
                        continue
            text = node.text
            if text and (pieces or not text.isspace()):
                if not pieces:
                    self._inline = None if kind == "block" else node
                elif self._inline is not None and not text.isspace():
                    self._inline = None
                pieces.append(text)
        while around:
            self._end(around.pop(), starts.pop())
        self._flush()
        self._clamp()
        return self._found

    def _start(self, node: Element, kind: str) -> None:
        """Enter an element that is neither a block nor mere style."""
        if kind == "a":
            self._link = (len(self._pieces), node.get("href") or "")
        elif kind == "br":
            self._flush()
        elif kind == "img":
            self._picture(node)
        else:
            self._skipped = node
            self._print(node)

    def _end(self, node: Element, start: int) -> None:
        """Leave an element and take the text behind it."""
        pieces = self._pieces
        if self._skipped is not None:
            if self._skipped is not node:
                return
            self._skipped = None
        elif (kind := _KINDS.get(node.tag)) == "block":
            if pieces:
                self._flush()
            self._blocks.pop()
            if self._hidden and self._hidden[-1] is node:
                self._hidden.pop()
            self._found.spans[node] = (start, len(self._found.all))
        elif kind == "a" and self._link:
            self._links.append((self._link[0], len(pieces), self._link[1]))
            self._link = None
        elif start >= 0:
            # Its text may still be waiting: its line is the next one.
            self._found.spans[node] = (start, len(self._found.all) + bool(pieces))
        text = node.tail
        if text and (pieces or not text.isspace()) and node is not self._tree:
            if self._inline is not None and not text.isspace():
                self._inline = None
            pieces.append(text)

    def _clamp(self) -> None:
        """What waited at the very end may have been white space only."""
        count = len(self._found.all)
        for node, (start, end) in self._found.spans.items():
            if end > count:
                self._found.spans[node] = (start, count)

    def _print(self, node: Element) -> None:
        source = node.text if node.tag == "script" else None
        if source and len(source) < _LONGEST_SCRIPT and "document.write" in source:
            printed = _printed_text(source)
            if printed:
                self._printed = True
                self._pieces.append(printed)

    def _picture(self, node: Element) -> None:
        src = next((v for name in _SOURCES if (v := node.get(name)) and not v.startswith("data:")), "")
        if not src:
            return
        self._flush()
        caption = clean_text(node.get("alt") or node.get("title") or "")
        self._found.all.append(Line("", self._blocks[-1], (), 0, bool(self._hidden), False, Picture(src, caption)))

    def _flush(self) -> None:
        """End the line."""
        pieces = self._pieces
        if not pieces:
            return
        links = self._links
        if self._link:
            links.append((self._link[0], len(pieces), self._link[1]))
            self._link = (0, self._link[1])
        raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if "\u3000\u3000" in raw or "\u2003\u2003" in raw or "\xa0" in raw:
            for text, inside in _paragraphs(raw, pieces, links):
                self._line(text, inside)
        elif links:
            self._line(clean_text(raw), _linked(raw, pieces, links))
        else:
            self._line(clean_text(raw), ())
        self._printed, self._inline = False, None
        pieces.clear()
        links.clear()

    def _line(self, text: str, links: tuple[tuple[str, str], ...]) -> None:
        if not text:
            return
        lines = self._found.all
        linked = sum([len(said) for said, _ in links]) if links else 0
        hidden = bool(self._hidden)
        lines.append(Line(text, self._blocks[-1], links, linked, hidden, self._printed, None, self._inline))
        if len(lines) > _MOST_LINES:
            raise ReadError(f"页面过大 page too large: more than {_MOST_LINES} lines")


def _linked(raw: str, pieces: Sequence[str], links: Sequence[tuple[int, int, str]]) -> tuple[tuple[str, str], ...]:
    """Return the links of a line as (text, href); those around no text are none."""
    if len(links) == 1 and links[0][:2] == (0, len(pieces)):
        return ((clean_text(raw), links[0][2]),)
    return tuple([(clean_text("".join(pieces[start:end])), href) for start, end, href in links if end > start])


def _paragraphs(
    raw: str, pieces: Sequence[str], links: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the paragraphs that indents part a line into, each with the links that begin in it."""
    offsets = [0, *accumulate(map(len, pieces))]
    waiting = deque((offsets[start], offsets[end], href) for start, end, href in links if end > start)
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
