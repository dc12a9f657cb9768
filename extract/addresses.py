"""Where a link leads: its href, or the address that a script takes from its attributes when it is clicked."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NO_PAGE = re.compile(r"\s*(?:$|#|javascript:|mailto:|tel:|data:|about:)", re.IGNORECASE)
_ATTRIBUTES = ("data-href", "data-url", "data-link")
_LONGEST_CALL = 3000
# A quoted argument that is a path: 'https://…', '/…', './…', or a file of a page.
_PATH = re.compile(
    r"""['"]((?:https?://|\.{0,2}/)[^'"\s<>]{1,2000}|[\w%./-]{1,300}\.(?:s?html?|jsp|aspx?|php)(?:\?[^'"\s<>]{0,500})?)['"]"""
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|css|js)$", re.IGNORECASE)

# Most links: a whole address, one from the root, one from the page's folder or one above it; none with `;` or `#`.
_SEGMENT = r"[\w%~=&,+-][\w.%~=&,+-]*+"
_PLAIN = re.compile(
    rf"(https?://[A-Za-z0-9.-]++/(?=.)|/|(?:\.{{1,2}}/){{0,9}}+)((?:{_SEGMENT}/)*+{_SEGMENT}(?:\?[\w.%~=&,+/:-]++)?+)",
    re.ASCII,
)


def joined(base: str, link: str) -> str | None:
    """Return what `urljoin` does, None where it raises; a plain link, as most are, costs a fifth of it (2026-11)."""
    try:
        plain = _PLAIN.fullmatch(link) if base.startswith(("http://", "https://")) else None
        if not plain:
            return urljoin(base, link)
        before, rest = plain.groups()
        if before.startswith("http"):
            return link if _place(base, "/") else None
        return f"{_place(base, before)}{rest}"
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _place(base: str, before: str) -> str:
    """Return the address that a link's first steps (`/`, `./`, `../../`, none) lead to from a page."""
    return urljoin(base, f"{before}x")[:-1]


def address_of(link: Element) -> str:
    """Return where a link leads, '' for nowhere."""
    href = link.get("href")
    # Most addresses begin so.
    if href and href.startswith(("/", "http", "./", "../")):
        return href
    if href and not _NO_PAGE.match(href):
        return href
    return clicked_address(link) or (_path_in(href) if href else "")


def clicked_address(element: Element) -> str:
    """Return the address that an element names for a script: in data-href or in the call of its onclick."""
    for name in _ATTRIBUTES:
        value = element.get(name)
        if value and not _NO_PAGE.match(value):
            return value
    return _path_in(element.get("onclick") or "")


def _path_in(call: str) -> str:
    found = _PATH.search(call[:_LONGEST_CALL])
    return found[1] if found and not _PICTURE.search(found[1]) else ""
