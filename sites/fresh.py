"""The catalogue in programs that run for weeks: read again from time to time, a broken edit changes nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sites.catalogue import Catalogue

logger = logging.getLogger(__name__)

# An edited definition counts from the next minute on; reading a hundred files at every tick would be idle work.
RELOAD_SECONDS = 60.0


class FreshCatalogue:
    """Holds the last good catalogue. The first reading must succeed."""

    def __init__(self, read: Callable[[], Catalogue], now: float) -> None:
        self._read = read
        self._read_at = now
        self.catalogue = read()

    def refresh(self, now: float) -> bool:
        """Read again when it is time (`now` in monotonic seconds); tell whether the sites are others now."""
        if now < self._read_at + RELOAD_SECONDS:
            return False
        self._read_at = now
        before = self.catalogue.sites
        try:
            self.catalogue = self._read()
        except (TzwatchError, OSError) as error:
            logger.warning("站点定义读不了，沿用原来的 definitions unreadable, keeping the old ones: %s", error)
        return self.catalogue.sites != before

    def has(self, site_id: str, now: float) -> bool:
        """Tell whether a site is defined now; what is unknown may have been added a moment ago."""
        if site_id not in self.catalogue.sites:
            self._read_at = now - RELOAD_SECONDS
        self.refresh(now)
        return site_id in self.catalogue.sites
