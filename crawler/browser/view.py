"""One page while it is made in the browser: what it may ask for, when it is done, where its scripts send us."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from scrapy.exceptions import DownloadCancelledError

from crawler.browser.choice import BrowserError
from crawler.browser.parts import part_request

if TYPE_CHECKING:
    from playwright.async_api import Page, Route
    from playwright.async_api import Request as Asked
    from scrapy.http import Headers, Response

    from crawler.browser.parts import Fetcher

# Lists come by these; pictures, films, fonts and what is sent away are no text.
_WANTED = frozenset({"script", "xhr", "fetch"})
_MOST_PARTS = 60
_MOST_BYTES = 16 * 1024 * 1024
# A page that is never quiet (a clock, a ticker) is taken as it is after so long.
_SETTLE_SECONDS = 9.0
_CLOSE_SECONDS = 5.0
# The body is handed over unpacked and whole, and never as a file to save.
_NOT_SHOWN = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "content-disposition"})


class View:
    """`document` is what the server sent; `sent_to`: where a script of the page leads, None: it stays.

    The browser itself reaches no network: what is not answered here fails.
    """

    def __init__(self, document: Response, fetcher: Fetcher, most_characters: int) -> None:
        self._document = document
        self._fetcher = fetcher
        self._most_characters = most_characters
        self._turn = asyncio.Lock()
        self._fetching: set[asyncio.Task[Response]] = set()
        self._page: Page | None = None
        self._crashed = asyncio.Event()
        self._shown = self._done = False
        self._parts = self._bytes = 0
        self.sent_to: str | None = None

    async def begin(self, page: Page, _: object) -> None:
        """Take over a page that was just opened."""
        self._page = page
        page.on("popup", _close_quietly)
        page.on("crash", lambda _: self._crashed.set())
        await page.route("**", self._answer)

    async def settle(self, page: Page) -> None:
        """Wait until the page asks for nothing more. Raise DownloadCancelledError when it grew too large, BrowserError
        when it ended: of a page that ended nothing more is heard, and who asks it waits in vain (2026-11).
        """
        crash = asyncio.ensure_future(self._crashed.wait())
        settling = asyncio.ensure_future(self._settled(page))
        try:
            await asyncio.wait({crash, settling}, return_when=asyncio.FIRST_COMPLETED)
            if self._crashed.is_set():
                raise BrowserError("这一页让浏览器崩溃，或占用内存过多 the page crashed, or took too much memory")
            await settling
        finally:
            crash.cancel()
            settling.cancel()

    async def _settled(self, page: Page) -> None:
        with suppress(PlaywrightError):
            await page.wait_for_load_state("networkidle", timeout=_SETTLE_SECONDS * 1000)
        self._stop_fetching()
        if await _length(page) > self._most_characters:
            raise DownloadCancelledError("页面过大，已放弃 page too large")

    async def end(self) -> bool:
        """Close the page. Return False when it does not close: its browser hangs."""
        self._stop_fetching()
        if self._page is None or self._page.is_closed():
            return True
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._page.close()
        except TimeoutError:
            return False
        except PlaywrightError:
            pass
        return True

    def _stop_fetching(self) -> None:
        self._done = True
        for task in self._fetching:
            task.cancel()

    async def _answer(self, route: Route, asked: Asked) -> None:
        # What is raised here, Playwright raises in some later call of another page (2026-11).
        try:
            await self._give(route, asked)
        except (Exception, asyncio.CancelledError):
            with suppress(Exception):
                await route.abort()

    async def _give(self, route: Route, asked: Asked) -> None:
        if asked.is_navigation_request():
            await self._navigate(route, asked)
        elif asked.resource_type == "stylesheet":
            # Some scripts wait for it, none needs what it says.
            await route.fulfill(status=200, content_type="text/css", body="")
        elif asked.resource_type not in _WANTED or self._done or self._parts >= _MOST_PARTS:
            await route.abort()
        else:
            await _show(route, await self._part(asked))

    async def _navigate(self, route: Route, asked: Asked) -> None:
        if not self._shown:
            self._shown = True
            await _show(route, self._document)
            return
        # A frame within the page is no page of its own and its text is not read.
        if asked.method == "GET" and self._page and asked.frame == self._page.main_frame:
            self.sent_to = self.sent_to or asked.url
        await route.abort()

    async def _part(self, asked: Asked) -> Response:
        self._parts += 1
        part = part_request(asked.url, asked.method, asked.headers, asked.post_data_buffer)
        fetch = self._fetcher.script if asked.resource_type == "script" else self._fetcher.fetch
        task = asyncio.ensure_future(fetch(part, self._document.url, self._turn))
        self._fetching.add(task)
        task.add_done_callback(self._fetching.discard)
        response = await task
        self._bytes += len(response.body)
        if self._bytes > _MOST_BYTES:
            raise BrowserError("页面过大，已放弃 page too large")
        return response


async def _show(route: Route, response: Response) -> None:
    await route.fulfill(status=response.status, headers=_shown_headers(response.headers), body=response.body)


def _shown_headers(headers: Headers) -> dict[str, str]:
    shown = {
        name.decode("latin-1").lower(): "\n".join(value.decode("latin-1") for value in values)
        for name, values in headers.items()
    }
    return {name: value for name, value in shown.items() if name not in _NOT_SHOWN}


async def _length(page: Page) -> int:
    """Return how many characters the page's source has now, asked where its own scripts cannot answer."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    expression = "document.documentElement ? document.documentElement.outerHTML.length : 0"
    asked = {"expression": expression, "contextId": world["executionContextId"], "returnByValue": True}
    found = await session.send("Runtime.evaluate", asked)
    await session.detach()
    return int(found["result"]["value"])


async def _close_quietly(page: Page) -> None:
    with suppress(PlaywrightError):
        await page.close()
