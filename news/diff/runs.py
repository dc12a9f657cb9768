"""What was written for what inside a paragraph: runs that a person reads, not single characters strewn about. Pure."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from news.diff.align import blocks, stretches
from news.diff.tokens import Token, token_pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news.diff.align import Budget

# A text longer than this is first compared by sentences.
_LONG = 3000
_SENTENCE = re.compile(r"[^。！？；!?;\n]{0,400}[。！？；!?;\n]{1,20}|[^。！？；!?;\n]{1,400}")
# In units of a budget: what reading a character into tokens costs, and what comparing two like tokens costs.
_PER_CHARACTER, _PER_PAIR = 20, 8
_CLAUSE_MARKS = frozenset("。；！？，、：\n,;:!?")
_STOPS = frozenset("。！？；\n!?;")
_FURTHEST = 60


class Run(NamedTuple):
    """Tokens that went and tokens that came in their place; the same on both sides: they stayed.

    Where a text is too long to be read into tokens, a run holds one token of kind "mark" that is all of it.
    """

    removed: tuple[Token, ...]
    added: tuple[Token, ...]

    @property
    def old(self) -> str:
        """What stood there before."""
        return "".join(token.text for token in self.removed)

    @property
    def new(self) -> str:
        """What stands there now."""
        return "".join(token.text for token in self.added)


def runs(old: str, new: str, budget: Budget) -> list[Run]:
    """Return what stayed and what changed from `old` to `new`, in order; joined, either side is whole again."""
    return _joined(_whole(old, new) if old == new else _of_sentences(old, new, budget))


def _of_sentences(old: str, new: str, budget: Budget) -> Iterator[Run]:
    if len(old) + len(new) <= _LONG:
        yield from _of_tokens(old, new, budget)
        return
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    for is_alike, gap in stretches(blocks(before, after), len(before), len(after)):
        texts = "".join(before[gap.old_start : gap.old_end]), "".join(after[gap.new_start : gap.new_end])
        if is_alike or sum(map(len, texts)) > _LONG:
            yield from _whole(*texts)
        else:
            yield from _of_tokens(*texts, budget)


def _whole(old: str, new: str) -> Iterator[Run]:
    """Yield a text as one run, and its ends by themselves where they stayed."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    for one, other in (
        (old[:head], new[:head]),
        (old[head : len(old) - tail], new[head : len(new) - tail]),
        (old[len(old) - tail :], new[len(new) - tail :]),
    ):
        if one or other:
            yield Run(_one(one), _one(other))


def _one(text: str) -> tuple[Token, ...]:
    return (Token(text, "mark"),) if text else ()


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _of_tokens(old: str, new: str, budget: Budget) -> Iterator[Run]:
    if not budget.take((len(old) + len(new)) * _PER_CHARACTER):
        yield from _whole(old, new)
        return
    before, after = token_pair(old, new)
    in_old, in_new = Counter(before), Counter(after)
    if not budget.take(sum(n * in_new[token] for token, n in in_old.items()) * _PER_PAIR):
        yield from _whole(old, new)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found = [Run(tuple(before[a:b]), tuple(after[c:d])) for _, a, b, c, d in matcher.get_opcodes()]
    yield from _slid(_without_crumbs(found))


def _without_crumbs(found: Sequence[Run]) -> list[Run]:
    """Return the runs, few tokens that stayed between two changes taken into them: 〔-a-〕b〔-c-〕 is 〔-abc-〕."""
    kept: list[Run] = []
    for run in found:
        kept.append(run)
        while len(kept) >= 3 and _is_crumb(*kept[-3:]):
            last = kept[-3:]
            del kept[-3:]
            kept.append(Run(sum((r.removed for r in last), ()), sum((r.added for r in last), ())))
    return kept


def _is_crumb(before: Run, between: Run, after: Run) -> bool:
    if before.removed == before.added or between.removed != between.added or after.removed == after.added:
        return False
    around = min(max(len(before.removed), len(before.added)), max(len(after.removed), len(after.added)))
    length = len(between.removed)
    # A clause mark parts what a person reads as two changes, unless both are long.
    return length < around if any(token.text in _CLAUSE_MARKS for token in between.removed) else length <= around


def _slid(found: list[Run]) -> list[Run]:
    """Return the runs, what only came or only went moved to where a sentence or a clause begins, if it can be."""
    found = list(found)
    for at in range(1, len(found) - 1):
        before, run, after = found[at - 1 : at + 2]
        only = run.removed or run.added
        if (run.removed and run.added) or before.removed != before.added or after.removed != after.added:
            continue
        row = (*before.removed, *only, *after.removed)
        start = _best_start(row, len(before.removed), len(only))
        end = start + len(only)
        moved = row[start:end]
        found[at - 1] = Run(row[:start], row[:start])
        found[at] = Run(moved, ()) if run.removed else Run((), moved)
        found[at + 1] = Run(row[end:], row[end:])
    return found


def _best_start(row: Sequence[Token], start: int, length: int) -> int:
    """Return where a window over the tokens stands best; it may slide while what leaves is what enters."""
    places = [start]
    low = high = start
    while low and row[low - 1] == row[low + length - 1] and start - low < _FURTHEST:
        low -= 1
        places.append(low)
    while high + length < len(row) and row[high] == row[high + length] and high - start < _FURTHEST:
        high += 1
        places.append(high)
    return max(places, key=lambda place: (_fitness(row, place, length), -abs(place - start)))


def _fitness(row: Sequence[Token], start: int, length: int) -> int:
    before = row[start - 1].text[-1] if start else "\n"
    last = row[start + length - 1].text[-1]
    return 2 * (before in _STOPS) + (before in _CLAUSE_MARKS) + (last in _STOPS) + (last in _CLAUSE_MARKS)


def _joined(found: Iterator[Run] | Sequence[Run]) -> list[Run]:
    """Return the runs, neighbours that both stayed or both changed made one; what is the same text stayed."""
    joined: list[Run] = []
    for run in found:
        if not run.removed and not run.added:
            continue
        stays = run.old == run.new
        if joined and stays == (joined[-1].old == joined[-1].new):
            last = joined.pop()
            joined.append(Run((*last.removed, *run.removed), (*last.added, *run.added)))
        else:
            joined.append(run)
    return joined
