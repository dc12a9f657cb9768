"""The step between the gate and the network where a page that scripts make goes through the browser."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Headers, HtmlResponse, Response

from crawler.browser.choice import BrowserError, BrowserStartError
from crawler.network.limits import CompressionMiddleware
from news.run import Failure
from news.urls import url_key

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.browser.pages import Pages

logger = logging.getLogger(__name__)

# Within the gate's time for the whole request.
_PAGE_SECONDS = 15.0
_MOST_BREAKS = 3
_MOST_SENT_ON = 3
# A page without any is what its source says; the browser would take a second to say the same.
_SCRIPT = re.compile(r"<script|\son[a-z]{3,20}\s?=", re.IGNORECASE)
_BROKE_OFF = "浏览器中断，换一个重读 the browser broke off, read again with a new one"


class BrowserHandler(HTTP11DownloadHandler):
    """Fetches a page as any other, then lets the browser make what its scripts make of it.

    The gate's turn is held meanwhile: what the page fetches at its own host comes one after the other. The browser is
    started, and what it takes imported, for the first page that needs it: that is half a second of every command.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._packing = CompressionMiddleware.from_crawler(crawler)
        self._pages: Pages | None = None
        self._breaks = 0

    async def close(self) -> None:
        if self._pages:
            await self._pages.close()
        await super().close()

    async def download_request(self, request: Request) -> Response:
        response = await super().download_request(request)
        if not request.meta.get("browser"):
            return response
        document = self._packing.process_response(request, response)
        assert isinstance(document, Response)
        if isinstance(document, HtmlResponse) and document.status == 200 and _SCRIPT.search(document.text):
            return await self._made(request, document)
        return document

    async def _made(self, request: Request, document: HtmlResponse) -> Response:
        from crawler.browser.pages import SentOnError

        try:
            async with asyncio.timeout(_PAGE_SECONDS):
                text = await self._text(document)
        except SentOnError as error:
            return _sent_on(request, document, error.url)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"{_PAGE_SECONDS:.0f} 秒内没有做完 not made in time") from error
        return _as_made(document, text)

    async def _text(self, document: HtmlResponse) -> str:
        """Let the browser make the page; a browser that ends meanwhile is replaced once a page, three times a crawl."""
        from playwright.async_api import Error as PlaywrightError

        from crawler.browser.pages import Pages, SentOnError

        if self._pages is None:
            self._pages = Pages(self._crawler, self.download_request)
        for again in (False, True):
            if self._breaks >= _MOST_BREAKS:
                break
            try:
                return await self._pages.show(document)
            except BrowserStartError:
                # Not once more for each of a hundred pages.
                self._breaks = _MOST_BREAKS
                raise
            except (SentOnError, BrowserError, DownloadCancelledError):
                raise
            except (PlaywrightError, UnicodeError) as error:
                if not await self._pages.has_lost_browser():
                    raise BrowserError(
                        f"浏览器读不了这一页 the browser cannot read this page: {_first(error)}"
                    ) from error
                self._say_broke_off(document.url, again)
        raise BrowserError(
            "浏览器一再中断，本次不再用它 the browser broke off again and again, not used again in this crawl"
        )

    def _say_broke_off(self, url: str, again: bool) -> None:
        self._breaks += 1
        spider = self._crawler.spider
        logger.warning("%s %s: %s", getattr(spider, "name", ""), _BROKE_OFF, url)
        store = getattr(spider, "store", None)
        if store and not again:
            store.tally.failures.append(Failure(url, _BROKE_OFF))


def _as_made(document: HtmlResponse, text: str) -> HtmlResponse:
    """Return the page as the browser shows it. What validates the server's bytes does not speak for these."""
    headers = Headers(document.headers)
    for name in ("ETag", "Last-Modified", "Content-Length"):
        headers.pop(name, None)
    headers["Content-Type"] = "text/html; charset=utf-8"
    # Kept with the raw page: it tells from the server's own bytes what scripts made of them.
    headers["X-Made-By"] = "browser"
    body = text.encode("utf-8", "replace")
    return document.replace(body=body, headers=headers, encoding="utf-8", flags=[*document.flags, "browser"])


def _sent_on(request: Request, document: HtmlResponse, target: str) -> Response:
    """Return a redirect, for the middlewares that follow it; a page that only reloads is left as it came."""
    if url_key(target) == url_key(document.url):
        return document
    request.meta["sent_on"] = request.meta.get("sent_on", 0) + 1
    if request.meta["sent_on"] > _MOST_SENT_ON:
        raise BrowserError("跳转过多，已放弃 too many redirects")
    return Response(document.url, status=302, headers={"Location": target}, request=request)


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
