"""Which paragraphs of one text became which of another, told by their likeness. Pure."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from news.diff.align import Gap, blocks, gaps
from news.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.diff.align import Budget

# Paragraphs that share less are two: one that went and one that came.
_LEAST_LIKE = 0.4
# One that is as good as whole within another was lengthened, or cut, however much.
_WITHIN, _SHORTEST_WITHIN = 0.9, 12
# Of a part of a paragraph that was parted or joined, this much must be in the whole.
_LEAST_HELD = 0.6
# One that is found again elsewhere in the text must be nearly the same.
_LEAST_MOVED = 0.75
_SHORTEST_MOVED = 4
# How many paragraphs may be joined into one, or one be parted into.
_MOST_JOINED = 3
_COMPARED, _GLANCED = 3000, 200
_KEY_LENGTH = 8


class Pair(NamedTuple):
    """old[old_start:old_end] became new[new_start:new_end]; an empty range: they came, or went. moved: elsewhere."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    moved: bool = False


def pairs(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Pair]:
    """Return how the paragraphs belong together, in the order of the new text, those that went where they stood."""
    old_keys, new_keys = [fold(text) for text in old], [fold(text) for text in new]
    kept = blocks(old_keys, new_keys)
    found = [
        Pair(b.at_old + n, b.at_old + n + 1, b.at_new + n, b.at_new + n + 1) for b in kept for n in range(b.length)
    ]
    for gap in gaps(kept, len(old), len(new)):
        found += _by_likeness(old_keys, new_keys, gap, budget)
    return _in_order(_with_moved(found, old_keys, new_keys, budget))


def _by_likeness(old: Sequence[str], new: Sequence[str], gap: Gap, budget: Budget) -> list[Pair]:
    """Return the pairs of a gap: the best matching that keeps the order, or a rough one where that costs too much."""
    if gap.old_start == gap.old_end or gap.new_start == gap.new_end:
        return _singles(gap)
    before, after = old[gap.old_start : gap.old_end], new[gap.new_start : gap.new_end]
    cost = _length(before) * len(after) + _length(after) * len(before) + 20 * len(before) * len(after)
    if budget.take(cost):
        found = _matched([_features(text) for text in before], [_features(text) for text in after])
        return [p for pair in found for p in _placed(pair, gap)]
    return _by_beginnings(old, new, gap, budget)


def _by_beginnings(old: Sequence[str], new: Sequence[str], gap: Gap, budget: Budget) -> list[Pair]:
    """Part a gap that is too wide at paragraphs that begin alike, and at those that end alike."""
    for part in (slice(_KEY_LENGTH), slice(-_KEY_LENGTH, None)):
        old_keys = [text[part] for text in old[gap.old_start : gap.old_end]]
        new_keys = [text[part] for text in new[gap.new_start : gap.new_end]]
        kept = [b for b in blocks(old_keys, new_keys) if b.length]
        if not kept:
            continue
        found = []
        for block in kept:
            at_old, at_new = gap.old_start + block.at_old, gap.new_start + block.at_new
            for n in range(block.length):
                found += _matched_or_not(old, new, Gap(at_old + n, at_old + n + 1, at_new + n, at_new + n + 1))
        for inner in gaps(kept, len(old_keys), len(new_keys)):
            found += _by_likeness(old, new, _shifted(inner, gap), budget)
        return found
    return _one_by_one(old, new, gap)


def _one_by_one(old: Sequence[str], new: Sequence[str], gap: Gap) -> list[Pair]:
    """Pair the paragraphs as they stand, where there are as many on both sides."""
    count = gap.old_end - gap.old_start
    if count != gap.new_end - gap.new_start:
        return _singles(gap)
    places = (
        Gap(gap.old_start + n, gap.old_start + n + 1, gap.new_start + n, gap.new_start + n + 1) for n in range(count)
    )
    return [pair for place in places for pair in _matched_or_not(old, new, place)]


def _length(texts: Sequence[str]) -> int:
    """Return how many features texts have, at most."""
    return sum(2 * min(len(text), _COMPARED) for text in texts)


def _matched_or_not(old: Sequence[str], new: Sequence[str], gap: Gap) -> list[Pair]:
    # Of their beginnings alone: there may be thousands of them.
    one, other = (_features(text[:_GLANCED]) for text in (old[gap.old_start], new[gap.new_start]))
    alike = _likeness(one, other) >= _LEAST_LIKE
    return [Pair(*gap)] if alike else _singles(gap)


def _singles(gap: Gap) -> list[Pair]:
    went = [Pair(i, i + 1, gap.new_start, gap.new_start) for i in range(gap.old_start, gap.old_end)]
    return went + [Pair(gap.old_end, gap.old_end, j, j + 1) for j in range(gap.new_start, gap.new_end)]


def _placed(pair: Pair, gap: Gap) -> list[Pair]:
    placed = _shifted(Gap(*pair[:4]), gap)
    is_pair = pair.old_start < pair.old_end and pair.new_start < pair.new_end
    return [Pair(*placed)] if is_pair else _singles(placed)


def _shifted(inner: Gap, gap: Gap) -> Gap:
    """Return a place inside a gap as a place in the whole."""
    old, new = gap.old_start, gap.new_start
    return Gap(inner.old_start + old, inner.old_end + old, inner.new_start + new, inner.new_end + new)


def _features(text: str) -> set[str]:
    """Return the characters of a text and their pairs: what two texts alike have in common."""
    part = text[:_COMPARED]
    return {*part, *(a + b for a, b in pairwise(part))}


def _likeness(one: set[str], other: set[str]) -> float:
    """Return 0 for nothing in common, 1 for everything."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _matched(before: list[set[str]], after: list[set[str]]) -> list[Pair]:
    """Return the pairs with the most in common that keep the order, those that joined or parted included."""
    rows, columns = len(before), len(after)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step: list[list[tuple[int, int]]] = [[(1, 0)] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i or j:
                # Of what went and what came in one place, what went is told first.
                best[i][j], step[i][j] = max(_ways(before, after, best, i, j), key=lambda way: (way[0], -way[1][0]))
    found = []
    i, j = rows, columns
    while i or j:
        taken, given = step[i][j]
        found.append(Pair(i - taken, i, j - given, j))
        i, j = i - taken, j - given
    return found[::-1]


def _ways(
    before: list[set[str]], after: list[set[str]], best: list[list[float]], i: int, j: int
) -> list[tuple[float, tuple[int, int]]]:
    """Return every last step to the first `i` and `j` paragraphs with what is gained up to there."""
    ways = []
    if i:
        ways.append((best[i - 1][j], (1, 0)))
    if j:
        ways.append((best[i][j - 1], (0, 1)))
    if i and j:
        ways.append((best[i - 1][j - 1] + _gain(before[i - 1], after[j - 1]), (1, 1)))
        for n in range(2, _MOST_JOINED + 1):
            if n <= i and _holds(after[j - 1], before[i - n : i]):
                ways.append((best[i - n][j - 1] + _gain(set().union(*before[i - n : i]), after[j - 1]), (n, 1)))
            if n <= j and _holds(before[i - 1], after[j - n : j]):
                ways.append((best[i - 1][j - n] + _gain(before[i - 1], set().union(*after[j - n : j])), (1, n)))
    return ways


def _gain(one: set[str], other: set[str]) -> float:
    """Return what a pair is worth: nothing where two are too unlike to be one."""
    common, least = len(one & other), min(len(one), len(other))
    if least >= _SHORTEST_WITHIN and common >= _WITHIN * least:
        return float(common)
    return 2 * common - _LEAST_LIKE * (len(one) + len(other))


def _holds(whole: set[str], parts: Sequence[set[str]]) -> bool:
    return all(len(whole & part) >= _LEAST_HELD * len(part) > 0 for part in parts)


def _with_moved(found: list[Pair], old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Pair]:
    """Return the pairs, those that went here and came there made one."""
    went = [p for p in found if p.new_start == p.new_end]
    came = [p for p in found if p.old_start == p.old_end]
    places: dict[str, list[Pair]] = defaultdict(list)
    for pair in reversed(came):
        places[new[pair.new_start]].append(pair)
    moved: dict[Pair, Pair] = {}
    for pair in went:
        if old[pair.old_start] and places.get(old[pair.old_start]):
            moved[places[old[pair.old_start]].pop()] = pair
    gone = set(moved.values())
    left = [p for p in went if p not in gone], [p for p in came if p not in moved]
    moved |= _moved_by_likeness(*left, old, new, budget)
    gone = set(moved.values())
    return [_moved(p, moved[p]) if p in moved else p for p in found if p not in gone]


def _moved(came: Pair, went: Pair) -> Pair:
    return Pair(went.old_start, went.old_end, came.new_start, came.new_end, moved=True)


def _moved_by_likeness(
    went: list[Pair], came: list[Pair], old: Sequence[str], new: Sequence[str], budget: Budget
) -> dict[Pair, Pair]:
    texts = _length([old[p.old_start] for p in went])
    if not went or not came or not budget.take(texts * len(came) + 20 * len(went) * len(came)):
        return {}
    moved: dict[Pair, Pair] = {}
    there = {pair: _features(new[pair.new_start]) for pair in came}
    for pair in went:
        here = _features(old[pair.old_start])
        alike = {p: _likeness(here, features) for p, features in there.items() if p not in moved}
        best = max(alike, key=lambda p: alike[p], default=None)
        if best and alike[best] >= _LEAST_MOVED and len(old[pair.old_start]) >= _SHORTEST_MOVED:
            moved[best] = pair
    return moved


def _in_order(found: list[Pair]) -> list[Pair]:
    """Return the pairs in the order of the new text; one that went before the one that stood behind it."""
    return sorted(found, key=lambda p: (p.new_start, p.new_end, p.old_start))
