"""Walking a channel's list pages: what of a page is unseen, and whether to turn to the next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit, urlunsplit

from news.dates import SHANGHAI
from news.errors import UsageError
from news.kinds import kind_of_entry
from news.urls import canonical_url, host_of, url_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crawler.options import CrawlOptions
    from news.article import Entry, Listing
    from news.kinds import EntryKind
    from news.site import Site

# A pager that never ends, or a list page with a link farm, is cut here.
_MOST_PAGES = 2000
_MOST_ENTRIES = 2000

Step = Literal["go on", "complete", "stop"]


@dataclass(slots=True)
class Walk:
    """One walk over the list pages of one channel. `walked_at`: when the last complete walk ended, None: never."""

    url: str
    name: str
    walked_at: datetime | None
    shallow_since: datetime | None = None
    page: int = 1
    keys: set[str] = field(default_factory=set)
    beyond: bool = False
    left_out: bool = False

    @property
    def baseline(self) -> bool:
        """What is found on the first walk, or beyond known ground, is no news."""
        return self.walked_at is None or self.beyond

    @property
    def shallow(self) -> bool:
        """Tell whether this first walk left older entries out, as `--since` asks."""
        return self.walked_at is None and self.left_out

    def predates(self, entry: Entry) -> bool:
        """Tell an entry dated before the day of a first walk that left older ones out: no news when found later."""
        if self.shallow_since is None or entry.published is None:
            return False
        return entry.published.at.date() < self.shallow_since.astimezone(SHANGHAI).date()

    def older(self, seen: Mapping[str, datetime]) -> frozenset[str]:
        """Return the entries behind the last known one of a later page that begins on known ground.

        A first walk that was cut short, as by --pages 1, did not see them: old as they are, they are no news.
        """
        fresh = self._fresh(seen)
        if not self._begins_known(fresh, seen):
            return frozenset()
        return frozenset(takewhile(lambda key: not self._knows(key, seen), reversed(fresh)))

    def step(self, listing: Listing, seen: Mapping[str, datetime], options: CrawlOptions, site: Site) -> Step:
        """Decide after a page whose entries were first seen at the times in `seen`, in page order.

        complete: known ground or the end was reached, nothing was left out. stop: the caller's limit came first.
        """
        self.left_out |= any(_is_before(entry, options) for entry in listing.entries)
        found = self._step(listing, seen, options, site)
        # However shallow the caller wanted the first walk, it is the baseline.
        if self.walked_at is None and found == "stop":
            return "complete"
        if self.walked_at and found == "complete" and self.left_out:
            return "stop"
        return found

    def _step(self, listing: Listing, seen: Mapping[str, datetime], options: CrawlOptions, site: Site) -> Step:
        fresh = self._fresh(seen)
        known = all(self._knows(key, seen) for key in fresh) or self._begins_known(fresh, seen)
        self.keys.update(fresh)
        if listing.next_url is None or not fresh or self.page >= _MOST_PAGES:
            return "complete"
        if known:
            self.beyond = True
            if not options.full:
                return "complete"
        limit = options.pages
        if limit is None and self.walked_at is None and not options.full:
            limit = site.pace.baseline_pages
        if (limit and self.page >= limit) or all(_is_before(entry, options) for entry in listing.entries):
            return "stop"
        return "go on"

    def _fresh(self, seen: Mapping[str, datetime]) -> list[str]:
        """Return what this page adds: no pinned entry of every page, none that slid down from the page before."""
        return [key for key in seen if key not in self.keys]

    def _knows(self, key: str, seen: Mapping[str, datetime]) -> bool:
        return self.walked_at is not None and seen[key] < self.walked_at

    def _begins_known(self, fresh: Sequence[str], seen: Mapping[str, datetime]) -> bool:
        return self.page > 1 and bool(fresh) and self._knows(fresh[0], seen)


def in_scope(site: Site, entries: Sequence[Entry], options: CrawlOptions) -> tuple[list[tuple[str, Entry]], int]:
    """Return the (key, entry) pairs that are articles of this site, each once, and how many were left out."""
    kept: dict[str, Entry] = {}
    left_out = 0
    for entry in entries[:_MOST_ENTRIES]:
        key = _key(site, entry)
        if key is None or _is_before(entry, options):
            left_out += 1
        else:
            kept.setdefault(key, replace(entry, url=_own_form(site, entry.url)))
    return list(kept.items()), left_out


def _own_form(site: Site, url: str) -> str:
    """Return the address as it is stored: with the home page's scheme and www. if it is on the same host.

    Editors paste what their telephone shows, http, without www., with ?from=…, in any of a site's lists. An address
    under an old name of the site's is asked for under the new one.
    """
    own, home = canonical_url(url), canonical_url(site.home)
    new = dict(site.redirects).get(host_of(own))
    if new and urlsplit(own).port is None:
        own = urlunsplit(urlsplit(own)._replace(netloc=new))
    if url_key(own).partition("/")[0] != url_key(home).partition("/")[0]:
        return own
    return urlunsplit((*urlsplit(home)[:2], *urlsplit(own)[2:]))


def _key(site: Site, entry: Entry) -> str | None:
    if kind_of_entry(entry.url, site.hosts) != "article" or not site.article_url.search(entry.url):
        return None
    try:
        return url_key(entry.url, site.redirects)
    except UsageError:
        return None


def beside(site: Site, entries: Sequence[Entry], options: CrawlOptions) -> list[tuple[str, Entry, EntryKind]]:
    """Return (key, entry, kind) of the entries that are no articles of this site, each once."""
    found: dict[str, tuple[str, Entry, EntryKind]] = {}
    for entry in entries[:_MOST_ENTRIES]:
        kind = kind_of_entry(entry.url, site.hosts)
        if kind == "article" or _is_before(entry, options):
            continue
        try:
            key = url_key(entry.url, site.redirects)
            found.setdefault(key, (key, replace(entry, url=canonical_url(entry.url)), kind))
        except UsageError:
            continue
    return list(found.values())


def _is_before(entry: Entry, options: CrawlOptions) -> bool:
    return bool(options.since and entry.published and entry.published.at.date() < options.since)
