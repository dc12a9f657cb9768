"""Styles of 大汉's two systems: JCMS, whose lists stand in XML islands, and JPaaS, which sends markup in JSON."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from demo import drawing
from demo.style import Bar, Style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from demo.replica import Replica
    from demo.style import Column, Item
    from demo.world import Answer

_PROXY = "/module/web/jpage/dataproxy.jsp"
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_META = """<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{at:%Y-%m-%d %H:%M}">
<meta name="ContentSource" content="{source}">
<meta name="Author" content="{author}">
"""
_STORE = """<datastore>
<nextgroup><![CDATA[{following}]]></nextgroup>
<recordset>
{rows}
</recordset>
</datastore>"""


def _jcms_data(replica: Replica, path: str, query: Mapping[str, str]) -> Answer | None:
    """Answer a request for further records: a group by its number from 0, or the records from one to another."""
    if path != _PROXY:
        return None
    column = _column(replica, query.get("columnid", ""))
    if column is None:
        return None
    size = replica.style.size
    group = int(query.get("page") or 0)
    begin = int(query.get("startrecord") or group * size + 1) - 1
    end = int(query.get("endrecord") or (group + 1) * size)
    items = replica.listed_in(column)
    rows = drawing.rows_of(replica, items[begin:end], path)
    following = f'<a href="{escape(replica.list_path(column, group + 2))}"></a>' if end < len(items) else ""
    store = _STORE.format(following=following, rows="\n".join(rows))
    return replica.page(f'<?xml version="1.0" encoding="UTF-8"?>\n{store}', items[0].at, "text/xml;charset=UTF-8")


def _jpaas_data(replica: Replica, path: str, query: Mapping[str, str]) -> Answer | None:
    """Answer with the markup of one page of a list, as JSON."""
    if path != _UNIT:
        return None
    column = _column(replica, query.get("pageId", ""))
    if column is None:
        return None
    asked = json.loads(query.get("paramJson") or "{}")
    page, size = int(asked.get("pageNo", 1)), int(asked.get("pageSize", replica.style.size))
    items = replica.listed_in(column)
    body = json.dumps(
        {"success": True, "data": {"html": _jpaas_markup(replica, items[(page - 1) * size : page * size], len(items))}},
        ensure_ascii=False,
    )
    return replica.page(body, items[0].at, "application/json;charset=UTF-8")


def _jpaas_markup(replica: Replica, items: Sequence[Item], count: int) -> str:
    rows = "\n".join(drawing.rows_of(replica, items, "/"))
    return f'<ul>\n{rows}\n</ul><div class="pagination" rows="{replica.style.size}" count="{count}"></div>'


def _column(replica: Replica, wanted: str) -> Column | None:
    return next((column for column in replica.columns if str(column.id) == wanted), None)


# An ordinary reader sees no list: the records are a script's data.
JCMS = Style(
    article="/art/{at.year}/{at.month}/{at.day}/art_{column.id}_{number}.html",
    first="/col/col{column.id}/index.html",
    further=f"{_PROXY}?page={{before}}&appid=1&webid=3&path=/&columnid={{column.id}}&unitid=423656&permissiontype=0",
    row='<record><![CDATA[<li><a href="{href}" title="{title}" target="_blank">{mark}{title}</a>'
    "<span>[{at:%Y-%m-%d}]</span></li>]]></record>",
    listed='<div id="423656" class="default_pgContainer"><script type="text/xml"><datastore>\n'
    '<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>\n<recordset>\n{rows}\n</recordset>\n'
    "</datastore></script></div>",
    side_row='<li><a href="{href}">{title}</a></li>',
    side='<ul class="hot">\n{rows}\n</ul>',
    bar=None,
    meta=_META,
    story='<table id="c" width="100%"><tr><td class="title">{title}</td></tr><tr><td>发布日期：{at:%Y-%m-%d %H:%M} '
    '信息来源：{source} 浏览次数：</td></tr><tr><td class="bt_content"><div id="zoom">\n{paragraphs}\n'
    "</div></td></tr></table>",
    paragraph='<p style="text-indent: 2em;">{text}</p>',
    service=_jcms_data,
)
# The first page is written into the container, the others come from the interface that the container names.
JPAAS = Style(
    article="/col/col{column.id}/art/{at:%Y}/art_{code}.html",
    first="/col/col{column.id}/index.html",
    further=f"{_UNIT}?webId=9f1c&pageId={{column.id}}&parseType=bulidstatic&paramJson="
    + quote('{"pageNo":')
    + "{page}"
    + quote(',"pageSize":')
    + "{size}%7D",
    row='<li class="clearfix"><a href="{href}" title="{title}" target="_blank">{mark}{title}</a>'
    '<span class="bt-right">{at:%Y-%m-%d}</span></li>',
    listed=f"<div class=\"page-content\" url=\"{_UNIT}\" queryData=\"{{{{'webId':'9f1c','pageId':'{{column.id}}',"
    "'parseType':'bulidstatic'}}\"><ul>\n{rows}\n</ul>{bar}</div>",
    side_row='<li><a href="{href}">{title}</a></li>',
    side='<ul class="hot">\n{rows}\n</ul>',
    bar=Bar(around='<div class="pagination" rows="{size}" count="{count}"></div>', numbers=False),
    meta=_META,
    story='<h1 class="bt-title">{title}</h1><div class="bt-info"><span>发布时间：{at:%Y-%m-%d %H:%M}</span>'
    '<span>来源：{source}</span></div>\n<div class="wzzw-article">\n{paragraphs}\n</div>',
    paragraph='<p style="text-indent: 2em;">{text}</p>',
    service=_jpaas_data,
    size=12,
)
