"""Styles of sites with more on them than news: a portal, a department of a university, a list as front page."""

from __future__ import annotations

from datetime import date, timedelta

from demo.style import MODERN, STANDING, UNLISTED, Bar, Style

_STORY = """<div class="con"><h1>{title}</h1>
<p class="sub">日期：{at:%Y-%m-%d %H:%M}　来源：{source}　作者：{author}</p>
<div class="txt">
{paragraphs}
</div></div>"""
_DAY = date(2025, 3, 3)
_MEMBERS = ("沈怀瑾", "周若川", "陶知远", "季书宁", "温景行", "柏望舒", "岑明漪", "庄立夏")
_TOPICS = ("深入学习贯彻重要会议精神", "凝心聚力共谋发展", "同心共建美丽家园", "统战百科知识问答", "光荣传统代代相传")
_FORMS = ("调研课题申报表", "新成员登记表", "年度考核表", "经费报销单", "场地借用申请表", "通讯员名册", "提案格式样本")


def _list(links: list[tuple[str, str, str]]) -> str:
    rows = "\n".join(f'<li><a href="{href}">{name}</a>{after}</li>' for href, name, after in links)
    return f'<ul class="list">\n{rows}\n</ul>'


# Its menu leads to sections; people, topics and files are listed like news and are none.
PORTAL = Style(
    article="/{column.folder}/{at:%Y%m}/{code:.12}.html",
    first="/{column.folder}/",
    further="/{column.folder}/{page}.html",
    row='<li><i>·</i><a href="{href}" target="_blank">{mark}{title}</a><span>{at:%Y-%m-%d}</span></li>',
    bar=Bar(words=("首页", "上一页", "下一页", "末页")),
    story=_STORY,
    columns_in_menu=False,
    standing={
        "/jgjj.html": STANDING["/jgjj.html"],
        "/ldcy/": ("领导成员", _list([(f"/ldcy/{n}.html", name, "") for n, name in enumerate(_MEMBERS, 1)])),
        "/ztzl/": ("专题专栏", _list([(f"/ztzl/{n}/", name, "") for n, name in enumerate(_TOPICS, 1)])),
        "/zlxz/": (
            "资料下载",
            _list(
                [
                    (f"/upload/forms/{n}.doc", name, f"<span>{_DAY - timedelta(days=n * 9)}</span>")
                    for n, name in enumerate(_FORMS, 1)
                ]
            ),
        ),
    },
    unlisted=UNLISTED
    | {
        f"/ldcy/{n}.html": (name, f"<p>{name}，现任本部门工作人员，负责联络与综合协调，分管办公室。</p>")
        for n, name in enumerate(_MEMBERS, 1)
    },
)
# The rest of the host is the university's: its front page, its news.
DEPARTMENT = Style(
    article="/tzb/info/{number}.jhtml",
    first="/tzb/{column.folder}/index.jhtml",
    further="/tzb/{column.folder}/index_{page}.jhtml",
    row='<div class="item"><span class="d">{at:%Y.%m.%d}</span>'
    '<a href="{href}" title="{title}">{mark}{title}</a></div>',
    listed='<div class="items">\n{rows}\n</div>\n{bar}',
    story=_STORY,
    home="/tzb/",
    standing={
        "/": ("学校首页", _list([(f"/xww/info/{n}.jhtml", f"学校召开第{n}次教学工作会议", "") for n in range(1, 9)])),
        "/tzb/jgjj.html": STANDING["/jgjj.html"],
    },
)
# No columns: what is new stands on the front page, its title cut, the day in words.
FRONT = Style(
    article="/post/{number}/",
    first="/",
    further="/?page={page}",
    row='<div class="post"><h2><a href="{href}">{mark}{title:.14}…</a></h2><p>{summary}</p>'
    '<p class="when">{at.year}年{at.month}月{at.day}日 发布</p></div>',
    listed='<div class="posts">\n{rows}\n</div>\n{bar}',
    side_row='<li><a href="{href}">{title}</a></li>',
    side="<ul>\n{rows}\n</ul>",
    bar=Bar(around='<div class="pager">{links}</div>', words=("", "← 上一页", "下一页 →", ""), numbers=False),
    story=_STORY,
    frame=MODERN.replace('<ul class="nav">{menu}</ul>', ""),
    columns_in_menu=False,
    size=10,
)
