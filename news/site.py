"""A site is data: what a TOML file under sites/ says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import re
    from datetime import date

PagerKind = Literal["none", "trs", "people", "query", "next"]


@dataclass(frozen=True, slots=True)
class Channel:
    """栏目: one listing of a site, by the name readers know it under and the URL of its first page."""

    name: str
    url: str


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
    query: `?<param>=k`. next: the link that says 下一页 or 下页. none: one page.
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
class Site:
    """站点: where we look and how its pages are made. `hosts` are the host names whose pages are this site's.

    `article_url` matches the absolute URL of an article page; `column_url`, when set, the URLs of further
    listings: those linked from a channel's first page become channels themselves.
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
