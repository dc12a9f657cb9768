"""The families: the layouts of each read a page that is marked up as its system marks it up."""

from __future__ import annotations

import re

import pytest

from extract.reader import read_article
from news.article import Article
from sites.loader import BUILT_IN, load_catalogue

FAMILIES = {family.name: family for family in load_catalogue([BUILT_IN]).families}
TEXT = "".join(
    f"<p>　　第{n}段：市委会在会上介绍了调研的经过，与会者就下一步的工作提出了意见和建议。</p>" for n in "一二三"
)
TITLE = "市委会召开年度调研工作座谈会"
ABOVE = "2026年11月05日 09:30"

# By layout: the page's head and body around the text, and the source and editor that it tells.
PAGES = {
    "jcms-zoom": (
        "",
        f"<h1>{TITLE}</h1><p>发布时间：2026-11-05 09:30 信息来源：南岸日报</p><div id='zoom'>{TEXT}</div>",
        ("南岸日报", None),
    ),
    "jcms-wzzw": (
        f"<meta name='ArticleTitle' content='{TITLE}'><meta name='PubDate' content='2026-11-05 09:30'>"
        "<meta name='ContentSource' content='南岸日报'>",
        f"<div class='wzzw-article'>{TEXT}</div>",
        ("南岸日报", None),
    ),
    "vsb-v_news_content": (
        "",
        f"<form><h1>{TITLE}</h1><div>来源：南岸日报 时间：2026-11-05 09:30 点击数："
        f"<script>_showDynClicks()</script></div><div id='vsb_content_2'><div class='v_news_content'>{TEXT}</div></div>"
        "<div id='div_vote_id'></div><p>上一条：<a href='1.htm'>别的新闻</a></p></form>",
        ("南岸日报", None),
    ),
    "vsb-vsb_content": (
        "",
        f"<h1>{TITLE}</h1><div>发布日期: 2026-11-05 09:30   编辑: 林夕</div><div id='vsb_content'>{TEXT}</div>",
        (None, "林夕"),
    ),
    "webplus-wp_articlecontent": (
        "",
        f"<h1>{TITLE}</h1><p>发布时间：2026-11-05 09:30 来源：南岸日报</p><div class='wp_articlecontent'>{TEXT}</div>",
        ("南岸日报", None),
    ),
    "zcms-text_box": (
        "",
        "<h1 class='pv_title_2'><span class='site'><a href='/'>首页</a>&gt;<a href='/dp/'>党派</a></span></h1>"
        f"<h1 class='Content_title'><span id='a'>{TITLE}</span></h1>"
        f"<div class='Remark'><span>{ABOVE} | 作者:林夕 | 来源：<a href='/'>南岸日报</a></span>"
        "<div>分享到：</div></div>"
        f"<div class='text_box'>{TEXT}<p class='Editor'>编辑：周密</p><div class='Paging'>1 2</div></div>",
        ("南岸日报", "周密"),
    ),
    "cctv-cnt_box": (
        "",
        f"<div class='cnt_box'><h3>{TITLE}</h3><span class='info'><i>2026-11-05</i><em>来源：南岸日报</em></span>"
        f"<div class='con'>{TEXT}</div></div>",
        ("南岸日报", None),
    ),
    "cctv-cnt_bd": (
        "",
        f"<div class='cnt_bd'><h1>{TITLE}</h1><p class='info'>来源：南岸日报 {ABOVE}</p>"
        f"<div id='content_area'>{TEXT}</div></div>",
        ("南岸日报", None),
    ),
    "gmw-u-mainText": (
        "",
        f"<h1 class='u-title'>{TITLE}</h1><div class='m-con-info'><span class='m-con-time'>2026-11-05 09:30</span>"
        "<span class='m-con-source'>来源：<a href='/'>南岸日报</a></span></div><p>点击右上角微信好友</p>"
        f"<div class='u-mainText'>{TEXT}<div id='contentLiability'>[责任编辑:周密]</div></div>",
        ("南岸日报", "周密"),
    ),
    "gmw-contentMain": (
        "",
        f"<h1 id='articleTitle'>{TITLE}</h1><span id='pubTime'>2026-11-05 09:30</span>"
        f"<span id='source'>来源：<a href='/'>南岸日报</a></span><div id='contentMain'>{TEXT}"
        "<div id='displaypagenum'><a href='2.htm'>下一页</a></div></div>"
        "<div id='contentLiability'>[责任编辑:周密]</div>",
        ("南岸日报", "周密"),
    ),
    "ucap-ucapcontent": (
        "<meta name='PubDate' content='2026-11-05 09:30'><meta name='ContentSource' content='南岸日报'>",
        f"<h2><ucaptitle>{TITLE}</ucaptitle></h2><div class='content'><ucapcontent>{TEXT}</ucapcontent></div>",
        ("南岸日报", None),
    ),
    "chinanews-left_zw": (
        "",
        f"<div id='cont_1_1_2'><h1>{TITLE}</h1><div class='left-time'><div class='left-t'>{ABOVE}　来源：南岸日报"
        f"　参与互动</div></div><div class='left_zw'>{TEXT}<table id='adhzh'><tr><td>推广</td></tr></table></div>"
        "<div>【编辑:周密】</div></div>",
        ("南岸日报", "周密"),
    ),
    "dede-viewbox": (
        "",
        f"<div class='viewbox'><h2>{TITLE}</h2><div class='info'><small>时间:</small>2026-11-05 09:30"
        f"<small>来源:</small>南岸日报<small>点击:</small>12次</div><div class='content'>{TEXT}</div></div>",
        ("南岸日报", None),
    ),
    "wordpress-entry": (
        "",
        f"<article><h1 class='entry-title'>{TITLE}</h1><time datetime='2026-11-05T09:30:00+08:00'>11月5日</time>"
        f"<div class='entry-content'>{TEXT}</div></article>",
        (None, None),
    ),
    "xinhua-detailContent": (
        "",
        f"<div class='h-title'>{TITLE}</div><div class='h-info'><span class='h-time'>2026-11-05 09:30:00</span>"
        f"来源：南岸日报</div><div id='detailContent'>{TEXT}"
        "<div id='articleEdit'>【纠错】【责任编辑:周密】</div></div>",
        ("南岸日报", "周密"),
    ),
    "xinhua-p-detail": (
        "",
        f"<div class='h-title'>{TITLE}</div><div class='h-info'><span class='h-time'>2026-11-05 09:30:00</span>"
        f"来源：<em id='source'>南岸日报</em></div><div id='p-detail'>{TEXT}<div class='zan-wap'>赞</div></div>",
        ("南岸日报", None),
    ),
    "xinhua-pubtime": (
        "",
        f"<span id='title'>{TITLE}</span><span id='pubtime'>{ABOVE}:00</span><span id='source'>来源：南岸日报</span>"
        f"<div id='content'>{TEXT}</div>",
        ("南岸日报", None),
    ),
    "xinhua-nr_wz": (
        "",
        f"<div class='nr_bt'>{TITLE}</div><div class='nr_ly'>时间： 2026-11-05 09:30 来源：南岸日报</div>"
        f"<div id='nr_wz'>{TEXT}</div>",
        ("南岸日报", None),
    ),
    "gp-article": (
        "",
        f"<h1>{TITLE}</h1><div class='articleAuthor'>来源：南岸日报 | 作者：林夕 | 发布时间：2026-11-05 09:30</div>"
        f"<div class='gp-article'>{TEXT}</div>",
        ("南岸日报", None),
    ),
    "gp-art": (
        "",
        f"<h1>{TITLE}</h1><div class='articleAuthor'><span>发布时间：<strong>2026-11-05</strong></span>"
        f"<span>来源：南岸日报</span></div><div class='article art'>{TEXT}</div>",
        ("南岸日报", None),
    ),
}
# Tried against whole pages in tests/golden, or told only (trs and people).
ELSEWHERE = {layout.name for name in ("trs", "people") for layout in FAMILIES[name].layouts}


def test_every_layout_of_a_family_is_tried() -> None:
    assert {layout.name for family in FAMILIES.values() for layout in family.layouts} == PAGES.keys() | ELSEWHERE


def test_the_guide_tells_how_to_know_each_family() -> None:
    guide = (BUILT_IN.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = [line.partition("|")[2].partition("|")[0] for line in guide.splitlines() if line.startswith("   | `")]
    assert {name for cell in table for name in re.findall(r"`(\w+)`", cell)} == FAMILIES.keys()


@pytest.mark.parametrize("name", PAGES)
def test_a_family_reads_its_pages(name: str) -> None:
    head, body, (source, editor) = PAGES[name]
    page = f"<html><head><meta charset='utf-8'><title>{TITLE}_南岸网</title>{head}</head><body>{body}</body></html>"
    (family,) = (family for family in FAMILIES.values() if name in [layout.name for layout in family.layouts])
    found = read_article(page.encode(), "https://www.nanan.example.cn/a/1.html", layouts=family.layouts)
    assert isinstance(found, Article)
    assert found.provenance["body_text"] == f"layout {name}"
    assert found.title == TITLE
    assert found.published
    assert found.published.at.date().isoformat() == "2026-11-05"
    assert (found.source, found.editor) == (source, editor)
    assert len(found.body_text.split("\n")) == 3
