"""Scrapy's middlewares with limits of ours: how often a page may refresh itself away, how often it may be packed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response

_MOST_REFRESHES = 3
# gzip behind a proxy that packs once more has been seen; nobody means more (2026-11).
_MOST_ENCODINGS = 2


class RefreshMiddleware(MetaRefreshMiddleware):
    """Follows a page's meta refresh, three in one chain at most."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        if request.meta.get("redirect_reasons", []).count(reason) >= _MOST_REFRESHES:
            raise IgnoreRequest("跳转过多，已放弃 too many redirects")
        return super()._redirect(redirected, request, reason)


class CompressionMiddleware(HttpCompressionMiddleware):
    """Unpacks a response, two layers at most: each further one may blow up a little body a thousandfold."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        named = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len([name for name in named if name.strip() not in (b"", b"identity")]) > _MOST_ENCODINGS:
            raise IgnoreRequest("压缩层数过多，已放弃 packed too many times")
        return super().process_response(request, response)
