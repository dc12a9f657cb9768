"""A query answered for many texts at once: sets of texts as whole numbers, bit i is text i. Pure.

Of a long word only the pairs are indexed, so that two sets are found: the texts that answer for certain, and those that
may. What lies between them is looked for in the text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from sys import byteorder
from typing import TYPE_CHECKING

from news.search.grams import grams_of, is_exact
from news.search.query import All, AnyOf, Not, Query, Word, every_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Bounds = tuple[int, int]


def bounds(query: Query, word: Callable[[str], Bounds], everything: int) -> Bounds:
    """Return the texts that answer `query` for certain, and those that may, from the same for each of its words."""
    match query:
        case Word(text):
            return word(text)
        case Not(part):
            certain, possible = bounds(part, word, everything)
            return everything & ~possible, everything & ~certain
        case All(parts):
            certain = possible = everything
            for part in parts:
                low, high = bounds(part, word, everything)
                certain, possible = certain & low, possible & high
            return certain, possible
        case AnyOf(parts):
            certain = possible = 0
            for part in parts:
                low, high = bounds(part, word, everything)
                certain, possible = certain | low, possible | high
            return certain, possible


def by_grams(found: Mapping[int, int], *, in_title: bool = False) -> Callable[[str], Bounds]:
    """Return how the texts of a word are told from those of its grams; a gram that is not in `found` has none."""

    def texts(word: str) -> Bounds:
        possible = -1
        for gram in grams_of(word, in_title=in_title):
            possible &= found.get(gram, 0)
        return possible if is_exact(word) else 0, possible

    return texts


def query_grams(query: Query, *, in_title: bool = False) -> set[int]:
    """Return the grams of all words of a query."""
    return {gram for word in every_word(query) for gram in grams_of(word, in_title=in_title)}


def listed(gram: int, grams: bytes, ends: bytes, places: bytes, size: int) -> int:
    """Return the texts of a segment of `size` that have a gram, from the part (see postings.py) it would be in."""
    numbers = _numbers("i", grams)
    i = bisect_left(numbers, gram)
    if i == len(numbers) or numbers[i] != gram:
        return 0
    where = _numbers("H", ends)
    piece = places[where[i - 1] if i else 0 : where[i]]
    if len(piece) == (size + 7) // 8:
        return int.from_bytes(piece, "little")
    # In bytes, then at once: a whole number that is changed is copied (2026-11).
    flags = bytearray((size + 7) // 8)
    for place in _numbers("H", piece):
        flags[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(flags, "little")


def set_bits(texts: int) -> Iterator[int]:
    """Yield the numbers of the texts in a set, lowest first."""
    while texts:
        lowest = texts & -texts
        yield lowest.bit_length() - 1
        texts ^= lowest


def _numbers(kind: str, written: bytes) -> array[int]:
    numbers = array(kind, written)
    if byteorder == "big":
        numbers.byteswap()
    return numbers
