"""What the replica knows to be true of an article, and the addresses and lists it appears in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal, Protocol

# Fixed, not looked up: a replica of today's pages has no summer time.
BEIJING = timezone(timedelta(hours=8))

Precision = Literal["day", "minute"]
Kind = Literal["list", "article"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of a site. `path` is its folder; `trail` the crumbs below 首页; `recent` how many posts of the
    last weeks and `old` at which times earlier ones were published.
    """

    name: str
    path: str
    trail: tuple[str, ...]
    recent: int = 0
    old: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """An article as its editors know it: what a reader of the page must find, whatever the markup.

    `channels` holds the paths of the columns that list it, its own first. `modified` and `revision` move with
    every edit. `number` seeds everything that differs from post to post.
    """

    site: str
    number: int
    url: str
    title: str
    body: tuple[str, ...]
    published: datetime
    channels: tuple[str, ...]
    modified: datetime
    revision: int = 1
    precision: Precision = "minute"
    original_title: str | None = None
    overline: str | None = None
    subtitle: str | None = None
    source: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    keywords: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    pinned: bool = False

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a link as its editors typed it, which may be another form of a post's address."""

    href: str
    title: str
    published: datetime
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """Page `number` of `total` of a channel; `ranking` fills the sidebar, `visits` and `rendered_at` the footer."""

    channel: Channel
    number: int
    total: int
    lines: tuple[Line, ...]
    ranking: tuple[Line, ...]
    visits: int
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A post with its surroundings: `related` lines, and what changes at every visit."""

    post: Post
    related: tuple[Line, ...]
    visits: int
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class Details:
    """What a site's editors add to a title and a body."""

    original_title: str | None = None
    overline: str | None = None
    subtitle: str | None = None
    source: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    keywords: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()


class Template(Protocol):
    """One site's way of making pages; each of people, minmeng, zytzb and acfic is one (the module itself).

    ETAGGED and DATED say which kinds of page carry an ETag and a Last-Modified; a page with neither is made anew
    at every visit. BROWSERS_ONLY sites answer 403 to a User-Agent that does not begin like a browser's.
    """

    SITE: str
    HOST: str
    SCHEME: str
    NAME: str
    CHANNELS: tuple[Channel, ...]
    PAGE_SIZE: int
    ETAGGED: frozenset[Kind]
    DATED: frozenset[Kind]
    BROWSERS_ONLY: bool

    def article_path(self, channel: Channel, number: int, at: datetime) -> str: ...

    def list_path(self, channel: Channel, page: int, total: int) -> str: ...

    def details(self, number: int, title: str, path: str, at: datetime) -> Details: ...

    def home(self, page: ListPage) -> bytes: ...

    def listing(self, page: ListPage) -> bytes: ...

    def article(self, page: ArticlePage) -> bytes: ...
