"""The one gate every request leaves by: one in flight a host, the delay kept, private addresses refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.url import add_http_if_no_scheme

from crawler.network import addresses, turns
from crawler.network.outage import outage_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

# From the first byte sent to the last one received; Scrapy's own limit restarts on its retries (2026-11).
TOTAL_SECONDS = 30.0


# Why a name was refused: of a failed look-up Twisted hands on that it failed, not why.
_refused: dict[str, str] = {}


def _proxies() -> frozenset[str]:
    """Return the hosts of the environment's proxies."""
    urls = [add_http_if_no_scheme(url) for kind, url in getproxies().items() if kind != "no"]
    return frozenset(addresses.plain(urlsplit(url).hostname or "") for url in urls)


class GateHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind a turnstile a host.

    Scrapy's per-domain limit leaks when no download delay is set (14 to 16 requests in flight at a limit of 2,
    counted at the server, 2026-11), so requests queue here, where nothing passes by.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._allowed: frozenset[str] = crawler.settings["TZWATCH_ALLOWED"]
        self._proxies = _proxies()
        self._database = _database(crawler)
        self._turns = turns.join(self._database)

    async def close(self) -> None:
        await turns.leave(self._database)
        await super().close()

    async def download_request(self, request: Request) -> Response:
        host = self._checked(request)
        if request.meta.get("in_turn"):
            # A part of a page in the browser: the page's own request holds the turn.
            return await super().download_request(request)
        turn = self._turns.turn(host.removeprefix("www."), float(request.meta.get("gap", 0.0)))
        async with outage_of(self._crawler).unless_stopped(turn):
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    return await super().download_request(request)
            except CannotResolveHostError as error:
                if host in _refused:
                    raise IgnoreRequest(_refused.pop(host)) from error
                raise
            except TimeoutError as error:
                raise DownloadTimeoutError(f"{TOTAL_SECONDS:.0f} 秒内没有取完 not complete in time") from error

    def _checked(self, request: Request) -> str:
        """Return the host of a request that may be made. A proxy looks names up where we cannot see the address."""
        host = addresses.host_of(request.url)
        if host is None:
            raise UnsupportedURLSchemeError(request.url)
        why = addresses.refusal_of_proxy(host, self._allowed, self._proxies)
        if why is None and (request.meta.get("proxy") or addresses.is_literal(host)):
            why = addresses.refusal(host, None, self._allowed)
        if why:
            raise IgnoreRequest(why)
        return host


def _database(crawler: Crawler) -> str | None:
    """Return the database that a crawl shares with other processes; a reader of one page may have none."""
    store = getattr(crawler.spider, "store", None)
    found: str | None = store.database if store else crawler.settings.get("TZWATCH_DATABASE")
    return found


class GateResolver(CachingThreadedResolver):
    """Looks names up and refuses those that lead to a private address, at the moment of connecting."""

    allowed: frozenset[str] = frozenset()
    proxies: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        return cls.over(reactor, crawler.settings)

    @classmethod
    def over(cls, reactor: ReactorBase, settings: BaseSettings) -> Self:
        resolver = cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"))
        resolver.allowed = settings["TZWATCH_ALLOWED"]
        resolver.proxies = _proxies()
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        # A proxy is the operator's own choice and usually stands close by. No page's request comes here with its
        # name: the handler has refused it.
        host = addresses.plain(name)
        why = None if host in self.proxies else addresses.refusal(host, address, self.allowed)
        if why:
            _refused[host] = why
            raise IgnoreRequest(why)
        return address
