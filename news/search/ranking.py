"""How well a text answers a query. Pure."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from news.search.grams import TITLE
from news.search.query import words

if TYPE_CHECKING:
    from news.search.query import Query

_IN_TITLE = 4.0
_MOST_OFTEN = 8
# Words so far apart count as not together; a line's end parts them as well.
_FAR = 60
_FRESH = 2.0
_HALF_LIFE_DAYS = 180


def score(query: Query, text: str, days_old: float) -> float:
    """Return how well a text (see news.search.grams.searched_text) answers a query that it answers; more is better.

    For each word that the query wants 4 points where a title has it, and up to 2 for how often it comes (log2, 8 times
    at most); up to 3 for how near the words stand in one line; up to 2 for how new the article is, half of them after
    half a year.
    """
    wanted = words(query)
    if not wanted:
        return _freshness(days_old)
    titles = [line for line in text.split("\n") if line.startswith(TITLE)]
    titled = sum(_IN_TITLE for word in wanted if any(word in title for title in titles))
    often = sum(math.log2(1 + min(text.count(word), _MOST_OFTEN - 1)) * 2 / 3 for word in wanted)
    return (titled + often) / len(wanted) + 3 * _closeness(wanted, text) + _freshness(days_old)


def _freshness(days_old: float) -> float:
    return _FRESH * math.pow(0.5, max(0.0, days_old) / _HALF_LIFE_DAYS)


def _closeness(wanted: list[str], text: str) -> float:
    """Return 1 where the first words of a query meet, 0 where they are never in one line; of a single word 0."""
    pairs = list(pairwise(wanted[:4]))
    return sum(_near(one, other, text) for one, other in pairs) / len(pairs) if pairs else 0.0


def _near(one: str, other: str, text: str) -> float:
    nearest = _FAR
    for line in text.split("\n"):
        if one in line and other in line:
            nearest = min(nearest, *(_gap(line, at, one, other) for at in _places(line, one)))
    return 1 - nearest / _FAR


def _places(line: str, word: str) -> list[int]:
    places: list[int] = []
    at = line.find(word)
    while at >= 0 and len(places) < _MOST_OFTEN:
        places.append(at)
        at = line.find(word, at + 1)
    return places


def _gap(line: str, at: int, one: str, other: str) -> int:
    """Return how many characters lie between a word at `at` and the other one where it is nearest."""
    after, before = line.find(other, at), line.rfind(other, 0, at)
    gaps = [max(0, after - at - len(one))] if after >= 0 else []
    gaps += [max(0, at - before - len(other))] if before >= 0 else []
    return min(gaps, default=_FAR)
