"""What a page fetches while its scripts make it: each part goes out as any other request, never by the browser."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from crawler.browser.choice import BrowserError
from crawler.network.addresses import host_of
from crawler.network.limits import CompressionMiddleware
from crawler.network.robots import RobotsMiddleware

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MOST_HOPS = 5
# One part; a page waits no longer for what its text may not need.
_PART_SECONDS = 8.0
# Scripts that all pages of a site share are fetched once a crawl.
_KEPT_BYTES = 8 * 1024 * 1024
# Ours, or those of one connection; the others are the page's own, for its server.
_NOT_PASSED_ON = frozenset(
    "host connection content-length accept-encoding user-agent proxy-authorization te upgrade".split()  # noqa: SIM905
)
_OF_ONE_HOST = ("Cookie", "Authorization")


class Fetcher:
    """Fetches parts of pages for one crawl. `download` sends one request through the gate.

    robots.txt holds for parts as for pages. Those of the page's own host go out while the page's request holds the
    host's turn, one at a time; those of another host wait for its turn.
    """

    def __init__(self, crawler: Crawler, download: Callable[[Request], Awaitable[Response]]) -> None:
        self._download = download
        self._agent: str = crawler.settings["USER_AGENT"]
        self._robots = RobotsMiddleware.from_crawler(crawler)
        self._proxies = HttpProxyMiddleware()
        self._packing = CompressionMiddleware.from_crawler(crawler)
        self._scripts: dict[str, Response] = {}

    async def script(self, part: Request, page_url: str, turn: asyncio.Lock) -> Response:
        """Fetch a script, or give out the one of last time."""
        kept = self._scripts.get(part.url)
        if kept is not None:
            return kept
        response = await self.fetch(part, page_url, turn)
        size = sum(len(script.body) for script in self._scripts.values()) + len(response.body)
        if response.status == 200 and size <= _KEPT_BYTES:
            self._scripts[part.url] = response
        return response

    async def fetch(self, part: Request, page_url: str, turn: asyncio.Lock) -> Response:
        """Fetch one part, redirects followed. `turn` is held for those of the page's own host.

        Raise whatever the gate, robots.txt or the network raise.
        """
        async with asyncio.timeout(_PART_SECONDS):
            for _ in range(_MOST_HOPS):
                response = await self._one_hop(part, page_url, turn)
                target = _led_on(response)
                if target is None:
                    return response
                part = _redirected(part, target)
        raise BrowserError("跳转过多，已放弃 too many redirects")

    async def _one_hop(self, part: Request, page_url: str, turn: asyncio.Lock) -> Response:
        own = _bare_host(part.url) == _bare_host(page_url)
        # The page's own robots.txt is known. To ask it for the same name under another scheme would wait for the turn
        # that this page holds.
        await self._robots.process_request(Request(_at_origin_of(page_url, part.url)) if own else part)
        asked = part.replace(meta={"part": True, "in_turn": own})
        asked.headers["User-Agent"] = self._agent
        self._proxies.process_request(asked)
        if own:
            async with turn:
                response = await self._download(asked)
        else:
            response = await self._download(asked)
        unpacked = self._packing.process_response(asked, response)
        assert not isinstance(unpacked, Request)
        return unpacked


def part_request(url: str, method: str, headers: Mapping[str, str], body: bytes | None) -> Request:
    """Return the request that a page's script makes, without what only its browser would say."""
    kept = {
        name: value
        for name, value in headers.items()
        if name.lower() not in _NOT_PASSED_ON and not name.lower().startswith(("sec-", ":"))
    }
    return Request(url, method=method, headers=kept, body=body or b"")


def _led_on(response: Response) -> str | None:
    location = response.headers.get("Location")
    if response.status not in (301, 302, 303, 307, 308) or not location:
        return None
    return urljoin(response.url, location.decode("latin-1"))


def _redirected(part: Request, target: str) -> Request:
    further = Request(target, headers=part.headers)
    if _bare_host(part.url) != _bare_host(target):
        for name in _OF_ONE_HOST:
            further.headers.pop(name, None)
    return further


def _at_origin_of(page_url: str, part_url: str) -> str:
    page = urlsplit(page_url)
    return urlsplit(part_url)._replace(scheme=page.scheme, netloc=page.netloc).geturl()


def _bare_host(url: str) -> str:
    return (host_of(url) or "").removeprefix("www.")
