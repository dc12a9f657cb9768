"""robots.txt, obeyed: what it forbids is not fetched, and while it cannot be read nothing is."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.network.reasons import reason_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

# A site may change its mind within a day and be heard; between crawls the file need not be asked for again.
_KEPT_SECONDS = 6 * 3600
# RFC 9309 asks a crawler to read 500 KiB at least and lets it leave the rest.
_MAX_BYTES = 512 * 1024
# Longer delays are meant to keep crawlers out; the site is then left alone.
_MAX_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """A host's rules, or why there are none now. `read_at`: monotonic seconds."""

    read_at: float
    rules: Protego | None = None
    unreadable: str | None = None


_kept: dict[str, _Rules] = {}


class RobotsMiddleware:
    """Asks a host's robots.txt before its first page; a crawl-delay longer than our own is kept instead."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._asking: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        found = await self._rules(f"{parts.scheme}://{parts.netloc}", request)
        if found.unreadable:
            raise IgnoreRequest(f"robots.txt 暂时读不到，本次不采集 not readable now: {found.unreadable}")
        if found.rules is None:
            return
        if not found.rules.can_fetch(request.url, self._agent):
            raise IgnoreRequest("robots.txt 不允许 forbidden by robots.txt")
        delay = found.rules.crawl_delay(self._agent) or 0.0
        if delay > _MAX_DELAY:
            raise IgnoreRequest(f"robots.txt 要求间隔 {delay:.0f} 秒，不采集 crawl-delay too long")
        request.meta["gap"] = max(float(request.meta.get("gap", 0.0)), delay)

    async def _rules(self, origin: str, request: Request) -> _Rules:
        kept = _kept.get(origin)
        if kept and time.monotonic() - kept.read_at < _KEPT_SECONDS:
            return kept
        if origin not in self._asking:
            self._asking[origin] = asyncio.ensure_future(self._ask(origin, request))
        found = await asyncio.shield(self._asking[origin])
        if not found.unreadable:
            _kept[origin] = found
        return found

    async def _ask(self, origin: str, request: Request) -> _Rules:
        asked = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            meta={"robots": True, "gap": request.meta.get("gap", 0.0)},
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(asked)
        except IgnoreRequest:
            # The gate's own word: the host is not asked at all, and robots.txt has nothing to do with it.
            raise
        except Exception as error:
            return _Rules(time.monotonic(), unreadable=reason_of(error))
        return _read(response)


def _read(response: Response) -> _Rules:
    now = time.monotonic()
    if response.status >= 500:
        return _Rules(now, unreadable=f"HTTP {response.status}")
    if response.status != 200:
        return _Rules(now)
    return _Rules(now, rules=Protego.parse(_whole_lines(response.body).decode("utf-8-sig", "replace")))


def _whole_lines(body: bytes) -> bytes:
    """Return what is read of a robots.txt: half a line, `Disallow: /` of a longer path, would forbid everything."""
    return body if len(body) <= _MAX_BYTES else body[:_MAX_BYTES].rpartition(b"\n")[0]
