"""Exploring an unknown site from one address: which pages to ask for, in which order, and when it is enough.

Every page is asked for through `fetch`, one after the other; what the pages mean is decided in extract/discover*.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.explore.seen import Seen
from crawler.explore.site import Offer, offer_of
from extract.discover.links import Hop, data_named, folder_of, folders_above, front_above
from extract.discover.look import Look, Source, look_at, next_of
from extract.discover.plan import Queue, article_addresses, article_pattern, pager_for, real_lists
from news.errors import FetchError
from news.urls import host_of, parts_of, url_key
from sites.patterns import compile_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Container, Iterable, Sequence

    from sites.catalogue import Family

Fetch = Callable[[str], Awaitable[Source]]

# Requests in all, with robots.txt and redirects; the last ones are kept for page 2 and the samples.
MOST_REQUESTS = 60
_FOR_LISTS, _FOR_DATA = 44, 8
_SAMPLES, _TRIES = 3, 6
_LIKELY = 3
_INNER = 1


@dataclass(slots=True)
class Explorer:
    """One exploration. `fetch` raises FetchError with the reason; `asked` counts all requests so far, with robots.txt
    and redirects. `taken`: the ids of sites that exist.
    """

    fetch: Fetch
    asked: Callable[[], int]
    families: Sequence[Family] = ()
    taken: Container[str] = ()
    hosts: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    queue: Queue = field(default_factory=Queue)
    home: str = ""
    scope: str = ""

    async def explore(self, url: str) -> Offer:
        """Return what is proposed. Raise FetchError when the address itself cannot be fetched."""
        given = await self._first(url)
        await self._find_home(given)
        self._begin(given)
        await self._follow(_FOR_LISTS)
        if not self._lists() and given.kind == "article":
            self._follow_links(folders_above(given.url))
            await self._follow(_FOR_LISTS)
        if not self._lists():
            await self._ask_for_data()
        if not self._lists() and not self._turns_pages_itself():
            await self._ask_for_feeds()
        lists = self._lists() or self._pages_with_articles()
        page_two = await self._turn_a_page(lists)
        pattern = self._pattern(lists)
        samples = await self._samples(given, lists, pattern) if pattern else []
        seen = Seen(
            home=self.home,
            hosts=tuple(sorted(self.hosts)),
            pages=self.looks,
            sources=self.sources,
            lists=lists,
            pattern=pattern,
            samples=samples,
            names=self.queue.names,
            about=sorted(self.queue.about),
            waiting=[hop.url for hop in self.queue.left if hop.weight >= _LIKELY],
            failures=self.failures,
            empty=self._empty_columns(),
            feeds=list(dict.fromkeys(url for look in self.looks.values() for url in look.feeds)),
            page_two=page_two,
            asked=self.asked(),
        )
        return offer_of(seen, self.families, self.taken)

    # Asking

    async def _first(self, url: str) -> Look:
        self.hosts = {_bare(url)}
        source = await self.fetch(url)
        self.hosts.add(_bare(source.url))
        return self._take(source, url)

    async def ask(self, url: str) -> Look | None:
        """Fetch a page and look at it; None when there is none, and `failures` says why."""
        if self.asked() >= MOST_REQUESTS:
            return None
        self.queue.done(url)
        try:
            source = await self.fetch(url)
        except FetchError as error:
            self.failures.append((url, str(error).removeprefix(f"{url}: ")))
            return None
        if _bare(source.url) not in self.hosts:
            self.failures.append((url, f"转到了别的网站 redirected to another site: {host_of(source.url)}"))
            return None
        return self._take(source, url)

    def _take(self, source: Source, asked_for: str) -> Look:
        look = look_at(source, self.hosts, {family.name for family in self.families})
        for url in (asked_for, source.url):
            self.queue.done(url)
        self.sources[look.url] = source
        self.looks[look.url] = look
        return look

    # Finding lists

    async def _find_home(self, given: Look) -> None:
        """Find the front page: what the page itself calls 首页, a folder's index that was given and has columns below
        it, else the host's root.
        """
        root = urljoin(given.url, "/")
        front = front_above(given.hops, given.url)
        folder = folder_of(given.url)
        below = [hop for hop in given.hops if hop.url.startswith(folder) and hop.weight >= _LIKELY]
        if folder != root and given.kind != "article" and not given.next_url and len(below) > 1:
            self.home, self.scope = given.url, folder
        elif front and (home := await self.ask(front)):
            self.home, self.scope = home.url, folder_of(front)
        elif url_key(given.url) == url_key(root):
            self.home = given.url
        else:
            home = await self.ask(root)
            self.home = home.url if home else root

    def _begin(self, given: Look) -> None:
        self._follow_links(self.looks[self.home].hops if self.home in self.looks else ())
        self._follow_links(given.hops)

    def _follow_links(self, hops: Iterable[Hop], less: int = 0) -> None:
        self.queue.add((hop for hop in hops if hop.url.startswith(self.scope)), less)

    async def _follow(self, budget: int) -> None:
        """Ask for the likeliest pages and for those that they lead to, but for articles."""
        while self.asked() < budget and (hop := self.queue.next()):
            pattern = self._pattern(self._lists())
            further = {look.next_url for look in self.looks.values()}
            if hop.url in further or (pattern and pattern.search(hop.url)):
                continue
            look = await self.ask(hop.url)
            self.queue.tried(hop.url, look is not None and look.is_list)
            if look:
                self._follow_links(look.hops, _INNER)

    def _lists(self) -> list[Look]:
        """Return the lists that were found, in the order of their discovery; the front page is none."""
        found = [look for look in self.looks.values() if look.is_list and look.url != self.home]
        return real_lists(found, list(self.looks.values()))

    def _pages_with_articles(self) -> list[Look]:
        """Return the front page when it is the only list."""
        home = self.looks.get(self.home)
        return [home] if home and home.is_list and article_addresses([home], self.queue.about) else []

    def _turns_pages_itself(self) -> bool:
        home = self._pages_with_articles()
        return bool(home) and home[0].next_url is not None

    def _empty_columns(self) -> list[Look]:
        """Return the pages that a menu calls a column and that hold neither entries nor an article with a date."""
        named = [look for look in self.looks.values() if self._is_column(look)]
        return [look for look in named if not look.entries and not (look.article and look.article.published)]

    def _is_column(self, look: Look) -> bool:
        return look.url != self.home and url_key(look.url) in self.queue.names and look.channel_kind == "list"

    def _pattern(self, lists: Sequence[Look]) -> re.Pattern[str] | None:
        """Return the form of the articles of these lists, None while too few are known or when there is none."""
        known = [look.url for look in self.looks.values() if look.kind == "article" and look.article]
        articles = article_addresses(lists, self.queue.about)
        if not articles:
            return None
        no_articles = [look.url for look in lists if look.url] + [self.home]
        no_articles += [look.next_url for look in lists if look.next_url]
        about = [url for url in self.queue.about if url not in known]
        text = article_pattern(articles, no_articles, about, compile_pattern)
        return compile_pattern(text) if text else None

    # Lists that are no pages

    async def _ask_for_data(self) -> None:
        """Ask for what the scripts of likely columns take their lists from."""
        limit = self.asked() + _FOR_DATA
        for page in [look for look in self.looks.values() if look.url == self.home or self._is_column(look)]:
            for url in page.data or await self._data_in_scripts(page, limit):
                if self.asked() < limit and url not in self.looks:
                    await self.ask(url)

    async def _data_in_scripts(self, page: Look, limit: int) -> list[str]:
        found: list[str] = []
        for url in page.scripts:
            if url not in self.sources and self.asked() < limit:
                try:
                    self.sources[url] = await self.fetch(url)
                except FetchError:
                    self.sources[url] = Source(url, b"")
            script = self.sources[url].body.decode("utf-8", "replace") if url in self.sources else ""
            found += data_named(script, page.url)
        return list(dict.fromkeys(found))

    async def _ask_for_feeds(self) -> None:
        """Ask for the feeds that pages name, then for the sitemap that robots.txt names or that lies in its place."""
        named = dict.fromkeys(url for look in self.looks.values() for url in look.feeds)
        for url in list(named)[:2]:
            look = await self.ask(url)
            if look and look.is_list:
                return
        for url in await self._sitemaps():
            look = await self.ask(url)
            inner = [hop.url for hop in look.hops[-2:]] if look and not look.is_list else []
            for further in inner:
                await self.ask(further)
            if look:
                return

    async def _sitemaps(self) -> list[str]:
        place = urljoin(self.home, "/robots.txt")
        try:
            lines = (await self.fetch(place)).body.decode("utf-8", "replace").splitlines()
        except FetchError:
            lines = []
        named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("sitemap:")]
        own = [url for url in named if _bare(url) in self.hosts and parts_of(url).scheme in ("http", "https")]
        return own[:2] or [urljoin(self.home, "/sitemap.xml")]

    # Proving

    async def _turn_a_page(self, lists: Sequence[Look]) -> Look | None:
        """Ask for page 2 of the first list that has one: it shows whether the pager was read rightly."""
        read = [(self.sources[look.url], look) for look in lists]
        pager = pager_for(read)
        following = next((url for source, _ in read if (url := next_of(source, pager))), None)
        return self.looks.get(following) or await self.ask(following) if following else None

    async def _samples(self, given: Look, lists: Sequence[Look], pattern: re.Pattern[str]) -> list[Look]:
        """Return up to three articles of different lists; a page that cannot be read is one, when there is no other."""
        found = [given] if given.article and pattern.search(given.url) else []
        failed: list[Look] = []
        for url in _in_turn([[e.url for e in look.entries if pattern.search(e.url)] for look in lists])[:_TRIES]:
            if len(found) >= _SAMPLES:
                break
            look = self.looks.get(url) or await self.ask(url)
            if look and url_key(look.url) not in {url_key(other.url) for other in found}:
                (found if look.article else failed).append(look)
        return (found + failed)[:_SAMPLES]


def _in_turn(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the first of each row, then the second of each."""
    longest = max(map(len, rows), default=0)
    return list(dict.fromkeys(row[place] for place in range(longest) for row in rows if place < len(row)))


def _bare(url: str) -> str:
    return host_of(url).removeprefix("www.")
