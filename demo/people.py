"""tyzx.people.cn: 人民网's own CMS, two generations of article pages, GBK bytes until 2022."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from demo import prose
from demo.post import BEIJING, Channel, Details, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.post import ArticlePage, Line, ListPage, Post

SITE = "tyzx-people"
HOST = "tyzx.people.cn"
SCHEME = "http"
NAME = "中国统一战线新闻网"
PAGE_SIZE = 7
ETAGGED: frozenset[Kind] = frozenset({"list", "article"})
DATED: frozenset[Kind] = frozenset({"list", "article"})
BROWSERS_ONLY = False

_OLD = (
    datetime(2023, 5, 12, 10, 21, tzinfo=BEIJING),
    datetime(2022, 3, 9, 8, 40, tzinfo=BEIJING),
    datetime(2021, 7, 2, 9, 12, tzinfo=BEIJING),
    datetime(2018, 10, 24, 15, 35, tzinfo=BEIJING),
    datetime(2017, 2, 28, 8, 13, tzinfo=BEIJING),
    datetime(2016, 11, 1, 16, 2, tzinfo=BEIJING),
    datetime(2015, 6, 4, 14, 55, tzinfo=BEIJING),
    datetime(2014, 9, 30, 11, 7, tzinfo=BEIJING),
)
CHANNELS: tuple[Channel, ...] = (
    Channel("自身建设", "/GB/419901/419911/", ("党派·声音", "自身建设"), recent=9, old=_OLD),
    Channel("统战要闻", "/GB/419900/", ("统战要闻",), recent=4),
)

_SOURCES = ("中国民主同盟网站", "人民网-中国统一战线新闻网", "团结报", "人民政协网")
_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="content-type" content="text/html;charset={charset}" />
<title>{title}</title>
{meta}<link href="/img/common.css" rel="stylesheet" type="text/css" />
<script src="/img/jquery.js" type="text/javascript"></script>
</head>
<body>
<div class='top_nav'><a href='/'>首页</a> | {nav} | <a href='http://www.people.com.cn/'>人民网</a></div>
{content}
<div class='copyright'>人 民 网 版 权 所 有 ，未 经 书 面 授 权 禁 止 使 用</div>
</body>
</html>
"""


def article_path(channel: Channel, number: int, at: datetime) -> str:
    edition = "n" if at.year <= 2015 else "n1"
    column = channel.path.rstrip("/").rpartition("/")[2]
    return f"/{edition}/{at:%Y}/{at:%m%d}/c{column}-{27_104_000 + number}.html"


def list_path(channel: Channel, page: int, total: int) -> str:
    return f"{channel.path}index{page if page > 1 else ''}.html"


def details(number: int, title: str, path: str, at: datetime) -> Details:
    old = _is_old(at)
    source = _SOURCES[number % 4]
    return Details(
        original_title=f"{title}侧记" if number % 4 in (0, 1) else None,
        overline="同心聚力 履职为民" if old and number % 4 == 2 else None,
        subtitle=f"{prose.name(number + 1)}出席并讲话" if old and number % 2 else None,
        source=source,
        source_url="http://www.mmzy.org.cn/" if number % 2 else None,
        editor="沈喆、周镕" if number % 2 == 0 else prose.name(number),
        keywords=prose.topic_words(number),
        images=(f"http://{HOST}/mediafile/{at:%Y%m}/{at:%d}/F{at:%Y%m%d%H%M}{number:06d}.jpg",) if number % 3 else (),
    )


def home(page: ListPage) -> bytes:
    columns = "".join(
        f"<div class='column_block'><h2><a href='{c.path}index.html'>{c.name}</a></h2></div>" for c in CHANNELS
    )
    content = f"<div class='focus'><ul>{_lines(page.lines)}</ul></div>\n{columns}\n{_sidebar('ej_list_box', page)}"
    return _page(NAME, content)


def listing(page: ListPage) -> bytes:
    box = "ej_list_box" if page.channel is CHANNELS[0] else "p2j_list"
    content = (
        f"<div class='path'><a href='/'>首页</a>&gt;{'&gt;'.join(page.channel.trail)}</div>\n"
        f"<div class='{box} clear'>\n<ul class='list_16 mt10'>\n{_lines(page.lines)}\n</ul>\n"
        f"<div class='page_n clearfix'>{_pager(page)}</div>\n</div>\n{_sidebar(box, page)}"
    )
    return _page(f"{page.channel.name}--{NAME}--人民网", content)


def article(page: ArticlePage) -> bytes:
    post = page.post
    content = _first_generation(page) if _is_old(post.published) else _second_generation(page)
    charset = "utf-8" if post.published.year > 2022 else "gb2312"
    return _page(f"{escape(post.title)}--{NAME}--人民网", content, _meta(post), charset)


def _is_old(at: datetime) -> bool:
    return at.year <= 2020


def _page(title: str, content: str, meta: str = "", charset: str = "utf-8") -> bytes:
    nav = " | ".join(f"<a href='{c.path}index.html'>{c.name}</a>" for c in CHANNELS)
    text = _PAGE.format(charset=charset, title=title, meta=meta, nav=nav, content=content)
    # The CMS says gb2312 and writes GBK: 喆 and 镕 lie outside what it declares.
    return text.encode("gb18030" if charset == "gb2312" else charset)


def _meta(post: Post) -> str:
    if _is_old(post.published):
        return ""
    found = {
        "publishdate": f"{post.published:%Y-%m-%d}",
        "source": f"来源：{post.source}",
        "author": "",
        "editor": post.editor or "",
        "keywords": " ".join(post.keywords),
        "contentid": str(post.number),
        "filetype": "0",
        "pagetype": "1",
    }
    return "".join(f'<meta name="{name}" content="{escape(value)}" />\n' for name, value in found.items())


def _lines(lines: Iterable[Line]) -> str:
    return "\n".join(
        f"<li><a href='{escape(line.href)}' target='_blank'>{escape(line.title)}</a>"
        f"{'<i>置顶</i>' if line.pinned else ''} <em>{line.published:%Y-%m-%d}</em></li>"
        for line in lines
    )


def _sidebar(box: str, page: ListPage) -> str:
    ranked = "\n".join(f"<li><a href='{escape(line.href)}'>{escape(line.title)}</a></li>" for line in page.ranking)
    return f"<div class='fr w300'><h3>热点排行</h3><div class='{box}'><ul class='list_16'>\n{ranked}\n</ul></div></div>"


def _pager(page: ListPage) -> str:
    names = [list_path(page.channel, k, page.total).rpartition("/")[2] for k in range(1, page.total + 1)]
    links = [
        f"<span>{k}</span>" if k == page.number else f"<a href='{name}'>{k}</a>" for k, name in enumerate(names, 1)
    ]
    before = f"<a href='{names[page.number - 2]}'>上一页</a>" if page.number > 1 else ""
    after = f"<a href='{names[page.number]}'>下一页</a>" if page.number < page.total else ""
    return before + "".join(links) + after


def _source(post: Post) -> str:
    name = escape(post.source or "")
    return f'<a href="{post.source_url}" target="_blank">{name}</a>' if post.source_url else name


def _credit(post: Post) -> str:
    return f"编辑:{post.editor}" if post.number % 2 else f"(责编：{post.editor})"


def _paragraphs(post: Post) -> str:
    pictures = "".join(f'<p align="center"><img src="{u.split(HOST)[1]}" alt="" /></p>\n' for u in post.images)
    return pictures + "\n".join(f"<p>　　{escape(text)}</p>" for text in post.body)


def _first_generation(page: ArticlePage) -> str:
    post = page.post
    odd = post.number % 2
    moment = f"{post.published:%Y年%m月%d日}{'' if odd else ' '}{post.published:%H:%M}"
    dateline = f"{moment}&nbsp;&nbsp;来源：{_source(post)}" if odd else f"{moment} | 来源:{_source(post)}"
    original = f'<p class="yuan">原标题:{escape(post.original_title)}</p>' if post.original_title else ""
    related = "\n".join(f'<li><a href="{line.href}">{escape(line.title)}</a></li>' for line in page.related)
    trail = "&gt;".join(f'<a href="/" class="clink">{name}</a>' for name in post.breadcrumb)
    return f"""<div class="path w1000"><span id="rwb_navpath">{trail}</span></div>
<div class="clearfix w1000_320 text_title">
<h3 class="pre">{escape(post.overline or "")}</h3>
<h1>{escape(post.title)}</h1>
<h2 class="sub">{escape(post.subtitle or "")}</h2>
<div class="box01"><div class="fl">{dateline}</div>
<div class="fr"><span class="ops_tit">分享到:</span><a href="javascript:void(0)">微博</a>
<a href="javascript:void(0)">空间</a>
<a href="javascript:void(0)" class="more">更多</a></div></div>
</div>
<div class="clearfix w1000_320 text_con"><div class="fl text_con_left">
{original}
<div class="box_con" id="rwb_zw">
{_paragraphs(post)}
<div class="zdfy clearfix"></div>
<div class="edit clearfix">{_credit(post)}</div>
</div>
<div class="key">关键词{"：" if odd else ":"}{" ".join(post.keywords)}</div>
<div id="rwb_tjyd"><h2>相关新闻</h2><ul class="list_16">{related}</ul></div>
</div></div>"""


def _second_generation(page: ArticlePage) -> str:
    post = page.post
    original = f"<p>（原标题：{escape(post.original_title)}）</p>\n" if post.original_title else ""
    related = "\n".join(f'<li><a href="{line.href}">{escape(line.title)}</a></li>' for line in page.related)
    trail = "&gt;&gt;".join(f'<a href="/" class="clink">{name}</a>' for name in post.breadcrumb)
    return f"""<div class="layout route cf" id="rwb_navpath">{trail}</div>
<div class="layout rm_txt cf"><div class="col col-1 fl">
<h3 class="pre"></h3>
<h1>{escape(post.title)}</h1>
<div class="author cf"></div>
<div class="channel cf"><div class="col-1-1 fl">{post.published:%Y年%m月%d日%H:%M} | 来源：{_source(post)}</div>
<div class="col-1-2 fr"><span class="rm_type"><i>小字号</i></span></div></div>
<div class="rm_txt_con cf">
<div id="rm_txt_zw">
{original}{_paragraphs(post)}
</div>
<div class="edit cf">{_credit(post)}</div>
<p class="paper_num"><em>分享让更多人看到</em></p>
</div>
<div class="rm_relevant cf"><h5>相关新闻</h5><ul class="list_16">{related}</ul></div>
</div></div>"""
