"""The spider's half that fetches articles: each look at one goes to the pipeline, whole or with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider

from crawler.doubts import invented_address
from crawler.gathering import Gathering
from crawler.network.outage import GivenUpError
from crawler.network.reasons import reason_of, status_reason
from crawler.network.refusals import wait_asked
from crawler.network.responses import asked_for, is_conditional, misplaced, raw_page
from crawler.reading import article_in
from crawler.store import Look
from news.article import NoArticle
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.archive.warc import RawPage
    from crawler.doubts import Doubts
    from crawler.store import SiteStore
    from crawler.suspects import Suspects
    from news.article import Article
    from news.site import Layout, Site

# How soon an article is asked for: list pages come before, known articles that are due and what failed before come
# after, and at the very end those that tell whether the site is well.
ARTICLES, REVISITS = 0, -1
_AGAIN, _CONTROLS = 1, -10
# Pages asked for a second time in one crawl, to tell an edit from unrest: a site that was rebuilt changes them all.
_MOST_AGAIN = 20


class ArticleSpider(Spider):
    """`site` and `layouts` are set by the spider loader, `store`, `doubts` and `suspects` by the spider.

    asked: the keys of the articles that this crawl asks for; revisited: of those that are known already.
    """

    site: ClassVar[Site]
    layouts: ClassVar[Sequence[Layout]]
    store: SiteStore
    doubts: Doubts
    suspects: Suspects
    asked: set[str]
    revisited: set[str]
    _again_left = _MOST_AGAIN

    def article_request(
        self, key: str, url: str, baseline: bool, *, headers: dict[str, str] | None = None, priority: int = ARTICLES
    ) -> Request:
        self.asked.add(key)
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

    def parse_article(self, response: Response, key: str, url: str, baseline: bool) -> Iterator[Look | Request]:
        now = datetime.now(UTC)
        if response.status == 304 and is_conditional(response.request):
            yield Look(key, url, baseline, None, None, now)
            return
        page = raw_page(response, now)
        absent = misplaced(response, url, self.site, self.settings["TZWATCH_ALLOWED"])
        if self._is_refused(response, key, url):
            return
        if absent:
            yield from self._handed_over(Look(key, url, baseline, page, absent, now))
        elif response.status == 200:
            self.store.begin_reading(key)
            yield from self._unless_doubtful(Gathering(key, url, baseline, page, self._read(page), now))
        else:
            self.store.fail_article(key, url, status_reason(response.status), wait=wait_asked(response))

    def _is_refused(self, response: Response, key: str, url: str) -> bool:
        """Tell an answer that turned us away: it says nothing of the article, which stays due."""
        said = response.meta.get("turned_away")
        if said:
            self.store.fail_article(key, url, said, wait=wait_asked(response))
        return said is not None

    def _unless_doubtful(self, gathering: Gathering) -> Iterator[Look | Request]:
        """Go on with an article; one that may be an error page waits until the site has shown its own."""
        if not self.doubts.holds(gathering):
            yield from self._next_page(gathering)
        elif self.doubts.is_settled:
            yield from self._next_page(self.doubts.judged(gathering))
        else:
            self.store.end_reading(gathering.key)
            self.doubts.waiting.append(gathering)
            if len(self.doubts.waiting) == 1:
                url = invented_address(gathering.url)
                yield Request(
                    url,
                    callback=self.parse_invented,
                    errback=self.invented_failed,
                    dont_filter=True,
                    meta={"gap": self.gap},
                    cb_kwargs={"url": url},
                )

    def parse_invented(self, response: Response, url: str) -> Iterator[Look | Request]:
        """Learn what the site answers when there is no such page, and judge what waited for it."""
        is_page = response.status == 200 and not misplaced(response, url, self.site, self.settings["TZWATCH_ALLOWED"])
        refused = response.meta.get("turned_away") is not None or response.status >= 500
        page = raw_page(response, datetime.now(UTC)) if is_page and not refused else None
        for gathering in self.doubts.settle(page, keep=not refused):
            yield from self._next_page(gathering)

    def invented_failed(self, _: TwistedFailure) -> Iterator[Look | Request]:
        for gathering in self.doubts.settle(None, keep=False):
            yield from self._next_page(gathering)

    def _next_page(self, gathering: Gathering) -> Iterator[Look | Request]:
        """Ask for the article's next page; hand the whole over when there is none."""
        url = gathering.next_url()
        if url is None:
            yield from self._handed_over(gathering.look())
            return
        self.store.end_reading(gathering.key)
        yield Request(
            url,
            callback=self.parse_further_page,
            errback=self.article_failed,
            priority=ARTICLES,
            dont_filter=True,
            meta={"gap": self.gap},
            cb_kwargs={"gathering": gathering, "further": url, "key": gathering.key, "url": gathering.url},
        )

    def _handed_over(self, look: Look) -> Iterator[Look | Request]:
        """Hand a look to the pipeline; one that more must be known for before it is believed, only then."""
        if look.key not in self.revisited:
            yield look
            return
        known, change = self.store.foresee(look)
        if change.depends and known:
            self.suspects.hold(look, look.at - (known.missing_since or look.at))
            if not self.suspects.is_asking:
                yield from self._next_control()
        elif change.kind == "changed" and not look.more and self._again_left > 0:
            self._again_left -= 1
            yield self._bare_request(look.url, _AGAIN, self.parse_again, self.again_failed, look=look)
        else:
            yield look

    def parse_again(self, response: Response, look: Look) -> Iterator[Look]:
        """A page that differs from itself a moment later never rests; without an answer it is taken to."""
        reading = self._look_at(response, look.key, look.url)
        yield replace(look, again=reading.reading if reading else None)

    def again_failed(self, failure: TwistedFailure) -> Iterator[Look]:
        yield asked_for(failure).cb_kwargs["look"]

    def _next_control(self) -> Iterator[Look | Request]:
        control = self.suspects.next_control()
        self.suspects.is_asking = control is not None
        if control is None:
            yield from self.suspects.settled()
            return
        yield self._bare_request(
            control.url, _CONTROLS, self.parse_control, self.control_failed, key=control.url_key, url=control.url
        )

    def parse_control(self, response: Response, key: str, url: str) -> Iterator[Look | Request]:
        look = self._look_at(response, key, url)
        change = self.store.foresee(look)[1] if look else None
        self.suspects.note(change)
        # An edit is left to the article's own visit, which looks twice.
        if look and change and change.kind in ("unchanged", "missing"):
            yield look
        yield from self._next_control()

    def control_failed(self, _: TwistedFailure) -> Iterator[Look | Request]:
        self.suspects.note(None)
        yield from self._next_control()

    def _look_at(self, response: Response, key: str, url: str) -> Look | None:
        """Return what the first page of a known article says, None when it is not to be had."""
        now = datetime.now(UTC)
        page = raw_page(response, now)
        absent = misplaced(response, url, self.site, self.settings["TZWATCH_ALLOWED"])
        if response.meta.get("turned_away") or (response.status != 200 and not absent):
            return None
        return Look(key, url, False, page, absent or self._read(page), now)

    def _bare_request(
        self, where: str, priority: int, callback: Callable[..., Any], errback: Callable[..., Any], **kwargs: Any
    ) -> Request:
        return Request(
            where,
            callback=callback,
            errback=errback,
            priority=priority,
            dont_filter=True,
            meta={"gap": self.gap},
            cb_kwargs=kwargs,
        )

    def parse_further_page(
        self, response: Response, gathering: Gathering, further: str, **_: str
    ) -> Iterator[Look | Request]:
        """A page that is not there leaves the article in part; any other failure puts the whole of it off."""
        reading: Article | NoArticle | None = None
        page = raw_page(response, datetime.now(UTC))
        if self._is_refused(response, gathering.key, gathering.url):
            return
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
        here, first = (url_key(found, self.site.redirects) for found in (response.url, gathering.page.url))
        return response.status == 200 and here == first

    def _read(self, page: RawPage, first_url: str | None = None) -> Article | NoArticle:
        return article_in(page, self.site, self.layouts, first_url)

    def article_failed(self, failure: TwistedFailure) -> None:
        if isinstance(failure.value, GivenUpError):
            return
        kwargs = asked_for(failure).cb_kwargs
        self.store.fail_article(kwargs["key"], kwargs["url"], reason_of(failure.value))
