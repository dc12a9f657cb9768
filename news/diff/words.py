"""A difference in words for people: names of classes, and each change with a little of what is around it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from news.diff.articles import Piece
from news.text import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from news.diff.articles import Difference, FieldChange, ParagraphChange
    from news.diff.classes import ChangeClass, Weight

CLASS_WORDS: dict[ChangeClass, tuple[str, str]] = {
    "headline": ("标题", "headline"),
    "name": ("姓名/职务", "name or post"),
    "number": ("数字/日期", "number or date"),
    "wording": ("措辞", "wording"),
    "typo": ("错字", "typo"),
    "paragraph_added": ("增段", "paragraph added"),
    "paragraph_removed": ("删段", "paragraph removed"),
    "paragraph_moved": ("移段", "paragraph moved"),
    "time": ("时间", "time"),
    "source": ("来源", "source"),
    "author": ("作者", "author"),
    "editor": ("编辑", "editor"),
    "original_title": ("原标题", "original title"),
    "other": ("其他", "other"),
}
WEIGHT_WORDS: dict[Weight, tuple[str, str]] = {"major": ("重要", "major"), "minor": ("轻微", "minor")}
FIELD_WORDS = {
    "title": ("标题", "title"),
    "original_title": ("原标题", "original title"),
    "subtitle": ("副题", "subtitle"),
    "published": ("时间", "time"),
    "source": ("来源", "source"),
    "source_url": ("来源网址", "source url"),
    "author": ("作者", "author"),
    "editor": ("编辑", "editor"),
    "breadcrumb": ("位置", "breadcrumb"),
    "keywords": ("关键词", "keywords"),
    "images": ("图片", "images"),
    "attachments": ("附件", "attachments"),
}
PARAGRAPH_WORDS = {
    "edited": ("改动", "edited"),
    "moved": ("移动", "moved"),
    "added": ("新增", "added"),
    "removed": ("删去", "removed"),
}


class Segment(NamedTuple):
    """A run of text on the way to a screen, a page or a mail."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change as it is told: where, what kind and how heavy, and the text."""

    where: tuple[str, str]
    classes: tuple[ChangeClass, ...]
    weight: Weight
    segments: tuple[Segment, ...]


def class_words(classes: Iterable[ChangeClass]) -> str:
    """Return classes in Chinese, then in English: 标题、错字 headline, typo."""
    pairs = [CLASS_WORDS[name] for name in classes]
    return f"{'、'.join(p[0] for p in pairs)} {', '.join(p[1] for p in pairs)}" if pairs else ""


def weight_words(weight: Weight) -> str:
    """Return 重要 major or 轻微 minor."""
    return " ".join(WEIGHT_WORDS[weight])


def told(difference: Difference, *, around: int = 16, most: int | None = None) -> Iterator[Told]:
    """Yield every change, fields first; `around`: how many characters of what stayed are shown beside it.

    most: of a text that came or went no more than so many characters are shown.
    """
    for field in difference.fields:
        yield Told(FIELD_WORDS[field.name], field.classes, field.weight, _field_segments(field, most))
    for change in difference.body:
        if change.weight is not None:
            yield from _told_of(change, around, most)


def paragraph_words(change: ParagraphChange) -> tuple[str, str]:
    """Return where a paragraph stands and what happened to it: 第 3 段改动, paragraph 3 edited."""
    start, end = change.old if change.kind == "removed" else change.new
    number = str(start + 1) if end - start == 1 else f"{start + 1}–{end}"
    chinese, english = PARAGRAPH_WORDS[change.kind]
    before = ("原", "old ") if change.kind == "removed" else ("", "")
    return f"{before[0]}第 {number} 段{chinese}", f"{before[1]}paragraph {number} {english}"


def segments(pieces: Sequence[Piece]) -> Iterator[Segment]:
    """Yield the pieces whole, what went before what came."""
    for piece in pieces:
        if piece.weight is None:
            yield Segment("same", piece.new)
        else:
            yield from _changed(piece, None)


def marked(shown: Iterable[Segment]) -> str:
    """Return segments as one text that reads without colour: 〔-went-〕〔+came+〕."""
    forms = {"same": "{}", "removed": "〔-{}-〕", "added": "〔+{}+〕"}
    return "".join(forms[segment.kind].format(segment.text) for segment in shown)


def _told_of(change: ParagraphChange, around: int, most: int | None) -> Iterator[Told]:
    where = paragraph_words(change)
    if change.kind == "moved" and all(piece.weight is None for piece in change.pieces):
        text = "".join(piece.new for piece in change.pieces)
        yield Told(where, change.classes, change.weight or "minor", (Segment("same", _cut(text, most or 2 * around)),))
    for at, piece in enumerate(change.pieces):
        if piece.weight is not None:
            shown = (
                *_before("".join(p.new[-around - 2 :] for p in change.pieces[max(0, at - around) : at]), around),
                *_changed(piece, most),
                *_after("".join(p.new[: around + 2] for p in change.pieces[at + 1 : at + around]), around),
            )
            yield Told(where, piece.classes, piece.weight, shown)


def _field_segments(field: FieldChange, most: int | None) -> tuple[Segment, ...]:
    is_prose = field.name in ("title", "original_title", "subtitle")
    found = segments(field.pieces) if is_prose else _changed(Piece(field.old, field.new), None)
    return tuple(Segment(kind, _cut(_line(text), most)) for kind, text in found)


def _changed(piece: Piece, most: int | None) -> Iterator[Segment]:
    if piece.old:
        yield Segment("removed", _cut(_line(piece.old), most))
    if piece.new:
        yield Segment("added", _cut(_line(piece.new), most))


def _before(text: str, around: int) -> Iterator[Segment]:
    if text:
        yield Segment("same", _line(text if len(text) <= around + 1 else "…" + text[-around:]))


def _after(text: str, around: int) -> Iterator[Segment]:
    if text:
        yield Segment("same", _line(text if len(text) <= around + 1 else text[:around] + "…"))


def _line(text: str) -> str:
    """Return a text as one line; where a paragraph ended is seen."""
    return text.replace("\n", "↵")


def _cut(text: str, most: int | None) -> str:
    return text if most is None else cut(text, most)
