"""比较版本: what differs between two versions of an article, field by field, and how much that matters. Pure.

Two texts of two million characters are compared in about a second: what costs too much is compared more coarsely.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from news.dates import SHANGHAI
from news.diff.align import Budget
from news.diff.churn import Churn, is_churn_alone
from news.diff.classes import (
    heaviest,
    in_order,
    is_editors_line,
    judge,
    judge_headline,
    judge_lone,
    judge_moved,
)
from news.diff.paragraphs import Pair, pairs
from news.diff.runs import runs
from news.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from news.diff.classes import ChangeClass, Judgement, Weight

ParagraphKind = Literal["same", "edited", "moved", "added", "removed"]

# More paragraphs than these are compared several at a time.
_MOST_PARAGRAPHS = 2000
# In how many changed characters of a text counters and clocks are looked for.
_CHURN_UNITS = 30_000
_FIELDS = (
    "title",
    "original_title",
    "subtitle",
    "published",
    "source",
    "source_url",
    "author",
    "editor",
    "breadcrumb",
    "keywords",
    "images",
    "attachments",
)
_OWN_CLASS: dict[str, ChangeClass] = {
    "title": "headline",
    "subtitle": "headline",
    "original_title": "original_title",
    "published": "time",
    "source": "source",
    "author": "author",
    "editor": "editor",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `old` became `new`. The same on both sides: it stayed, and has no class and no weight."""

    old: str
    new: str
    classes: tuple[ChangeClass, ...] = ()
    weight: Weight | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs; `old` and `new` as people read them, '' where there was nothing."""

    name: str
    old: str
    new: str
    pieces: tuple[Piece, ...]
    classes: tuple[ChangeClass, ...]
    weight: Weight


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """Paragraphs old[0]:old[1] of the old text that became new[0]:new[1] of the new one, counted from 0.

    Mostly one and one; several where some were joined or parted; none where they came or went. The pieces joined
    are the paragraphs, each but the last followed by a line feed.
    """

    kind: ParagraphKind
    old: tuple[int, int]
    new: tuple[int, int]
    pieces: tuple[Piece, ...]
    classes: tuple[ChangeClass, ...] = ()
    weight: Weight | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions. `body` is the whole text, in the order of the new one.

    `classes`: every kind of change there is; `weight`: of the heaviest, None when nothing differs.
    """

    fields: tuple[FieldChange, ...]
    body: tuple[ParagraphChange, ...]
    classes: tuple[ChangeClass, ...]
    weight: Weight | None


def compare(old: Article, new: Article) -> Difference:
    """Return what differs from `old` to `new`."""
    budget = Budget()
    fields = tuple(
        _field(name, field_text(old, name), field_text(new, name), budget)
        for name in _FIELDS
        if field_text(old, name) != field_text(new, name)
    )
    body = tuple(_body(old.body_text, new.body_text, budget))
    changes: tuple[FieldChange | ParagraphChange, ...] = (*fields, *body)
    return Difference(
        fields, body, in_order(c for change in changes for c in change.classes), heaviest(c.weight for c in changes)
    )


def patched(text: str, difference: Difference) -> str:
    """Return the new text that the old one becomes. Raise ValueError when `text` is not the one that was compared."""
    lines = _paragraphs(text)
    made = []
    for change in difference.body:
        if "\n".join(lines[slice(*change.old)]) != "".join(piece.old for piece in change.pieces):
            raise ValueError(f"not the text that was compared: paragraph {change.old}")
        if change.kind != "removed":
            made.append("".join(piece.new for piece in change.pieces))
    return "\n".join(made)


def field_text(article: Article, name: str) -> str:
    """Return a field as people read it, '' when the article has none."""
    if name == "published":
        return _moment(article)
    if name == "images":
        return "\n".join(f"{image.caption} {image.url}".strip() for image in article.images)
    if name == "attachments":
        return "\n".join(f"{one.title} {one.url}".strip() for one in article.attachments)
    value = getattr(article, name)
    if isinstance(value, tuple):
        return (" > " if name == "breadcrumb" else "、").join(value)
    return value or ""


def _moment(article: Article) -> str:
    if article.published is None:
        return ""
    form = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
    return article.published.at.astimezone(SHANGHAI).strftime(form[article.published.precision])


def _field(name: str, old: str, new: str, budget: Budget) -> FieldChange:
    pieces = _pieces(old, new, budget)
    classes, weight = _judged_field(name, old, new, pieces)
    return FieldChange(name, old, new, pieces, classes, weight)


def _judged_field(name: str, old: str, new: str, pieces: Sequence[Piece]) -> Judgement:
    own = _OWN_CLASS.get(name, "other")
    if own == "headline":
        return judge_headline([(p.classes, p.weight) for p in pieces if p.weight], old, new)
    is_major = bool(old and new) and (
        (name == "published" and old[:10] != new[:10])
        or (name == "original_title" and judge_headline((), old, new)[1] == "major")
        or (name == "author" and _is_replaced(old, new))
    )
    return (own,), "major" if is_major else "minor"


def _is_replaced(old: str, new: str) -> bool:
    """Tell whether a name went and another came; one more or one less is no other author."""
    before, after = ({fold(n) for n in text.replace("、", " ").replace(",", " ").split()} for text in (old, new))
    return bool(before - after and after - before) and fold(old) != fold(new)


def _pieces(old: str, new: str, budget: Budget) -> tuple[Piece, ...]:
    found = runs(old, new, budget)
    pieces = []
    for at, run in enumerate(found):
        before = found[at - 1].new if at else ""
        after = found[at + 1].new if at + 1 < len(found) else ""
        is_same = run.old == run.new
        pieces.append(Piece(run.old, run.new) if is_same else Piece(run.old, run.new, *judge(run, before, after)))
    return tuple(pieces)


def _paragraphs(text: str) -> list[str]:
    return text.split("\n") if text else []


def _body(old: str, new: str, budget: Budget) -> list[ParagraphChange]:
    before, after = _grouped(_paragraphs(old)), _grouped(_paragraphs(new))
    old_starts, new_starts = _starts(before), _starts(after)
    churn, patience = (Churn(old), Churn(new)), Budget(_CHURN_UNITS)
    changes = []
    for pair in pairs(["\n".join(group) for group in before], ["\n".join(group) for group in after], budget):
        texts = _text(before, pair.old_start, pair.old_end), _text(after, pair.new_start, pair.new_end)
        old_range = old_starts[pair.old_start], old_starts[pair.old_end]
        new_range = new_starts[pair.new_start], new_starts[pair.new_end]
        change = _paragraph(pair, texts, old_range, new_range, budget)
        may_ask = change.weight is not None and patience.take(sum(map(len, texts)))
        changes.append(_of_nobody(change) if may_ask and _is_churn(texts, churn) else change)
    return changes


def _grouped(lines: list[str]) -> list[list[str]]:
    size = 1 + len(lines) // _MOST_PARAGRAPHS
    return [lines[at : at + size] for at in range(0, len(lines), size)]


def _starts(groups: Sequence[Sequence[str]]) -> list[int]:
    """Return the number of each group's first paragraph, and of the one behind the last."""
    starts = [0]
    for group in groups:
        starts.append(starts[-1] + len(group))
    return starts


def _text(groups: Sequence[Sequence[str]], start: int, end: int) -> str:
    return "\n".join(line for group in groups[start:end] for line in group)


def _paragraph(
    pair: Pair, texts: tuple[str, str], old: tuple[int, int], new: tuple[int, int], budget: Budget
) -> ParagraphChange:
    before, after = texts
    if pair.new_start == pair.new_end:
        return _lone("removed", Piece(before, "", *judge_lone(before, "paragraph_removed")), old, new)
    if pair.old_start == pair.old_end:
        return _lone("added", Piece("", after, *judge_lone(after, "paragraph_added")), old, new)
    if before == after and not pair.moved:
        return ParagraphChange("same", old, new, (Piece(before, after),))
    pieces = _pieces(before, after, budget)
    if is_editors_line(before) and is_editors_line(after):
        pieces = tuple(
            replace(piece, classes=("editor",), weight="minor") if piece.weight else piece for piece in pieces
        )
    moved = [judge_moved(after)] if pair.moved else []
    judged = [*moved, *((p.classes, p.weight) for p in pieces if p.weight)]
    classes = in_order(c for each, _ in judged for c in each)
    return ParagraphChange(
        "moved" if pair.moved else "edited", old, new, pieces, classes, heaviest(weight for _, weight in judged)
    )


def _is_churn(texts: tuple[str, str], churn: tuple[Churn, Churn]) -> bool:
    """Tell a change that the page made by itself."""
    sides = [known.holds(text) for known, text in zip(churn, texts, strict=True) if text]
    return all(sides) or (len(sides) == 2 and is_churn_alone(*texts))


def _of_nobody(change: ParagraphChange) -> ParagraphChange:
    pieces = tuple(
        replace(piece, classes=("other",), weight="minor") if piece.weight else piece for piece in change.pieces
    )
    return replace(change, pieces=pieces, classes=("other",), weight="minor")


def _lone(kind: ParagraphKind, piece: Piece, old: tuple[int, int], new: tuple[int, int]) -> ParagraphChange:
    return ParagraphChange(kind, old, new, (piece,), piece.classes, piece.weight)
