"""What of a Scrapy response the spider looks at: headers, the raw page, where a redirect led."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.warc import RawPage
from news.urls import url_key

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from news.site import Site

_FRONT_PAGES = ("", "/", "/index.html", "/index.htm", "/index.shtml")


def asked_for(failure: Failure) -> Request:
    """Return the request that failed: Scrapy hangs it on the failure."""
    request: Request = failure.request  # type: ignore[attr-defined]
    return request


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers of a conditional request."""
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in found.items() if value}


def is_conditional(request: Request | None) -> bool:
    """Tell whether a request named what it knows: only then does 304 say that nothing changed."""
    return request is not None and any(name in request.headers for name in ("If-None-Match", "If-Modified-Since"))


def header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def raw_page(response: Response, now: datetime) -> RawPage:
    headers = [
        (key.decode("latin-1"), value.decode("latin-1")) for key, values in response.headers.items() for value in values
    ]
    return RawPage(response.url, response.body, response.status, headers, now)


def sent_home(response: Response, url: str, site: Site) -> bool:
    """Tell whether an article's address led to a front page: what many sites do instead of 404."""
    if url_key(response.url) == url_key(url):
        return False
    return urlsplit(response.url).path in _FRONT_PAGES or url_key(response.url) == url_key(site.home)
