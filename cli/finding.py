"""The one stored article that a person names by its address, however the address is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.opening import catalogue
from config import load_settings
from db import reading
from news.errors import UsageError
from news.urls import canonical_url, url_key

if TYPE_CHECKING:
    from psycopg import Connection


def stored_article(conn: Connection, url: str) -> tuple[int, dict[str, Any]]:
    """Return the id of the article at `url` and its current row. Raise UsageError when none is stored."""
    named = url if "://" in url else f"http://{url}"
    site = catalogue(load_settings()).site_of(named)
    # An imported page of which nobody said where it came from has its file's address.
    key = named if named.startswith("file://") else url_key(canonical_url(named), site.redirects if site else ())
    row = reading.one(conn, key, named)
    if row is None:
        raise UsageError(
            f"没有存这篇文章 no such article is stored: {url}（先采集它的站点，或用 tzwatch extract 直接读 "
            f"crawl its site first, or read the page with tzwatch extract）"
        )
    return row["id"], row
