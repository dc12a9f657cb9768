"""One article, one URL: the canonical form and the identity key of a page's address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from news.errors import UsageError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

# Parameters that say how a reader came to a page, never which page it is (seen in links shared from 微信,
# 微博 and portals, 2026-11), and session ids.
_TRACKING = re.compile(
    r"^(from|isappinstalled|wxfrom|scene|share\w*|nsukey|tdsourcetag|spm|utm_\w+|bd_vid|mp|_t|timestamp"
    r"|jsessionid|phpsessid|aspsessionid\w*)$",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
_DEFAULT_PORT = {"http": 80, "https": 443}
_EITHER_PORT = re.compile(r"^([^/]+):(?:80|443)(?=/)")
# What the common browsers take; the stored form, in which a Chinese character is nine, must also fit an index.
_MAX_LENGTH = 2083


def canonical_url(url: str) -> str:
    """Return `url` as it is stored and shown: http(s), lower-case host, default port, fragment, session id and
    tracking parameters removed, query sorted. Raise UsageError for anything that is no fetchable web address.
    """
    if len(url) > _MAX_LENGTH:
        raise UsageError(f"网址过长，不接受 the address is too long: {_shown(url)}")
    try:
        parts = urlsplit(_SESSION.sub("", url.strip()).replace("\\", "/"))
        canonical = _assembled(parts, parts.port)
    except ValueError as error:
        raise UsageError(f"网址无效 not a web address: {_shown(url)}") from error
    if len(canonical) > _MAX_LENGTH:
        raise UsageError(f"网址过长，不接受 the address is too long: {_shown(url)}")
    return canonical


def _assembled(parts: SplitResult, port: int | None) -> str:
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORT or port == 0 or not _HOST.fullmatch(host):
        raise ValueError("not fetchable")
    if parts.username is not None:
        raise UsageError(f"带用户名的网址不接受 refused, it holds a user name: {host}")
    netloc = _bracket(host) if port in (None, _DEFAULT_PORT[scheme]) else f"{_bracket(host)}:{port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.match(p.partition("=")[0]))
    return canonicalize_url(urlunsplit((scheme, netloc, parts.path or "/", query, "")))


def url_key(url: str) -> str:
    """Return the identity of the page at `url`: its canonical form without scheme, port 80 or 443, and `www.`.

    Two addresses with one key are one article: http or https, www or not, port given or not, shared or not.
    """
    key = canonical_url(url).partition("://")[2].removeprefix("www.")
    return _EITHER_PORT.sub(r"\1", key)


def parts_of(url: str) -> SplitResult:
    """Return the parts of `url`, those of an empty address when it is none (http://[)."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def host_of(url: str) -> str:
    """Return the lower-case host name of `url`, '' when it has none."""
    return (parts_of(url.strip()).hostname or "").rstrip(".")


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _shown(url: str) -> str:
    """Return enough of a refused address to find it, without the password that it may hold."""
    return repr(re.sub(r"//[^/]*@", "//***@", url)[:200])
