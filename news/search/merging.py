"""One index of several: the lists of segments merged gram by gram, without the texts, some megabytes at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from news.search.postings import PLACE_BITS, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from news.search.postings import Part

# Keys held at once: eight bytes each, and as many again while they are sorted out.
_MOST_KEYS = 2_000_000
# No place of the merged segment.
LEFT = -1


@dataclass(frozen=True, slots=True)
class Old:
    """A segment to be merged. places: where each of its texts goes, as int16; LEFT: it goes nowhere."""

    size: int
    places: NDArray[np.int16]


def merged(
    parts: Iterable[list[tuple[int, Part]]], old: Mapping[int, Old], size: int, *, at_once: int = _MOST_KEYS
) -> Iterator[list[Part]]:
    """Yield the index of a segment of `size` texts, some parts at a time.

    parts: batches of the old segments' parts with the segment's number, in the order of their first grams; at_once: so
    many keys are held before some are written.
    """
    held = np.empty(0, dtype=np.int64)
    for batch in parts:
        held = np.concatenate([held, *_keys(batch, old)])
        if len(held) >= at_once:
            # Grams before this one do not come again.
            complete = held < batch[-1][1].first << PLACE_BITS
            yield _sorted(held[complete], size)
            held = held[~complete]
    yield _sorted(held, size)


def _sorted(keys: NDArray[np.int64], size: int) -> list[Part]:
    keys.sort()
    return list(written(keys, size)) if len(keys) else []


def _keys(parts: list[tuple[int, Part]], old: Mapping[int, Old]) -> Iterator[NDArray[np.int64]]:
    """Yield the keys of each segment's parts, in no order."""
    for segment in {segment for segment, _ in parts}:
        own = [part for of, part in parts if of == segment]
        grams, places = _unpacked(own, (old[segment].size + 7) // 8)
        goes = old[segment].places[places]
        stays = goes != LEFT
        yield grams[stays].astype(np.int64) << PLACE_BITS | goes[stays]


def _unpacked(parts: list[Part], bits: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Return every gram with each of its places. bits: so many bytes has a list that is written as bits."""
    grams = np.frombuffer(b"".join(part.grams for part in parts), dtype="<i4")
    lists = np.frombuffer(b"".join(part.places for part in parts), dtype=np.uint8)
    lengths = np.concatenate([np.diff(np.frombuffer(part.ends, dtype="<u2"), prepend=0) for part in parts])
    flags = lengths == bits
    numbers = lists[~np.repeat(flags, lengths)].view("<u2")
    of_numbers = np.repeat(grams[~flags], lengths[~flags] // 2)
    rows, of_flags = np.nonzero(
        np.unpackbits(lists[np.repeat(flags, lengths)].reshape(-1, bits), axis=1, bitorder="little")
    )
    return np.concatenate([of_numbers, grams[flags][rows]]), np.concatenate([numbers, of_flags.astype(np.uint16)])
