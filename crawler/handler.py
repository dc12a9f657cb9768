"""The handler of every request: the gate, and behind it what a hostile server is not given."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError

from crawler.browser.handler import BrowserHandler
from crawler.network.certificates import CertificateError, TellingContextFactory, said_of
from crawler.network.gate import GateHandler
from crawler.network.heads import BoundedFactory, HeadTooLargeError
from crawler.network.outage import Outage, outage_of
from crawler.network.reasons import causes_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.web.iweb import IPolicyForHTTPS


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler with bounded heads and told certificates; what was given up meanwhile is not asked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
        self._certificates = TellingContextFactory.from_crawler(crawler)
        self._contextFactory = cast("IPolicyForHTTPS", self._certificates)

    async def download_request(self, request: Request) -> Response:
        # Whoever else's scripts a page brings along says nothing of the site.
        outage = Outage() if request.meta.get("part") else outage_of(self._crawler)
        outage.refuse(request.url)
        # Counted here, while the host's turn is held: a moment later the next request is on its way.
        try:
            response = await self._download(request)
        except asyncio.CancelledError:
            # The gate's time was up; it turns this into a timeout.
            outage.failed(request.url, DownloadTimeoutError())
            raise
        except Exception as error:
            outage.failed(request.url, error)
            raise
        outage.answered(request.url)
        return response

    async def _download(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            code = self._certificates.refused.pop(urlsplit(request.url).hostname or "", None)
            if code is not None:
                raise CertificateError(said_of(code)) from error
            too_large = next((e for e in causes_of(error) if isinstance(e, HeadTooLargeError)), None)
            if too_large:
                raise too_large from error
            raise


class SiteHandler(GateHandler, BrowserHandler, BoundedHandler):
    """The gate calls its next class once the host's turn has come, and in the end BoundedHandler: requests that waited
    for a host which was given up meanwhile end there, each without a timeout of its own.
    """
