"""The address that a saved page gives for itself."""

from __future__ import annotations

import re

from extract.decode import decode

_HEAD = 65536
_TAG = re.compile(r"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
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
            if address.startswith(("http://", "https://")):
                return address
    saved = _SAVED_FROM.search(text)
    return saved[1] if saved else None
