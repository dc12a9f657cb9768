"""A replica of one site in one style: what it has published, and its answer to every path. Pure, made once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from zlib import crc32

from demo import drawing, prose
from demo.post import BEIJING
from demo.style import Item, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.style import Column, Style
    from demo.world import Answer

_SOURCES = ("团结报", "人民政协报", "云岭州统战部", "榕江日报")
_PINNED = 6
_NUMBERS_A_SITE = 500


@dataclass(frozen=True)
class Truth:
    """One article of a site, as everybody who reads the site must find it."""

    url: str
    title: str
    day: date


@dataclass(frozen=True)
class Replica:
    """A site `name` as it stands on `today`; `fresh` articles more were posted in its first column this morning."""

    name: str
    organisation: str
    style: Style
    columns: tuple[Column, ...]
    today: date
    fresh: int = 0
    scheme: str = "http"

    @property
    def host(self) -> str:
        return f"www.{self.name}.example.cn"

    @property
    def home(self) -> str:
        return self.url(self.style.home)

    @property
    def channels(self) -> tuple[tuple[str, str], ...]:
        """(name, URL of the first list page) of each column."""
        return tuple((column.name, self.url(self.list_path(column, 1))) for column in self.columns)

    @property
    def list_pages(self) -> tuple[str, ...]:
        """The paths of all list pages of all columns."""
        return tuple(view.path for view in self.views)

    def articles(self) -> frozenset[Truth]:
        return frozenset(Truth(self.url(item.path), item.title, item.at.date()) for item in self.items)

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.host}{path}"

    def answer(self, path: str) -> Answer | None:
        """Answer a request for a path with its query, None when there is no such page."""
        bare, _, query = path.partition("?")
        service = self.style.service
        served = service(self, bare, dict(parse_qsl(query, keep_blank_values=True))) if service else None
        return served or self._pages.get(path) or self._pages.get(bare)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every article, newest first."""
        plan = sorted(self._plan(), key=lambda planned: planned[0])
        first = crc32(self.name.encode()) % 1000 * _NUMBERS_A_SITE + 1
        return tuple(self._item(first + n, at, column) for n, (at, column) in enumerate(plan))[::-1]

    @cached_property
    def views(self) -> tuple[View, ...]:
        return tuple(view for column in self.columns for view in self._views_of(column))

    def list_path(self, column: Column, page: int) -> str:
        pattern = self.style.first if page == 1 else self.style.further
        rest = self._page_count(column) - page + 1
        return pattern.format(column=column, page=page, before=page - 1, rest=rest, size=self.style.size)

    def listed_in(self, column: Column) -> tuple[Item, ...]:
        """The articles of a column in the order of its list: the first column has one on top out of turn."""
        own = [item for item in self.items if item.column is column]
        if column is self.columns[0]:
            own.insert(0, own.pop(self.fresh + _PINNED))
        return tuple(own)

    def page(self, body: str, at: datetime, content_type: str = "text/html") -> Answer:
        """An answer with both validators; `at` is when it last changed."""
        name = "gb18030" if self.style.charset == "gb2312" else self.style.charset
        raw = body.encode(name)
        tag = hashlib.sha256(raw).hexdigest()[:16]
        modified = format_datetime(at.astimezone(UTC), usegmt=True)
        return 200, {"Content-Type": content_type, "ETag": f'"{tag}"', "Last-Modified": modified}, raw

    @cached_property
    def _pages(self) -> dict[str, Answer]:
        newest = self.items[0].at
        found = {view.path: self.page(drawing.listing(self, view), newest) for view in self.views}
        found |= {item.path: self.page(drawing.article(self, item), item.at) for item in self.items}
        found |= {path: self.page(body, newest) for path, body in drawing.standing(self).items()}
        # A small site's front page is its list.
        found.setdefault(self.style.home, self.page(drawing.home(self), newest))
        found["/robots.txt"] = 200, {"Content-Type": "text/plain"}, self.style.robots.format(home=self.home).encode()
        found[drawing.FILE] = 200, {"Content-Type": "application/pdf"}, drawing.PDF
        return found

    def _plan(self) -> Iterator[tuple[datetime, Column]]:
        for c, column in enumerate(self.columns):
            for i in range(column.count):
                day = self.today - timedelta(days=1 + i * 2 // 3 + c)
                yield datetime.combine(day, time(17 - i % 9, (17 * i + 7 * c) % 60), BEIJING), column
        for i in range(self.fresh):
            yield datetime.combine(self.today, time(0, 1 + i), BEIJING), self.columns[0]

    def _item(self, number: int, at: datetime, column: Column) -> Item:
        code = hashlib.md5(f"{self.name} {number}".encode(), usedforsecurity=False).hexdigest()
        return Item(
            number=number,
            path=self.style.article.format(column=column, number=number, code=code, at=at),
            title=prose.title(number),
            at=at,
            column=column,
            source=_SOURCES[number % len(_SOURCES)],
            author=prose.name(number + 7),
            editor=prose.name(number + 3),
            body=prose.body(number),
        )

    def _page_count(self, column: Column) -> int:
        count = column.count + (self.fresh if column is self.columns[0] else 0)
        return -(-count // self.style.size)

    def _views_of(self, column: Column) -> Iterator[View]:
        items, size = self.listed_in(column), self.style.size
        total = self._page_count(column)
        for page in range(1, total + 1):
            shown = items[(page - 1) * size : page * size]
            yield View(column, page, total, shown, lambda k: self.list_path(column, k))
