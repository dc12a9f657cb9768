"""Exploring an unknown site over the network: the gate, robots.txt, User-Agent and pauses are those of any crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy.core.downloader.contextfactory  # noqa: F401 - first, as in crawler/engine.py
from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess

from crawler.explore.plan import Explorer
from crawler.network.outage import Outage
from crawler.network.reasons import reason_of, status_reason
from crawler.network.responses import header
from crawler.single import looking_settings
from extract.discover.look import Source
from news.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Container, Sequence

    from scrapy.crawler import Crawler

    from crawler.explore.site import Offer
    from sites.catalogue import Family

    Progress = Callable[[int, str], None]


class _Explorer(Spider):
    """Asks for one page after the other; `found` gets the offer, or why the given address gave nothing."""

    name = "explorer"

    def __init__(
        self,
        url: str,
        gap: float,
        families: Sequence[Family],
        taken: Container[str],
        progress: Progress,
        found: list[Offer | Exception],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._url, self._gap, self._found, self._progress = url, gap, found, progress
        self._explorer = Explorer(self._fetch, lambda: self._asked, families, taken)
        self._asked = 0
        # A host that stops answering is left alone after some failures, as in a crawl.
        self.outage = Outage()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> _Explorer:
        spider: _Explorer = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.count, signals.request_reached_downloader)
        return spider

    def count(self) -> None:
        self._asked += 1

    async def start(self) -> AsyncIterator[Request]:
        try:
            self._found.append(await self._explorer.explore(self._url))
        except Exception as error:
            # Scrapy would only log it: whoever waits for the offer is told, and a fault is recorded there.
            self._found.append(error)
        return
        yield  # Scrapy asks for a generator; there is nothing to schedule.

    async def _fetch(self, url: str) -> Source:
        self._progress(self._asked, url)
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(Request(url, meta={"gap": self._gap}))
        except Exception as error:
            raise FetchError(f"{url}: {reason_of(error)}") from error
        if response.status != 200:
            raise FetchError(f"{url}: {status_reason(response.status)}")
        return Source(response.url, response.body, header(response, "content-type"))


def explore_site(
    url: str,
    *,
    families: Sequence[Family],
    taken: Container[str],
    database: str | None,
    gap: float,
    progress: Progress,
) -> Offer:
    """Return what is proposed for the site at `url`. Raise FetchError when it cannot be fetched. Once a process.

    taken: ids that exist; database, gap: as for `fetch_page`; progress is told the requests so far and the next
    address.
    """
    found: list[Offer | Exception] = []
    process = AsyncCrawlerProcess(looking_settings(database))
    process.crawl(_Explorer, url=url, gap=gap, families=families, taken=taken, progress=progress, found=found)
    process.start()
    if not found:
        raise FetchError(f"{url}: 没有取到 not fetched")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]
