"""The body: paragraphs as a reader sees them, plain and as simple HTML, with pictures and attachments."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from extract.articles.furniture import ends_article, is_file, is_furniture, is_icon, split_tail_credit
from extract.articles.labels import simplified, starts_with_label
from news.article import Attachment, Image
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from extract.lines import Line
    from extract.page import Page

# Where attachments still belong to the article: this many lines below the body.
_LINES_BELOW = 15
_LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class Body:
    """`credits`: what was cut off paragraphs' ends (来源：新华社), for the fields to read."""

    paragraphs: tuple[str, ...]
    html: str
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    credits: tuple[str, ...] = ()


def read_body(
    page: Page, lines: Sequence[Line], first: int, last: int, *, drop: frozenset[Element], title: str
) -> Body:
    """Return the body that stands in the lines [first, last)."""
    visible = any(line.text and not line.hidden for line in lines[first:last])
    stray = {line.text for line in lines[first:last] if line.text and _stray_furniture(line.text)}
    kept = [
        line
        for line in _without_boxes(lines[first:last])
        if line.text not in stray and _belongs(line, drop) and not (visible and line.hidden)
    ]
    tail = [line.text for line in lines[first:last] if line.text in stray]
    pieces: list[tuple[str, str]] = []
    images: list[Image] = []
    for text, line in _rows(kept):
        if line.picture:
            image = _image(page, line)
            if image:
                images.append(image)
                pieces.append(("", f'<img src="{escape(image.url)}" alt="{escape(image.caption)}">'))
            continue
        text, credit = split_tail_credit(text)
        if credit:
            tail.append(credit)
        if text:
            tag = f"h{max(3, int(line.heading[1]))}" if line.heading else "p"
            pieces.append((text, f"<{tag}>{escape(text)}</{tag}>"))
    paragraphs = tuple(text for text, _ in pieces if text)
    if paragraphs and letters(paragraphs[0]) == letters(title) and len(paragraphs) > 1:
        paragraphs = paragraphs[1:]
    attachments = _attachments(page, lines[first : last + _LINES_BELOW])
    return Body(paragraphs, "\n".join(markup for _, markup in pieces), tuple(images), attachments, tuple(tail))


def pictures_above(lines: Sequence[Line], start: int, first: int) -> int:
    """Return where the body begins when its pictures stand between the date line and the text."""
    begin = first
    for index in range(first - 1, start - 1, -1):
        line = lines[index]
        if line.text and not is_furniture(line.text):
            break
        if line.picture and not line.hidden and not is_icon(line.picture.src):
            begin = index
    return begin


def _without_boxes(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines without a box of related links that stands between paragraphs."""
    in_box = False
    for line in lines:
        in_box = ends_article(line.text) or (in_box and line.linked >= 0.8 * len(line.text))
        if not in_box:
            yield line


def _belongs(line: Line, drop: frozenset[Element]) -> bool:
    if drop and not drop.isdisjoint((line.element, *line.element.iterancestors())):
        return False
    return line.picture is None or not line.hidden


def _stray_furniture(text: str) -> bool:
    """Tell furniture that stands between paragraphs: a share bar, an editor's line, a list of keywords."""
    if len(text) <= 3:
        return text in ("更多", "分享", "打印")
    if is_furniture(text):
        return True
    bare = len(text) <= _LONGEST_CELL and simplified(text).startswith(
        ("责任编辑", "责编", "（责任编辑", "（责编", "(责任编辑", "(责编", "【责任编辑", "[责任编辑")
    )
    return bare and starts_with_label(text) == "editor"


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Join the short cells of a table row; everything else is a paragraph of its own."""
    rows = _rows_of(lines)
    index = 0
    while index < len(lines):
        line, row = lines[index], rows[index]
        end = index + 1
        if row is not None:
            while end < len(lines) and rows[end] is row:
                end += 1
        if end - index > 1 and _is_data_row(lines[index:end]):
            yield " ".join(cell.text for cell in lines[index:end]), line
        else:
            for piece in lines[index:end]:
                yield piece.text, piece
        index = end


def _rows_of(lines: Sequence[Line]) -> list[Element | None]:
    """Return the table row that each line stands in, None for none."""
    known: dict[Element, Element | None] = {}
    return [_row_of(line.element, known) for line in lines]


def _row_of(element: Element, known: dict[Element, Element | None]) -> Element | None:
    """Return the table row around an element; `known` are those of elements asked for before."""
    path: list[Element] = []
    node: Element | None = element
    row = None
    while node is not None and node.tag in ("p", "td", "th", "div", "span", "font", "b", "strong"):
        if node in known:
            row = known[node]
            break
        path.append(node)
        parent = node.getparent()
        if node.tag in ("td", "th"):
            row = parent if parent is not None and parent.tag == "tr" else None
            break
        node = parent
    known.update(dict.fromkeys(path, row))
    return row


def _is_data_row(cells: Sequence[Line]) -> bool:
    cells_of = {_cell_of(cell) for cell in cells}
    return len(cells_of) == len(cells) and all(c.text and len(c.text) <= _LONGEST_CELL and not c.picture for c in cells)


def _cell_of(line: Line) -> Element | None:
    node: Element | None = line.element
    while node is not None and node.tag not in ("td", "th"):
        node = node.getparent()
    return node


def _image(page: Page, line: Line) -> Image | None:
    assert line.picture is not None
    if is_icon(line.picture.src):
        return None
    url = page.absolute(line.picture.src)
    return Image(url, line.picture.caption) if url else None


def _attachments(page: Page, lines: Sequence[Line]) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for line in lines:
        for said, href in line.links:
            if is_file(href):
                url = page.absolute(href)
                if url:
                    found.setdefault(url, Attachment(url, said))
    return tuple(found.values())
