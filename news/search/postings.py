"""Which texts have which gram: the index of a segment, made of folded texts at once, and read a gram at a time."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from news.search.grams import ALPHABET, OWN_COUNT, RANGES, TITLE, site_gram

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    return written(_keys([_grams(text, site) for text, site in texts]), len(texts))


def written(keys: NDArray[np.int64], size: int) -> Iterator[Part]:
    """Yield the index of a segment of `size` texts, from the key of every gram and place (gram << PLACE_BITS | place)
    in order, which are overwritten.
    """
    places = keys.astype("<u2") & np.uint16(LARGEST - 1)
    keys >>= PLACE_BITS
    grams = keys.astype("<i4")
    del keys
    starts = _beginnings(grams)
    bounds = np.append(starts, len(grams))
    bits = (size + 7) // 8
    sizes = np.minimum(2 * np.diff(bounds), bits)
    long = {
        i: _flags(places[bounds[i] : bounds[i + 1]], bits).tobytes() for i in np.flatnonzero(sizes == bits).tolist()
    }
    yield from _cut(grams[starts], places.tobytes(), 2 * bounds, np.append(0, np.cumsum(sizes)), long)


def _keys(grams: list[NDArray[np.int32]]) -> NDArray[np.int64]:
    """Return every gram with its place, in order. Seven million of them: nothing is copied that need not be."""
    keys = np.empty(sum(map(len, grams)), dtype=np.int64)
    end = 0
    for place, found in enumerate(grams):
        start, end = end, end + len(found)
        keys[start:end] = found
        keys[start:end] <<= PLACE_BITS
        keys[start:end] |= place
    keys.sort()
    return keys


def _cut(
    grams: NDArray[np.int32],
    places: bytes,
    bounds: NDArray[np.intp],
    ends: NDArray[np.intp],
    long: Mapping[int, bytes],
) -> Iterator[Part]:
    """Yield the parts. bounds: where each gram's places begin in `places`; ends: where its list does in what is
    written;
    long: the lists that are written as bits.
    """
    written = (ends[1:] + 6 * np.arange(len(grams))) // _PART
    cuts = np.append(_beginnings(written), len(grams)).tolist()
    where = bounds.tolist()
    order = sorted(long)
    for low, high in pairwise(cuts):
        pieces, at = [], low
        for i in order[bisect_left(order, low) : bisect_left(order, high)]:
            pieces += [places[where[at] : where[i]], long[i]]
            at = i + 1
        pieces.append(places[where[at] : where[high]])
        part = grams[low:high]
        yield Part(
            int(part[0]),
            part.tobytes(),
            (ends[low + 1 : high + 1] - ends[low]).astype("<u2").tobytes(),
            b"".join(pieces),
        )


def _flags(places: NDArray[np.uint16], bits: int) -> NDArray[np.uint8]:
    flags = np.zeros(bits * 8, dtype=np.uint8)
    flags[places] = 1
    return np.packbits(flags, bitorder="little")


def _grams(text: str, site: str) -> NDArray[np.int32]:
    """Return the grams of one text, each once; those of its titles below zero as well."""
    # Where the last title ends: they come first.
    titles = text.find("\n", text.rfind(TITLE)) if TITLE in text else 0
    numbers = _NUMBERS[np.frombuffer(text.encode("utf-32-le"), dtype="<u4")]
    in_titles = numbers[: titles if titles >= 0 else None]
    found = np.concatenate(
        [*_singles_and_pairs(numbers), *(-n for n in _singles_and_pairs(in_titles)), [site_gram(site)]]
    )
    found = found.astype(np.int32, copy=False)
    found.sort()
    return found[_beginnings(found)]


def _singles_and_pairs(numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    first, second = numbers[:-1], numbers[1:]
    return numbers[numbers != 0], (first * np.int32(ALPHABET) + second)[(first != 0) & (second != 0)]


def _beginnings(ordered: NDArray[Any]) -> NDArray[np.intp]:
    """Return where another value begins than the one before."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
