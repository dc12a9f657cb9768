"""Where a link leads: its href, or the address that a script takes from its attributes when it is clicked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
