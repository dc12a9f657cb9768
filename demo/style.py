"""How one kind of site writes its addresses and pages: patterns for str.format, and the bar that turns the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from demo.replica import Replica
    from demo.world import Answer

    # Asked with path and query for what is no page: data, a feed, a sitemap. None: this is no such thing either.
    Service = Callable[[Replica, str, Mapping[str, str]], Answer | None]

MODERN = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{charset}">
{meta}<title>{title}</title>
</head>
<body>
<div class="header"><div class="logo"><a href="/">{name}</a></div><ul class="nav">{menu}</ul></div>
<div class="wrap">
{main}
<div class="side"><h3>热点排行</h3>
{side}
</div>
</div>
<div class="footer"><p>主办单位：{name}　<a href="/lxwm.html">联系我们</a>　<a href="https://beian.miit.gov.cn/">备案信息</a></p></div>
</body>
</html>
"""
# Pages that every site has and that are no news, in its menu and elsewhere: path to name and content.
STANDING = {
    "/jgjj.html": (
        "机构简介",
        "<p>本部门负责联系各民主党派和无党派人士，协调统一战线各方面的关系，办公地点设在人民路。</p>",
    ),
}
UNLISTED = {
    "/lxwm.html": (
        "联系我们",
        "<p>地址：人民路一号。邮政编码：000000。工作日上午九时至下午五时有人接听电话。</p>",
    ),
}
MENU_ITEM = '<li><a href="{href}">{name}</a></li>'


@dataclass(frozen=True, slots=True)
class Column:
    """栏目 of a replica. `folder` has no slash at its ends; `count` articles stand in it."""

    name: str
    folder: str
    id: int
    count: int


@dataclass(frozen=True, slots=True)
class Item:
    """One article as its editors know it. `path` is its address on the site, `body` its paragraphs."""

    number: int
    path: str
    title: str
    at: datetime
    column: Column
    source: str
    author: str
    editor: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Page `page` of `total` of a column; `address` gives the path of any of its pages."""

    column: Column
    page: int
    total: int
    items: tuple[Item, ...]
    address: Callable[[int], str]

    @property
    def path(self) -> str:
        return self.address(self.page)


@dataclass(frozen=True, slots=True)
class Bar:
    """The links below a list. An empty word is not drawn; `numbers` draws a link for every page.

    `around` gets links, page, total, before (page - 1), count and size.
    """

    around: str = '<div class="page">{links}</div>'
    link: str = '<a href="{href}">{label}</a>'
    here: str = '<span class="current">{label}</span>'
    words: tuple[str, str, str, str] = ("首页", "上一页", "下一页", "尾页")
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """One kind of site.

    Addresses: `article` gets column, number, code (32 hex digits), at; `first` and `further` column, page, before
    (page - 1), rest (pages counted downwards) and size. `row` gets href, url, title, at, number, mark, summary, column;
    `listed` rows, bar, column, following (the address of the next page), page, total, count. `story` and `meta` get
    title, at, source, author, editor, paragraphs, column, number, trail. Empty `side_row` and `side`: the list's own.
    `standing` and `unlisted` are the pages that are no news, those in the menu and the others.
    """

    article: str
    first: str
    further: str
    row: str
    story: str
    listed: str = '<ul class="list">\n{rows}\n</ul>\n{bar}'
    between: str = "\n"
    side_row: str = ""
    side: str = ""
    paragraph: str = "<p>　　{text}</p>"
    meta: str = ""
    frame: str = MODERN
    menu_item: str = MENU_ITEM
    bar: Bar | None = field(default_factory=Bar)
    charset: str = "utf-8"
    # Links as paths from the root, or relative to the page that they stand on.
    relative: bool = False
    pinned: str = "【置顶】"
    size: int = 15
    robots: str = "User-agent: *\nDisallow: /search/\nAllow: /\n"
    service: Service | None = None
    # Which rows lead away: another host, an account of WeChat, a file of the site's own.
    elsewhere: bool = True
    home: str = "/"
    standing: Mapping[str, tuple[str, str]] = field(default_factory=lambda: STANDING)
    unlisted: Mapping[str, tuple[str, str]] = field(default_factory=lambda: UNLISTED)
    columns_in_menu: bool = True
