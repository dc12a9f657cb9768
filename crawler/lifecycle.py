"""The beginning and the end of a crawl: the store opened and closed, and a crawl that lost it stopped."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING

from scrapy import signals

from config import load_settings
from crawler.archive.warc import ArchiveError
from crawler.findings import note_findings
from db.opening import opened
from news.errors import DatabaseError, TzwatchError
from news.run import Failure

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.spider import NewsSpider

logger = logging.getLogger(__name__)


class Lifecycle:
    """Opens the spider's store before its first request. Without TZWATCH_DATABASE in the settings, as under
    `scrapy crawl`, the database itself is opened and released too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stack = ExitStack()
        for handler, signal in (
            (self.spider_opened, signals.spider_opened),
            (self.spider_closed, signals.spider_closed),
            (self.spider_error, signals.spider_error),
            (self.item_error, signals.item_error),
        ):
            crawler.signals.connect(handler, signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def spider_opened(self, spider: NewsSpider) -> None:
        operator = load_settings()
        try:
            url = self._crawler.settings.get("TZWATCH_DATABASE")
            if url is None:
                secret = operator.database_url
                url = self._stack.enter_context(opened(operator.home, secret.get_secret_value() if secret else None))
            spider.store.open(url, operator.home, spider.options)
        except TzwatchError as error:
            spider.failure = error
            logger.error("%s", error)

    def spider_closed(self, spider: NewsSpider, reason: str) -> None:
        with self._stack:
            try:
                error = site_error(spider)
                spider.store.close(error=error)
                # A crawl that was cut off says nothing of the site.
                if spider.store.database and spider.failure is None and reason == "finished":
                    note_findings(spider.store.database, spider.site, spider.store.tally.failures, error)
            except DatabaseError as failure:
                spider.failure = spider.failure or failure

    def spider_error(self, failure: TwistedFailure, response: Response, spider: NewsSpider) -> None:
        self._blame(failure, response.url if response else spider.site.home, spider)

    def item_error(self, item: object, response: Response, spider: NewsSpider, failure: TwistedFailure) -> None:
        self._blame(failure, response.url if response else spider.site.home, spider)

    def _blame(self, failure: TwistedFailure, url: str, spider: NewsSpider) -> None:
        """Stop the crawl when nothing can be stored: what was not stays pending. A fault of ours costs a page."""
        if isinstance(failure.value, DatabaseError | ArchiveError):
            if spider.failure is None:
                spider.failure = failure.value
                self._stopping = asyncio.ensure_future(self._crawler.stop_async())
            return
        spider.store.tally.failures.append(
            Failure(url, f"程序出错，请报告 a fault of tzwatch, please report: {failure.value!r}"[:300])
        )


def site_error(spider: NewsSpider) -> str | None:
    """Return why the site as a whole was not read, None when it was: a list page came, and no host fell silent."""
    if spider.failure:
        return str(spider.failure)
    if spider.outage.said:
        return spider.outage.said
    if spider.healthy:
        return None
    failures = spider.store.tally.failures
    return failures[0].reason if failures else "没有读到任何列表页 no list page was read"
