"""A site is data: what a TOML file under sites/ says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import re
    from datetime import date

PagerKind = Literal["none", "trs", "people", "query", "next", "vsb", "path", "jcms"]
ChannelKind = Literal["list", "feed", "sitemap", "json"]


@dataclass(frozen=True, slots=True)
class Channel:
    """栏目: one listing of a site, by the name readers know it under and the URL of its first page.

    `kind`: a page (list), an RSS or Atom feed, a sitemap, or the data that a script makes the list of (json).
    """

    name: str
    url: str
    kind: ChannelKind = "list"


@dataclass(frozen=True, slots=True)
class ListRule:
    """How a listing's entries are marked up. CSS selectors; empty means the reader's general rule.

    `item` one entry's element; `link` inside it; `title` and `date` inside it (`::attr(x)` allowed).
    """

    item: str = ""
    link: str = "a"
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """How page k of a channel is found.

    trs: `createPageHTML(n, …)` in a script, index_1.html is page 2. people: index2.html is page 2.
    query: `?<param>=k`. next: the link that says 下一页 or 下页. none: one page. vsb: <column>/<n>.htm, counted
    downwards. path: the file name is `param` and k (index_2.html, list2.htm), whatever page 1 is called. jcms: the
    group after this one, which an XML island or a queryData attribute names.
    """

    kind: PagerKind = "next"
    param: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """版式: the selectors of one generation of a site's article pages, valid from `since` until `until`.

    A layout applies to a page in which `marker` matches. A selector left empty is no claim: the reader's
    label rules (来源：…, 编辑：…) and general rules look for the field. `drop` is removed from the body.
    """

    name: str
    marker: str
    body: str
    title: str = ""
    subtitle: str = ""
    original_title: str = ""
    dateline: str = ""
    published: str = ""
    source: str = ""
    author: str = ""
    editor: str = ""
    breadcrumb: str = ""
    keywords: str = ""
    drop: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how gently. `interval` minutes between crawls, `delay` seconds between two requests to a
    host, `baseline_pages` list pages a channel that the first crawl walks.
    """

    interval: int = 30
    delay: float = 3.0
    baseline_pages: int = 10


@dataclass(frozen=True, slots=True)
class Expect:
    """预期: below which numbers something is wrong. 0 and () are no claim.

    `entries` on a channel's first page at least, `posts_a_week` of the whole site on average, `fields` that every
    article has (names of `FIELD_NAMES`).
    """

    entries: int = 0
    posts_a_week: float = 0.0
    fields: tuple[str, ...] = ()


FIELD_NAMES = (
    *("title", "original_title", "subtitle", "published_at", "source", "author", "editor"),
    *("breadcrumb", "keywords", "body_text", "images", "attachments"),
)


@dataclass(frozen=True, slots=True)
class Site:
    """站点: where we look and how its pages are made. `hosts` are the host names whose pages are this site's.

    `article_url` matches the absolute URL of an article page; `column_url`, when set, the URLs of further
    listings: those linked from a channel's first page become channels themselves. `browser`: its pages are made by
    script, so that only a browser gets them. `proof` says, for people, how one knows the real page. `redirects`: (old
    host, new host); an article that moved from the one to the other is the same article.
    """

    id: str
    name: str
    home: str
    hosts: tuple[str, ...]
    channels: tuple[Channel, ...]
    article_url: re.Pattern[str]
    org_type: str = ""
    region: str = ""
    family: str = ""
    column_url: re.Pattern[str] | None = None
    listing: ListRule = field(default_factory=ListRule)
    pager: Pager = field(default_factory=Pager)
    layouts: tuple[Layout, ...] = ()
    pace: Pace = field(default_factory=Pace)
    enabled: bool = True
    disabled_because: str = ""
    expect: Expect = field(default_factory=Expect)
    browser: bool = False
    proof: str = ""
    redirects: tuple[tuple[str, str], ...] = ()

    @property
    def has_list(self) -> bool:
        """False for a definition that waits for the address of a list: it is off, says why, and has its front page
        alone to look at.
        """
        waits = not self.enabled and self.disabled_because != "" and self.column_url is None
        return not (waits and all(channel.url == self.home for channel in self.channels))
