"""Large regular expressions, compiled when one is first asked for something.

To compile those of counters and names took a quarter of a second; every command waited for it at its start (2026-11).
"""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class LatePattern:
    """A regular expression with the methods of a compiled one that are in use here."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source)

    def match(self, text: str) -> re.Match[str] | None:
        """As re.Pattern.match."""
        return self._compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As re.Pattern.fullmatch."""
        return self._compiled.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As re.Pattern.search."""
        return self._compiled.search(text)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As re.Pattern.finditer."""
        return self._compiled.finditer(text, start, end)

    def sub(self, replacement: str, text: str) -> str:
        """As re.Pattern.sub."""
        return self._compiled.sub(replacement, text)
