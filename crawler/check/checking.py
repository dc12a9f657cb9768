"""Checking sites by hand: one list page and one article of each, and of a changed layout the known articles too."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scrapy.core.downloader.contextfactory  # noqa: F401 - first, as in crawler/engine.py
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawler.check.links import Links, links_on
from crawler.check.sitecheck import ArticleCheck, Fetched, ListCheck
from crawler.network.reasons import reason_of, status_reason
from crawler.network.responses import asked_for, led_away, misplaced, raw_page
from crawler.options import CrawlOptions
from crawler.reading import article_in, list_at
from crawler.single import looking_settings
from crawler.walk import in_scope
from extract.decode import decode
from news.article import NoArticle
from news.errors import ReadError
from news.urls import host_of, url_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.archive.warc import RawPage
    from crawler.check.sitecheck import SiteCheck
    from db.checks import StoredArticle
    from news.article import Article, Entry

# Beside the one article of a check, when its layout is no longer known.
_MOST_KNOWN = 2
_MOST_ARTICLES = 2
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_SNIFFED = 4096
_GALLERY = ("gallery", "video")


class CheckSpider(Spider):
    """Looks at several sites, each once. No state but what the checks hold."""

    name = "check"

    def __init__(self, checks: Sequence[SiteCheck], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._checks = checks

    async def start(self) -> Any:
        for check in self._checks:
            if check.site.channels:
                channel = check.site.channels[0]
                yield self._ask(check, channel.url, self.got_list, name=channel.name)

    def _ask(self, check: SiteCheck, url: str, callback: Any, **more: Any) -> Request:
        override: float | None = self.settings["TZWATCH_DELAY"]
        meta = {"gap": check.site.pace.delay if override is None else override} | (
            {"browser": True} if check.site.browser else {}
        )
        return Request(
            url,
            callback=callback,
            errback=self.failed,
            dont_filter=True,
            meta=meta,
            cb_kwargs={"check": check, "asked": url} | more,
        )

    def got_list(self, response: Response, check: SiteCheck, asked: str, name: str) -> Iterator[Request]:
        check.fetched.append(_fetched(response, asked))
        looked = self._list(response, check, asked, name)
        check.lists.append(looked)
        columns = looked.listing.columns if looked.listing else ()
        if looked.entries:
            yield self._ask(check, looked.entries[0].url, self.got_article, left=looked.entries[1:_MOST_ARTICLES])
        elif columns and len(check.lists) == 1:
            yield self._ask(check, columns[0].url, self.got_list, name=columns[0].title)
        elif check.known:
            # The list is broken; whether articles are read is worth knowing all the same.
            yield self._ask(check, check.known[0].url, self.got_article, left=())

    def _list(self, response: Response, check: SiteCheck, asked: str, name: str) -> ListCheck:
        site = check.site
        refused = _refusal(response)
        if refused:
            return ListCheck(asked, name, None, refused, Links(), ())
        if led_away(response, site, self.settings["TZWATCH_ALLOWED"]):
            said = f"转到了别的网站 redirected to another site: {host_of(response.url)}"
            return ListCheck(asked, name, None, said, Links(), ())
        links = links_on(raw_page(response, datetime.now(UTC)), site)
        try:
            listing = list_at(response, site)
        except ReadError as error:
            return ListCheck(asked, name, None, str(error), links, ())
        kept, _ = in_scope(site, listing.entries, CrawlOptions())
        return ListCheck(asked, name, listing, "", links, tuple(entry for _, entry in kept))

    def got_article(self, response: Response, check: SiteCheck, asked: str, left: Sequence[Entry]) -> Iterator[Request]:
        check.fetched.append(_fetched(response, asked))
        page = raw_page(response, datetime.now(UTC))
        reading = self._reading(response, page, check, asked)
        check.articles.append(ArticleCheck(asked, reading, page))
        if isinstance(reading, NoArticle) and reading.kind in _GALLERY and left:
            yield self._ask(check, left[0].url, self.got_article, left=left[1:])
        elif check.lost_layout:
            keys = {url_key(one.url) for one in check.articles}
            self._match(check, page)
            for stored in [one for one in check.known if url_key(one.url) not in keys][:_MOST_KNOWN]:
                yield self._ask(check, stored.url, self.got_again, stored=stored)

    def _reading(self, response: Response, page: RawPage, check: SiteCheck, asked: str) -> Article | NoArticle:
        if response.meta.get("turned_away"):
            return NoArticle(asked, "blocked", response.meta["turned_away"])
        absent = misplaced(response, asked, check.site, self.settings["TZWATCH_ALLOWED"])
        if absent:
            return absent
        refused = _refusal(response)
        if refused:
            return NoArticle(asked, "missing", refused)
        return article_in(page, check.site, check.layouts)

    def _match(self, check: SiteCheck, page: RawPage) -> None:
        """Keep the page if it is an article known from before."""
        for stored in check.known:
            if url_key(stored.url) == url_key(page.url):
                check.again.append((stored, page))

    def got_again(self, response: Response, check: SiteCheck, asked: str, stored: StoredArticle) -> None:
        check.fetched.append(_fetched(response, asked))
        if not _refusal(response) and not misplaced(response, asked, check.site, self.settings["TZWATCH_ALLOWED"]):
            check.again.append((stored, raw_page(response, datetime.now(UTC))))

    def failed(self, failure: Failure) -> None:
        kwargs = asked_for(failure).cb_kwargs
        check, asked, reason = kwargs["check"], kwargs["asked"], reason_of(failure.value)
        check.fetched.append(Fetched(asked, asked, None, reason=reason))
        if "name" in kwargs:
            check.lists.append(ListCheck(asked, kwargs["name"], None, reason, Links(), ()))
        elif "left" in kwargs:
            check.articles.append(ArticleCheck(asked, NoArticle(asked, "missing", reason), None))


def run_checks(checks: Sequence[SiteCheck], database: str) -> None:
    """Fetch what the checks look at, each host at its pace. Once a process."""
    process = AsyncCrawlerProcess(looking_settings(database))
    process.crawl(CheckSpider, checks=checks)
    process.start()


def _fetched(response: Response, asked: str) -> Fetched:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    declared = _CHARSET.search(content_type.encode("latin-1")) or _CHARSET.search(response.body[:_SNIFFED])
    return Fetched(
        asked,
        response.url,
        response.status,
        redirects=tuple(response.meta.get("redirect_urls", ())),
        content_type=content_type,
        charset=declared[1].decode("ascii", "replace").lower() if declared else "",
        broken=decode(response.body, content_type).count("\ufffd"),
        size=len(response.body),
        seconds=round(response.meta.get("download_latency", 0.0), 2),
        reason=_refusal(response) or "",
    )


def _refusal(response: Response) -> str | None:
    """Return why what came is no page, None when it is one."""
    turned_away: str | None = response.meta.get("turned_away")
    return turned_away or (None if response.status == 200 else status_reason(response.status))
