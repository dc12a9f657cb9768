"""The piece of an article that shows why it was found, with the words that were looked for marked. Pure."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from news.search.grams import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 60
_LONGEST_LINE = 20_000
_MOST_HITS = 200
_ELLIPSIS = "…"
# What a piece may begin behind: a reader takes it for a beginning.
_STOPS = "。！？；：，、,;!? "

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of one line; `hits` are where the words stand in `text`, in order, none inside another."""

    text: str
    hits: tuple[Span, ...]


def snippet(lines: Iterable[str], words: Sequence[str], width: int = WIDTH) -> Snippet | None:
    """Return the piece of at most about `width` columns that has most of the folded words; None where none is.

    Of equal pieces the first: put first what a reader would rather see.
    """
    best: tuple[tuple[int, int], Snippet] | None = None
    for line in lines:
        text = line[:_LONGEST_LINE]
        if any(word in plain for plain in [folded(text)] for word in words):
            worth, piece = _best_piece(text, words, width)
            if piece and (best is None or worth > best[0]):
                best = worth, piece
    return best[1] if best else None


def marked(found: Snippet, begin: str = "【", end: str = "】") -> str:
    """Return a snippet's text with a mark before and behind each hit."""
    pieces, at = [], 0
    for start, stop in found.hits:
        pieces += [found.text[at:start], begin, found.text[start:stop], end]
        at = stop
    return "".join([*pieces, found.text[at:]])


def columns(text: str) -> int:
    """Return how many columns a terminal needs for a text."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _best_piece(line: str, words: Sequence[str], width: int) -> tuple[tuple[int, int], Snippet | None]:
    """Return the best piece of a line and its worth: how many different words, and how many hits."""
    hits = _hits(line, words)
    before = list(accumulate(map(_columns, line), initial=0))
    best: tuple[tuple[int, int], list[tuple[Span, str]]] = (0, 0), []
    for first in range(len(hits)):
        room = before[hits[first][0][0]] + width
        inside = list(takewhile(lambda hit, room=room: before[hit[0][1]] <= room, hits[first:])) or [hits[first]]  # type: ignore[misc]
        worth = len({word for _, word in inside}), len(inside)
        if worth > best[0]:
            best = worth, inside
    worth, inside = best
    return worth, _cut(line, before, [span for span, _ in inside], width) if inside else None


def _hits(line: str, words: Sequence[str]) -> list[tuple[Span, str]]:
    """Return where the words stand in a line as it is printed, in order."""
    plain, places = _folded_with_places(line)
    hits: list[tuple[Span, str]] = []
    for word in words:
        at = plain.find(word)
        while at >= 0 and len(hits) < _MOST_HITS:
            hits.append(((places[at], places[at + len(word) - 1] + 1), word))
            at = plain.find(word, at + len(word))
    return sorted(hits)


def _folded_with_places(line: str) -> tuple[str, list[int]]:
    """Return a line folded and, for each character of that, where it comes from."""
    plain, places = [], []
    for at, char in enumerate(line):
        for part in folded(char) or _space(line, at):
            plain.append(part)
            places.append(at)
    return "".join(plain), places


def _space(line: str, at: int) -> str:
    """Return the space that folding leaves between words of Latin and the like."""
    around = folded(line[max(0, at - 1) : at + 2])
    return " " if len(around) == len("a b") and around[1] == " " else ""


def _cut(line: str, before: list[int], spans: list[Span], width: int) -> Snippet:
    """Return the piece around the spans, with something to read on both sides."""
    start, stop = spans[0][0], max(stop for _, stop in spans)
    spare = max(0, width - (before[stop] - before[start]))
    begin = max(0, bisect_right(before, before[start] - spare // 3) - 1)
    # What the beginning does not need the end may have.
    end = max(stop, bisect_right(before, before[begin] + max(width, before[stop] - before[begin])) - 1)
    begin = max(0, min(begin, bisect_right(before, before[end] - width))) if end == len(line) else begin
    begin = _after_stop(line, begin, start)
    head = _ELLIPSIS if begin else ""
    tail = _ELLIPSIS if end < len(line) else ""
    shift = len(head) - begin
    return Snippet(
        head + line[begin:end] + tail, tuple((low + shift, high + shift) for low, high in _joined(spans, end))
    )


def _after_stop(line: str, begin: int, start: int) -> int:
    """Return where a sentence or clause begins between `begin` and `start`, else `begin`."""
    if begin == 0:
        return 0
    return next((at for at in range(begin, start + 1) if line[at - 1] in _STOPS), begin)


def _joined(spans: list[Span], end: int) -> Iterator[Span]:
    """Yield spans of which none overlaps another."""
    low, high = spans[0]
    for start, stop in spans[1:]:
        if start < high:
            high = max(high, stop)
        else:
            yield low, high
            low, high = start, stop
    yield low, min(high, end)
