"""Replica list pages: a menu, a side menu, a breadcrumb and friendly links of our own around a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.lists.listing import read_listing
from extract.reader import read_page

if TYPE_CHECKING:
    from news.article import Listing

URL = "http://www.xtz.example/tzyw/index.html"
TITLES = (
    "县委召开党外人士座谈会听取意见建议",
    "民宗局联合多部门开展冬季安全检查工作",
    "“同心”调解室化解一桩跨国婚姻财产纠纷",
    "县侨商会向山区小学发放助学金",
    "2024年12月18日新闻发布会实录整理完成",
    "新的社会阶层人士联谊会举行换届大会",
)
DAYS = ("2026-06-30", "2026-06-28", "2026-06-25", "2026-06-11", "2026-06-02", "2026-05-29")
HREFS = tuple(f"content_{4000 - 7 * n}.html" for n in range(6))
_MENU = "".join(f'<li><a href="c{n}.htm">{name}</a></li>' for n, name in enumerate(("首页", "机构设置", "统战要闻")))
_FRIENDS = "".join(
    f'<a href="http://l{n}.example/">{name}</a>'
    for n, name in enumerate(("中国统一战线新闻网站", "民主党派中央网站导航"))
)


def page(body: str, title: str = "统战要闻_某县统一战线") -> bytes:
    """Return a page with `body` in the frame of a site."""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="header"><ul class="nav">'
        f'{_MENU * 4}</ul></div><div class="main"><div class="left"><ul class="menu">{_MENU}</ul></div>'
        f'<div class="con">当前位置：<a href="/">首页</a> &gt; 统战要闻<h3>统战要闻</h3>{body}</div></div>'
        f'<div class="footer">友情链接：{_FRIENDS}<p>版权所有 某县统一战线</p></div></body></html>'
    ).encode()


def rows(form: str, count: int = 6) -> str:
    """Return `form` filled in for each entry: {h} address, {t} title, {d} day, {md} month and day, {n} number."""
    filled = zip(HREFS[:count], TITLES, DAYS, strict=False)
    return "\n".join(form.format(h=h, t=t, d=d, md=d[5:], n=n) for n, (h, t, d) in enumerate(filled, 1))


def read(body: str | bytes, url: str = URL) -> Listing:
    """Read a page, a `str` in the frame of a site."""
    return read_listing(page(body) if isinstance(body, str) else body, url)


def kind_of(body: str, url: str = URL) -> str:
    """Return what a page is told for: its class's name."""
    return type(read_page(page(body), url)).__name__


def titles(listing: Listing) -> list[str]:
    return [entry.title for entry in listing.entries]


def days(listing: Listing) -> list[str]:
    return [f"{entry.published.at:%Y-%m-%d}" if entry.published else "" for entry in listing.entries]


def files(listing: Listing) -> list[str]:
    """Return the entries' addresses without host and folder."""
    return [entry.url.rpartition("/")[2] for entry in listing.entries]
