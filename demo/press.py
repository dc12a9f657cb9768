"""From posts to pages: which page an address means, and what stands on it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.post import ArticlePage, Channel, Line, ListPage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from demo.post import Kind, Post, Template

_HOME = Channel("首页", "/", ())
_HOME_PATHS = ("/", "/index.html", "/index.shtml", "/default.aspx")
_ON_HOME, _RANKED, _RELATED = 6, 5, 3
_PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
_FILE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Page:
    """`post` is the article that the page shows, None for a list, a front page or a file."""

    kind: Kind
    body: bytes
    content_type: str = "text/html"
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A site at one moment: its live posts, newest first."""

    template: Template
    posts: Sequence[Post]
    visits: int
    now: datetime

    def page(self, path: str) -> Page | None:
        """Return the page at `path` with its query; a query that means nothing here is ignored, as servers do."""
        return self._page(path) or self._page(path.partition("?")[0])

    def _page(self, path: str) -> Page | None:
        if path in _HOME_PATHS:
            lines = tuple(Line(post.path, post.title, post.published) for post in self.posts[:_ON_HOME])
            return Page("list", self.template.home(self._list(_HOME, 1, 1, lines)))
        for channel in self.template.CHANNELS:
            if path.startswith(channel.path) and (found := self._listing(channel, path)):
                return found
        return self._article(path) or self._enclosure(path)

    def _listing(self, channel: Channel, path: str) -> Page | None:
        listed = [post for post in self.posts if channel.path in post.channels]
        pinned = [post for post in listed if post.pinned]
        rest = [post for post in listed if not post.pinned]
        size = self.template.PAGE_SIZE
        total = max(1, -(-len(rest) // size))
        paths = [self.template.list_path(channel, k, total) for k in range(1, total + 1)]
        if path != channel.path and path not in paths:
            return None
        number = paths.index(path) + 1 if path in paths else 1
        lines = [self._line(post, channel) for post in [*pinned, *rest[(number - 1) * size : number * size]]]
        if number == 1 and channel is self.template.CHANNELS[0]:
            lines[2:2] = _elsewhere(rest)
        return Page("list", self.template.listing(self._list(channel, number, total, tuple(lines))))

    def _list(self, channel: Channel, number: int, total: int, lines: tuple[Line, ...]) -> ListPage:
        ranked = sorted(self.posts, key=lambda post: post.number * 7919 % 101)[:_RANKED]
        ranking = tuple(Line(post.path, post.title, post.published) for post in ranked)
        return ListPage(channel, number, total, lines, ranking, self.visits, self.now)

    def _line(self, post: Post, channel: Channel) -> Line:
        href = post.path
        if post.pinned:
            href = f"{post.path}#top"
        elif post.channels[0] != channel.path:
            href = self._another_form(post)
        return Line(href, post.title, post.published, post.pinned)

    def _another_form(self, post: Post) -> str:
        """Write the address as somebody who copied it from a telephone: other scheme, no www., a parameter."""
        scheme = "http" if self.template.SCHEME == "https" else "https"
        return f"{scheme}://{self.template.HOST.removeprefix('www.')}{post.path}?from=timeline"

    def _article(self, path: str) -> Page | None:
        post = next((post for post in self.posts if post.path == path), None)
        if post is None:
            return None
        older = [p for p in self.posts if p.number < post.number][:_RELATED]
        related = tuple(Line(p.path, p.title, p.published) for p in older)
        return Page("article", self.template.article(ArticlePage(post, related, self.visits, self.now)), post=post)

    def _enclosure(self, path: str) -> Page | None:
        for post in self.posts:
            if any(url.endswith(path) for url in post.images):
                return Page("article", _PICTURE, "image/gif", post)
            if any(url.endswith(path) for url, _ in post.attachments):
                return Page("article", _FILE, "application/pdf", post)
        return None


def _elsewhere(posts: Sequence[Post]) -> list[Line]:
    """Return two links that lead away from the site, as editors put among their own."""
    if not posts:
        return []
    at = posts[0].published
    return [
        Line(
            f"http://www.news.cn/politics/{at:%Y%m%d}/0f3c1a5577d24e6b9d0a8c21b6e4f902/c.html",
            "新华社评论员：同心共圆中国梦",
            at,
        ),
        Line("https://mp.weixin.qq.com/s?__biz=MzA3NDk1NjI0OQ==&mid=2650001234&idx=1", "一图读懂：参政议政这一年", at),
    ]
