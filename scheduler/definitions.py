"""The site definitions as the scheduler sees them: read again from time to time, a broken edit changes nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from news.site import Site

logger = logging.getLogger(__name__)

# An edited definition counts from the next minute on; reading a hundred files at every tick would be idle work.
RELOAD_SECONDS = 60.0


class Definitions:
    """Holds the last good catalogue. The first reading must succeed."""

    def __init__(self, read: Callable[[], Mapping[str, Site]], now: float) -> None:
        self._read = read
        self._read_at = now
        self.sites = read()

    def refresh(self, now: float) -> bool:
        """Read again when it is time (`now` in monotonic seconds); tell whether the definitions are others now."""
        if now < self._read_at + RELOAD_SECONDS:
            return False
        self._read_at = now
        before = self.sites
        try:
            self.sites = self._read()
        except (TzwatchError, OSError) as error:
            logger.warning("站点定义读不了，沿用原来的 definitions unreadable, keeping the old ones: %s", error)
        return self.sites != before
