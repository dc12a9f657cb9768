"""The one gate every request leaves by: one in flight a host, the delay kept, private addresses refused."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.resolver import CachingThreadedResolver

from crawler import addresses

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


@dataclass(slots=True)
class _Turnstile:
    """One host's turn: held while a request is in flight; `free_at` is when the next may start (monotonic s)."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


# Shared by all crawls of the process: two sites on one host take turns too.
_turnstiles: dict[tuple[int, str], _Turnstile] = {}
# Why a name was refused: of a failed look-up Twisted hands on that it failed, not why.
_refused: dict[str, str] = {}


def _turnstile(host: str) -> _Turnstile:
    loop = id(asyncio.get_running_loop())
    return _turnstiles.setdefault((loop, host.removeprefix("www.")), _Turnstile())


class GateHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind a turnstile a host.

    Scrapy's per-domain limit leaks when no download delay is set (14 to 16 requests in flight at a limit of 2,
    counted at the server, 2026-11), so requests queue here, where nothing passes by.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._allowed: frozenset[str] = crawler.settings["TZWATCH_ALLOWED"]

    async def download_request(self, request: Request) -> Response:
        host = urlsplit(request.url).hostname or ""
        why = addresses.refusal(host, None, self._allowed) if addresses.is_literal(host) else None
        if why:
            raise IgnoreRequest(why)
        turnstile = _turnstile(host)
        async with turnstile.lock:
            await asyncio.sleep(max(0.0, turnstile.free_at - time.monotonic()))
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    return await super().download_request(request)
            except CannotResolveHostError as error:
                if host in _refused:
                    raise IgnoreRequest(_refused.pop(host)) from error
                raise
            except TimeoutError as error:
                raise DownloadTimeoutError(f"{TOTAL_SECONDS:.0f} 秒内没有取完 not complete in time") from error
            finally:
                turnstile.free_at = time.monotonic() + float(request.meta.get("gap", 0.0))


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
        resolver.proxies = frozenset(urlsplit(url).hostname or "" for url in getproxies().values())
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        # A proxy is the operator's own choice and usually stands close by; what else stands there is none.
        why = None if name in self.proxies else addresses.refusal(name, address, self.allowed)
        if why:
            _refused[name] = why
            raise IgnoreRequest(why)
        return address
