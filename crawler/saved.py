"""Pages from files instead of the network: read like any other, stored like any other, never news."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from crawler.warc import RawPage, WarcFile
from db import articles
from db.connection import database_errors
from extract.identity import page_url
from extract.reader import read_page
from news.article import Listing, NoArticle
from news.change import Change
from news.dates import believed
from news.errors import ReadError, UsageError
from news.urls import canonical_url, host_of, url_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Connection

    from news.site import Layout
    from sites.loader import Catalogue

Outcome = Literal["new", "known", "failed"]


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page in a file; `url` is where it came from, None when nobody said. `id` names it in a batch."""

    path: Path
    url: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one saved page; `said` is its title, or why it failed."""

    page: SavedPage
    outcome: Outcome
    said: str


def listed_pages(manifest: Path) -> Iterator[SavedPage]:
    """Yield the pages of a JSON Lines file: {"id", "html_path", "url"}, paths relative to that file."""
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"读不到 cannot be read: {manifest}: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _listed_page(manifest, number, line)


def _listed_page(manifest: Path, number: int, line: str) -> SavedPage:
    try:
        row = json.loads(line)
        path = Path(row["html_path"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{manifest}:{number}: 应为 should be {{id, html_path, url}}: {error}") from error
    url = row.get("url")
    return SavedPage(path if path.is_absolute() else manifest.parent / path, url, str(row.get("id", number)))


def type_of_saved(path: Path) -> str:
    """Return the content type of a saved page by its name: .txt is a page's plain text."""
    return "text/plain" if path.suffix.lower() == ".txt" else "text/html"


def layouts_for(catalogue: Catalogue, url: str | None) -> tuple[Sequence[Layout], str]:
    """Return the layouts to read a page with and its site's name; of an unknown site every family's are tried."""
    site = catalogue.site_of(url) if url else None
    layouts = catalogue.layouts_for(url) if url else ()
    if not layouts:
        layouts = tuple(layout for family in catalogue.families for layout in family.layouts)
    return layouts, site.name if site else ""


def import_pages(conn: Connection, home: Path, catalogue: Catalogue, pages: Sequence[SavedPage]) -> Iterator[Imported]:
    """Store each page that is not known yet, in a transaction of its own, and yield what became of it.

    Killed half-way, the same call goes on: what is stored is known, and known pages are left as they are.
    """
    warc = WarcFile(home, "import", datetime.now(UTC))
    for page in pages:
        try:
            yield _import_page(conn, warc, catalogue, page)
        except (OSError, ReadError, UsageError, ValueError) as error:
            yield Imported(page, "failed", str(error))


def _import_page(conn: Connection, warc: WarcFile, catalogue: Catalogue, page: SavedPage) -> Imported:
    body = page.path.read_bytes()
    url, key = _identity(catalogue, page, body)
    layouts, site_name = layouts_for(catalogue, url)
    site = catalogue.site_of(url)
    content_type = type_of_saved(page.path)
    reading = read_page(
        body,
        url,
        layouts=layouts,
        site_name=site_name,
        article_url=site.article_url if site else None,
        content_type=content_type,
    )
    if isinstance(reading, Listing):
        return Imported(page, "failed", "列表页，不是文章 a list page, no article")
    if isinstance(reading, NoArticle):
        return Imported(page, "failed", f"{reading.kind}: {reading.reason}")
    now = datetime.now(UTC)
    seen = articles.Sighting(
        site=site.id if site else host_of(url) or "import",
        key=key,
        url=url,
        at=now,
        baseline=True,
        run_id=None,
        next_visit_at=None,
    )
    with database_errors(), conn.transaction():
        if articles.known(conn, key):
            return Imported(page, "known", reading.title)
        snapshot = warc.add(RawPage(url, body, 200, (("Content-Type", content_type),), now))
        articles.store(conn, seen, Change("new", "new"), believed(reading, now), snapshot)
    return Imported(page, "new", reading.title)


def _identity(catalogue: Catalogue, page: SavedPage, body: bytes) -> tuple[str, str]:
    """Return (url, key): by the address given, else the one the page names itself, else by its bytes."""
    named = page.url or page_url(body)
    if named:
        url = canonical_url(named)
        site = catalogue.site_of(url)
        return url, url_key(url, site.redirects if site else ())
    return page.path.resolve().as_uri(), f"sha256:{hashlib.sha256(body).hexdigest()}"
