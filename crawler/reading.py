"""Reading what arrived, for the spider: a fault of the reader's own is told like any other reason there is no text."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.network.responses import header
from extract.lists.listing import read_listing
from extract.reader import read_article
from news.article import NoArticle
from news.dates import believed
from news.errors import ReadError
from news.kinds import kind_of_entry
from news.urls import clicked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy.http import Response

    from crawler.archive.warc import RawPage
    from news.article import Article, Entry, Listing
    from news.site import Layout, Site

logger = logging.getLogger(__name__)
_CHARSET = re.compile(rb"""charset\s*+=\s*+["']?\s*+([\w-]{1,20})""", re.IGNORECASE)
_SNIFFED = 4096


@contextmanager
def _faults_told(url: str) -> Iterator[None]:
    """Turn whatever a reader raises into ReadError: no page may end the crawl of a channel or a site (2026-11)."""
    try:
        yield
    except ReadError:
        raise
    except Exception as error:
        logger.exception("%s", url)
        raise ReadError(
            f"程序出错，请报告 a fault of tzwatch, please report: {type(error).__name__}: {error}"[:300]
        ) from error


def list_at(response: Response, site: Site) -> Listing:
    """Read a list page by the site's rules. Raise ReadError with the reason when there is nothing on it.

    A list that shows only what is no article of the site (others_at) has no entries.
    """
    listing = _listing(response, site, site.article_url)
    if not listing.entries and not listing.columns and not others_at(response, site, listing):
        raise ReadError("列表页没有条目，页面可能改版 no entries on this list page")
    return listing


def others_at(response: Response, site: Site, listing: Listing) -> list[Entry]:
    """Return what a list page shows among its articles and nobody fetches: 微信, files, pages of other sites.

    Only those of the list that holds the articles, or of one that holds nothing else: friends' links are no news.
    """
    whole = _listing(response, site, None)
    own = {entry.url for entry in listing.entries}
    others = [entry for entry in whole.entries if entry.url not in own]
    found = [entry for entry in others if kind_of_entry(entry.url, site.hosts) != "article"]
    if own:
        return found if 2 * len(own & {entry.url for entry in whole.entries}) >= len(own) else []
    return found if any(entry.published for entry in found) and len(found) == len(others) else []


def _listing(response: Response, site: Site, article_url: re.Pattern[str] | None) -> Listing:
    with _faults_told(response.url):
        found = read_listing(
            response.body,
            response.url,
            rule=site.listing,
            pager=site.pager,
            article_url=article_url,
            column_url=site.column_url,
            content_type=header(response, "content-type"),
        )
    charset = _charset(response)
    return replace(
        found,
        entries=tuple(replace(entry, url=clicked(entry.url, charset)) for entry in found.entries),
        columns=tuple(replace(entry, url=clicked(entry.url, charset)) for entry in found.columns),
        next_url=clicked(found.next_url, charset) if found.next_url else None,
    )


def _charset(response: Response) -> str:
    """Return the encoding that a page's links are asked for in, as a name that Python knows."""
    named = _CHARSET.search((header(response, "content-type") or "").encode() + b" " + response.body[:_SNIFFED])
    name = named[1].decode().lower() if named else ""
    try:
        response.body.decode("utf-8")
    except UnicodeDecodeError:
        return "big5hkscs" if name.startswith("big5") else "gbk"
    # Without a character of its own, any encoding explains a page: then it is the one that it names.
    return "gbk" if response.body.isascii() and name.startswith(("gb", "x-gbk")) else "utf-8"


def article_in(
    page: RawPage, site: Site, layouts: Sequence[Layout], first_url: str | None = None
) -> Article | NoArticle:
    """Read an article page, or say why there is none. `first_url`: the article's own when this is a later page."""
    return article_by(page, site.name, layouts, first_url)


def article_by(
    page: RawPage, site_name: str, layouts: Sequence[Layout], first_url: str | None = None
) -> Article | NoArticle:
    """As `article_in`, for a page whose site need not have a definition."""
    if not page.body.strip():
        return NoArticle(page.url, "missing", "正文已清空 soft 404: the page is empty")
    try:
        with _faults_told(page.url):
            reading = read_article(
                page.body,
                page.url,
                layouts=layouts,
                site_name=site_name,
                content_type=page.header("content-type"),
                first_url=first_url,
            )
            return reading if isinstance(reading, NoArticle) else believed(reading, page.fetched_at)
    except ReadError as error:
        return NoArticle(page.url, "empty", str(error), is_fault=True)
