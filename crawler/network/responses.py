"""What of a Scrapy response the spider looks at: headers, the raw page, where a redirect led."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.archive.records import NO_WIRE, Wire
from crawler.archive.warc import RawPage, clean_value
from crawler.network.reasons import status_reason
from news.article import NoArticle
from news.urls import host_of, url_key

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Headers, Response
    from twisted.python.failure import Failure

    from news.site import Site

_FRONT_PAGE = re.compile(r"/?(?:(?:index|default|home|main)\.(?:s?html?|jsp|php|aspx?))?", re.IGNORECASE)
_ERROR_PAGE = re.compile(
    r"/(?:404|error|err|not_?-?found|page_?-?not_?-?found|no_?-?page|nofile)(?:[_-]?404)?(?:\.\w{2,5})?$", re.IGNORECASE
)


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
    """Return a header's value as it can be stored; None when it is absent or, of a validator, damaged."""
    value = response.headers.get(name)
    return clean_value(name, value.decode("latin-1")) if value else None


def raw_page(response: Response, now: datetime) -> RawPage:
    return RawPage(response.url, response.body, response.status, _pairs(response.headers), now, _wire(response))


def _wire(response: Response) -> Wire:
    """Return what the archive keeps of a page's way here. A proxy's address says nothing of the site."""
    request = response.request
    if request is None:
        return NO_WIRE
    packed, encoding = request.meta.get("packed") or (None, "")
    ip = None if request.meta.get("proxy") else response.ip_address
    protocol = response.protocol or "HTTP/1.1"
    return Wire(packed, encoding, _pairs(request.headers), str(ip) if ip else None, protocol)


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(key.decode("latin-1"), value.decode("latin-1")) for key, values in headers.items() for value in values]


def misplaced(response: Response, url: str, site: Site, allowed: frozenset[str]) -> NoArticle | None:
    """Return why what came is not the article at `url`, or None. `allowed`: the private hosts of the operator."""
    if response.status in (404, 410):
        return NoArticle(url, "missing", status_reason(response.status))
    if response.status == 200 and led_away(response, site, allowed):
        return NoArticle(url, "blocked", f"转到了别的网站 redirected to another site: {host_of(response.url)}")
    where = sent_elsewhere(response, url, site)
    return NoArticle(url, "missing", where) if where else None


def led_away(response: Response, site: Site, allowed: frozenset[str]) -> bool:
    """Tell whether a redirect led to a host that is not the site's: a login page, a warning, a sold domain.

    What stands there is another's, and says neither what the article is nor that it was withdrawn. A site on the
    operator's own machines may send from one of his hosts to another.
    """
    host = host_of(response.url)
    if host in allowed and host_of(site.home) in allowed:
        return False
    return host.removeprefix("www.") not in {own.removeprefix("www.") for own in site.hosts}


def sent_elsewhere(response: Response, url: str, site: Site) -> str | None:
    """Return where an article's address led instead: what many sites do instead of 404. None for the article."""
    key = url_key(response.url, site.redirects)
    if key == url_key(url, site.redirects):
        return None
    path = urlsplit(response.url).path
    if _FRONT_PAGE.fullmatch(path) or key == url_key(site.home, site.redirects):
        return "转到首页 redirected to home"
    if _ERROR_PAGE.search(path):
        return "转到错误页 redirected to an error page: soft 404"
    if key in {url_key(channel.url, site.redirects) for channel in site.channels}:
        return "转到栏目 redirected to a list: soft 404"
    return None
