"""One article, one URL: the canonical form and the identity key of a page's address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from news.errors import UsageError

# Parameters that say how a reader came to a page, never which page it is (seen in links shared from 微信,
# 微博 and portals, 2026-11).
_TRACKING = re.compile(
    r"^(from|isappinstalled|wxfrom|scene|share\w*|nsukey|tdsourcetag|spm|utm_\w+|bd_vid|mp|_t|timestamp)$",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_MAX_LENGTH = 2083


def canonical_url(url: str) -> str:
    """Return `url` as it is stored and shown: http(s), lower-case host, default port, fragment, session id and
    tracking parameters removed, query sorted. Raise UsageError for anything that is no fetchable web address.
    """
    try:
        parts = urlsplit(_SESSION.sub("", url.strip()))
        port = parts.port
    except ValueError as error:
        raise UsageError(f"网址无效 not a web address: {url[:200]!r}") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or not host or port == 0:
        raise UsageError(f"网址无效 not a web address: {url[:200]!r}")
    if parts.username is not None or len(url) > _MAX_LENGTH:
        raise UsageError(f"网址不接受（含用户名或过长） refused, has a user name or is too long: {url[:200]!r}")
    netloc = _bracket(host) if port in (None, 80, 443) else f"{_bracket(host)}:{port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.match(p.partition("=")[0]))
    return canonicalize_url(urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", query, "")))


def url_key(url: str) -> str:
    """Return the identity of the page at `url`: its canonical form without scheme and leading `www.`.

    Two addresses with one key are one article: http or https, www or not, port given or not, shared or not.
    """
    canonical = canonical_url(url)
    return canonical.partition("://")[2].removeprefix("www.")


def host_of(url: str) -> str:
    """Return the lower-case host name of `url`, '' when it has none."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host
