"""What a crawl asks for no more: a host that failed several times in a row, and everything once it is to stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import exceptions

from crawler.network.certificates import CertificateError
from crawler.network.reasons import reason_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

# Five timeouts of half a minute each are what a tarpit may cost a crawl (2026-11).
MOST_FAILURES = 5
_STOPPED = "本次采集已停止 this crawl was stopped"
_NO_ANSWER = (
    exceptions.DownloadTimeoutError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadFailedError,
    exceptions.CannotResolveHostError,
    CertificateError,
)


class GivenUpError(exceptions.IgnoreRequest):
    """Raised instead of asking a host that was given up; nobody acts, the next crawl asks again."""


@dataclass(slots=True)
class Outage:
    """Which hosts (name and port) failed how often in a row, and what is said of those that were given up.

    `stopped` is set when the crawl is to end: what waits for its turn is asked for next time.
    """

    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _streaks: Counter[str] = field(default_factory=Counter)
    _given_up: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str | None:
        """Return one line on the hosts that were given up, None when all answer."""
        return "；".join(self._given_up.values()) or None

    def refuse(self, url: str) -> None:
        """Raise GivenUpError when the host of `url` was given up, or the crawl is to stop."""
        if self.stopped.is_set():
            raise GivenUpError(_STOPPED)
        said = self._given_up.get(_host(url))
        if said:
            raise GivenUpError(said)

    @asynccontextmanager
    async def unless_stopped(self, turn: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        """Hold `turn` for the length of the block. Raise GivenUpError when the crawl is to stop before it comes."""
        async with AsyncExitStack() as stack:
            entering = asyncio.ensure_future(stack.enter_async_context(turn))
            stopping = asyncio.ensure_future(self.stopped.wait())
            try:
                await asyncio.wait({entering, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()
                entering.cancel()
                await asyncio.wait({entering})
            if self.stopped.is_set():
                raise GivenUpError(_STOPPED)
            entering.result()
            yield

    def answered(self, url: str) -> None:
        self._streaks.pop(_host(url), None)

    def failed(self, url: str, error: Exception) -> None:
        if not isinstance(error, _NO_ANSWER):
            return
        host = _host(url)
        self._streaks[host] += 1
        if self._streaks[host] >= MOST_FAILURES:
            self._given_up[host] = (
                f"{host} 连续 {MOST_FAILURES} 次连不上，本次不再采集 no answer several times in a row, "
                f"left alone until the next crawl: {reason_of(error)}"
            )


class OutageMiddleware:
    """Drops requests to a host that was given up, before they queue for its turn; the handler does the counting."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        outage_of(self._crawler).refuse(request.url)


def outage_of(crawler: Crawler) -> Outage:
    """Return the count of the running crawl; a spider of one page has none, and nothing is given up for it."""
    found: Outage = getattr(crawler.spider, "outage", None) or Outage()
    return found


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
