"""Where two texts of one article differ, in offsets of either: the places that `news.changes.unrest` remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING

from news.changes.telling import TELLING_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news.changes.telling import Said

# Comparing takes time with the product of the lengths; what is longer is one difference (2026-11).
_MOST_COMPARED = 40_000
# So few equal characters between two differences are chance.
_CRUMB = 4
_SENTENCE_ENDS = tuple("。!?;…”’」』)")


@dataclass(frozen=True, slots=True)
class Hunk:
    """One difference: [start, end) of the older text became [new_start, new_end) of the newer one.

    Offsets count the folded characters of the field's lines, joined. whole: nothing but whole lines
    of prose that were added or taken out.
    """

    field: str
    start: int
    end: int
    new_start: int
    new_end: int
    whole: bool = False

    @property
    def is_growth(self) -> bool:
        """Tell lines that were added."""
        return self.whole and self.start == self.end


def differences(old: Said, new: Said) -> list[Hunk]:
    """Return where two texts differ, field by field, in order; nothing when only line breaks do.

    A field other than the body differs as a whole.
    """
    found: list[Hunk] = []
    for name in TELLING_FIELDS:
        one, other = "".join(old[name]), "".join(new[name])
        if one == other:
            continue
        if name == "body_text":
            found += _merged(list(_of_lines(old[name], new[name])), one)
        else:
            found.append(Hunk(name, 0, len(one), 0, len(other)))
    return found


def _of_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Hunk]:
    head, tail = _common_ends(old, new)
    old_at, new_at = _offsets(old), _offsets(new)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > _MOST_COMPARED:
        yield from _of_text("".join(a), "".join(b), old_at[head], new_at[head])
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b).get_opcodes():
        at, new_position = old_at[head + i1], new_at[head + j1]
        if tag == "replace":
            yield from _of_block(a[i1:i2], b[j1:j2], at, new_position)
        elif tag != "equal":
            whole = _is_prose(a[i1:i2] or b[j1:j2])
            yield Hunk("body_text", at, old_at[head + i2], new_position, new_at[head + j2], whole=whole)


def _of_block(old: Sequence[str], new: Sequence[str], at: int, new_at: int) -> Iterator[Hunk]:
    """Yield the differences of lines that were replaced: line by line as far as they are the same lines edited."""
    paired = 0
    for one, other in zip(old, new, strict=False):
        if len(old) != len(new) and not _are_alike(one, other):
            break
        yield from _of_text(one, other, at, new_at)
        paired, at, new_at = paired + 1, at + len(one), new_at + len(other)
    rest, added = "".join(old[paired:]), "".join(new[paired:])
    if rest and added:
        yield from _of_text(rest, added, at, new_at)
    elif rest or added:
        whole = _is_prose(old[paired:] or new[paired:])
        yield Hunk("body_text", at, at + len(rest), new_at, new_at + len(added), whole=whole)


def _are_alike(one: str, other: str) -> bool:
    """Tell an edited line by how it begins and ends."""
    head, tail = _common_ends(one, other)
    return head + tail >= _CRUMB


def _is_prose(lines: Sequence[str]) -> bool:
    return any(line.endswith(_SENTENCE_ENDS) for line in lines)


def _of_text(old: str, new: str, at: int, new_at: int) -> Iterator[Hunk]:
    """Yield the differences of two lines that begin at these offsets; a number differs as a whole."""
    head, tail = _common_ends(old, new)
    while head and old[head - 1].isdigit():
        head -= 1
    while tail and old[len(old) - tail].isdigit():
        tail -= 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > _MOST_COMPARED:
        blocks = [("replace", 0, len(a), 0, len(b))]
    else:
        blocks = [block for block in SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if block[0] != "equal"]
    for _, i1, i2, j1, j2 in blocks:
        yield Hunk("body_text", at + head + i1, at + head + i2, new_at + head + j1, new_at + head + j2)


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    rest = shorter - head
    tail = next((k for k in range(rest) if old[-1 - k] != new[-1 - k]), rest)
    return head, tail


def _offsets(lines: Sequence[str]) -> list[int]:
    return [0, *accumulate(len(line) for line in lines)]


def _merged(hunks: list[Hunk], old: str) -> list[Hunk]:
    """Join differences that only a crumb of equal text, or a number's digits, keeps apart."""
    joined: list[Hunk] = []
    for hunk in hunks:
        last = joined[-1] if joined else None
        is_near = last and (hunk.start - last.end < _CRUMB or old[last.end : hunk.start].isdigit())
        if last and is_near and last.whole == hunk.whole:
            joined[-1] = replace(last, end=hunk.end, new_end=hunk.new_end)
        else:
            joined.append(hunk)
    return joined
