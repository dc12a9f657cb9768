"""A page as a reader sees it: lines of visible text in order, each knowing its element and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from news.errors import ReadError
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

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
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Two ideographic or em spaces after a sentence's end open a paragraph in pages that have no <p> (zytzb, 2026-11);
# so do four hard spaces. Inside a sentence they are typography.
_INDENT = re.compile(r"(?:^|\n|(?<=[。！？；：…”’」』）)!?;:]))[ \t\r\n]*(?:[\u2003\u3000]{2,}|(?:\xa0 ?){4,})")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# What a script prints as literal text: document.write('<span>省造价中心</span>').
_PRINTED = re.compile(r"document\.write(?:ln)?\(\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")\s*\)")
_NEVER_PRINTED = re.compile(r"""if\s*\(\s*(["'])\1\s*!=""")
_TAGS = re.compile(r"<[^>]*>")
_LONGEST_SCRIPT = 3000
# A table of everybody in the province has some thousand lines; beyond these a page is no article.
_MOST_LINES = 60_000


@dataclass(frozen=True, slots=True)
class Picture:
    """An image where it stands: its address as written, and the text that the page gives it."""

    src: str
    caption: str


class Line(NamedTuple):
    """One line. `links`: (text, href) of the anchors in it; `linked`: characters inside them; `printed`: by a script.

    A picture is a line without text. A tuple, because a page has hundreds and a frozen dataclass is made four times
    slower (2026-11).
    """

    text: str
    element: HtmlElement
    links: tuple[tuple[str, str], ...] = ()
    linked: int = 0
    hidden: bool = False
    printed: bool = False
    picture: Picture | None = None

    @property
    def heading(self) -> str:
        """The heading tag that this line stands in, '' for none."""
        tag = self.element.tag
        return tag if tag in HEADINGS else ""


@dataclass(slots=True)
class Lines:
    """All lines of a page, and for each element the range of lines [start, end) below it."""

    all: list[Line] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)

    def span(self, element: HtmlElement) -> tuple[int, int]:
        """Return the lines below an element; an inline one counts as the block around it."""
        node: HtmlElement | None = element
        while node is not None:
            if node in self.spans:
                return self.spans[node]
            node = node.getparent()
        return (0, len(self.all))


def lines_of(tree: HtmlElement) -> Lines:
    """Return the lines of a parsed page. Raise ReadError for more lines than any article has."""
    return _Walk(tree).run()


class _Walk:
    """One pass over the tree; a line ends where a browser would end it."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._found = Lines()
        self._blocks: list[HtmlElement] = [tree]
        self._starts: dict[HtmlElement, int] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._links: list[tuple[int, int, str]] = []
        self._open_link: tuple[int, str] | None = None
        self._hidden: list[HtmlElement] = []
        self._printed = False

    def run(self) -> Lines:
        """Walk the tree. Written for speed: a page has a thousand elements, and this is half of its reading time."""
        walker = etree.iterwalk(self._tree, events=("start", "end"))
        blocks, skipped = _BLOCKS, _SKIPPED
        for event, node in walker:
            tag: Any = node.tag
            if event == "start":
                if tag in blocks:
                    self._enter(node)
                elif tag in skipped:
                    self._skip(node)
                    walker.skip_subtree()
                    continue
                else:
                    self._start_inline(node, tag)
                text = node.text
                if text and (self._pieces or not text.isspace()):
                    self._add(text)
                continue
            if tag in blocks:
                self._leave(node)
            else:
                self._end_inline(node, tag)
            text = node.tail
            if text and (self._pieces or not text.isspace()) and node is not self._tree:
                self._add(text)
        self._flush()
        self._clamp()
        return self._found

    def _enter(self, node: HtmlElement) -> None:
        if self._pieces:
            self._flush()
        style = node.get("style")
        if style and _HIDDEN.search(style):
            self._hidden.append(node)
        self._blocks.append(node)
        self._starts[node] = len(self._found.all)

    def _leave(self, node: HtmlElement) -> None:
        if self._pieces:
            self._flush()
        self._blocks.pop()
        if self._hidden and self._hidden[-1] is node:
            self._hidden.pop()
        self._found.spans[node] = (self._starts[node], len(self._found.all))

    def _start_inline(self, node: HtmlElement, tag: str) -> None:
        if tag == "br":
            self._flush()
        elif tag == "img":
            self._picture(node)
        elif tag == "a":
            self._open_link = (self._length, node.get("href") or "")
        elif node.get("id"):
            self._starts[node] = len(self._found.all)

    def _end_inline(self, node: HtmlElement, tag: str) -> None:
        if tag == "a" and self._open_link:
            start, href = self._open_link
            self._links.append((start, self._length, href))
            self._open_link = None
        elif node in self._starts:
            # Its text may still be waiting: its line is the next one.
            self._found.spans[node] = (self._starts[node], len(self._found.all) + bool(self._pieces))

    def _clamp(self) -> None:
        """What waited at the very end may have been white space only."""
        count = len(self._found.all)
        for node, (start, end) in self._found.spans.items():
            if end > count:
                self._found.spans[node] = (start, count)

    def _skip(self, node: HtmlElement) -> None:
        source = node.text if node.tag == "script" else None
        if source and len(source) < _LONGEST_SCRIPT and "document.write" in source:
            printed = _printed_text(source)
            if printed:
                self._printed = True
                self._add(printed)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _picture(self, node: HtmlElement) -> None:
        src = next((v for name in _SOURCES if (v := node.get(name)) and not v.startswith("data:")), "")
        if not src:
            return
        self._flush()
        caption = clean_text(node.get("alt") or node.get("title") or "")
        picture = Picture(src, caption)
        self._found.all.append(Line("", self._blocks[-1], hidden=bool(self._hidden), picture=picture))

    def _flush(self) -> None:
        if not self._pieces:
            return
        raw = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        if "\u3000\u3000" in raw or "\u2003\u2003" in raw or "\xa0" in raw:
            for start, end in _paragraphs(raw):
                self._line(raw, start, end)
        else:
            self._line(raw, 0, len(raw))
        open_link = self._open_link
        self._pieces, self._length, self._links, self._printed = [], 0, [], False
        self._open_link = (0, open_link[1]) if open_link else None

    def _line(self, raw: str, start: int, end: int) -> None:
        text = clean_text(raw[start:end])
        if not text:
            return
        links = self._links
        if self._open_link:
            links = [*links, (self._open_link[0], self._length, self._open_link[1])]
        inside = [
            (text if s <= start and e >= end else clean_text(raw[s:e]), href)
            for s, e, href in links
            if start <= s < end and e > s
        ]
        linked = sum(len(said) for said, _ in inside)
        line = Line(text, self._blocks[-1], tuple(inside), linked, bool(self._hidden), self._printed)
        self._found.all.append(line)
        if len(self._found.all) > _MOST_LINES:
            raise ReadError(f"页面过大 page too large: more than {_MOST_LINES} lines")


# Where the address of an image stands when a script loads it later.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


def _paragraphs(raw: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _INDENT.finditer(raw):
        if raw[start : found.start()].strip():
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
