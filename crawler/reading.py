"""Reading what arrived, for the spider: a fault of the reader's own is told like any other reason there is no text."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.responses import header
from extract.listing import read_listing
from extract.reader import read_article
from news.article import NoArticle
from news.dates import believed
from news.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy.http import Response

    from crawler.warc import RawPage
    from news.article import Article, Listing
    from news.site import Layout, Site

logger = logging.getLogger(__name__)


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
    """Read a list page by the site's rules. Raise ReadError with the reason when there is nothing on it."""
    with _faults_told(response.url):
        listing = read_listing(
            response.body,
            response.url,
            rule=site.listing,
            pager=site.pager,
            article_url=site.article_url,
            column_url=site.column_url,
            content_type=header(response, "content-type"),
        )
    if not listing.entries and not listing.columns:
        raise ReadError("列表页没有条目，页面可能改版 no entries on this list page")
    return listing


def article_in(
    page: RawPage, site: Site, layouts: Sequence[Layout], first_url: str | None = None
) -> Article | NoArticle:
    """Read an article page, or say why there is none. `first_url`: the article's own when this is a later page."""
    try:
        with _faults_told(page.url):
            reading = read_article(
                page.body,
                page.url,
                layouts=layouts,
                site_name=site.name,
                content_type=page.header("content-type"),
                first_url=first_url,
            )
            return reading if isinstance(reading, NoArticle) else believed(reading, page.fetched_at)
    except ReadError as error:
        return NoArticle(page.url, "empty", str(error))
