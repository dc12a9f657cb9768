"""Styles of sites that nobody's CMS made: tables, div soup, cards, lists without dates, lists inside scripts."""

from __future__ import annotations

from demo.style import Bar, Style

# Everything by tables and font tags, no classes; the date in a cell of its own.
_TABLES = """<html>
<head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
{meta}<title>{title}</title></head>
<body bgcolor="#FFFFFF">
<table width="980" align="center"><tr><td><font size="5">{name}</font></td></tr><tr><td>{menu}</td></tr></table>
<table width="980" align="center"><tr><td width="220" valign="top"><b>点击排行</b>{side}</td>
<td valign="top">{main}</td></tr></table>
<table width="980" align="center"><tr><td align="center">版权所有 {name}
<a href="/lxwm.html">联系我们</a></td></tr></table>
</body>
</html>
"""
_CELL_LINK = '<a href="{href}">{name}</a> | '
_TABLE_STORY = """<table width="100%"><tr><td align="center"><font size="5"><b>{title}</b></font></td></tr>
<tr><td align="center"><font color="#666666">发布时间：{at:%Y-%m-%d %H:%M}　来源：{source}　点击：1{number}次</font>
</td></tr>
<tr><td style="line-height:28px">
{paragraphs}
</td></tr><tr><td align="right">编辑：{editor}</td></tr>
<tr><td>【<a href="javascript:window.print()">打印本页</a>】
【<a href="javascript:window.close()">关闭窗口</a>】</td></tr></table>"""
ROWS = Style(
    article="/article/{number}.html",
    first="/{column.folder}/index.html",
    further="/{column.folder}/index_{page}.html",
    row='<tr><td width="20">·</td><td><a href="{href}" target="_blank">{mark}{title}</a></td>'
    '<td width="90"><font color="#999999">{at:%Y-%m-%d}</font></td></tr>',
    listed='<table width="100%" cellpadding="4">\n{rows}\n</table>\n{bar}',
    bar=Bar(around='<p align="center">{links} 第{page}页/共{total}页 共{count}条</p>', numbers=False),
    story=_TABLE_STORY,
    frame=_TABLES,
    menu_item=_CELL_LINK,
)
# The same kind of site in ASP: GB2312, one script for lists and one for articles, all by query.
ASP = Style(
    article="/show.asp?id={number}",
    first="/list.asp?classid={column.id}",
    further="/list.asp?classid={column.id}&page={page}",
    row='<tr><td height="26"><img src="/images/dot.gif"> <a href="{href}" title="{title}">{mark}{title}</a></td>'
    "<td>[{at.year}-{at.month}-{at.day}]</td></tr>",
    listed='<table border="0" width="98%">\n{rows}\n</table>\n{bar}',
    bar=Bar(
        around="<div align=center>共{count}条 页次：{page}/{total} {links}</div>",
        words=("首页", "上页", "下页", "尾页"),
    ),
    story=_TABLE_STORY,
    frame=_TABLES,
    menu_item=_CELL_LINK,
    charset="gb2312",
    size=20,
)

# divs in divs, no class and no list element anywhere.
_SOUP = """<!DOCTYPE html>
<html>
<head><meta charset="{charset}">{meta}<title>{title}</title></head>
<body>
<div><div><a href="/">{name}</a></div><div>{menu}</div></div>
<div><div>{main}</div><div><div>推荐阅读</div>{side}</div></div>
<div><div>{name} 版权所有</div><div><a href="/lxwm.html">联系我们</a></div></div>
</body>
</html>
"""
SOUP = Style(
    article="/{column.folder}/{at:%Y%m%d}/{number}.html",
    first="/{column.folder}/",
    further="/{column.folder}/p{page}.html",
    row='<div><div><a href="{href}">{mark}{title}</a></div><div>{at:%Y年%m月%d日}</div></div>',
    listed="<div>\n{rows}\n</div>\n{bar}",
    bar=Bar(around="<div>{links}</div>", here="<b>{label}</b>", words=("", "上一页", "下一页", "")),
    story="<div><div>{title}</div><div>{at:%Y年%m月%d日 %H:%M} 来源：{source} 作者：{author}</div>\n"
    "<div>\n{paragraphs}\n</div></div>",
    paragraph="<div>　　{text}</div>",
    frame=_SOUP,
    menu_item='<span><a href="{href}">{name}</a></span>',
)

# Titles only; who wants to know the day must open the article.
UNDATED = Style(
    article="/{column.folder}/detail/{code}.html",
    first="/{column.folder}/list.html",
    further="/{column.folder}/list_{page}.html",
    row='<li class="item"><a href="{href}">{mark}{title}</a></li>',
    listed='<ul class="items">\n{rows}\n</ul>\n{bar}',
    story="<h1>{title}</h1><div class='info'>时间：{at:%Y-%m-%d %H:%M:%S} 来源：{source}</div>\n"
    "<div class='detail'>\n{paragraphs}\n</div><div class='bianji'>（责任编辑：{editor}）</div>",
)

# The list is data in a script; without JavaScript the page is empty.
ISLAND = Style(
    article="/content/{at:%Y}/{number}.html",
    first="/{column.folder}/index.html",
    further="/{column.folder}/index.html?page={page}",
    row='{{"id":{number},"title":"{title}","url":"{href}","publishTime":"{at:%Y-%m-%d %H:%M:%S}","top":"{mark}"}}',
    listed='<div id="app"></div>\n<script>\nvar newsList = [{rows}];\nrender("#app", newsList);\n</script>\n{bar}',
    between=",\n",
    side_row='<li><a href="{href}">{title}</a></li>',
    side='<ol class="rank">\n{rows}\n</ol>',
    story='<div class="article"><h1 class="article-title">{title}</h1>\n<p class="article-meta"><span>{source}</span>'
    "<span>{at:%Y-%m-%d %H:%M}</span></p>\n<div class='article-body'>\n{paragraphs}\n</div></div>",
    pinned="1",
)

DEFINITIONS = Style(
    article="/html/{at:%Y}/{at:%m%d}/{number}.shtml",
    first="/{column.folder}/index.shtml",
    further="/{column.folder}/index_{before}.shtml",
    row='<dt><a href="{href}" title="{title}" target="_blank">{mark}{title}</a></dt>\n<dd>{at:%Y/%m/%d}</dd>',
    listed='<dl class="wzlb">\n{rows}\n</dl>\n{bar}',
    side_row='<dd><a href="{href}">{title}</a></dd>',
    side="<dl>\n{rows}\n</dl>",
    story='<div class="wz"><h2>{title}</h2><h4>{at:%Y/%m/%d %H:%M} 文章来源：{source} 撰稿：{author}</h4>\n'
    '<div class="nr">\n{paragraphs}\n</div></div>',
)

# Pictures, summaries, and the day split in two.
CARDS = Style(
    article="/news/{number}",
    first="/channel/{column.id}",
    further="/channel/{column.id}?page={page}",
    row='<div class="card"><a class="card-pic" href="{href}"><img src="/pic/{number}.jpg" alt=""></a>'
    '<div class="card-date"><b>{at:%d}</b><span>{at:%Y-%m}</span></div>'
    '<div class="card-body"><h3><a href="{href}">{mark}{title}</a></h3><p>{summary}</p>'
    '<a class="card-more" href="{href}">阅读全文</a></div></div>',
    listed='<div class="cards">\n{rows}\n</div>\n{bar}',
    side_row='<li><a href="{href}">{title}</a></li>',
    side="<ul>\n{rows}\n</ul>",
    bar=Bar(
        around='<nav><ul class="pagination">{links}</ul></nav>',
        link='<li class="page-item"><a class="page-link" href="{href}">{label}</a></li>',
        here='<li class="page-item active"><span class="page-link">{label}</span></li>',
        words=("", "«", "»", ""),
    ),
    story='<article><h1>{title}</h1><div class="by">'
    '<time datetime="{at:%Y-%m-%dT%H:%M:%S+08:00}">{at:%Y-%m-%d %H:%M}</time>'
    " 来源：{source}</div>\n{paragraphs}\n</article>",
    size=12,
)

# ThinkPHP: everything by path segments and a page behind ?p=.
QUERY = Style(
    article="/index/index/artical/id/{number}.html",
    first="/index/index/lists/cid/{column.id}.html",
    further="/index/index/lists/cid/{column.id}.html?p={page}",
    row='<li><em>{at:%m-%d}</em><a href="{href}" title="{title}">{mark}{title}</a></li>',
    listed='<div class="list-right"><ul>\n{rows}\n</ul></div>\n{bar}',
    bar=Bar(
        around='<div class="pages"><div>{links}</div></div>',
        link='<a class="num" href="{href}">{label}</a>',
        words=("", "<<", ">>", ""),
    ),
    story='<div class="art"><h3>{title}</h3>\n'
    '<div class="art-info">发布日期：{at:%Y-%m-%d}　信息来源：{source}　编辑：{editor}</div>\n'
    '<div class="art-con">\n{paragraphs}\n</div><div class="art-next">上一篇：没有了 下一篇：没有了</div></div>',
)
