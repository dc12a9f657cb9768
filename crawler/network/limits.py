"""Scrapy's middlewares with limits of ours: how often a page may send itself away, how often it may be packed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.utils.response import get_meta_refresh

from crawler.network.refusals import refusals_of, turned_away, wait_asked
from news.urls import clicked

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response

_MOST_REFRESHES = 3
_REFRESH = "meta refresh"
# A page that goes elsewhere after a longer time is meant to be read: "10 秒后返回首页" (2026-11).
_LONGEST_DELAY = 10
# gzip behind a proxy that packs once more has been seen; nobody means more (2026-11).
_MOST_ENCODINGS = 2
_LARGEST_JUMP = 4096
_SCRIPT = re.compile(r"<script\b[^<>]*>([^<]*)</script\s*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_TITLE = re.compile(r"<title\b[^<>]*>[^<]*</title\s*>", re.IGNORECASE)
_JUMP = re.compile(
    r"""\s*(?:(?:window|self|top|parent|document)\s*\.\s*)*location\s*"""
    r"""(?:\.\s*href\s*=\s*|=\s*|\.\s*(?:replace|assign)\s*\(\s*)(["'])([^"'\s<>\\]{1,2000})\1\s*\)?\s*;?\s*"""
)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Follows a page that only sends its reader on, by meta refresh or by a script, three in one chain at most.

    What turns us away is counted here and never followed; the spider finds the reason in meta["turned_away"].
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        if request.meta.get("robots"):
            return response
        refusals = refusals_of(self.crawler)
        said = turned_away(response)
        wait = wait_asked(response)
        if said or wait:
            # 503 may be one page's own trouble; 429 speaks of us.
            refusals.turned_away(
                response.url,
                said or f"HTTP {response.status} 请稍后再来 asks us to wait",
                wait,
                at_once=wait is not None and response.status == 429,
            )
            request.meta["turned_away"] = said
            return response
        if response.status < 500:
            refusals.let_in(response.url)
        target = None if request.method == "HEAD" else self._target(response)
        if target is None or (target == request.url and "Set-Cookie" not in response.headers):
            return response
        redirected = self._redirect_request_using_get(request, response, target)
        return self._redirect(redirected, request, _REFRESH)

    def _target(self, response: Response) -> str | None:
        """Return where a page sends its reader, None when it is a page of its own."""
        if not isinstance(response, HtmlResponse):
            return None
        delay, target = get_meta_refresh(response, ignore_tags=self._ignore_tags)
        if target and cast("float", delay) < _LONGEST_DELAY:
            found: str | None = target
        else:
            found = _jump(response)
        return found if found and found.startswith(("http://", "https://")) else None

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        if request.meta.get("redirect_reasons", []).count(reason) >= _MOST_REFRESHES:
            raise IgnoreRequest("跳转过多，已放弃 too many redirects")
        return super()._redirect(redirected, request, reason)


def _jump(response: HtmlResponse) -> str | None:
    """Return where a page's only script leads, when the page holds nothing else."""
    if len(response.body) > _LARGEST_JUMP:
        return None
    scripts = _SCRIPT.findall(response.text)
    found = _JUMP.fullmatch(scripts[0]) if len(scripts) == 1 else None
    if found is None or _MARKUP.sub("", _SCRIPT.sub("", _TITLE.sub("", response.text))).strip():
        return None
    try:
        return clicked(urljoin(response.url, found[2]), response.encoding)
    except (ValueError, LookupError):
        return None


class CompressionMiddleware(HttpCompressionMiddleware):
    """Unpacks a response, two layers at most: each further one may blow up a little body a thousandfold.

    The packed body stays in meta["packed"] with the name of its encoding.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        named = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len([name for name in named if name.strip() not in (b"", b"identity")]) > _MOST_ENCODINGS:
            raise IgnoreRequest("压缩层数过多，已放弃 packed too many times")
        # For the archive: what was sent, which the unpacked body no longer is.
        request.meta["packed"] = (response.body, b",".join(named).decode("latin-1")) if any(named) else None
        return super().process_response(request, response)
