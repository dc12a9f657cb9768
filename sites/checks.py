"""What a single value of a site file must be: a fetchable address, a public host, a selector, clean words."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from cssselect.xpath import ExpressionError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from news.errors import UsageError
from news.text import clean_text
from news.urls import canonical_url, host_of
from sites.costs import refusal_of

_HOST = re.compile(r"[a-z0-9_]+(?:-+[a-z0-9_]+)*(?:\.[a-z0-9_]+(?:-+[a-z0-9_]+)*)*")
# How resolvers spell addresses: 127.0.0.1, 127.1, 0x7f.1, 2130706433. No top-level domain is a number.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_PSEUDO = re.compile(r"::(?:text|attr)\b")
_LONGEST_SELECTOR = 300
# On a page nested as deep as pages can be, every step down costs about a second (2026-11).
_MOST_STEPS = 6
_STEP = re.compile(r"(?:descendant|descendant-or-self|following-sibling)::")


def checked_words(text: str) -> str:
    """Return `text`, which is shown to people and sent in mails. Raise ValueError unless it is one clean line."""
    if text != clean_text(text):
        raise ValueError(f"含控制字符、换行或多余空格 has control characters, line breaks or extra spaces: {text!r}")
    return text


def checked_url(url: str, allowed: frozenset[str]) -> str:
    """Return `url`. Raise ValueError unless it may be fetched: http(s), no user name, no private address."""
    if re.search(r"\s", url) or url != clean_text(url):
        raise ValueError(f"网址含空格或控制字符 has spaces or control characters: {url!r}")
    try:
        canonical_url(url)
    except (UsageError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    _refuse_private(host_of(url), allowed)
    return url


def checked_host(host: str, allowed: frozenset[str]) -> str:
    """Return `host`. Raise ValueError unless it is a lower-case public host name, without port."""
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise ValueError(f"应为小写域名，不带 http:// 和端口 should be a host name in lower case, no port: {host!r}")
    _refuse_private(host, allowed)
    return host


def checked_selector(selector: str) -> str:
    """Return a CSS selector; `::text` and `::attr(x)` are allowed. Raise ValueError when it is none or too costly."""
    steps = _steps(selector)
    if steps > _MOST_STEPS or len(selector) > _LONGEST_SELECTOR:
        raise ValueError(f"选择器太长，最多 {_MOST_STEPS} 级 more than {_MOST_STEPS} descendant steps: {selector!r}")
    costly = refusal_of(selector)
    if costly:
        raise ValueError(f"选择器在大页面上太慢 too slow on a large page: {costly}: {selector!r}")
    return selector


def checked_element(selector: str) -> str:
    """As `checked_selector`, for what must select elements: not their text, not an attribute."""
    if _PSEUDO.search(selector):
        raise ValueError(f"这里要选元素，不能用 ::text 或 ::attr() must select elements here: {selector!r}")
    return checked_selector(selector)


@lru_cache(maxsize=4096)
def _steps(selector: str) -> int:
    """Return the most descendant steps among the alternatives of a selector."""
    try:
        path = HTMLTranslator().css_to_xpath(selector)
        etree.XPath(path)
    except (SyntaxError, ExpressionError, etree.XPathError, RecursionError) as error:
        raise ValueError(f"选择器无效 not a CSS selector: {selector!r}: {error}") from error
    return max(len(_STEP.findall(alternative)) for alternative in path.split(" | "))


def _refuse_private(host: str, allowed: frozenset[str]) -> None:
    if host not in allowed and _is_private(host):
        raise ValueError(f"内网或本机地址（如需要请设 TZWATCH_ALLOW_HOSTS） private address: {host}")


def _is_private(host: str) -> bool:
    """Tell what is surely private from the name alone; where a name leads is checked at the moment of connecting."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        top = host.rpartition(".")[2]
        return top == "localhost" or _NUMBER.fullmatch(top) is not None
    # Nobody publishes under an IPv6 literal, and many of them wrap a private IPv4 address.
    return address.version == 6 or not address.is_global or address.is_multicast
