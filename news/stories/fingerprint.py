"""Few numbers by which reprints find each other among millions of articles: MinHash bands, title, text and source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b, shake_256
from typing import TYPE_CHECKING

import numpy as np

from news.stories.same import SHORT

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from news.stories.reprint import Copy

# Runs of five letters, 14 bands of two minima (2026-11, on pages of many sites): two unrelated texts share 0.03 % of
# such runs, of pairs of letters 1.5 %. Two copies of which half the runs are common meet in 98 of 100 cases; with pairs
# of letters and bands of four they would in 64.
_GRAM = 5
BANDS, _ROWS = 14, 2
_HASHES = BANDS * _ROWS
# A title shorter than this is a column's name: 任前公示, 讣告.
_SHORTEST_TITLE = 8
# What a meeting in one of these is worth when the nearest candidates are picked: an equal text comes first, then the
# page that is named as the source. That two name the same third says little: of a column's page dozens do (2026-11).
TEXT_WORTH, NAMED_WORTH, LINK_WORTH, TITLE_WORTH = 100, 50, 4, 3
# Bands are kept by the time at which an article came out, in steps of so many days, and looked for in its own step and,
# so near to an edge, in the one beside it. A reprint comes within days; and of a million articles only what is new is
# read and written: in one heap, storing an article touched pages all over it (2026-11).
_STEP_DAYS, _EDGE_DAYS = 64, 10
_FIRST_STEP, _LAST_STEP = 1, 1 << 15
# The step of what is looked for whatever the time: equal texts, links.
_ANY_TIME = 0

# Not drawn by numpy: the bands of a million stored articles must stay what they are when numpy is renewed.
_DRAWN = np.frombuffer(shake_256(b"tzwatch").digest(8 * _HASHES), dtype="<u4").astype(np.uint32).reshape(2, _HASHES, 1)
_FACTORS, _SEEDS = _DRAWN[0] | np.uint32(1), _DRAWN[1]
_STEP = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Marks:
    """`bands`: 64-bit numbers that an article is kept under; `sought`: those it is looked for by, with their worth."""

    bands: tuple[int, ...]
    sought: dict[int, int]


def fingerprint(copy: Copy) -> Marks:
    """Return the bands of an article. Two articles of one story meet in at least one with near certainty.

    An article with nothing to compare has none; one whose text is a line or two has no bands but title and text.
    """
    timed: dict[int, int] = {}
    if len(copy.text) >= SHORT:
        timed |= dict.fromkeys(_bands(copy.text), 1)
    timeless = {}
    if copy.has_text:
        timed |= {_named("title", title): TITLE_WORTH for title in copy.titles if len(title) >= _SHORTEST_TITLE}
        timeless[_named("text", copy.text)] = TEXT_WORTH
    if copy.source_key:
        timeless[_named("link", copy.source_key)] = LINK_WORTH
    kept = _at(_step(copy.at), timed) | _at(_ANY_TIME, timeless)
    sought = kept | _at(_ANY_TIME, {_named("link", copy.key): NAMED_WORTH})
    for days in (-_EDGE_DAYS, _EDGE_DAYS):
        sought |= _at(_step(copy.at, days), timed)
    return Marks(tuple(kept), sought)


def _step(at: datetime, days: int = 0) -> int:
    """Return the step that the time `days` after `at` is in."""
    step = math.floor((at.timestamp() / 86_400 + days) / _STEP_DAYS)
    return min(max(step, _FIRST_STEP), _LAST_STEP)


def _at(step: int, marks: dict[int, int]) -> dict[int, int]:
    return {step << 32 | mark: worth for mark, worth in marks.items()}


def _named(kind: str, text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4, person=kind.encode())
    return int.from_bytes(digest.digest(), "big")


def _bands(text: str) -> list[int]:
    minima = ((_grams(text)[None, :] ^ _SEEDS) * _FACTORS).min(axis=1).astype(np.uint64).reshape(BANDS, _ROWS)
    mixed = (minima[:, 0] * _STEP ^ minima[:, 1]) * _SPREAD + np.arange(BANDS, dtype=np.uint64)
    bands: list[int] = (mixed * _STEP >> _HALF).tolist()
    return bands


def _grams(text: str) -> NDArray[np.uint32]:
    """Return one well-mixed number a run of letters."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = len(codes) - _GRAM + 1
    grams = codes[:count].copy()
    for place in range(1, _GRAM):
        grams = grams * _STEP + codes[place : place + count]
    grams ^= grams >> np.uint64(29)
    grams *= _SPREAD
    return (grams >> _HALF).astype(np.uint32)
