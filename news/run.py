"""一次采集 Run: what one crawl of one site did, counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Trigger = Literal["schedule", "manual", "import"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One page that could not be fetched or read, and why, in words a person understands."""

    url: str
    reason: str


@dataclass(slots=True)
class Tally:
    """The counters of a run while it goes on.

    pages: responses received, lists and articles, 304 included; baseline: those of `new` that a first crawl found, no
    news; skipped: entries that needed no fetch; failed: pages of `failures`.
    """

    pages: int = 0
    new: int = 0
    baseline: int = 0
    changed: int = 0
    gone: int = 0
    restored: int = 0
    unchanged: int = 0
    skipped: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Return how many pages failed."""
        return len(self.failures)
