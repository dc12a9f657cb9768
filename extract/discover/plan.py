"""From what was seen of an unknown site to what is proposed: its lists, the form of its articles, its pager. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from extract.discover.address import address_patterns, coverage
from extract.discover.links import Hop
from extract.discover.look import next_of
from news.errors import UsageError
from news.site import Pager, PagerKind
from news.urls import parts_of, url_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from extract.discover.look import Look, Source

    Compile = Callable[[str], re.Pattern[str]]

_COLUMN_WEIGHT = 3
# So many pages of one form without a list make the next one less likely.
_PATIENCE = 3
# A link that stands on most pages belongs to the site's frame: 热点排行.
_FEWEST_PAGES, _ON_MOST = 3, 0.6
_MOSTLY = 0.8
# Pagers that say by a page's own signs whether there is another one; `query` and `path` need a parameter.
_TELLING: tuple[PagerKind, ...] = tuple(kind for kind in get_args(PagerKind) if kind not in ("none", "query", "path"))


@dataclass(slots=True)
class Queue:
    """Links that are still to be followed, the likeliest first, and what was judged to be no list."""

    _waiting: dict[str, Hop] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    _tries: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def add(self, hops: Iterable[Hop], less: int = 0) -> None:
        """Take links up; of several to one page the weightiest counts. `less`: how much less these say."""
        for hop in hops:
            key = _key(hop.url)
            if hop.text and hop.weight:
                self.names.setdefault(key, hop.text)
            weight = hop.weight - less
            if hop.weight == 0:
                self.about.add(hop.url)
            elif key and weight > 0 and key not in self._done:
                held = self._waiting.get(key)
                if held is None or held.weight < weight:
                    self._waiting[key] = Hop(hop.url, hop.text, weight)

    def done(self, url: str) -> None:
        """Never return this address: it was seen."""
        self._done.add(_key(url))
        self._waiting.pop(_key(url), None)

    def next(self) -> Hop | None:
        """Return the likeliest link and take it off."""
        best = max(self._waiting.values(), key=lambda hop: hop.weight - self._in_vain(hop.url), default=None)
        if best:
            self.done(best.url)
        return best

    def tried(self, url: str, is_list: bool) -> None:
        """Note what a link led to: where addresses of one form lead to no list, others are asked first."""
        self._tries[_alike(url), is_list] += 1

    def _in_vain(self, url: str) -> int:
        form = _alike(url)
        return 0 if self._tries[form, True] else self._tries[form, False] // _PATIENCE

    @property
    def left(self) -> list[Hop]:
        return list(self._waiting.values())


def _key(url: str) -> str:
    try:
        return url_key(url)
    except UsageError:
        return ""


def _alike(url: str) -> str:
    """Return an address without its numbers and parameters."""
    return re.sub(r"\d+", "0", url.partition("?")[0])


def article_addresses(looks: Iterable[Look], about: Iterable[str]) -> list[str]:
    """Return the addresses that lists show, without those of columns, of the lists, and of pages `about` the site."""
    looks = list(looks)
    no_articles = {_key(look.url) for look in looks} | {_key(url) for url in about}
    for look in looks:
        no_articles |= {_key(hop.url) for hop in look.hops if hop.weight >= _COLUMN_WEIGHT and len(hop.text) <= 6}
    urls = dict.fromkeys(entry.url for look in looks for entry in look.entries)
    return [url for url in urls if _key(url) not in no_articles]


def article_pattern(articles: Sequence[str], lists: Sequence[str], about: Sequence[str], compiled: Compile) -> str:
    """Return the widest regular expression that matches the articles and no list, and fewest pages about the site.

    `compiled` raises ValueError for one that must not be used. '' when there is none.
    """
    best: tuple[int, str] | None = None
    for text in address_patterns(articles):
        try:
            pattern = compiled(text)
        except ValueError:
            continue
        if any(pattern.search(url) for url in lists):
            continue
        wrong = sum(pattern.search(url) is not None for url in about)
        if coverage(pattern, articles) >= _MOSTLY and (best is None or wrong < best[0]):
            best = (wrong, text)
    return best[1] if best else ""


def real_lists(looks: Sequence[Look], pages: Sequence[Look]) -> list[Look]:
    """Return the lists among `looks` that are their page's own: not the frame's 热点排行, not a front that only
    repeats what other lists show. `pages`: all pages that were seen.
    """
    counts = Counter(url for page in pages for url in page.links)
    limit = max(_FEWEST_PAGES, _ON_MOST * len(pages))
    frame = {url for url, count in counts.items() if count >= limit}
    own = [look for look in looks if not _is_mostly(look, frame)]
    return [look for look in own if look.next_url or not _repeats(look, own)]


def _is_mostly(look: Look, urls: set[str]) -> bool:
    return sum(entry.url in urls for entry in look.entries) >= _MOSTLY * len(look.entries)


def _repeats(look: Look, others: Sequence[Look]) -> bool:
    """Tell a page that shows nothing which lists of their own do not show, two of them at least."""
    mine = {entry.url for entry in look.entries}
    holders = [other for other in others if other is not look and mine & {entry.url for entry in other.entries}]
    shown = {entry.url for other in holders for entry in other.entries}
    return len(holders) > 1 and mine <= shown


def pager_for(sources: Sequence[tuple[Source, Look]]) -> Pager:
    """Return the pager that finds a further page for most lists; next, which needs no sign of a system, first."""
    lists = [source for source, look in sources if look.channel_kind == "list"]
    telling = [Pager(kind) for kind in _TELLING]
    best = max(telling, key=lambda pager: (_pages_found(lists, pager), pager.kind == "next"))
    if _pages_found(lists, best):
        return best
    # A pager by a parameter finds a page behind any other, so it is asked last.
    return next((pager for pager in _by_parameter(sources) if _pages_found(lists, pager)), Pager())


def _pages_found(lists: Sequence[Source], pager: Pager) -> int:
    return sum(next_of(source, pager) is not None for source in lists)


def _by_parameter(sources: Sequence[tuple[Source, Look]]) -> list[Pager]:
    """Return pagers by a parameter that a list page's links to itself have: ?page=2."""
    names = Counter(
        pair.partition("=")[0]
        for source, look in sources
        for url in look.links
        if parts_of(url).path == parts_of(source.url).path
        for pair in parts_of(url).query.split("&")
        if re.fullmatch(r"[A-Za-z_.-]{1,20}=[2-9]", pair) and pair not in parts_of(source.url).query
    )
    return [Pager("query", name) for name, _ in names.most_common(2)]
