"""Walking a channel's list pages: what of a page is unseen, and whether to turn to the next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from news.errors import UsageError
from news.urls import host_of, url_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crawler.options import CrawlOptions
    from news.article import Entry, Listing
    from news.site import Site

# A pager that never ends, or a list page with a link farm, is cut here.
_MOST_PAGES = 2000
_MOST_ENTRIES = 2000

Step = Literal["go on", "complete", "stop"]


@dataclass(slots=True)
class Walk:
    """One walk over the list pages of one channel. `walked_at`: when the last complete walk began, None: never.

    `started_at` is the start of the whole run: an entry another channel showed minutes ago is still unseen here.
    """

    url: str
    name: str
    started_at: datetime
    walked_at: datetime | None
    page: int = 1
    keys: set[str] = field(default_factory=set)
    beyond: bool = False

    @property
    def baseline(self) -> bool:
        """What is found on the first walk, or beyond known ground, is no news."""
        return self.walked_at is None or self.beyond

    def step(self, listing: Listing, seen: Mapping[str, datetime], options: CrawlOptions, site: Site) -> Step:
        """Decide after a page whose entries were first seen at the times in `seen`.

        complete: known ground or the end was reached, nothing was left out. stop: the caller's limit came first.
        """
        fresh = seen.keys() - self.keys
        self.keys |= seen.keys()
        if listing.next_url is None or not fresh or self.page >= _MOST_PAGES:
            return "complete"
        walked_at = self.walked_at
        if walked_at and all(first < walked_at for first in seen.values()):
            self.beyond = True
            if not options.full:
                return "complete"
        return self._limit(listing, options, site)

    def _limit(self, listing: Listing, options: CrawlOptions, site: Site) -> Step:
        first_walk = self.walked_at is None
        limit = options.pages
        if limit is None and first_walk and not options.full:
            limit = site.pace.baseline_pages
        if (limit and self.page >= limit) or _all_before(listing.entries, options):
            # However shallow the caller wanted the first walk, it is the baseline.
            return "complete" if first_walk else "stop"
        return "go on"


def in_scope(site: Site, entries: Sequence[Entry], options: CrawlOptions) -> tuple[list[tuple[str, Entry]], int]:
    """Return the (key, entry) pairs that are articles of this site, each once, and how many were left out."""
    kept: dict[str, Entry] = {}
    left_out = 0
    for entry in entries[:_MOST_ENTRIES]:
        key = _key(site, entry)
        if key is None or _is_before(entry, options):
            left_out += 1
        else:
            kept.setdefault(key, entry)
    return list(kept.items()), left_out


def _key(site: Site, entry: Entry) -> str | None:
    if host_of(entry.url) not in site.hosts or not site.article_url.search(entry.url):
        return None
    try:
        return url_key(entry.url)
    except UsageError:
        return None


def _is_before(entry: Entry, options: CrawlOptions) -> bool:
    return bool(options.since and entry.published and entry.published.at.date() < options.since)


def _all_before(entries: Sequence[Entry], options: CrawlOptions) -> bool:
    return bool(entries) and all(_is_before(entry, options) for entry in entries)
