"""How fast articles are stored with everything on: through the crawl's own door, one process, from memory."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench.worlds import host, page_of
from bench.worlds_stories import mixed
from crawler.archive.warc import RawPage, WarcFile
from crawler.options import CrawlOptions
from crawler.store import Look, SiteStore
from db.articles import Sighting
from db.batches import Item, store_many
from db.connection import connect
from db.entries import NewEntry
from news.article import Article
from news.site import Channel, Site
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from db.articles import Snapshot

# A list page shows so many articles, which are entered at once.
_LISTED = 20
# An import stores so many at once.
_BATCH = 100
_HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"), ("ETag", '"5e3a-62b1"'))


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds each article took, in the order in which they were stored."""

    seconds: list[float]

    @property
    def rate(self) -> float:
        """Articles a second."""
        return len(self.seconds) / sum(self.seconds)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def site_of(number: int) -> Site:
    name = host(number)
    home = f"https://www.{name}/"
    return Site(
        name.split(".")[0], name, home, (f"www.{name}", name), (Channel("要闻", home),), re.compile(r"\d+\.html")
    )


@contextmanager
def opened(url: str, home: Path, site: Site) -> Iterator[SiteStore]:
    """Hold the site's crawl open for the length of the block."""
    store = SiteStore(site)
    store.open(url, home, CrawlOptions())
    store.channel(site.channels[0].url, "要闻")
    try:
        yield store
    finally:
        store.close(error=None)


def look_at(article: Article) -> Look:
    """Return a visit that just found `article`."""
    now = datetime.now(UTC)
    page = RawPage(article.url, page_of(article), 200, _HEADERS, now)
    return Look(url_key(article.url), article.url, False, page, article, now)


def looks(seed: int, first: int, count: int) -> list[Look]:
    """Return `count` articles of a world as visits that just happened."""
    return [look_at(mixed(seed, number)) for number in range(first, first + count)]


def ingest(url: str, home: Path, visits: Sequence[Look]) -> Window:
    """Store the visits one after the other, as a crawl does that found them on its list pages."""
    seconds: list[float] = []
    with opened(url, home, site_of(0)) as store:
        for start in range(0, len(visits), _LISTED):
            listed = visits[start : start + _LISTED]
            began = time.perf_counter()
            entries = [NewEntry(look.key, look.url, "题", None) for look in listed]
            store.record_entries(store.site.channels[0].url, entries, baseline=False)
            listing = (time.perf_counter() - began) / len(listed)
            seconds += [listing + _stored(store, look) for look in listed]
    return Window(seconds)


def ingest_many(url: str, home: Path, visits: Sequence[Look]) -> Window:
    """Store the same as an import does: a hundred at once, their raw pages flushed together."""
    seconds: list[float] = []
    warc = WarcFile(home, "bench", datetime.now(UTC))
    with connect(url) as conn:
        for start in range(0, len(visits), _BATCH):
            batch = visits[start : start + _BATCH]
            began = time.perf_counter()
            kept = warc.add_all([look.page for look in batch if look.page])
            items = [_item(look, page) for look, page in zip(batch, kept, strict=True)]
            done = store_many(conn, items)
            seconds += [(time.perf_counter() - began) / len(batch)] * len(batch)
            assert done == ["new"] * len(batch), done
    return Window(seconds)


def _item(look: Look, page: Snapshot) -> Item:
    assert isinstance(look.reading, Article)
    site = look.key.partition(".")[0]
    return Item(Sighting(site, look.key, look.url, look.at, True, None, None), look.reading, page)


def _stored(store: SiteStore, look: Look) -> float:
    began = time.perf_counter()
    store.begin_reading(look.key)
    change = store.save(look, site_healthy=True)
    took = time.perf_counter() - began
    assert change.kind == "new", change
    return took
