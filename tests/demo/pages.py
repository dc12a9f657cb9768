"""How a person would read the replica's pages: decode as a browser does, follow what is printed."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from demo.world import World

BROWSER = {"User-Agent": "Mozilla/5.0"}
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_ITEM = re.compile(r"<(?:li|tr)\b.*?</(?:li|tr)>", re.DOTALL)
_HREF = re.compile(r"<a\b[^>]*?href=[\"']([^\"']+)[\"']")


def declared(body: bytes) -> str:
    found = _CHARSET.search(body)
    assert found is not None
    return found.group(1).decode("ascii").lower()


def text_of(body: bytes) -> str:
    """Decode strictly by the page's own declaration, gb2312 meaning GB18030 as in every browser."""
    name = declared(body)
    return body.decode("gb18030" if name == "gb2312" else name)


def shown(body: bytes) -> str:
    """Return a page's text without tags, entities resolved and white space removed."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", text_of(body), flags=re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def fetched(world: World, url: str) -> bytes:
    status, _, body = world.respond("GET", url, BROWSER)
    assert status == 200, f"{status} {url}"
    return body


def links(body: bytes, url: str) -> list[str]:
    """Return the addresses of all lines of all lists, in page order."""
    found = []
    for item in _ITEM.findall(text_of(body)):
        found += [urljoin(url, html.unescape(href)) for href in _HREF.findall(item)[:1]]
    return found
