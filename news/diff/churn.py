"""Which paragraphs a page printed by itself: a change of theirs is nobody's edit (news/changes/churn.py). Pure."""

from __future__ import annotations

from functools import cached_property

from news.changes.churn import without_churn
from news.text import fold, nfkc

# Counters, clocks and boxes of links stand on short lines, below texts of a usual length.
_LONGEST_LINE, _LONGEST_TEXT = 400, 100_000


class Churn:
    """What of a text is nobody's writing."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(fold(line) for line in without_churn(nfkc(self._text)))

    def holds(self, paragraph: str) -> bool:
        """Tell whether a paragraph of the text is a counter, a clock, an advertisement or a link among links."""
        if len(paragraph) > _LONGEST_LINE or len(self._text) > _LONGEST_TEXT:
            return False
        return fold(paragraph) not in self._written and all(
            fold(line) not in self._written for line in without_churn(nfkc(paragraph)) if line
        )


def is_churn_alone(old: str, new: str) -> bool:
    """Tell two paragraphs that differ only in the counter or clock beside them."""
    if max(len(old), len(new)) > _LONGEST_LINE or fold(old) == fold(new):
        return False
    before, after = (fold("".join(without_churn(nfkc(text)))) for text in (old, new))
    return before == after
