"""Why a page could not be fetched, in words a person understands."""

from __future__ import annotations

from scrapy import exceptions

_SAID = (
    (exceptions.CannotResolveHostError, "域名解析失败 host name not found"),
    (exceptions.DownloadConnectionRefusedError, "连接被拒绝 connection refused"),
    (exceptions.DownloadTimeoutError, "超时 timed out"),
    (exceptions.ResponseDataLossError, "内容不完整 page incomplete"),
    (exceptions.DownloadCancelledError, "页面过大，已放弃 page too large"),
    (exceptions.UnsupportedURLSchemeError, "不支持的网址 unsupported address"),
    (exceptions.DownloadFailedError, "连接失败 connection failed"),
)


def reason_of(error: BaseException | None) -> str:
    """Return one line for an error that the downloader raised."""
    if isinstance(error, exceptions.IgnoreRequest):
        return str(error) or "未采集 not fetched"
    for kind, said in _SAID:
        if isinstance(error, kind):
            return said if kind is not exceptions.DownloadFailedError else f"{said}: {_short(error)}"
    return f"{type(error).__name__}: {_short(error)}"


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


def _short(error: BaseException | None) -> str:
    return " ".join(str(error).split())[:200]
