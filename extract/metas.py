"""What a page says of itself in its head: the dialects of <meta> that Chinese sites use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element

# Field → the names it goes by, the surest first. 政府网站标签规范 says ArticleTitle, PubDate, ContentSource; 人民网 and
# ZCMS say publishdate, source, author, editor; TurboCMS says turbocmspubdate (facts of 2026-11).
_DIALECTS: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title", "title", "twitter:title"),
    "published": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "og:published_time",
        "turbocmspubdate",
        "publish-date",
        "publishtime",
        "weibo: article:create_at",
        "og:release_date",
        "datepublished",
    ),
    "source": ("contentsource", "source", "og:source", "mediaid"),
    "author": ("author", "article:author", "og:author"),
    "editor": ("editor", "responsibleeditor"),
    "keywords": ("keywords",),
    "site_name": ("sitename", "og:site_name"),
    "column": ("columnname",),
}
_NAMES = {name: (field, rank) for field, names in _DIALECTS.items() for rank, name in enumerate(names)}


def read_metas(tree: Element) -> dict[str, str]:
    """Return the fields that the page's meta tags fill, cleaned; empty contents are no claim."""
    found: dict[str, tuple[int, str]] = {}
    for node in tree.iter("meta"):
        name = node.get("name") or node.get("property") or node.get("itemprop") or ""
        known = _NAMES.get(name.strip().lower())
        content = clean_text(node.get("content") or "") if known else ""
        if known and content and content.lower() not in ("null", "undefined", "none"):
            field, rank = known
            if field not in found or rank < found[field][0]:
                found[field] = (rank, content)
    return {field: content for field, (_, content) in found.items()}


def document_title(tree: Element) -> str:
    """Return the text of <title>."""
    node = next(tree.iter("title"), None)
    return clean_text(node.text or "") if node is not None else ""
