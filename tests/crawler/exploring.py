"""Exploring a site without a network: its pages are asked for where they are made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.explore.plan import Explorer
from extract.discover.look import Source
from news.errors import FetchError
from sites.loader import BUILT_IN, load_catalogue
from tests.crawler.plain import Link, articles, list_page, ok

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.explore.site import Offer
    from demo.world import Answer

FAMILIES = load_catalogue([BUILT_IN]).families
LINKS = [Link(n, f"2026-11-{n:02}") for n in range(1, 9)]


def explored(answer: Callable[[str], Answer | None], url: str) -> tuple[Offer, list[str]]:
    """Explore a site without a network; return what is proposed and the addresses that were asked for."""
    asked: list[str] = []

    async def fetch(address: str) -> Source:
        asked.append(address)
        parts = urlsplit(address)
        found = answer((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if found is None or found[0] != 200:
            raise FetchError(f"{address}: HTTP 404")
        return Source(address, found[2], found[1].get("Content-Type"))

    offer = asyncio.run(Explorer(fetch, lambda: len(asked), FAMILIES).explore(url))
    return offer, asked


def small_site(nav: str = "<a href='/list.html'>要闻</a><a href='/about.html'>机构简介</a>") -> dict[str, Answer]:
    home = f"<html><head><title>首页-示例市委统战部</title></head><body>{nav}</body></html>"
    return {"/": ok(home), "/list.html": ok(nav + list_page(LINKS)), **articles(LINKS)}
