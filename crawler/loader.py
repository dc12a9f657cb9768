"""Makes a spider of every site definition, so that `scrapy list` and `scrapy crawl SITE` just work."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from config import load_settings
from crawler.spider import NewsSpider
from sites.loader import whole_catalogue

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

    from sites.loader import Catalogue

logger = logging.getLogger(__name__)


def current_catalogue() -> Catalogue:
    """Read the built-in definitions and the operator's own."""
    settings = load_settings()
    return whole_catalogue(settings.definitions, settings.allow_hosts)


def spider_for(catalogue: Catalogue, site_id: str) -> type[NewsSpider]:
    """Return the spider class of one site. Raise UsageError when there is no such site."""
    site = catalogue.get(site_id)
    layouts = catalogue.layouts_of(site)
    return type(f"Spider_{site_id}", (NewsSpider,), {"name": site.id, "site": site, "layouts": layouts})


class SiteSpiderLoader:
    """Scrapy's spider loader over the catalogue; broken definitions are named and left out."""

    @cached_property
    def _catalogue(self) -> Catalogue:
        # Read only when Scrapy asks: a crawl with spiders of its own would read hundreds of files for nothing.
        catalogue = current_catalogue()
        for problem in catalogue.problems:
            logger.warning("%s", problem)
        return catalogue

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        if spider_name not in self._catalogue.sites:
            raise KeyError(f"没有站点 no such site: {spider_name}")
        return spider_for(self._catalogue, spider_name)

    def find_by_request(self, request: Request) -> list[str]:
        site = self._catalogue.site_of(request.url)
        return [site.id] if site else []

    # Last: below it, `list` would no longer be the type.
    def list(self) -> list[str]:
        return sorted(self._catalogue.sites)
