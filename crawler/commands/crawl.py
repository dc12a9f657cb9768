"""`scrapy crawl SITE`: as Scrapy's own, with one line for a wrong call, a summary, and an exit code that tells."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from crawler.lifecycle import site_error
from crawler.loader import current_catalogue
from crawler.options import parse_options
from crawler.spider import NewsSpider
from crawler.summary import summary
from news.errors import TzwatchError, UsageError

if TYPE_CHECKING:
    import argparse

_ARGUMENTS = ("since", "pages", "full", "revisit")


class Command(ScrapyCrawl):
    """Takes one site and -a since=…, pages=…, full=1, revisit=1."""

    def short_desc(self) -> str:
        return "采集一个站点 crawl one site, by its id"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exit with 2 and one line when the call is wrong."""
        try:
            super().process_options(args, opts)
            _check(args, opts.spargs)
        except ScrapyUsageError as error:
            _refuse(UsageError(f"用法有误 wrong usage: {error}（scrapy crawl SITE -a NAME=VALUE）"))
        except TzwatchError as error:
            _refuse(error)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
        crawler = self._create_crawler(args[0])
        began = time.monotonic()
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        if self.crawler_process.bootstrap_failed or not isinstance(spider, NewsSpider):
            self.exitcode = 1
            return
        print(summary(spider.site.id, spider.store.tally, time.monotonic() - began))
        error = site_error(spider)
        if error:
            # What stopped the whole crawl was said when it happened.
            if not spider.failure:
                print(f"采集失败，下次自动再试 failed, the next crawl tries again: {error}", file=sys.stderr)
            self.exitcode = 1


def _check(args: list[str], given: dict[str, Any]) -> None:
    if len(args) != 1:
        raise UsageError("请给出一个站点 name one site: scrapy crawl SITE（scrapy list 查看站点）")
    current_catalogue().get(args[0])
    for name in given:
        if name not in _ARGUMENTS:
            raise UsageError(f"没有这个参数 no such argument: -a {name}=…，可用 known: {', '.join(_ARGUMENTS)}")
    parse_options(**given)


def _refuse(error: TzwatchError) -> None:
    print(" ".join(str(error).split()), file=sys.stderr)
    sys.exit(error.exit_code)
