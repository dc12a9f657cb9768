"""Whether two articles are one story 同稿: an original and its reprint, or two reprints of a third. Pure.

A reprint loses paragraphs, gains a lead, a note or another headline, and has a word or a number put right. A notice
made from the same form has the same sentences too, with other names, dates, places and numbers in the blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from news.stories.aligned import runs
from news.stories.reprint import bare
from news.stories.slots import gaps, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.stories.reprint import Copy

Kind = Literal["same", "alike", "different"]
Titles = Literal["equal", "blanks", "other"]

# Below so many letters a text is compared as a whole.
SHORT = 60
# Below so many, an equal text under titles that differ as forms do is a form without its blanks.
_BRIEF = 200
# Of the shorter text so much must be in the other, of the longer one so much: a quarter cut away and a lead added.
_LEAST_OF_SHORTER, _LEAST_OF_LONGER = 0.7, 0.45
# Two copies may each have lost another quarter; and a link says what the text need not.
_LEAST_WHEN_ONLY_CUT, _LEAST_WHEN_LINKED = 0.55, 0.4
# An extract under the same title: all that it has, and a good part of the whole.
_LEAST_OF_EXTRACT, _LEAST_EXTRACTED = 0.9, 0.2
# So many letters in common for each name, number, date or place that an editor may have put right.
_LETTERS_A_SLOT, _LETTERS_A_SLOT_LINKED, _MOST_SLOTS = 220, 200, 2.2
_LETTERS_FOR_TITLE, _FOR_LINK = 300, 2.0
_AGAINST_TITLE_BLANKS, _AGAINST_UNSURE = 1.5, 1.0
_NEAR, _FAR = 3, 30
_SHORTEST_TITLE = 8
# Looked at before two texts are aligned; as printed, with what every site adds of its own, there is less in common.
_LEAST_COMMON, _LEAST_COMMON_AS_PRINTED, _SAMPLE, _SAMPLES = 0.35, 0.2, 5, 50
# Of one form's notices several are found at once; then only a text without any other blank is a reprint.
_CROWD = 3
_NO_BLANK, _ONE_BLANK = 0.45, 0.75


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison said. `alike`: the same form with other blanks. `weight`: what speaks against, in blanks.

    `reason` is one word for tests and logs: link, text, short, little, blanks, form, date.
    """

    kind: Kind
    reason: str
    weight: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Tell a copy that stays one where many of the same form are stored: no blank differs."""
        return self.kind == "same" and (self.reason == "link" or self.weight <= _NO_BLANK)


def compare(one: Copy, other: Copy) -> Verdict:
    """Say whether two articles are one story. The order of the two does not matter."""
    first, second = sorted((one, other), key=lambda copy: (copy.text, copy.titles, copy.key))
    linked = is_linked(first, second)
    titles = _titles(first, second)
    if min(len(first.text), len(second.text)) < SHORT:
        return _short(first, second, titles, linked=linked)
    if first.text == second.text:
        return _equal(first, second, titles, linked=linked)
    if not linked and _common_part(first.text, second.text) < _LEAST_COMMON:
        return Verdict("different", "little")
    if titles == "blanks" and first.is_notice and second.is_notice and not linked:
        return Verdict("alike", "form", _AGAINST_TITLE_BLANKS)
    return _aligned(first, second, titles, linked=linked)


def chosen(verdicts: Sequence[Verdict], groups: Sequence[int]) -> list[int]:
    """Return which of the compared articles are the same story, as places in `verdicts`.

    `groups`: one number a story already known. Where several others have the same form, an article whose blanks
    differ at all is none of them.
    """
    same = {group for verdict, group in zip(verdicts, groups, strict=True) if verdict.kind == "same"}
    alike = {group for verdict, group in zip(verdicts, groups, strict=True) if verdict.kind == "alike"}
    is_form = len(alike - same) >= _CROWD
    return [
        place for place, verdict in enumerate(verdicts) if verdict.is_sure or (verdict.kind == "same" and not is_form)
    ]


def may_be_same(one: Copy, text: str) -> bool:
    """Tell quickly whether `text`, as it is printed, may be a copy of an article's. Most strangers end here."""
    printed = bare(text)
    return min(len(one.text), len(printed)) < SHORT or _common_part(one.text, printed) >= _LEAST_COMMON_AS_PRINTED


def is_linked(one: Copy, other: Copy) -> bool:
    """Tell two articles of which one names the other as its source, or both the same third."""
    return _is_named(one, other) or (one.source_key is not None and one.source_key == other.source_key)


def _is_named(one: Copy, other: Copy) -> bool:
    return one.source_key == other.key or other.source_key == one.key


def _titles(one: Copy, other: Copy) -> Titles:
    if set(one.titles) & set(other.titles):
        return "equal"
    if not one.titles or not other.titles:
        return "other"
    a, b = sorted((one.titles[0], other.titles[0]), key=lambda title: (len(title), title))
    if len(a) >= _SHORTEST_TITLE and a in b:
        return "equal"
    alike = runs(a, b)
    if 2 * sum(run.length for run in alike) < len(a):
        return "other"
    # Which sentence a blank stands in does not matter in a title: it is one.
    weight = weigh(list(gaps(a, b, alike, (frozenset(), frozenset()))))
    return "blanks" if weight >= _ONE_BLANK else "other"


def _short(one: Copy, other: Copy, titles: Titles, *, linked: bool) -> Verdict:
    """Judge texts of a line or two: 图为会议现场. They must say the same under the same title, at about one time."""
    named = titles == "equal" and len(one.titles[0]) >= _SHORTEST_TITLE
    # The third page that both name may be a column's, where each week's news stand.
    if linked and named and (_is_named(one, other) or one.text in other.text or other.text in one.text):
        return Verdict("same", "link")
    equal = one.text == other.text and one.has_text
    if not (equal and named):
        return Verdict("different", "short")
    return Verdict("same", "short") if _days(one, other) <= _NEAR else Verdict("different", "date")


def _equal(one: Copy, other: Copy, titles: Titles, *, linked: bool) -> Verdict:
    is_form = titles == "blanks" and (one.is_notice or other.is_notice)
    if linked or titles == "equal" or (len(one.text) >= _BRIEF and not is_form):
        far = len(one.text) < _BRIEF and not linked and _days(one, other) > _FAR
        return Verdict("different", "date") if far else Verdict("same", "text")
    if titles == "blanks":
        return Verdict("alike", "form", _AGAINST_TITLE_BLANKS)
    is_sure = not one.is_notice and _days(one, other) <= _NEAR
    return Verdict("same", "text") if is_sure else Verdict("alike", "form", _AGAINST_UNSURE)


def _aligned(one: Copy, other: Copy, titles: Titles, *, linked: bool) -> Verdict:
    alike = runs(one.text, other.text)
    common = sum(run.length for run in alike)
    shorter, longer = sorted((len(one.text), len(other.text)))
    of_shorter, of_longer = common / shorter, common / longer
    weight = weigh(list(gaps(one.text, other.text, alike, (one.ends, other.ends))))
    least = _LEAST_OF_SHORTER if weight > _NO_BLANK else _LEAST_WHEN_ONLY_CUT
    enough = of_shorter >= least and of_longer >= _LEAST_OF_LONGER
    if linked:
        enough = of_shorter >= _LEAST_WHEN_LINKED
    elif titles == "equal" and _days(one, other) <= _NEAR:
        enough = enough or (of_shorter >= _LEAST_OF_EXTRACT and of_longer >= _LEAST_EXTRACTED)
    if titles == "blanks" and weight > _NO_BLANK:
        # What tells the two titles apart tells the texts apart as well.
        weight += _AGAINST_TITLE_BLANKS
    if enough and weight <= _allowed(one, other, common, titles, linked=linked):
        return Verdict("same", "link" if linked else "text", weight)
    return Verdict("alike", "blanks", weight) if enough else Verdict("different", "little", weight)


def _allowed(one: Copy, other: Copy, common: int, titles: Titles, *, linked: bool) -> float:
    """Return how much may differ, in blanks, between two copies of one text with `common` letters in common."""
    if linked:
        return common / _LETTERS_A_SLOT_LINKED + _FOR_LINK
    allowed = min(common / _LETTERS_A_SLOT, _MOST_SLOTS)
    if titles == "equal":
        allowed += min(1.0, common / _LETTERS_FOR_TITLE)
    if common < _BRIEF:
        allowed *= 0.7
    days = _days(one, other)
    if days > _NEAR:
        allowed *= 0.3 if days > _FAR else 0.6
    if titles == "blanks":
        allowed *= 0.5
    if one.is_notice or other.is_notice:
        allowed *= 0.2
    if one.host == other.host:
        allowed *= 0.3
    return allowed


def _days(one: Copy, other: Copy) -> float:
    return abs((one.at - other.at).total_seconds()) / 86_400


def _common_part(one: str, other: str) -> float:
    """Return which part of the shorter text the other has, by some dozens of its runs of five letters."""
    shorter, longer = sorted((one, other), key=lambda text: (len(text), text))
    places = range(0, len(shorter) - _SAMPLE + 1, max(1, len(shorter) // _SAMPLES))
    return sum(shorter[place : place + _SAMPLE] in longer for place in places) / len(places)
