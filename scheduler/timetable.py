"""Which sites are due, and when each is due next. Decided from the definition, the switch and the interval."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from news.site import Site


def watched(site: Site, switched: bool | None) -> bool:
    """Tell whether a site is crawled: the operator's switch wins over the definition."""
    return site.enabled if switched is None else switched


def to_enqueue(due: Iterable[tuple[str, bool | None]], sites: Mapping[str, Site]) -> list[Site]:
    """Return the due sites that are watched; ids without a definition are left alone."""
    return [sites[name] for name, switched in due if name in sites and watched(sites[name], switched)]


def wait_after(site: Site, tick: int) -> timedelta:
    """Return how long to wait for the next crawl: the interval, shifted by up to a tenth of it.

    The shift differs from site to site and from round to round, so that sites which fell due together, as after
    a night's outage, drift apart instead of calling at the same second for ever.
    """
    minutes = site.pace.interval
    share = zlib.crc32(f"{site.id} {tick}".encode()) / 2**32
    return timedelta(minutes=minutes * (0.95 + 0.1 * share))
