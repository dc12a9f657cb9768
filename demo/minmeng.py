"""www.mmzy.org.cn: ASP.NET WebForms, tables and font tags, every page made anew at every visit."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from demo import prose
from demo.post import BEIJING, Channel, Details, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.post import ArticlePage, Line, ListPage, Post

SITE = "minmeng"
HOST = "www.mmzy.org.cn"
SCHEME = "https"
NAME = "中国民主同盟"
PAGE_SIZE = 7
# Neither: the hidden state, the counter and the clock differ each time.
ETAGGED: frozenset[Kind] = frozenset()
DATED: frozenset[Kind] = frozenset()
BROWSERS_ONLY = False

CHANNELS: tuple[Channel, ...] = (
    Channel("民盟要闻", "/xwzx/mmyw/", ("新闻中心", "民盟要闻"), recent=13),
    Channel("地方盟务", "/xwzx/dfmw/", ("新闻中心", "地方盟务"), recent=5),
    Channel(
        "民盟简介",
        "/mmgk/jianjie/",
        ("民盟概况", "民盟简介"),
        old=(datetime(2012, 4, 17, 9, 0, tzinfo=BEIJING), datetime(2011, 8, 30, 9, 0, tzinfo=BEIJING)),
    ),
)
_FIRST_MONTHLY_YEAR = 2013
_SOURCES = ("民盟中央宣传部", "群言杂志社", "民盟吉林省委会", "中央盟讯")
_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>
\t{title}
</title></head>
<body bgcolor="#ffffff" topmargin="0">
<form name="aspnetForm" method="post" action="{action}" id="aspnetForm">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{state}" />
<input type="hidden" name="__VIEWSTATEGENERATOR" id="__VIEWSTATEGENERATOR" value="CA0B0334" />
<table width="980" border="0" align="center" cellpadding="0" cellspacing="0"><tr><td>
<a href="/default.aspx">首页</a> | {nav} | <a href="/search/default.aspx">搜索</a>
</td></tr></table>
{content}
<table width="980" border="0" align="center"><tr><td align="center">版权所有：{name}中央委员会</td></tr></table>
</form>
<!-- rendered {rendered_at:%Y-%m-%d %H:%M:%S.%f} -->
</body>
</html>
"""


def article_path(channel: Channel, number: int, at: datetime) -> str:
    month = f"{at:%Y%m}/" if at.year >= _FIRST_MONTHLY_YEAR else ""
    return f"{channel.path}{month}{149_000 + number if month else 11_700 + number}.aspx"


def list_path(channel: Channel, page: int, total: int) -> str:
    return f"{channel.path}default.aspx" + (f"?page={page}" if page > 1 else "")


def details(number: int, title: str, path: str, at: datetime) -> Details:
    return Details(
        source=_SOURCES[number % 4],
        author=prose.name(number + 7) if number % 2 else None,
        editor=prose.name(number + 3) if number % 3 else None,
        images=(f"https://{HOST}/upload/{at:%Y%m}/{number}.jpg",) if number % 4 == 0 else (),
    )


def home(page: ListPage) -> bytes:
    columns = "".join(f'<td><font size="3"><a href="{c.path}default.aspx">{c.name}</a></font></td>' for c in CHANNELS)
    content = (
        f'<table width="980" align="center"><tr>{columns}</tr></table>\n{_table(page.lines)}\n{_hot(page.ranking)}'
    )
    return _page(NAME, "default.aspx", content, page.visits, page.rendered_at)


def listing(page: ListPage) -> bytes:
    content = f"""<table width="980" border="0" align="center"><tr>
<td width="240" valign="top">{_hot(page.ranking)}</td>
<td valign="top"><font color="#990000">您现在的位置：首页 &gt; {" &gt; ".join(page.channel.trail)}</font>
{_table(page.lines)}
<table width="100%"><tr><td align="center">{_pager(page)}</td></tr></table>
</td></tr></table>"""
    return _page(f"{page.channel.name}-{NAME}", "default.aspx", content, page.visits, page.rendered_at)


def article(page: ArticlePage) -> bytes:
    post = page.post
    action = post.path.rpartition("/")[2]
    return _page(f"{escape(post.title)}-{NAME}", action, _content(page), page.visits, page.rendered_at)


def _page(title: str, action: str, content: str, visits: int, rendered_at: datetime) -> bytes:
    nav = " | ".join(f'<a href="{c.path}default.aspx">{c.name}</a>' for c in CHANNELS)
    state = base64.b64encode(hashlib.sha512(f"{action} {visits}".encode()).digest()).decode()
    return _PAGE.format(
        title=title, action=action, state=state, nav=nav, content=content, name=NAME, rendered_at=rendered_at
    ).encode()


def _table(lines: Iterable[Line]) -> str:
    rows = "\n".join(
        f'<tr><td width="20"><img src="/images/dot.gif" /></td>'
        f'<td height="28"><font size="2"><a href="{escape(line.href)}" '
        f'target="_blank" class="lista">{"[置顶]" if line.pinned else ""}{escape(line.title)}</a></font></td>'
        f'<td width="90"><font color="#999999">{line.published:%Y-%m-%d}</font></td></tr>'
        for line in lines
    )
    return f'<table width="100%" border="0" class="newslist">\n{rows}\n</table>'


def _hot(lines: Iterable[Line]) -> str:
    rows = "\n".join(
        f'<tr><td><a href="{escape(line.href)}" class="lista">{escape(line.title)}</a></td></tr>' for line in lines
    )
    return f'<table width="100%" class="newslist"><tr><td><b>热点排行</b></td></tr>\n{rows}\n</table>'


def _pager(page: ListPage) -> str:
    links = [("首页", 1), ("上一页", page.number - 1), ("下一页", page.number + 1), ("尾页", page.total)]
    shown = [
        f'<a href="{list_path(page.channel, target, page.total)}">{word}</a>'
        if 1 <= target <= page.total and target != page.number
        else f"<span disabled>{word}</span>"
        for word, target in links
    ]
    return f"第 {page.number} 页/共 {page.total} 页 " + " ".join(shown)


def _dateline(page: ArticlePage) -> str:
    post = page.post
    parts = [f"发布时间：{post.published:%Y-%m-%d %H:%M}", f"来源：{post.source}"]
    parts += [f"作者：{post.author}"] if post.author else []
    parts += [f"编辑：{post.editor}"] if post.editor else []
    parts.append(f'点击：<span id="ctl00_lblHits">{page.visits}</span>')
    return "　".join(parts)


def _paragraphs(post: Post) -> str:
    pictures = "".join(f'<p align="center"><img src="{url.split(HOST)[1]}" /></p>\n' for url in post.images)
    return pictures + "\n".join(f'<p><font face="宋体" size="3">　　{escape(text)}</font></p>' for text in post.body)


def _content(page: ArticlePage) -> str:
    post = page.post
    mobile = f"/mobile/Content.aspx?ArticleId={post.number}&amp;ColumnId=1172"
    return f"""<table width="980" border="0" align="center"><tr><td>
<table width="100%"><tr><td class="weizhi">您现在的位置：{" &gt; ".join(post.breadcrumb)}</td></tr></table>
<table width="94%" border="0" align="center">
<tr><td align="center"><font size="5"><b><span id="ctl00_lblTitle">{escape(post.title)}</span></b></font></td></tr>
<tr><td align="center"><font size="2" color="#666666">{_dateline(page)}</font></td></tr>
<tr><td align="right"><a href="{mobile}">手机版</a>
分享到：<a href="javascript:;">微信</a> <a href="javascript:;">更多</a></td></tr>
<tr><td><table width="100%"><tr><td id="ctl00_content" class="content" style="line-height:28px">
{_paragraphs(post)}
</td></tr></table></td></tr>
<tr><td><b>相关阅读</b>{_table(page.related)}</td></tr>
</table></td></tr></table>"""
