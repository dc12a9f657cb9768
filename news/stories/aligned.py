"""Where two texts say the same: long common runs in order, found in time that grows with their length."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher

# Runs that begin with so many letters which stand once in either text hold two texts together; between two such
# runs shorter ones will do.
_ANCHORS = (8, 4)
# Between the anchors two passages are compared letter by letter up to this many pairs; longer ones are taken as
# rewritten, so that no text costs more than a moment.
_MOST_PAIRS = 6_400
# One or two letters alike between two differences are chance: 11月3日 and 12月5日 differ once, not twice.
_SHORTEST_RUN = 3


@dataclass(frozen=True, slots=True)
class Run:
    """`length` letters alike: from `first` on in the first text, from `second` on in the other."""

    first: int
    second: int
    length: int


def runs(one: str, other: str) -> list[Run]:
    """Return the runs of letters that two texts have in common, in order and without overlap."""
    found = _aligned(one, other, _ANCHORS)
    joined: list[Run] = []
    for run in found:
        if joined and _follows(joined[-1], run):
            joined[-1] = Run(joined[-1].first, joined[-1].second, joined[-1].length + run.length)
        else:
            joined.append(run)
    last = len(joined) - 1
    return [
        run
        for place, run in enumerate(joined)
        if run.length >= _SHORTEST_RUN
        or (place == 0 and run.first == run.second == 0)
        or (place == last and (run.first + run.length, run.second + run.length) == (len(one), len(other)))
    ]


def _follows(run: Run, later: Run) -> bool:
    return (run.first + run.length, run.second + run.length) == (later.first, later.second)


def _aligned(one: str, other: str, anchors: tuple[int, ...]) -> list[Run]:
    head = _common_head(one, other)
    tail = _common_head(one[head:][::-1], other[head:][::-1])
    middle_one, middle_other = one[head : len(one) - tail], other[head : len(other) - tail]
    found = [Run(0, 0, head)] if head else []
    if middle_one and middle_other:
        found += [Run(head + r.first, head + r.second, r.length) for r in _middle(middle_one, middle_other, anchors)]
    if tail:
        found.append(Run(len(one) - tail, len(other) - tail, tail))
    return found


def _middle(one: str, other: str, anchors: tuple[int, ...]) -> list[Run]:
    if len(one) * len(other) <= _MOST_PAIRS:
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        return [Run(*block) for block in blocks if block.size]
    if not anchors:
        return []
    found: list[Run] = []
    at_one = at_other = 0
    for run in [*_anchored(one, other, anchors[0]), Run(len(one), len(other), 0)]:
        between = _aligned(one[at_one : run.first], other[at_other : run.second], anchors[1:])
        found += [Run(at_one + r.first, at_other + r.second, r.length) for r in between]
        if run.length:
            found.append(run)
        at_one, at_other = run.first + run.length, run.second + run.length
    return found


def _anchored(one: str, other: str, size: int) -> list[Run]:
    """Return the longest chain of runs that begin with `size` letters which stand once in either text."""
    here, there = _single_places(one, size), _single_places(other, size)
    pairs = [(place, there[gram]) for gram, place in here.items() if gram in there]
    chain = _rising(pairs)
    found: list[Run] = []
    end_one = end_other = 0
    for first, second in chain:
        if first < end_one or second < end_other:
            continue
        length = size + _common_head(one[first + size :], other[second + size :])
        found.append(Run(first, second, length))
        end_one, end_other = first + length, second + length
    return found


def _single_places(text: str, size: int) -> dict[str, int]:
    """Return the place of every run of `size` letters that stands once in `text`, in the order of places."""
    places: dict[str, int] = {}
    repeated = set()
    for place in range(len(text) - size + 1):
        gram = text[place : place + size]
        if gram in places:
            repeated.add(gram)
        else:
            places[gram] = place
    for gram in repeated:
        del places[gram]
    return places


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs`, which rise in the first place, that rises in the second as well."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(second)
            at.append(number)
        else:
            ends[length], at[length] = second, number
    chain, number = [], at[-1] if at else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _common_head(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
