"""A reading as JSON and as lines for people: what `extract` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from extract.confidence import confidence
from news.article import Article, Listing, NoArticle
from news.dates import isoformat

if TYPE_CHECKING:
    from news.article import Moment


def as_dict(reading: Article | Listing | NoArticle, site: str | None) -> dict[str, Any]:
    """Return a reading with the public field names; kind says what the page is."""
    if isinstance(reading, Article):
        return _article(reading, site)
    if isinstance(reading, Listing):
        return {
            "kind": "listing",
            "site": site,
            "url": reading.url,
            "entries": [{"url": e.url, "title": e.title, "published_at": _iso(e.published)} for e in reading.entries],
            "next_url": reading.next_url,
        }
    return {"kind": reading.kind, "site": site, "url": reading.url, "reason": reading.reason}


def _article(article: Article, site: str | None) -> dict[str, Any]:
    return {
        "kind": "article",
        "site": site,
        "url": article.url,
        "title": article.title,
        "original_title": article.original_title,
        "subtitle": article.subtitle,
        "published_at": _iso(article.published),
        "published_precision": article.published.precision if article.published else None,
        "source": article.source,
        "source_url": article.source_url,
        "author": article.author,
        "editor": article.editor,
        "breadcrumb": list(article.breadcrumb),
        "keywords": list(article.keywords),
        "body_text": article.body_text,
        "body_html": article.body_html,
        "images": [asdict(image) for image in article.images],
        "attachments": [asdict(attachment) for attachment in article.attachments],
        "pages": list(article.pages),
        "provenance": dict(article.provenance),
    }


def why(article: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return for each field of an article what said it, and how likely (0 to 1) that is right."""
    return {
        _PUBLIC.get(name, name): {"from": origin, "confidence": confidence(name, origin)}
        for name, origin in article["provenance"].items()
    }


_PUBLIC = {"published": "published_at"}
_LABELS = {
    "kind": "类型 kind",
    "site": "站点 site",
    "url": "网址 url",
    "title": "标题 title",
    "original_title": "原标题",
    "subtitle": "副题 subtitle",
    "published_at": "时间 published_at",
    "source": "来源 source",
    "author": "作者 author",
    "editor": "编辑 editor",
    "breadcrumb": "位置 breadcrumb",
    "keywords": "关键词 keywords",
    "reason": "原因 reason",
    "next_url": "下一页 next_url",
}


def show(result: dict[str, Any]) -> str:
    """Return a reading as lines for a person."""
    lines = [f"{_LABELS[name]}：{_flat(result[name])}" for name in _LABELS if result.get(name)]
    for image in result.get("images", ()):
        lines.append(f"图片 image：{image['url']} {image['caption']}".rstrip())
    for attachment in result.get("attachments", ()):
        lines.append(f"附件 attachment：{attachment['url']} {attachment['title']}".rstrip())
    for name, said in result.get("why", {}).items():
        lines.append(f"依据 why：{name} ← {said['from']} {said['confidence']:.0%}")
    if result.get("body_text"):
        lines += ["", result["body_text"]]
    for entry in result.get("entries", ()):
        lines.append(f"{entry['published_at'] or '':<25}  {entry['title']}  {entry['url']}")
    return "\n".join(lines)


def _flat(value: Any) -> str:
    return " / ".join(value) if isinstance(value, list) else str(value)


def _iso(moment: Moment | None) -> str | None:
    return isoformat(moment) if moment else None
