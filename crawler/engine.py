"""Running crawls inside this process: several sites at a time on one event loop."""

from __future__ import annotations

import asyncio
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

# First of all, near the bottom of the stack: its deprecated classes look through every frame and every module that is
# loaded; deep inside other imports that took a fifth of a command's start (2026-11).
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler.lifecycle import site_error
from crawler.loader import spider_for
from crawler.network.gate import GateResolver
from crawler.network.outage import outage_of
from crawler.spider import NewsSpider
from crawler.store import SiteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

    from crawler.options import CrawlOptions
    from news.errors import TzwatchError
    from news.run import Tally
    from sites.loader import Catalogue

T = TypeVar("T")
INTERRUPTED = "已中断 interrupted"
_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


@dataclass(frozen=True, slots=True)
class Report:
    """What one crawl of one site did. error: why the site as a whole could not be read; failure: what stopped us."""

    site: str
    tally: Tally
    seconds: float
    error: str | None
    failure: TzwatchError | None


class Engine:
    """Crawls sites on the running event loop, at most `at_once` at a time. `catalogue` may be another between two."""

    def __init__(self, catalogue: Catalogue, database: str, at_once: int) -> None:
        self.catalogue = catalogue
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        settings.set("TZWATCH_DATABASE", database)
        self._runner = AsyncCrawlerRunner(settings)
        self._turn = asyncio.Semaphore(at_once)
        self._stopping = False
        self._running: set[Crawler] = set()

    async def crawl(self, site_id: str, options: CrawlOptions, *, watch: Callable[[str, Tally], None]) -> Report:
        """Crawl one site; `watch(site, tally)` is called about once a second while it runs."""
        async with self._turn:
            began = time.monotonic()
            spider_class = spider_for(self.catalogue, site_id)
            store = SiteStore(spider_class.site)
            crawler = self._runner.create_crawler(spider_class)
            if not self._stopping:
                watching = asyncio.ensure_future(_watch(site_id, store.tally, watch))
                self._running.add(crawler)
                try:
                    await self._runner.crawl(crawler, store=store, options=options)
                finally:
                    self._running.discard(crawler)
                    watching.cancel()
            spider = crawler.spider
            seconds = time.monotonic() - began
            if not isinstance(spider, NewsSpider):
                return Report(site_id, store.tally, seconds, INTERRUPTED, None)
            error = INTERRUPTED if self._stopping else site_error(spider)
            return Report(site_id, store.tally, seconds, error, spider.failure)

    def guard_names(self, reactor: ReactorBase) -> None:
        """Make every name look-up of this process refuse private addresses."""
        GateResolver.over(reactor, self._runner.settings).install_on_reactor()

    async def stop(self) -> None:
        """Let requests in flight finish, start no more: what waits for its turn is asked for next time."""
        self._stopping = True
        for crawler in self._running:
            outage_of(crawler).stopped.set()
        await self._runner.stop()

    def stop_soon(self) -> None:
        """Begin to stop, from a signal handler."""
        self._stop = asyncio.ensure_future(self.stop())


async def _watch(site_id: str, tally: Tally, watch: Callable[[str, Tally], None]) -> None:
    while True:
        await asyncio.sleep(1.0)
        watch(site_id, tally)


async def crawl_sites(
    engine: Engine, site_ids: Sequence[str], options: CrawlOptions, watch: Callable[[str, Tally], None]
) -> list[Report]:
    return list(await asyncio.gather(*(engine.crawl(s, options, watch=watch) for s in site_ids)))


def run_on_reactor(engine: Engine, main: Callable[[], Coroutine[None, None, T]], stop: Callable[[], None]) -> T:
    """Run `main` on Twisted's asyncio reactor until it ends; SIGINT and SIGTERM call `stop`.

    A process can do this once: a Twisted reactor cannot be started again.
    """
    install_reactor(_REACTOR)
    from twisted.internet import reactor as installed  # importing it earlier would install the default one

    reactor = cast("ReactorBase", installed)
    running: list[asyncio.Task[T]] = []

    async def guarded() -> T:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        engine.guard_names(reactor)
        return await main()

    def begin() -> None:
        running.append(asyncio.ensure_future(guarded()))
        running[0].add_done_callback(lambda _: reactor.stop())

    # Not callWhenRunning: that fires before the event loop runs.
    reactor.callLater(0, begin)
    reactor.run(installSignalHandlers=False)
    return running[0].result()
