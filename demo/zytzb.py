"""www.zytzb.gov.cn: bodies without <p>, chrome by script, pages behind ?pageNo=, browsers only."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from demo import prose
from demo.post import Channel, Details, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from demo.post import ArticlePage, Line, ListPage

SITE = "zytzb"
HOST = "www.zytzb.gov.cn"
SCHEME = "https"
NAME = "中共中央统一战线工作部"
PAGE_SIZE = 8
ETAGGED: frozenset[Kind] = frozenset({"list"})
# Articles print a counter, so their bytes differ at every visit; the date of the text behind it does not.
DATED: frozenset[Kind] = frozenset({"list", "article"})
BROWSERS_ONLY = True

CHANNELS: tuple[Channel, ...] = (
    Channel("统战时讯", "/zytzb/tzsx/", ("统战时讯",), recent=15),
    Channel("各地动态", "/zytzb/gddt/", ("各地动态",), recent=6),
)
_SOURCES = ("中央统战部网站", "新华社", "《中国统一战线》杂志", None)
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="SiteName" content="{name}网站">
<meta name="SiteDomain" content="www.zytzb.gov.cn">
{meta}<title>{title}</title>
<script src="/static/js/chrome.js"></script>
</head>
<body>
<div id="header"></div><div id="nav"></div>
{content}
<div id="footer"></div>
<script>renderHeader("#header");renderNav("#nav");renderFooter("#footer");</script>
</body>
</html>
"""


def article_path(channel: Channel, number: int, at: datetime) -> str:
    return f"/zytzb/{at:%Y-%m}/{at:%d}/article_{at:%Y%m%d%H%M%S}{number:05d}.shtml"


def list_path(channel: Channel, page: int, total: int) -> str:
    return f"{channel.path}index.shtml" + (f"?pageNo={page}" if page > 1 else "")


def details(number: int, title: str, path: str, at: datetime) -> Details:
    return Details(source=_SOURCES[number % 4], editor=prose.name(number + 11) if number % 2 else None)


def home(page: ListPage) -> bytes:
    columns = "\n".join(
        f'<div class="column"><h3><a href="{c.path}index.shtml">{c.name}</a></h3></div>' for c in CHANNELS
    )
    content = f'<div class="main">{_list(page.lines)}</div>\n{columns}\n{_ranking(page.ranking)}'
    return _page(f"{NAME}网站", content)


def listing(page: ListPage) -> bytes:
    content = (
        f'<div class="crumbs"><a href="/">首页</a> &gt; {page.channel.name}</div>\n'
        f'<div class="main">{_list(page.lines)}\n<div class="page">{_pager(page)}</div></div>\n{_ranking(page.ranking)}'
    )
    return _page(f"{page.channel.name}_{NAME}网站", content, _meta({"ColumnName": page.channel.name}))


def article(page: ArticlePage) -> bytes:
    post = page.post
    source = f"<span>来源：{escape(post.source)}</span>" if post.source else ""
    editor = f'<div class="bianji">责任编辑：{post.editor}</div>' if post.editor else ""
    trail = " &gt; ".join(f'<a href="/">{name}</a>' for name in post.breadcrumb)
    content = f"""<div class="crumbs">{trail}</div>
<div class="article">
<h1 class="dhyw_title">{escape(post.title)}</h1>
<div class="info"><span>{post.published:%Y-%m-%d %H:%M}</span>{source}<span>浏览量：{page.visits}</span></div>
<div class="share">分享到：<a href="javascript:;">微信</a><a href="javascript:;">微博</a></div>
<div class="dhyw">
{_running_text(post.body, post.number)}
</div>
{editor}
</div>
<div class="side"><h3>相关阅读</h3>{_list(page.related)}</div>"""
    meta = {
        "ArticleTitle": post.title,
        "PubDate": f"{post.published:%Y-%m-%d %H:%M}",
        "ContentSource": post.source or "",
    }
    return _page(f"{escape(post.title)}_{NAME}网站", content, _meta(meta))


def _page(title: str, content: str, meta: str = "") -> bytes:
    return _PAGE.format(name=NAME, meta=meta, title=title, content=content).encode()


def _meta(tags: dict[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in tags.items())


def _list(lines: Iterable[Line]) -> str:
    items = "\n".join(
        f'<li><a href="{escape(line.href)}" target="_blank" title="{escape(line.title)}">{escape(line.title)}</a>'
        f"{'<b>置顶</b>' if line.pinned else ''}<span>{line.published:%Y-%m-%d}</span></li>"
        for line in lines
    )
    return f'<ul class="list">\n{items}\n</ul>'


def _ranking(lines: Iterable[Line]) -> str:
    return f'<div class="side"><h3>热点排行</h3>{_list(lines)}</div>'


def _pager(page: ListPage) -> str:
    links = [
        f"<span>{k}</span>" if k == page.number else f'<a href="?pageNo={k}">{k}</a>' for k in range(1, page.total + 1)
    ]
    if page.number < page.total:
        links += [f'<a href="?pageNo={page.number + 1}">下一页</a>', f'<a href="?pageNo={page.total}">尾页</a>']
    return "".join(links)


def _running_text(paragraphs: Iterable[str], number: int) -> str:
    """Join paragraphs as the site does: em spaces before each, and a line break or a bare newline between."""
    between = "<br>\n" if number % 2 else "\n\n"
    return between.join(f"&emsp;&emsp;{escape(text)}" for text in paragraphs)
