"""How new the texts of a segment can be, told from a few of their times: what need not be looked up waits its turn.

The places of a segment are in the order of time. Kept are the times of the first 32 and of 16 in each doubling of the
place after that: as seconds before the newest, big-endian, four bytes each.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_EACH = 16
_MOST = 2**32 - 1


def kept(times: Sequence[datetime]) -> bytes:
    """Return what is kept of the times of a segment's places, newest first."""
    seconds: list[int] = []
    while (place := _place(len(seconds))) < len(times):
        seconds.append(min(int((times[0] - times[place]).total_seconds()), _MOST))
    return struct.pack(f">{len(seconds)}I", *seconds)


def newest_at(place: int, newest: float, held: bytes) -> float:
    """Return a time that the text at `place` is not newer than, from the segment's newest (both seconds since 1970)."""
    before: int = struct.unpack_from(">I", held, 4 * _kept_before(place))[0]
    # A second more than it says: what was cut off, and what a float of this size cannot tell apart.
    return newest - before + 1


def _place(number: int) -> int:
    """Return the place whose time is kept as the number-th."""
    doubling = max(0, number // _EACH - 1)
    return number - _EACH * doubling << doubling


def _kept_before(place: int) -> int:
    """Return the number of the last kept time that is not after `place`."""
    doubling = max(0, place.bit_length() - _EACH.bit_length())
    return _EACH * doubling + (place >> doubling)
