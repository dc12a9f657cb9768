"""www.acfic.org.cn: TRS WCM; titles cut in lists, the pager and the source printed by scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from demo.post import Channel, Details, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from demo.post import ArticlePage, Line, ListPage, Post

SITE = "acfic"
HOST = "www.acfic.org.cn"
SCHEME = "https"
NAME = "中华全国工商业联合会"
PAGE_SIZE = 6
ETAGGED: frozenset[Kind] = frozenset({"list", "article"})
DATED: frozenset[Kind] = frozenset({"list", "article"})
BROWSERS_ONLY = False

CHANNELS: tuple[Channel, ...] = (
    Channel("全联要闻", "/qlyw/", ("全联要闻",), recent=13),
    Channel("时政要闻", "/szyw/", ("时政要闻",), recent=4),
    Channel("中央", "/zcsd/zy/", ("政策速递", "中央"), recent=1),
    Channel("部委", "/zcsd/bw/", ("政策速递", "部委"), recent=1),
    Channel("地方", "/zcsd/df/", ("政策速递", "地方"), recent=1),
    Channel("全国工商联", "/zcsd/qggsl/", ("政策速递", "全国工商联"), recent=1),
    Channel("解读", "/zcsd/jd/", ("政策速递", "解读"), recent=1),
    Channel("江苏本级", "/gdgslgz/js/bjgslgz/", ("各地工商联工作", "江苏", "本级工商联工作"), recent=1),
)
# What the editors call themselves: a reader should see the site's name instead.
_OWN = "本网"
_SOURCES = (NAME, "中华工商时报", "新华社", None)
_SHOWN = 16
_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="UTF-8">
<meta name="SiteName" content="{name}">
<meta name="SiteDomain" content="www.acfic.org.cn">
<meta name="SiteIDCode" content="CA35000001">
{meta}<title>{title}</title>
</head>
<body>
<div class="nav_qlgz"><a href="/">首页</a>{nav}</div>
{content}
<div class="foot">关于我们 | 网站地图 | 主办单位：{name}</div>
</body>
</html>
"""


def article_path(channel: Channel, number: int, at: datetime) -> str:
    return f"{channel.path}{at:%Y%m}/t{at:%Y%m%d}_{326_000 + number}.html"


def list_path(channel: Channel, page: int, total: int) -> str:
    return f"{channel.path}index{f'_{page - 1}' if page > 1 else ''}.html"


def details(number: int, title: str, path: str, at: datetime) -> Details:
    folder = f"https://{HOST}{path.rpartition('/')[0]}"
    return Details(
        source=_SOURCES[number % 4],
        keywords=("工商联", "民营企业") if number % 2 else (),
        attachments=((f"{folder}/P0{at:%Y%m%d}{number:09d}.pdf", f"{title}任务分工.pdf"),) if number % 3 == 0 else (),
    )


def home(page: ListPage) -> bytes:
    content = f'<div class="right_qlgz"><ul>\n{_items(page.lines, "/")}\n</ul></div>'
    return _page(NAME, content)


def listing(page: ListPage) -> bytes:
    folder = page.channel.path
    content = f"""<div class="left_qlgz"><h3>热点排行</h3>
<div class="right_qlgz"><ul>
{_items(page.ranking, folder)}
</ul></div></div>
<div class="weizhi">首页 &gt; {" &gt; ".join(page.channel.trail)}</div>
<div class="right_qlgz">
<ul>
{_items(page.lines, folder)}
</ul>
<div class="page"><script>createPageHTML({page.total}, {page.number - 1}, "index", "html");</script></div>
</div>"""
    return _page(f"{page.channel.name}-{NAME}", content, _meta({"ColumnName": page.channel.name}))


def article(page: ArticlePage) -> bytes:
    post = page.post
    shown = _OWN if post.source == NAME else post.source or ""
    meta = {
        "ArticleTitle": post.title,
        "PubDate": f"{post.published:%Y-%m-%d %H:%M}",
        # Not every editor fills it in; the script below then holds the only trace.
        "ContentSource": "" if post.number % 8 == 1 else shown,
        "Keywords": " ".join(post.keywords),
    }
    folder = post.path.rpartition("/")[0].rpartition("/")[0] + "/"
    content = f"""<div class="weizhi">{" &gt; ".join(f'<a href="/">{name}</a>' for name in post.breadcrumb)}</div>
<div class="xilan-title"><h2>{escape(post.title)}</h2></div>
<div class="info"><span>{post.published:%Y-%m-%d %H:%M}</span>
<script>if("{shown}"!=""){{document.write('<span class="cm-con">来源：{shown}</span>')}}</script>
<span class="share">分享到：</span></div>
<div class="content" id="text">
<div class="TRS_Editor"><style type="text/css">.TRS_Editor P{{margin-top:0;line-height:2}}</style>
<div class="TRS_Editor">
{_paragraphs(post)}
</div></div>{_files(post)}
</div>
<div class="xglj">相关链接<ul>
{_items(page.related, folder)}
</ul></div>"""
    return _page(f"{escape(post.title)}-{NAME}", content, _meta(meta))


def _page(title: str, content: str, meta: str = "") -> bytes:
    nav = "".join(f' | <a href="{c.path}">{c.name}</a>' for c in CHANNELS)
    return _PAGE.format(name=NAME, meta=meta, title=title, nav=nav, content=content).encode()


def _meta(tags: dict[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in tags.items())


def _items(lines: Iterable[Line], folder: str) -> str:
    return "\n".join(
        f'<li class="clearfix"><a href="{escape(_relative(line.href, folder))}" title="{escape(line.title)}" '
        f'target="_blank"><span>{"【置顶】" if line.pinned else ""}{escape(_cut(line.title))}</span>'
        f'<span class="time">{line.published:%Y-%m-%d}</span></a></li>'
        for line in lines
    )


def _relative(href: str, folder: str) -> str:
    """Write a link inside the list's own folder as TRS does; other folders get their full path."""
    return f"./{href.removeprefix(folder)}" if folder != "/" and href.startswith(folder) else href


def _cut(title: str) -> str:
    return title if len(title) <= _SHOWN else f"{title[:_SHOWN]}…"


def _paragraphs(post: Post) -> str:
    return "\n".join(f'<p style="text-align: justify">　　{escape(paragraph)}</p>' for paragraph in post.body)


def _files(post: Post) -> str:
    if not post.attachments:
        return ""
    links = "\n".join(
        f'<p class="insertfileTag"><a appendix="true" data-appendix="true" needdownload="true" '
        f'href="./{url.rpartition("/")[2]}" title="{escape(name)}">{escape(name)}</a></p>'
        for url, name in post.attachments
    )
    return f'\n<div class="fj">附件下载：\n{links}\n</div>'
