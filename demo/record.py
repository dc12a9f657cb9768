"""What the replica remembers of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One answered request. `started` and `ended` in seconds of time.monotonic; ended when the answer set out."""

    started: float
    ended: float
    host: str
    method: str
    path: str
    status: int
    user_agent: str
    conditional: bool
