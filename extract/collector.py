"""A rest for Python's collector while a page is read.

A page is thousands of small objects, none of which holds itself: they all go when the reading ends. Looking through
them for rings, every 700 objects anew, took a twentieth of a reading (2026-11).
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Run the block without the collector; where it rests already, nothing changes."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
