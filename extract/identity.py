"""The address that a saved page gives for itself."""

from __future__ import annotations

import re

from extract.decode import decode
from news.errors import UsageError
from news.urls import canonical_url

_HEAD = 65536
# Every run is bounded: `<meta <meta …` and one endless name took seconds without (2026-11).
_TAG = re.compile(r"<(?:link|meta)\b[^>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
# "saved from url=(0057)http://…": what browsers write into a page they save.
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://[^\s>]+)")


def page_url(body: bytes) -> str | None:
    """Return the canonical address named in a page's head (rel=canonical, og:url, a browser's mark), or None."""
    text = decode(body[:_HEAD])
    for tag in _TAG.findall(text):
        pairs = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
        names = {pairs.get("rel", "").lower(), pairs.get("property", "").lower()}
        if names & {"canonical", "og:url"}:
            address = (pairs.get("href") or pairs.get("content") or "").strip()
            if _is_web_address(address):
                return address
    saved = _SAVED_FROM.search(text)
    return saved[1] if saved and _is_web_address(saved[1]) else None


def _is_web_address(address: str) -> bool:
    try:
        return address.startswith(("http://", "https://")) and bool(canonical_url(address))
    except UsageError:
        return False
