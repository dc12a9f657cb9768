"""Which items of one sequence are those of another, in about the time that reading both takes. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEPEST = 6


class Block(NamedTuple):
    """`length` items that are alike: old[at_old:] and new[at_new:]."""

    at_old: int
    at_new: int
    length: int


class Gap(NamedTuple):
    """What lies between two blocks: old[old_start:old_end] against new[new_start:new_end]."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Budget:
    """How much comparing is still allowed; what costs more is compared more coarsely.

    2026-11: a unit is about a tenth of a microsecond; the whole is well below a second.
    """

    def __init__(self, units: int = 1_500_000) -> None:
        self._left = units

    def take(self, units: int) -> bool:
        """Take so many units; False, and nothing is taken, when they are not left."""
        if units > self._left:
            return False
        self._left -= units
        return True


def blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return what is common to both in one order: both ends, and what lies around items that occur once in each."""
    return list(_blocks(old, new, Gap(0, len(old), 0, len(new)), 0))


def stretches(found: Sequence[Block], old_length: int, new_length: int) -> Iterator[tuple[bool, Gap]]:
    """Yield both sequences whole, in order: (True, what is alike) and (False, what lies between)."""
    at_old = at_new = 0
    for block in (*found, Block(old_length, new_length, 0)):
        if at_old < block.at_old or at_new < block.at_new:
            yield False, Gap(at_old, block.at_old, at_new, block.at_new)
        at_old, at_new = block.at_old + block.length, block.at_new + block.length
        if block.length:
            yield True, Gap(block.at_old, at_old, block.at_new, at_new)


def gaps(found: Sequence[Block], old_length: int, new_length: int) -> Iterator[Gap]:
    """Yield what lies before, between and behind the blocks, where there is anything."""
    return (gap for is_alike, gap in stretches(found, old_length, new_length) if not is_alike)


def _blocks(old: Sequence[str], new: Sequence[str], gap: Gap, depth: int) -> Iterator[Block]:
    head, tail = _ends(old, new, gap)
    if head:
        yield Block(gap.old_start, gap.new_start, head)
    inner = Gap(gap.old_start + head, gap.old_end - tail, gap.new_start + head, gap.new_end - tail)
    if depth < _DEEPEST and inner.old_start < inner.old_end and inner.new_start < inner.new_end:
        yield from _around_anchors(old, new, inner, depth)
    if tail:
        yield Block(inner.old_end, inner.new_end, tail)


def _around_anchors(old: Sequence[str], new: Sequence[str], gap: Gap, depth: int) -> Iterator[Block]:
    anchors = _anchors(old, new, gap)
    if not anchors:
        return
    at_old, at_new = gap.old_start, gap.new_start
    for anchor_old, anchor_new in (*anchors, (gap.old_end, gap.new_end)):
        yield from _blocks(old, new, Gap(at_old, anchor_old, at_new, anchor_new), depth + 1)
        if anchor_old < gap.old_end:
            yield Block(anchor_old, anchor_new, 1)
        at_old, at_new = anchor_old + 1, anchor_new + 1


def _ends(old: Sequence[str], new: Sequence[str], gap: Gap) -> tuple[int, int]:
    """Return how many items are the same at the beginning and at the end."""
    most = min(gap.old_end - gap.old_start, gap.new_end - gap.new_start)
    head = 0
    while head < most and old[gap.old_start + head] == new[gap.new_start + head]:
        head += 1
    tail = 0
    while tail < most - head and old[gap.old_end - 1 - tail] == new[gap.new_end - 1 - tail]:
        tail += 1
    return head, tail


def _anchors(old: Sequence[str], new: Sequence[str], gap: Gap) -> list[tuple[int, int]]:
    """Return the longest rising sequence of items that occur once in each."""
    in_old = Counter(old[gap.old_start : gap.old_end])
    in_new = Counter(new[gap.new_start : gap.new_end])
    place = {new[j]: j for j in range(gap.new_start, gap.new_end) if in_new[new[j]] == 1}
    pairs = [(i, place[old[i]]) for i in range(gap.old_start, gap.old_end) if in_old[old[i]] == 1 and old[i] in place]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs` whose second numbers rise; the first ones do already."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            last.append(number)
        else:
            ends[length], last[length] = j, number
    found = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
