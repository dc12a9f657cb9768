"""The one spider: walks a site's channels, fetches unseen and due articles, and hands every look to the pipeline."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals

from crawler.gathering import Gathering
from crawler.options import parse_options
from crawler.outage import GivenUpError, Outage
from crawler.reading import article_in, list_at
from crawler.reasons import reason_of, status_reason
from crawler.responses import asked_for, conditions, header, is_conditional, misplaced, raw_page
from crawler.store import Look, SiteStore
from crawler.walk import Walk, in_scope
from db.entries import NewEntry
from db.sites import Validators
from news.article import NoArticle
from news.errors import ReadError, UnstorableError
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.warc import RawPage
    from news.article import Article, Entry, Listing
    from news.errors import TzwatchError
    from news.site import Layout, Site

# A home page with more columns than this is a site map, not a front page.
_MOST_COLUMNS = 60
_FIRST_PAGES, _LATER_PAGES, _ARTICLES, _FAILED_BEFORE = 20, 10, 0, -1


class NewsSpider(Spider):
    """Crawls one site. `site` and `layouts` are set by the spider loader, one subclass a site.

    Arguments as for `tzwatch crawl`: since, pages, full, revisit.
    """

    site: ClassVar[Site]
    layouts: ClassVar[Sequence[Layout]]

    def __init__(self, store: SiteStore | None = None, **kwargs: Any) -> None:
        super().__init__(self.site.id)
        self.options = kwargs.pop("options", None) or parse_options(**kwargs)
        self.store = store or SiteStore(self.site)
        self.started_at = datetime.now(UTC)
        self.failure: TzwatchError | None = None
        self.outage = Outage()
        self._asked: set[str] = set()
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
        for channel in self.site.channels:
            yield self._walk_request(channel.url, channel.name)
        if self.site.column_url:
            for url, name in self.store.known_channels():
                if self.site.column_url.search(url) and url not in self._walked:
                    yield self._walk_request(url, name)
        for entry in self.store.pending(whatever_the_wait=self.options.trigger == "manual"):
            priority = _FAILED_BEFORE if entry.tries else _ARTICLES
            yield self._article_request(entry.url_key, entry.url, entry.baseline, priority=priority)
        for article in self.store.due(revisit=self.options.revisit):
            validators = conditions(article.etag, article.last_modified)
            yield self._article_request(article.url_key, article.url, False, headers=validators)

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

    def _article_request(
        self, key: str, url: str, baseline: bool, *, headers: dict[str, str] | None = None, priority: int = _ARTICLES
    ) -> Request:
        self._asked.add(key)
        return Request(
            url,
            callback=self.parse_article,
            errback=self.article_failed,
            headers=headers or {},
            priority=priority,
            dont_filter=True,
            meta={"gap": self.gap},
            cb_kwargs={"key": key, "url": url, "baseline": baseline},
        )

    @property
    def gap(self) -> float:
        """Seconds to leave between two requests to one host."""
        override: float | None = self.settings["TZWATCH_DELAY"]
        return self.site.pace.delay if override is None else override

    # Listings

    def parse_list(
        self, response: Response, walk: Walk, before: bytes | None, validators: Validators | None
    ) -> Iterator[Request]:
        body_sha256 = hashlib.sha256(response.body).digest()
        unchanged = response.status == 304 and is_conditional(response.request)
        if unchanged or (response.status == 200 and body_sha256 == before):
            self._lists_read += 1
            return
        if response.status != 200:
            self._list_status_failed(response, walk, validators)
            return
        try:
            listing = list_at(response, self.site)
            self._lists_read += 1
            own = Validators(header(response, "etag"), header(response, "last-modified"), body_sha256)
            yield from self._follow(listing, walk, validators or own)
        except (ReadError, UnstorableError) as error:
            self.store.fail_channel(walk.url, str(error))

    def _follow(self, listing: Listing, walk: Walk, validators: Validators) -> Iterator[Request]:
        kept, left_out = in_scope(self.site, listing.entries, self.options)
        # Decided before step(): the entries of the page that reaches known ground are not beyond it.
        baseline = walk.baseline
        old = {key for key, entry in kept if walk.predates(entry)}
        known = self.store.record_entries(
            walk.url, [_new_entry(k, e) for k, e in kept if k not in old], baseline=baseline
        ) | self.store.record_entries(walk.url, [_new_entry(k, e) for k, e in kept if k in old], baseline=True)
        seen = {key: known[key] for key, _ in kept}
        older = walk.older(seen)
        unseen = [(k, e) for k, e in kept if seen[k] >= self.started_at and k not in self._asked]
        self.store.tally.skipped += left_out + len(kept) - len(unseen)
        for key, entry in unseen:
            yield self._article_request(key, entry.url, baseline or key in older or key in old)
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
        reason = status_reason(response.status)
        self.store.fail_channel(response.url if walk.page > 1 else walk.url, reason)
        if walk.page > 1 and validators and response.status in (404, 410):
            self.store.end_walk(walk.url, validators, shallow=walk.shallow)

    def list_failed(self, failure: TwistedFailure) -> None:
        if isinstance(failure.value, GivenUpError):
            return
        self.store.fail_channel(asked_for(failure).url, reason_of(failure.value))

    # Articles

    def parse_article(self, response: Response, key: str, url: str, baseline: bool) -> Iterator[Look | Request]:
        now = datetime.now(UTC)
        if response.status == 304 and is_conditional(response.request):
            yield Look(key, url, baseline, None, None, now)
            return
        page = raw_page(response, now)
        absent = misplaced(response, url, self.site, self.settings["TZWATCH_ALLOWED"])
        if absent:
            yield Look(key, url, baseline, page, absent, now)
        elif response.status == 200:
            self.store.begin_reading(key)
            yield from self._next_page(Gathering(key, url, baseline, page, self._read(page), now))
        else:
            self.store.fail_article(key, url, status_reason(response.status))

    def _next_page(self, gathering: Gathering) -> Iterator[Look | Request]:
        """Ask for the article's next page; hand the whole over when there is none."""
        url = gathering.next_url()
        if url is None:
            yield gathering.look()
            return
        self.store.end_reading(gathering.key)
        yield Request(
            url,
            callback=self.parse_further_page,
            errback=self.article_failed,
            priority=_ARTICLES,
            dont_filter=True,
            meta={"gap": self.gap},
            cb_kwargs={"gathering": gathering, "further": url, "key": gathering.key, "url": gathering.url},
        )

    def parse_further_page(
        self, response: Response, gathering: Gathering, further: str, **_: str
    ) -> Iterator[Look | Request]:
        """A page that is not there leaves the article in part; any other failure puts the whole of it off."""
        reading: Article | NoArticle | None = None
        page = raw_page(response, datetime.now(UTC))
        if self._is_lacking(response, gathering, further):
            gathering.lack(further)
        elif response.status == 200:
            self.store.begin_reading(gathering.key)
            reading = self._read(page, gathering.url)
            gathering.add(further, page, reading)
        if isinstance(reading, NoArticle) and reading.kind == "blocked":
            self.store.fail_article(gathering.key, gathering.url, reading.reason)
        elif reading is None and further not in gathering.lacking:
            self.store.fail_article(gathering.key, gathering.url, status_reason(response.status))
        else:
            yield from self._next_page(gathering)

    def _is_lacking(self, response: Response, gathering: Gathering, further: str) -> bool:
        if misplaced(response, further, self.site, self.settings["TZWATCH_ALLOWED"]):
            return True
        return response.status == 200 and url_key(response.url) == url_key(gathering.page.url)

    def _read(self, page: RawPage, first_url: str | None = None) -> Article | NoArticle:
        return article_in(page, self.site, self.layouts, first_url)

    def article_failed(self, failure: TwistedFailure) -> None:
        if isinstance(failure.value, GivenUpError):
            return
        kwargs = asked_for(failure).cb_kwargs
        self.store.fail_article(kwargs["key"], kwargs["url"], reason_of(failure.value))


def _new_entry(key: str, entry: Entry) -> NewEntry:
    return NewEntry(key, entry.url, entry.title, entry.published.at if entry.published else None)
