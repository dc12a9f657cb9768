"""Why a page could not be fetched, in words a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy import exceptions
from scrapy.core.downloader.handlers.http11 import TunnelError
from twisted.internet.error import ConnectionClosed
from twisted.web._newclient import ParseError

from crawler.network.heads import HeadTooLargeError
from news.text import clean_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAID = (
    (exceptions.CannotResolveHostError, "域名解析失败 host name not found"),
    (exceptions.DownloadConnectionRefusedError, "连接被拒绝 connection refused"),
    (exceptions.DownloadTimeoutError, "超时 timed out"),
    (exceptions.ResponseDataLossError, "内容不完整 page incomplete"),
    (HeadTooLargeError, "响应头过大，已放弃 response head too large"),
    (exceptions.DownloadCancelledError, "页面过大，已放弃 page too large"),
    (exceptions.UnsupportedURLSchemeError, "不支持的网址 unsupported address"),
    (TunnelError, "代理没有接通 the proxy did not connect"),
)
# What Scrapy's own middlewares say when they drop a request.
_SCRAPY_SAID = {
    "max redirections reached": "跳转过多，已放弃 too many redirects",
    "exceeded DOWNLOAD_MAXSIZE": "页面过大，已放弃 page too large",
}


def reason_of(error: BaseException | None) -> str:
    """Return one line for an error that the downloader raised."""
    if isinstance(error, exceptions.IgnoreRequest):
        return next(
            (said for sign, said in _SCRAPY_SAID.items() if sign in str(error)), _short(error) or "未采集 not fetched"
        )
    for kind, said in _SAID:
        if isinstance(error, kind):
            return said
    if isinstance(error, exceptions.DownloadFailedError):
        return f"连接失败 connection failed: {_what_failed(error)}"
    return f"{type(error).__name__}: {_short(error)}"


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what lies under it: Twisted packs several failures into one."""
    found, met = [error], set()
    while found:
        inner = found.pop()
        if inner is None or id(inner) in met:
            continue
        met.add(id(inner))
        yield inner
        found += [inner.__cause__, *(failure.value for failure in getattr(inner, "reasons", None) or ())]


def status_reason(status: int) -> str:
    """Return one line for an HTTP status that is no page."""
    said = {
        401: "需要登录 login required",
        403: "被拒绝 forbidden",
        404: "页面不存在 not found",
        410: "页面已删除 removed",
        412: "被拦截 blocked",
        429: "请求过多 too many requests",
        521: "被拦截 blocked",
    }.get(status, "服务器出错 server error" if status >= 500 else "不是页面 no page")
    return f"HTTP {status} {said}"


def _what_failed(error: BaseException) -> str:
    for cause in causes_of(error):
        if isinstance(cause, ConnectionClosed):
            return "broken off"
        if isinstance(cause, ParseError):
            return "no HTTP"
        if isinstance(cause, SSL.Error):
            return "TLS"
    return list(causes_of(error))[-1].__class__.__name__


def _short(error: BaseException | None) -> str:
    return cut(clean_text(str(error)), 200)
