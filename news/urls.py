"""One article, one URL: the canonical form and the identity key of a page's address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from urllib.parse import SplitResult

# Parameters that say how a reader came to a page, never which page it is (seen in links shared from 微信,
# 微博 and portals, 2026-11), and session ids.
_TRACKING = re.compile(
    r"^(from|isappinstalled|wxfrom|scene|share\w*|nsukey|tdsourcetag|spm|utm_\w+|bd_vid|mp|_t|timestamp"
    r"|wt\.\w+|fbclid|gclid|msclkid|hm(sr|pl|cu|kw|ci)|ivk_sa|jsessionid|phpsessid|aspsessionid\w*)$",
    re.IGNORECASE,
)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/?#;]*", re.IGNORECASE)
# A session in the path, as ASP.NET writes it for those who take no cookies.
_SESSION_STEP = re.compile(r"/\([SAF]\(\w{10,}\)\)(?=/)", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
# Names that mostly hold the time of the request or a session, and on some sites the article's number (2026-11).
_DOUBTFUL = re.compile(r"^(_|v|t|r|ts|ver|version|time|rnd|rand|random|sid|sessionid|token)$", re.IGNORECASE)
_PASSING = re.compile(r"^(1\d{9}|1\d{12}|0\.\d+|)$")
_PASSING_OF_A_FILE = re.compile(r"^(1\d{9}|1\d{12}|20\d{6}(\d\d){0,3}|\d+(\.\d+)+|)$")
_SESSION_VALUE = re.compile(r"^[\w-]{16,}$")
_SESSION_NAMES = ("sid", "sessionid", "token")
_FILE = re.compile(r"\.(s?html?|pdf)$", re.IGNORECASE)
_WEIXIN = "mp.weixin.qq.com"
_WEIXIN_IDENTITY = ("__biz", "mid", "idx", "sn")
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


def url_key(url: str, moved: Sequence[tuple[str, str]] = ()) -> str:
    """Return the identity of the page at `url`: its canonical form without scheme, port 80 or 443, and `www.`.

    Two addresses with one key are one article: http or https, www or not, port given or not, shared or not, with
    the time of the request or without. `moved`: (old host, new host) of a site that changed its name.
    """
    key = canonical_url(url).partition("://")[2].removeprefix("www.")
    host, _, rest = _EITHER_PORT.sub(r"\1", key).partition("/")
    host = {plain_host(old): plain_host(new) for old, new in moved}.get(host, host)
    path, _, query = f"/{rest}".partition("?")
    path = _SLASHES.sub("/", _SESSION_STEP.sub("", path))
    kept = "&".join(_identifying(host, path, query.split("&"))) if query else ""
    return f"{host}{path}?{kept}" if kept else f"{host}{path}"


def _identifying(host: str, path: str, parameters: Sequence[str]) -> list[str]:
    """Return the parameters that may say which page it is."""
    pairs = [(parameter, *parameter.partition("=")[::2]) for parameter in parameters]
    if host == _WEIXIN and any(name == "sn" for _, name, _ in pairs):
        return [parameter for parameter, name, _ in pairs if name in _WEIXIN_IDENTITY]
    certain = [parameter for parameter, name, _ in pairs if not _DOUBTFUL.match(name)]
    is_file = _FILE.search(path) is not None
    if not is_file and not any(re.search(r"\d", parameter) for parameter in certain):
        return [parameter for parameter, _, _ in pairs]
    return [parameter for parameter, name, value in pairs if not _is_passing(name, value, is_file=is_file)]


def _is_passing(name: str, value: str, *, is_file: bool) -> bool:
    """Tell a parameter that changes with the time or the reader and not with the article."""
    if not _DOUBTFUL.match(name):
        return False
    if name.lower() in _SESSION_NAMES:
        return _SESSION_VALUE.match(value) is not None
    return (_PASSING_OF_A_FILE if is_file else _PASSING).match(value) is not None


def plain_host(host: str) -> str:
    """Return a host name without `www.`."""
    return host.removeprefix("www.")


def clicked(link: str, charset: str) -> str:
    """Return an absolute link as a browser asks for it: what is no ASCII in the query goes in the page's encoding.

    `charset` is a name of extract.decode. A character that it lacks becomes &#…; as in browsers. The path stays:
    it goes in UTF-8, whatever the page.
    """
    before, mark, query = link.partition("?")
    if not mark or query.isascii():
        return link
    codec = "gbk" if charset == "gb18030" else charset
    pieces = (c if c.isascii() else quote(c.encode(codec, "xmlcharrefreplace"), safe="") for c in query)
    return f"{before}?{''.join(pieces)}"


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
