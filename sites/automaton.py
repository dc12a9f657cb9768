"""A regular expression as an automaton of single characters: what its cost can be told from."""

from __future__ import annotations

import re
import string
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

# Enough to tell whether two classes of an address pattern share a character; the pattern's own are added.
_SAMPLE = string.digits + string.ascii_letters + string.punctuation + " \t\n中é０"
_TOKEN = re.compile(
    r"""(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])
    |(?P<backreference>\\[1-9]\d?|\(\?P=\w+\))
    |(?P<anchor>\^|\$|\\[AbBZ]|\(\?i\))
    |(?P<open>\((?!\?)|\(\?(?::|=|!|<=|<!|P<\w+>))
    |(?P<odd>\(\?)
    |(?P<bar>\|)|(?P<close>\))
    |(?P<repeat>(?:[*+?]|\{(?:\d+,?\d*|,\d*)\})[?+]?)
    |(?P<one>\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_LOOKAROUNDS = ("(?=", "(?!", "(?<=", "(?<!")
# A counted repetition up to here is spelled out, position by position; a longer one is taken for an endless one.
_SPELLED_OUT = 32


class TooUnusualError(ValueError):
    """Raised for the constructs whose cost is not judged here: flags in the middle, conditions, atomic groups."""


@dataclass(slots=True)
class Part:
    """A piece of the expression: the positions it can begin and end with, and whether it can be empty."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    empty: bool = True
    single: bool = False


@dataclass(slots=True)
class Automaton:
    """One position a character of the expression. `ways` counts how often each position leads to another: two
    ways from one to the same are two ways to read the same text.
    """

    characters: list[frozenset[str]] = field(default_factory=list)
    ways: Counter[tuple[int, int]] = field(default_factory=Counter)

    def position(self, characters: frozenset[str]) -> Part:
        self.characters.append(characters)
        at = len(self.characters) - 1
        return Part([at], [at], empty=False, single=True)

    def join(self, before: Part, after: Part) -> Part:
        self.ways.update((b, a) for b in before.last for a in after.first)
        return Part(
            before.first + (after.first if before.empty else []),
            after.last + (before.last if after.empty else []),
            before.empty and after.empty,
        )

    def loop(self, body: Part, *, empty: bool) -> Part:
        self.ways.update((b, a) for b in body.last for a in body.first)
        return Part(body.first, body.last, empty or body.empty)


def automaton_of(pattern: str) -> Automaton:
    """Return the automaton of a pattern that `re` compiles, as `re.search` runs it.

    Look-arounds and back-references are taken for optional text: that never makes the pattern look cheaper.
    """
    builder = _Builder(pattern)
    whole = builder.alternatives()
    if not builder.anchored:
        made = builder.made
        anything = made.loop(made.position(builder.sample), empty=True)
        made.join(anything, whole)
    return builder.made


class _Builder:
    def __init__(self, pattern: str) -> None:
        self.made = Automaton()
        self.sample = frozenset(_SAMPLE + pattern)
        self._tokens = [(found.lastgroup, found.group()) for found in _TOKEN.finditer(pattern)]
        self._at = 0
        self.anchored = pattern.removeprefix("(?i)").startswith(("^", r"\A")) and not self._bar_outside()

    def alternatives(self) -> Part:
        """Read up to the end of the group or of the pattern."""
        found = [self._sequence()]
        while self._kind() == "bar":
            self._at += 1
            found.append(self._sequence())
        return Part(
            [p for part in found for p in part.first],
            [p for part in found for p in part.last],
            any(part.empty for part in found),
        )

    def _sequence(self) -> Part:
        whole = Part()
        while self._kind() not in (None, "bar", "close"):
            begin = self._at
            part = self._item()
            if self._kind() == "repeat":
                part = self._repeated(part, begin)
            whole = self.made.join(whole, part)
        return whole

    def _item(self) -> Part:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "open":
            inside = self.alternatives()
            self._at += 1
            return Part(inside.first, inside.last, empty=True) if text in _LOOKAROUNDS else inside
        if kind == "odd":
            raise TooUnusualError("(?…)")
        if kind == "anchor":
            return Part()
        if kind == "backreference":
            return self.made.loop(self.made.position(self.sample), empty=True)
        return self.made.position(self._characters(text))

    def _repeated(self, body: Part, begin: int) -> Part:
        least, most = _bounds(self._tokens[self._at][1])
        self._at += 1
        if most == 1:
            return Part(body.first, body.last, empty=least == 0 or body.empty)
        if body.single and most is not None and most <= _SPELLED_OUT:
            return self._spelled_out(body, begin, least, most)
        # A body that may be empty can be skipped at every turn: as costly as a loop in a loop.
        looped = self.made.loop(body, empty=least == 0)
        return self.made.loop(looped, empty=least == 0) if body.empty else looped

    def _spelled_out(self, body: Part, begin: int, least: int, most: int) -> Part:
        text = self._tokens[begin][1]
        copies = [body, *(self.made.position(self._characters(text)) for _ in range(1, most))]
        for before, after in pairwise(copies):
            self.made.join(before, after)
        return Part(body.first, [p for copy in copies[max(0, least - 1) :] for p in copy.last], empty=least == 0)

    def _characters(self, text: str) -> frozenset[str]:
        return _characters_of(text, self.sample)

    def _kind(self) -> str | None:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else None

    def _bar_outside(self) -> bool:
        depth = 0
        for kind, _ in self._tokens:
            depth += (kind == "open") - (kind == "close")
            if kind == "bar" and depth == 0:
                return True
        return False


@lru_cache(maxsize=4096)
def _characters_of(text: str, sample: frozenset[str]) -> frozenset[str]:
    """Return what of the sample one position of a pattern matches. Patterns share most of theirs: [a-z], \\d, a dot."""
    one = re.compile(text if len(text) > 1 or text == "." else re.escape(text), re.IGNORECASE | re.DOTALL)
    return frozenset(c for c in sample if one.fullmatch(c))


def _bounds(repeat: str) -> tuple[int, int | None]:
    """Return how often at least and at most; None: without end."""
    if repeat[0] in "*+?":
        return (1 if repeat[0] == "+" else 0), (1 if repeat[0] == "?" else None)
    least, comma, most = repeat.strip("{}?+").partition(",")
    return int(least or 0), (int(most) if most else None) if comma else int(least)
