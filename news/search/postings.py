"""Which texts have which gram: the index of a segment, made of folded texts at once, and read a gram at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from news.search.grams import ALPHABET, OWN_COUNT, RANGES, TITLE, site_gram

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# A place has so many bits: what Postgres calls a smallint.
PLACE_BITS = 15
LARGEST = 1 << PLACE_BITS
# Bytes of a part: with a list of 512 bytes, the longest of 4,096 texts, a row stays below the 2,000 from which Postgres
# moves what is longer out.
_PART = 1300


def _all_numbers() -> NDArray[np.int32]:
    """Return `number` of every code."""
    codes = np.arange(0x110000, dtype=np.int32)
    numbers = OWN_COUNT + codes % (ALPHABET - OWN_COUNT)
    numbers[: RANGES[0][0]] = 0
    for start, end, own in RANGES:
        numbers[start:end] = codes[start:end] - start + own
    return numbers


_NUMBERS = _all_numbers()


@dataclass(frozen=True, slots=True)
class Part:
    """Some grams of a segment in order, as bytes of little-endian numbers: grams int32; ends uint16, where the list of
    each ends in `places`. A list is places as uint16, or one bit a text where that is no longer.
    """

    first: int
    grams: bytes
    ends: bytes
    places: bytes


def parts_of(texts: Sequence[tuple[str, str]]) -> Iterator[Part]:
    """Return the index of up to LARGEST texts (see `searched_text`), each with its site; its number is its place."""
    return written(_keys(texts), len(texts))


def written(keys: NDArray[np.int64], size: int) -> Iterator[Part]:
    """Yield the index of a segment of `size` texts, from the key of every gram and place (gram << PLACE_BITS | place)
    in order, each once; they are overwritten.
    """
    places = keys.astype("<u2") & np.uint16(LARGEST - 1)
    keys >>= PLACE_BITS
    grams = keys.astype("<i4")
    del keys
    starts = _beginnings(grams)
    counts = np.diff(np.append(starts, len(grams)))
    bits = (size + 7) // 8
    lengths = np.minimum(2 * counts, bits)
    lists = _lists(places, counts, lengths == bits, bits)
    yield from _cut(grams[starts], lengths, lists)


def _lists(
    places: NDArray[np.uint16], counts: NDArray[np.intp], as_bits: NDArray[np.bool_], bits: int
) -> NDArray[np.uint8]:
    """Return the bytes of all lists, one after the other. counts: places of each; as_bits: which are a bit a text."""
    of_bits = np.repeat(as_bits, counts)
    long = places[of_bits]
    rows = np.repeat(np.arange(np.count_nonzero(as_bits)), counts[as_bits])
    where = rows * bits + (long >> 3)
    flags = np.zeros(np.count_nonzero(as_bits) * bits, dtype=np.uint8)
    firsts = _beginnings(where)
    flags[where[firsts]] = np.bitwise_or.reduceat(np.left_shift(1, long & 7).astype(np.uint8), firsts)
    in_bits = np.repeat(as_bits, np.where(as_bits, bits, 2 * counts))
    lists = np.empty(len(in_bits), dtype=np.uint8)
    lists[in_bits] = flags
    lists[~in_bits] = places[~of_bits].view(np.uint8)
    return lists


def _cut(grams: NDArray[np.int32], lengths: NDArray[np.intp], lists: NDArray[np.uint8]) -> Iterator[Part]:
    """Yield the parts. lengths: bytes of each gram's list; lists: those bytes, one after the other."""
    ends = np.cumsum(lengths)
    cuts = np.append(_beginnings((ends + 6 * np.arange(len(grams))) // _PART), len(grams))
    before = np.append(0, ends)[cuts]
    within = (ends - np.repeat(before[:-1], np.diff(cuts))).astype("<u2").tobytes()
    own, every = grams.tobytes(), lists.tobytes()
    for first, (low, high), (start, end) in zip(
        grams[cuts[:-1]].tolist(), pairwise(cuts.tolist()), pairwise(before.tolist()), strict=True
    ):
        yield Part(first, own[4 * low : 4 * high], within[2 * low : 2 * high], every[start:end])


def _keys(texts: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """Return the key of every gram of every text, in order, each once."""
    numbers = _NUMBERS[np.frombuffer("\n".join(text for text, _ in texts).encode("utf-32-le"), dtype="<u4")]
    lengths = np.array([len(text) + 1 for text, _ in texts])
    places = np.repeat(np.arange(len(texts)), lengths)[:-1]
    titles = np.array([_end_of_titles(text) for text, _ in texts])
    in_titles = np.flatnonzero(np.arange(len(numbers)) < np.repeat(np.cumsum(lengths) - lengths + titles, lengths)[:-1])
    sites = np.array([site_gram(site) for _, site in texts]) << PLACE_BITS | np.arange(len(texts))
    keys = np.concatenate([*_grams(numbers, places, 1), *_grams(numbers[in_titles], places[in_titles], -1), sites])
    keys.sort()
    return keys[_beginnings(keys)]


def _end_of_titles(text: str) -> int:
    """Return where the last title ends: they come first."""
    last = text.rfind(TITLE)
    end = text.find("\n", last) if last >= 0 else 0
    return end if end >= 0 else len(text)


def _grams(
    numbers: NDArray[np.int32], places: NDArray[np.int64], sign: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys of single characters and of pairs; where texts and lines are parted the number is 0."""
    wide = numbers.astype(np.int64)
    pairs = (wide[:-1] != 0) & (wide[1:] != 0) & (places[:-1] == places[1:])
    singles = wide != 0
    both = wide[:-1][pairs] * ALPHABET + wide[1:][pairs]
    return (
        (sign * wide[singles]) << PLACE_BITS | places[singles],
        (sign * both) << PLACE_BITS | places[:-1][pairs],
    )


def _beginnings(ordered: NDArray[Any]) -> NDArray[np.intp]:
    """Return where another value begins than the one before."""
    return np.flatnonzero(np.concatenate([[True][: len(ordered)], ordered[1:] != ordered[:-1]]))
