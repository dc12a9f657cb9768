"""Fetching one page for a person who asks: the same gate, robots.txt and User-Agent as any crawl."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scrapy.core.downloader.contextfactory  # noqa: F401 - first, as in crawler/engine.py
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.network.reasons import reason_of, status_reason
from crawler.network.responses import raw_page
from news.errors import FetchError
from news.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.archive.warc import RawPage


class _OnePage(Spider):
    name = "one-page"

    def __init__(self, url: str, gap: float, found: list[RawPage | FetchError], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url = url
        self._gap = gap
        self._found = found

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self._url, callback=self.got, errback=self.failed, meta={"gap": self._gap})

    def got(self, response: Response) -> None:
        if response.status == 200:
            self._found.append(raw_page(response, datetime.now(UTC)))
        else:
            self._found.append(FetchError(f"{self._url}: {status_reason(response.status)}"))

    def failed(self, failure: Failure) -> None:
        self._found.append(FetchError(f"{self._url}: {reason_of(failure.value)}"))


def looking_settings(database: str | None) -> Settings:
    """Return the crawler's settings for looking at pages without storing anything. `database`: see `fetch_page`."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("TZWATCH_DATABASE", database)
    settings.set("ITEM_PIPELINES", {})
    settings.set("LOG_INSTALL_ROOT_HANDLER", False)
    settings.set("EXTENSIONS", dict.fromkeys(settings.getdict("EXTENSIONS")))
    return settings


def fetch_page(url: str, *, database: str | None = None, gap: float = 0.0) -> RawPage:
    """Fetch `url`. Raise FetchError with the reason when there is no page. Once a process.

    database: whose other processes the host is shared with, and left alone for `gap` seconds afterwards.
    """
    found: list[RawPage | FetchError] = []
    process = AsyncCrawlerProcess(looking_settings(database))
    process.crawl(_OnePage, url=canonical_url(url), gap=gap, found=found)
    process.start()
    if not found:
        raise FetchError(f"{url}: 没有取到 not fetched")
    if isinstance(found[0], FetchError):
        raise found[0]
    return found[0]
