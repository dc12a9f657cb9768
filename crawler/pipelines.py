"""Storing: every look at an article goes through here, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.spider import NewsSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.store import Look


class StorePipeline:
    """Writes looks with the spider's store. Blocking calls are right here: one host answers once in seconds."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Look) -> Look:
        spider = self._crawler.spider
        assert isinstance(spider, NewsSpider)
        spider.store.save(item, site_healthy=spider.healthy)
        return item
