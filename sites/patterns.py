"""Regular expressions from a site file: compiled once, and refused when a hostile address could make them explode."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from sites.automaton import TooUnusualError, automaton_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sites.automaton import Automaton

_Places = TypeVar("_Places", bound=tuple[int, ...])
_LONGEST = 300
# An address has at most some 2,000 characters: quadratic work on it is milliseconds, cubic work is minutes.
_HIGHEST_DEGREE = 2
# Places where the same text can be read in two ways, each doubling the work.
_MOST_FORKS = 6
# Ways from one character of the pattern to another: an ordinary pattern has about as many as characters. The bound
# keeps the judgement itself short.
_MOST_WAYS = 500
_OVERLAPPING = "正则可能很慢：重叠的部分太多，请写得更窄 too many overlapping parts, write [^/]+ instead of .*"


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> re.Pattern[str]:
    """Return the compiled pattern. Raise ValueError, saying what to write instead, for one that is none or unsafe."""
    if len(text) > _LONGEST:
        raise ValueError(f"正则太长，最多 {_LONGEST} 个字符 pattern longer than {_LONGEST} characters: {len(text)}")
    try:
        pattern = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"正则无效 not a regular expression: {error}: {text}") from error
    danger = _danger(text)
    if danger:
        raise ValueError(f"{danger}: {text}")
    return pattern


def _danger(text: str) -> str | None:
    try:
        automaton = automaton_of(text)
    except TooUnusualError as error:
        return f"正则写法太特殊，请用普通的组和重复 unusual syntax, use plain groups and repetitions: {error}"
    if len(automaton.ways) > _MOST_WAYS:
        return _OVERLAPPING
    graph = _Graph(automaton)
    forks = graph.forks()
    if forks is None:
        return "正则可能极慢：重复里套着重复，请改写 nested repetition can take forever, rewrite (a+)+ as a+"
    return _OVERLAPPING if forks > _MOST_FORKS or graph.degree() > _HIGHEST_DEGREE else None


class _Graph:
    """The positions of an automaton and where each leads."""

    def __init__(self, automaton: Automaton) -> None:
        self._characters = automaton.characters
        self._ways: Mapping[tuple[int, int], int] = automaton.ways
        self._next: list[list[int]] = [[] for _ in automaton.characters]
        for before, after in automaton.ways:
            self._next[before].append(after)
        self._reached = self._closed()

    def forks(self) -> int | None:
        """Return at how many positions one text can go two ways that meet again, no further than to one too many;
        None when such a place lies in a loop, where every further character doubles the work.
        """
        found = 0
        for fork in range(len(self._next)):
            meeting = {p for p in self._next[fork] if self._ways[fork, p] > 1}
            pairs = self._after_pair(fork, fork)
            meeting |= {a for a, b in _closure(((a, b) for a, b in pairs if a != b), self._after_pair) if a == b}
            if any(p == fork or self._leads(p, fork) for p in meeting):
                return None
            found += bool(meeting)
            if found > _MOST_FORKS:
                break
        return found

    def degree(self) -> int:
        """Return the power of the text's length with which the work can grow."""
        loops = [p for p in range(len(self._next)) if self._leads(p, p)]
        links = {q: [p for p in loops if self._shares(q, p)] for q in loops}
        longest: dict[int, int] = {}
        # The later a loop comes, the fewer loops it leads to: its own answer is there before it is asked for.
        for q in sorted(loops, key=lambda p: self._reached[p].bit_count()):
            longest[q] = 1 + max((longest[p] for p in links[q]), default=0)
        return max(longest.values(), default=0)

    def _shares(self, q: int, p: int) -> bool:
        """Tell whether some text can be read in loop `q`, in the later loop `p`, and in passing from one to the
        other: then the border between the two can lie anywhere.
        """
        if not self._leads(q, p) or self._leads(p, q):
            return False
        return (q, p, p) in _closure([(q, q, p)], lambda a, b, c: self._after_triple((a, b, c), q, p))

    def _after_triple(self, at: tuple[int, int, int], q: int, p: int) -> Iterator[tuple[int, int, int]]:
        for a in self._next[at[0]]:
            for c in self._next[at[2]] if self._leads(a, q) else ():
                both = self._characters[a] & self._characters[c]
                if both and self._leads(c, p):
                    yield from ((a, b, c) for b in self._next[at[1]] if both & self._characters[b])

    def _after_pair(self, p: int, r: int) -> list[tuple[int, int]]:
        return [
            (a, b) for a in self._next[p] for b in self._next[r] if a == b or self._characters[a] & self._characters[b]
        ]

    def _leads(self, start: int, end: int) -> bool:
        return bool(self._reached[start] >> end & 1)

    def _closed(self) -> list[int]:
        """Return for each position those that it leads to, as bits of a number: sets took five times as long
        (2026-11). Most ways go forward: from the last position back, two rounds see nearly all of them.
        """
        reached = [sum(1 << p for p in set(after)) for after in self._next]
        changed = True
        while changed:
            changed = False
            for at in range(len(reached) - 1, -1, -1):
                found = reached[at]
                for p in self._next[at]:
                    found |= reached[p]
                changed |= found != reached[at]
                reached[at] = found
        return reached


def _closure(starts: Iterable[_Places], step: Callable[..., Iterable[_Places]]) -> set[_Places]:
    """Return the starts and everything that `step`, called with a tuple's members, leads to from there."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        fresh = set(step(*waiting.pop())) - found
        found |= fresh
        waiting.extend(fresh)
    return found
