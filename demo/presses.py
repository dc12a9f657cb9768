"""Styles of the systems that news agencies, broadcasters and papers use. Markup after the real ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from demo.style import MODERN, Bar, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.replica import Replica
    from demo.style import Column, Item
    from demo.world import Answer


def _xinhua_data(replica: Replica, path: str, query: Mapping[str, str]) -> Answer | None:
    """Answer with a whole column as the data file that a page of the agency would draw."""
    column = next((column for column in replica.columns if path == xinhua_data_path(column)), None)
    if column is None:
        return None
    rows = [_xinhua_row(item) for item in replica.listed_in(column)]
    return replica.page(json.dumps({"datasource": rows}, ensure_ascii=False), replica.items[0].at, "application/json")


def xinhua_data_path(column: Column) -> str:
    return f"/{column.folder}/ds_{column.id:032x}.json"


def _xinhua_row(item: Item) -> dict[str, object]:
    return {
        "contentId": item.number,
        "title": f"<a href='..{item.path}'>{item.title}</a>",
        "showTitle": item.title,
        "publishUrl": f"..{item.path}",
        "publishTime": f"{item.at:%Y-%m-%d %H:%M:%S}",
        "author": "",
        "titleImages": [],
    }


ZCMS = Style(
    article="/c/{at:%Y-%m-%d}/{number}.shtml",
    first="/{column.folder}/index.shtml",
    further="/{column.folder}/index_{page}.shtml",
    row='<li><a href="{href}" title="{title}" target="_blank">{mark}{title}</a><span>{at:%Y-%m-%d}</span></li>',
    listed='<div class="wy"><ul>\n{rows}\n</ul></div>\n{bar}',
    bar=Bar(around='<div class="Paging">{links}</div>'),
    story='<h1 class="pv_title_2"><span class="site"><a href="/">首页</a> &gt; {column.name}</span></h1>\n'
    '<h1 class="Content_title"><span id="a">{title}</span></h1>\n<div class="Remark"><span>'
    '{at:%Y年%m月%d日 %H:%M} | 作者:{author} | 来源：{source}</span><div class="share">分享到：</div></div>\n'
    '<div class="text_box">\n{paragraphs}\n'
    '<p class="Editor">责任编辑：{editor}</p><div class="Paging"></div></div>\n'
    "<!-- App=ZCMS(ZCMS内容管理系统) 2.4.2,CostTime=4,PublishDate={at:%Y-%m-%d %H:%M:%S} -->",
    paragraph='<p style="text-indent: 2em">&#32;{text}</p>',
)
_CNTV_STORY = """<div class="cnt_box"><h3>{title}</h3>
<span class="info"><i>{at:%Y-%m-%d}</i><em>来源：{source}</em></span>
<div class="con">
{paragraphs}
</div></div>"""
CCTV = Style(
    article="/{at:%Y/%m/%d}/ARTI1795{number:012d}.shtml",
    first="/{column.folder}/index.shtml",
    further="/{column.folder}/index_{page}.shtml",
    row='<li><span class="date">{at:%Y-%m-%d}</span><a href="{url}" target="_blank">{mark}{title}</a></li>',
    listed='<div class="column_wrapper"><ul class="list_bot">\n{rows}\n</ul></div>\n{bar}',
    bar=Bar(around='<div class="page">{links}</div>', words=("", "上一页", "下一页", "")),
    story=_CNTV_STORY,
)
# The older form: a column is one page, all of its entries in a script.
CCTV_ARRAY = Style(
    article=CCTV.article,
    first="/{column.folder}/index.shtml",
    further="/{column.folder}/index_{page}.shtml",
    row="item[item.length]=new title_array('{url}','{mark}{title}','{at:%Y-%m-%d}');",
    listed='<div class="list"><script>\nvar item=new Array();\n{rows}\nshowList(item);\n</script></div>',
    side_row='<li><a href="{href}">{title}</a></li>',
    side='<ul class="hot">\n{rows}\n</ul>',
    bar=None,
    story=_CNTV_STORY,
    size=100,
)
# The day in figures, the month in English, the year nowhere but in the address.
FOUNDER = Style(
    article="/{at:%Y-%m}/{at:%d}/content_{number}.htm",
    first="/node_{column.id}.htm",
    further="/node_{column.id}_{page}.htm",
    row='<li class="List"><dl><dt><span class="listtitle"><em>{at:%d}</em><i class="month">{at:%b}</i></span></dt>'
    '<dd><h2><a href="{href}" target="_blank">{mark}{title}</a></h2><p>{summary}</p></dd></dl></li>',
    listed='<ul class="mylist">\n{rows}\n</ul>\n{bar}',
    side_row='<li><a href="{href}">{title}</a></li>',
    side='<ul class="rank">\n{rows}\n</ul>',
    bar=Bar(around='<div class="displaypagenum"><center>{links}</center></div>'),
    story='<div class="article"><h1>{title}</h1><div class="info">{at:%Y-%m-%d %H:%M:%S} 来源：{source} '
    '编辑：{editor}</div>\n<div id="ozoom"><founder-content>\n{paragraphs}\n</founder-content></div></div>',
)
GMW = Style(
    article="/{at:%Y-%m}/{at:%d}/content_{number}.htm",
    first="/node_{column.id}.htm",
    further="/node_{column.id}_{page}.htm",
    row='<li><span class="channel-newsTitle"><a href="{href}" target="_blank">{mark}{title}</a></span>'
    '<span class="channel-newsTime">{at:%Y-%m-%d}</span></li>',
    listed='<ul class="channel-newsGroup">\n{rows}\n</ul>\n{bar}',
    bar=Bar(around='<div id="displaypagenum"><center>{links}</center></div>', words=("", "上一页", "下一页", "")),
    story='<div class="g-main"><h1 class="u-title">{title}</h1><div class="m-con-info"><span class="m-con-time">'
    '{at:%Y-%m-%d %H:%M}</span><span class="m-con-source">来源：<a href="https://www.gmw.cn/">{source}</a></span></div>\n'
    '<div class="u-mainText">\n{paragraphs}\n<div class="m-zbTool liability" id="contentLiability">'
    "[ 责编：{editor} ]</div></div></div>",
    relative=True,
)
CHINANEWS = Style(
    article="/{column.folder}/{at:%Y}/{at:%m-%d}/{number}.shtml",
    first="/{column.folder}/index.shtml",
    further="/{column.folder}/news{page}.shtml",
    row='<li><div class="dd_lm">[<a href="/{column.folder}/index.shtml">{column.name}</a>]</div>'
    '<div class="dd_bt"><a href="{href}">{mark}{title}</a></div><div class="dd_time">{at:%m-%d %H:%M}</div></li>',
    listed='<div class="content_list"><ul>\n{rows}\n</ul></div>\n{bar}',
    bar=Bar(around='<div class="pagebox">{links}</div>', words=("", "上一页", "下一页", "")),
    side_row='<li><a href="{href}">{title}</a></li>',
    side="<ul>\n{rows}\n</ul>",
    story='<div id="cont_1_1_2"><h1>{title}</h1><div class="left-time"><div class="left-t">{at:%Y年%m月%d日 %H:%M}　'
    '来源：{source}　<a href="#comment">参与互动</a></div></div>\n<div class="left_zw">\n{paragraphs}\n'
    '<div id="adhzh"></div></div><div class="left_name"><span>【编辑:{editor}】</span></div></div>',
    charset="gb2312",
)
# A column is a page that turns, and a data file as well.
XINHUA = Style(
    article="/{at:%Y%m%d}/{code}/c.html",
    first="/{column.folder}/index.html",
    further="/{column.folder}/index_{page}.html",
    row='<div class="item"><div class="tit"><a href="{href}" target="_blank">{mark}{title}</a></div>'
    '<div class="time">{at:%Y-%m-%d %H:%M:%S}</div></div>',
    listed='<div id="list" class="list">\n{rows}\n</div>\n{bar}',
    side_row='<li><a href="{href}">{title}</a></li>',
    side="<ul>\n{rows}\n</ul>",
    story='<div class="h-news"><div class="h-title">{title}</div><div class="h-info"><span class="h-time">'
    '{at:%Y-%m-%d %H:%M:%S}</span><span class="aticle-src">来源：{source}</span></div></div>\n'
    '<div id="detailContent">\n{paragraphs}\n</div>\n<div class="zan-wap"></div>'
    '<div id="articleEdit">【纠错】【责任编辑:{editor}】</div>',
    frame=MODERN,
    service=_xinhua_data,
)
STYLES: dict[str, Style] = {
    "zcms": ZCMS,
    "cctv": CCTV,
    "cctv-array": CCTV_ARRAY,
    "founder": FOUNDER,
    "gmw": GMW,
    "chinanews": CHINANEWS,
    "xinhua": XINHUA,
}
