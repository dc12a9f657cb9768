"""From the articles of a replica to its pages, by the patterns of its style. Pure."""

from __future__ import annotations

import posixpath
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from demo.replica import Replica
    from demo.style import Bar, Item, Style, View

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FILE = "/upload/files/tongzhi.pdf"
_ON_HOME, _RANKED, _SUMMARY = 7, 5, 48


def listing(replica: Replica, view: View) -> str:
    """One list page: the column's rows, and on its first page some that lead away."""
    rows = [_row(replica, item, view.path, replica.style.row, mark=_mark(replica, view, item)) for item in view.items]
    if view.page == 1 and view.column is replica.columns[0] and replica.style.elsewhere:
        rows[2:2] = _elsewhere(replica, view)
    main = f"{_trail(view.column.name)}\n{listed(replica, view, rows)}"
    return _page(replica, view.path, f"{view.column.name}-{replica.organisation}", main)


def listed(replica: Replica, view: View, rows: list[str]) -> str:
    """The region of a list page that holds its rows and its bar."""
    style = replica.style
    following = view.address(view.page + 1) if view.page < view.total else ""
    return style.listed.format(
        rows=style.between.join(rows),
        bar=_bar(style, style.bar, view, len(replica.listed_in(view.column))) if style.bar else "",
        column=view.column,
        following=following,
        page=view.page,
        total=view.total,
        count=len(replica.listed_in(view.column)),
    )


def rows_of(replica: Replica, items: Iterable[Item], base: str) -> list[str]:
    """The rows of a list as they stand on the page `base`."""
    return [_row(replica, item, base, replica.style.row) for item in items]


def article(replica: Replica, item: Item) -> str:
    style = replica.style
    values = {
        "title": escape(item.title),
        "at": item.at,
        "source": item.source,
        "author": item.author,
        "editor": item.editor,
        "column": item.column,
        "number": item.number,
        "trail": _trail(item.column.name),
        "paragraphs": "\n".join(style.paragraph.format(text=escape(text)) for text in item.body),
    }
    meta = style.meta.format(**values)
    return _page(replica, item.path, f"{values['title']}-{replica.organisation}", style.story.format(**values), meta)


def home(replica: Replica) -> str:
    base = replica.style.home
    blocks = []
    for column in replica.columns:
        address = replica.list_path(column, 1)
        newest = [item for item in replica.items if item.column is column][:_ON_HOME]
        blocks.append(
            f'<div class="block"><h2><a href="{address}">{column.name}</a></h2>\n{_side(replica, newest, base)}\n'
            f'<p class="more"><a href="{address}">更多&gt;&gt;</a></p></div>'
        )
    return _page(replica, base, replica.organisation, "\n".join(blocks))


def standing(replica: Replica) -> dict[str, str]:
    """The pages that are no news, by their paths."""
    return {
        path: _page(replica, path, f"{name}-{replica.organisation}", f"{_trail(name)}\n<h2>{name}</h2>\n{content}")
        for path, (name, content) in {**replica.style.standing, **replica.style.unlisted}.items()
    }


def _page(replica: Replica, path: str, title: str, main: str, meta: str = "") -> str:
    style = replica.style
    links = [(style.home, "首页"), *((path, name) for path, (name, _) in style.standing.items())]
    if style.columns_in_menu:
        links += [(replica.list_path(column, 1), column.name) for column in replica.columns]
    links += [("https://www.gov.cn/", "中国政府网")]
    ranked = sorted(replica.items, key=lambda item: item.number * 7919 % 101)[:_RANKED]
    return style.frame.format(
        charset=style.charset,
        title=title,
        meta=meta,
        name=replica.organisation,
        menu="".join(style.menu_item.format(href=href, name=name) for href, name in links),
        main=main,
        side=_side(replica, ranked, path),
    )


def _side(replica: Replica, items: list[Item], base: str) -> str:
    style = replica.style
    rows = [_row(replica, item, base, style.side_row or style.row) for item in items]
    if style.side:
        return style.side.format(rows="\n".join(rows))
    column = replica.columns[0]
    return style.listed.format(
        rows=style.between.join(rows), bar="", column=column, following="", page=1, total=1, count=len(rows)
    )


def _row(replica: Replica, item: Item, base: str, pattern: str, mark: str = "") -> str:
    return pattern.format(
        href=_href(replica.style, item.path, base),
        url=escape(replica.url(item.path)),
        title=escape(item.title),
        at=item.at,
        number=item.number,
        mark=mark,
        column=item.column,
        summary=f"{item.body[0][:_SUMMARY]}…",
    )


def _elsewhere(replica: Replica, view: View) -> list[str]:
    at = view.items[1].at
    return [
        _foreign(
            replica, view, at, "https://www.example.com/politics/2026/c_1130001234.htm", "评论员文章：同心共圆中国梦"
        ),
        _foreign(replica, view, at, "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv", "一图读懂：参政议政这一年"),
        _foreign(replica, view, at, FILE, "关于做好年度调研课题申报工作的通知（附件）"),
    ]


def _foreign(replica: Replica, view: View, at: datetime, href: str, title: str) -> str:
    url = replica.url(href) if href.startswith("/") else href
    return replica.style.row.format(
        href=href, url=url, title=title, at=at, number=0, mark="", column=view.column, summary=title
    )


def _mark(replica: Replica, view: View, item: Item) -> str:
    """What stands before a title that is on top out of turn."""
    on_top = view.page == 1 and view.column is replica.columns[0] and item is view.items[0]
    return replica.style.pinned if on_top else ""


def _bar(style: Style, bar: Bar, view: View, count: int) -> str:
    def link(page: int, label: str) -> str:
        href = _href(style, view.address(page), view.path)
        return bar.link.format(href=href, label=label) if label else ""

    first, previous, following, last = bar.words
    links = []
    if view.page > 1:
        links += [link(1, first), link(view.page - 1, previous)]
    if bar.numbers:
        links += [bar.here.format(label=k) if k == view.page else link(k, str(k)) for k in range(1, view.total + 1)]
    if view.page < view.total:
        links += [link(view.page + 1, following), link(view.total, last)]
    return bar.around.format(
        links="\n".join(filter(None, links)),
        page=view.page,
        total=view.total,
        before=view.page - 1,
        count=count,
        size=style.size,
    )


def _trail(name: str) -> str:
    return f'<div class="position">当前位置：<a href="/">首页</a> &gt; {name}</div>'


def _href(style: Style, path: str, base: str) -> str:
    """Write a path as the style does, from the root or as seen from a page; a folder keeps its slash."""
    if not style.relative:
        return escape(path)
    found = posixpath.relpath(path, posixpath.dirname(base))
    return escape(f"{found}/" if path.endswith("/") else found)
