"""The one spider: walks a site's channels, fetches unseen and due articles, and hands every look to the pipeline."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals

from crawler.article_spider import ARTICLES, REVISITS, ArticleSpider
from crawler.doubts import Doubts
from crawler.network.outage import GivenUpError
from crawler.network.reasons import reason_of, status_reason
from crawler.network.responses import asked_for, conditions, header, is_conditional
from crawler.options import parse_options
from crawler.reading import list_at, others_at
from crawler.store import SiteStore
from crawler.suspects import Suspects
from crawler.walk import Walk, beside, in_scope
from db.entries import NewEntry
from db.sites import Validators
from news.errors import ReadError, UnstorableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from news.article import Entry, Listing
    from news.errors import TzwatchError
    from news.kinds import EntryKind

# A home page with more columns than this is a site map, not a front page.
_MOST_COLUMNS = 60
_FIRST_PAGES, _LATER_PAGES, _FAILED_BEFORE = 20, 10, -2


class NewsSpider(ArticleSpider):
    """Crawls one site. `site` and `layouts` are set by the spider loader, one subclass a site.

    Arguments as for `tzwatch crawl`: since, pages, full, revisit.
    """

    def __init__(self, store: SiteStore | None = None, **kwargs: Any) -> None:
        super().__init__(self.site.id)
        self.options = kwargs.pop("options", None) or parse_options(**kwargs)
        self.store = store or SiteStore(self.site)
        self.started_at = datetime.now(UTC)
        self.failure: TzwatchError | None = None
        self.outage = self.store.refusals
        self.doubts = Doubts(self.store)
        self.suspects = Suspects(self.store)
        self.asked, self.revisited = set(), set()
        self._walked: set[str] = set()
        self._lists_read = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.count_page, signals.response_received)
        return spider

    @property
    def healthy(self) -> bool:
        """Tell whether the site answers: without one list page read, a missing article proves nothing."""
        return self._lists_read > 0

    def count_page(self, response: Response, request: Request) -> None:
        if not request.meta.get("robots"):
            self.store.tally.pages += 1

    # Starting

    async def start(self) -> AsyncIterator[Request]:
        if self.failure:
            return
        if self.store.paused:
            self.outage.leave(self.site.home, self.store.paused)
            return
        for channel in self.site.channels:
            yield self._walk_request(channel.url, channel.name)
        if self.site.column_url:
            for url, name in self.store.known_channels():
                if self.site.column_url.search(url) and url not in self._walked:
                    yield self._walk_request(url, name)
        for entry in self.store.pending(whatever_the_wait=self.options.trigger == "manual"):
            priority = _FAILED_BEFORE if entry.tries else ARTICLES
            yield self.article_request(entry.url_key, entry.url, entry.baseline, priority=priority)
        for article in self.store.due(revisit=self.options.revisit):
            self.revisited.add(article.url_key)
            validators = conditions(article.etag, article.last_modified)
            yield self.article_request(article.url_key, article.url, False, headers=validators, priority=REVISITS)

    def _walk_request(self, url: str, name: str) -> Request:
        self._walked.add(url)
        state = self.store.channel(url, name)
        walk = Walk(url, name, state.walked_at, state.shallow_since)
        ask_anew = walk.baseline or self.options.full
        headers = {} if ask_anew else conditions(state.etag, state.last_modified)
        before = None if ask_anew else state.body_sha256
        return self._list_request(url, walk, _FIRST_PAGES, headers, before=before)

    def _list_request(
        self, url: str, walk: Walk, priority: int, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> Request:
        return Request(
            url,
            callback=self.parse_list,
            errback=self.list_failed,
            headers=headers or {},
            priority=priority,
            dont_filter=True,
            meta={"gap": self.gap},
            cb_kwargs={"walk": walk, "before": None, "validators": None} | kwargs,
        )

    # Listings

    def parse_list(
        self, response: Response, walk: Walk, before: bytes | None, validators: Validators | None
    ) -> Iterator[Request]:
        body_sha256 = hashlib.sha256(response.body).digest()
        unchanged = response.status == 304 and is_conditional(response.request)
        if unchanged or (response.status == 200 and body_sha256 == before):
            self._lists_read += 1
            return
        if response.status != 200 or response.meta.get("turned_away"):
            self._list_status_failed(response, walk, validators)
            return
        try:
            listing = list_at(response, self.site)
            self._lists_read += 1
            own = Validators(header(response, "etag"), header(response, "last-modified"), body_sha256)
            yield from self._follow(listing, others_at(response, self.site, listing), walk, validators or own)
        except (ReadError, UnstorableError) as error:
            self.store.fail_channel(walk.url, str(error))

    def _follow(
        self, listing: Listing, others: Sequence[Entry], walk: Walk, validators: Validators
    ) -> Iterator[Request]:
        kept, left_out = in_scope(self.site, listing.entries, self.options)
        listed = [_new_entry(key, entry, kind) for key, entry, kind in beside(self.site, others, self.options)]
        # Decided before step(): the entries of the page that reaches known ground are not beyond it.
        baseline = walk.baseline
        old = {key for key, entry in kept if walk.predates(entry)}
        known = self.store.record_entries(
            walk.url, [_new_entry(k, e) for k, e in kept if k not in old], baseline=baseline
        ) | self.store.record_entries(walk.url, [_new_entry(k, e) for k, e in kept if k in old], baseline=True)
        shown = self.store.record_entries(walk.url, listed, baseline=baseline)
        # A page of nothing else is still a page of the list.
        seen = {key: known[key] for key, _ in kept} or {entry.key: shown[entry.key] for entry in listed}
        older = walk.older(seen)
        unseen = [(k, e) for k, e in kept if seen[k] >= self.started_at and k not in self.asked]
        self.store.tally.skipped += left_out + len(listed) + len(kept) - len(unseen)
        for key, entry in unseen:
            yield self.article_request(key, entry.url, baseline or key in older or key in old)
        if walk.page == 1:
            yield from self._columns(listing.columns)
        step = walk.step(listing, seen, self.options, self.site)
        if step == "complete":
            self.store.end_walk(walk.url, validators, shallow=walk.shallow)
        elif step == "go on" and listing.next_url:
            walk.page += 1
            yield self._list_request(listing.next_url, walk, _LATER_PAGES, validators=validators)

    def _columns(self, columns: Sequence[Entry]) -> Iterator[Request]:
        for column in columns:
            if column.url not in self._walked and len(self._walked) < _MOST_COLUMNS:
                yield self._walk_request(column.url, column.title)

    def _list_status_failed(self, response: Response, walk: Walk, validators: Validators | None) -> None:
        """A pager that points behind the last page ends the walk; any other failure leaves it open."""
        reason = response.meta.get("turned_away") or status_reason(response.status)
        self.store.fail_channel(response.url if walk.page > 1 else walk.url, reason)
        if walk.page > 1 and validators and response.status in (404, 410):
            self.store.end_walk(walk.url, validators, shallow=walk.shallow)

    def list_failed(self, failure: TwistedFailure) -> None:
        if isinstance(failure.value, GivenUpError):
            return
        self.store.fail_channel(asked_for(failure).url, reason_of(failure.value))


def _new_entry(key: str, entry: Entry, kind: EntryKind = "article") -> NewEntry:
    return NewEntry(key, entry.url, entry.title, entry.published.at if entry.published else None, kind)
