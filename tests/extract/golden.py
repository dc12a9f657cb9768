"""The golden pages: bytes with their address, what a reader must find in them, and how the product reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from extract.reader import read_page
from news.article import Article, Listing
from news.dates import isoformat
from sites.loader import whole_catalogue

_FOLDER = Path(__file__).parent.parent / "golden"


@dataclass(frozen=True, slots=True, eq=False)
class Golden:
    """金样. `site`: the definition to read the page with, None for the general rules alone."""

    name: str
    body: bytes = field(repr=False)
    url: str
    content_type: str | None
    site: str | None
    expected: dict[str, Any] = field(repr=False)


@cache
def all_golden() -> tuple[Golden, ...]:
    return tuple(_load(file.parent) for file in sorted(_FOLDER.glob("*/*/page.html")))


def _load(folder: Path) -> Golden:
    page = _json(folder / "page.json")
    return Golden(
        name=f"{folder.parent.name}/{folder.name}",
        body=(folder / "page.html").read_bytes(),
        url=page["url"],
        content_type=page["content_type"],
        site=page.get("site"),
        expected=_json(folder / "expected.json"),
    )


def _json(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content


@cache
def fields_of(golden: Golden) -> dict[str, Any]:
    """Return what is read from a golden page, by the names that expectations use."""
    catalogue = whole_catalogue(None, frozenset())
    site = catalogue.get(golden.site) if golden.site else None
    reading = read_page(
        golden.body,
        golden.url,
        layouts=catalogue.layouts_of(site) if site else (),
        site_name=site.name if site else "",
        content_type=golden.content_type,
    )
    if isinstance(reading, Article):
        return _article_fields(reading)
    if isinstance(reading, Listing):
        return _listing_fields(reading)
    return {"kind": reading.kind}


def _article_fields(article: Article) -> dict[str, Any]:
    published = article.published
    return {
        "kind": "article",
        "title": article.title,
        "original_title": article.original_title,
        "subtitle": article.subtitle,
        "published_at": isoformat(published) if published else None,
        "published_precision": published.precision if published else None,
        "source": article.source,
        "source_url": article.source_url,
        "author": article.author,
        "editor": article.editor,
        "breadcrumb": list(article.breadcrumb),
        "keywords": list(article.keywords),
        "body": article.body_text.split("\n") if article.body_text else [],
        "images": [{"url": image.url, "caption": image.caption} for image in article.images],
        "attachments": [{"url": file.url, "title": file.title} for file in article.attachments],
    }


def _listing_fields(listing: Listing) -> dict[str, Any]:
    return {
        "kind": "listing",
        "entries": [
            {"url": e.url, "title": e.title, "date": f"{e.published.at:%Y-%m-%d}" if e.published else None}
            for e in listing.entries
        ],
        "next_url": listing.next_url,
    }
