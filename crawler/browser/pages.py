"""Pages made in the browser for one crawl, over scrapy-playwright: its contexts, recycled, and its pages, bounded."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser.parts import Fetcher
from crawler.browser.shared import SharedBrowser, chromium
from crawler.browser.view import View

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

# Cookies, caches and what scripts leave behind go with the context.
_PAGES_A_CONTEXT = 50
# Of all crawls of the process together: each page holds a process of the browser.
_PAGES_AT_ONCE = 4
_MOMENT_SECONDS = 0.2
_open_pages = asyncio.Semaphore(_PAGES_AT_ONCE)
# It logs every page that fails with a traceback; what went wrong is said by browser_handler.py.
logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)


class Pages(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """`show` makes one page. `download` sends one request of a page through the gate; `close` at the crawl's end."""

    def __init__(self, crawler: Crawler, download: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(crawler)
        # Its browser is retried by us, with a word about it.
        self.config.target_closed_max_retries = 0
        self.browser_provider = SharedBrowser(self.config)
        self._fetcher = Fetcher(crawler, download)
        self._most_characters = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._context = {
            "user_agent": crawler.settings["USER_AGENT"],
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "accept_downloads": False,
            "service_workers": "block",
        }
        self._begun = 0
        self._joined = False

    async def show(self, document: Response) -> str:
        """Return the source of a page once its scripts have made it, or raise SentOnError when they lead elsewhere.

        Raise PlaywrightError when the page or the browser ends, BrowserError when the browser does not start.
        """
        async with _open_pages:
            if not self._joined:
                self._joined = True
                await self.browser_provider.start()
            self._forget_lost_browser()
            name = str(self._begun // _PAGES_A_CONTEXT)
            self._begun += 1
            await self._retire_contexts(name)
            view = View(document, self._fetcher, self._most_characters)
            try:
                made = await self._download_request(self._asked(document, view, name))
            except PlaywrightError:
                if not view.sent_to:
                    raise
            finally:
                if not await view.end():
                    chromium.kill()
        if view.sent_to:
            raise SentOnError(view.sent_to)
        text: str = made.text
        return text

    async def has_lost_browser(self) -> bool:
        """Tell whether the browser has ended. Its pages hear of that a moment before we do."""
        await asyncio.sleep(_MOMENT_SECONDS)
        return "browser" not in self.__dict__ or not self.browser.is_connected()

    def _asked(self, document: Response, view: View, name: str) -> Request:
        return Request(
            document.url,
            meta={
                "playwright": True,
                "playwright_context": name,
                "playwright_context_kwargs": self._context,
                "playwright_page_init_callback": view.begin,
                "playwright_page_goto_kwargs": {"wait_until": "commit"},
                "playwright_page_methods": [PageMethod(view.settle)],
            },
        )

    async def _retire_contexts(self, current: str) -> None:
        """Close the contexts that have served and show no page any more."""
        for name, wrapper in list(self.context_wrappers.items()):
            if name != current and not wrapper.context.pages:
                with suppress(PlaywrightError):
                    await wrapper.context.close()

    def _forget_lost_browser(self) -> None:
        if "browser" in self.__dict__ and not self.browser.is_connected():
            del self.browser
            self.context_wrappers.clear()

    async def _browser_disconnected_callback(self) -> None:
        self._forget_lost_browser()

    async def _close(self) -> None:
        browser = self.__dict__.pop("browser", None)
        if browser:
            browser.remove_listener("disconnected", self._browser_disconnected_callback)
        # The contexts may be lost with their browser; the browser is closed by its last user.
        with suppress(PlaywrightError):
            await super()._close()
        await self.browser_provider.close()


class SentOnError(Exception):
    """Raised when a page's script leads to another address; the crawl goes there as after a redirect."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)
