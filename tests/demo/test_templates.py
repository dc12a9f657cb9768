"""Every article page says what its editors know, in the bytes and the markup of its CMS."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from demo.world import build_world
from tests.demo.conftest import TODAY
from tests.demo.pages import declared, fetched, shown, text_of

if TYPE_CHECKING:
    from demo.post import Post

_WORLD = build_world(TODAY)
_POSTS = _WORLD.posts()
_SITES = ("tyzx-people", "minmeng", "zytzb", "acfic")
_MAIN = {
    "tyzx-people": "http://tyzx.people.cn/GB/419901/419911/index.html",
    "minmeng": "https://www.mmzy.org.cn/xwzx/mmyw/default.aspx",
    "zytzb": "https://www.zytzb.gov.cn/zytzb/tzsx/index.shtml",
    "acfic": "https://www.acfic.org.cn/qlyw/",
}


@pytest.mark.parametrize("post", _POSTS, ids=lambda post: f"{post.site}-{post.number}")
def test_an_article_page_holds_every_field_of_its_post(post: Post) -> None:
    page = fetched(_WORLD, post.url)
    text = shown(page)
    wanted = [post.title, post.overline, post.subtitle, post.original_title, post.author, post.editor]
    wanted += [*post.body, *post.breadcrumb, *(title for _, title in post.attachments)]
    for value in filter(None, wanted):
        assert "".join(value.split()) in text
    # TRS prints the source by script and calls the site itself 本网; keywords may stand in a meta tag alone.
    source = "本网" if post.site == "acfic" and post.source == "中华全国工商业联合会" else post.source
    for value in filter(None, (source, *post.keywords, *(url.rpartition("/")[2] for url in post.images))):
        assert value in text_of(page)


@pytest.mark.parametrize("post", _POSTS, ids=lambda post: f"{post.site}-{post.number}")
def test_an_article_page_prints_its_minute(post: Post) -> None:
    text = shown(fetched(_WORLD, post.url))
    forms = (f"{post.published:%Y年%m月%d日%H:%M}", f"{post.published:%Y-%m-%d%H:%M}")
    assert any(form in text for form in forms)


def test_people_pages_until_2022_declare_gb2312_and_hold_characters_beyond_it() -> None:
    pages = {p.published.year: fetched(_WORLD, p.url) for p in _WORLD.posts("tyzx-people")}
    assert {year: declared(page) for year, page in pages.items()} == {
        year: "gb2312" if year <= 2022 else "utf-8" for year in pages
    }
    beyond = [page for page in pages.values() if declared(page) == "gb2312" and "喆" in text_of(page)]
    assert beyond
    for page in beyond:
        with pytest.raises(UnicodeDecodeError):
            page.decode("gb2312")


def test_people_has_two_generations_of_markup_and_both_punctuations() -> None:
    old = [text_of(fetched(_WORLD, p.url)) for p in _WORLD.posts("tyzx-people") if p.published.year <= 2020]
    new = [text_of(fetched(_WORLD, p.url)) for p in _WORLD.posts("tyzx-people") if p.published.year > 2020]
    assert all('id="rwb_zw"' in page and "text_title" in page for page in old)
    assert all('id="rm_txt_zw"' in page and "publishdate" in page for page in new)
    assert {form for page in old for form in re.findall("来源.|关键词.|原标题.", page)} >= {
        "来源:", "来源：", "关键词:", "关键词：", "原标题:",
    }  # fmt: skip


def test_zytzb_bodies_have_no_paragraph_tags() -> None:
    for post in _WORLD.posts("zytzb"):
        page = text_of(fetched(_WORLD, post.url))
        body = page.partition('<div class="dhyw">')[2].partition("</div>")[0]
        assert body.count("&emsp;&emsp;") == len(post.body)
        assert "<p" not in page


def test_acfic_lists_cut_titles_and_keep_the_full_one_in_the_attribute() -> None:
    page = text_of(fetched(_WORLD, _MAIN["acfic"]))
    post = next(p for p in _WORLD.posts("acfic") if p.channels[0] == "/qlyw/" and len(p.title) > 16)
    assert f'title="{post.title}"' in page
    assert f"<span>{post.title}</span>" not in page
    assert f"./{post.published:%Y%m}/t{post.published:%Y%m%d}_" in page
    assert re.search(r'createPageHTML\(\d, 0, "index", "html"\)', page)


@pytest.mark.parametrize("url", ["https://www.mmzy.org.cn/xwzx/mmyw/default.aspx", _WORLD.posts("minmeng")[0].url])
def test_minmeng_pages_differ_at_every_visit_outside_the_article(url: str) -> None:
    world = build_world(TODAY)
    first, second = fetched(world, url), fetched(world, url)
    assert first != second
    assert "__VIEWSTATE" in text_of(first)
    changing = r'点击：<span id="ctl00_lblHits">\d+</span>|value="[^"]+"|<!-- rendered .*? -->'
    assert re.sub(changing, "", text_of(first)) == re.sub(changing, "", text_of(second))


def test_bodies_and_titles_differ_from_post_to_post() -> None:
    assert len({post.title for post in _POSTS}) == len(_POSTS)
    grams = [{t[i : i + 2] for i in range(len(t) - 1)} for t in ("".join(post.body) for post in _POSTS)]
    for n, mine in enumerate(grams):
        assert all(len(mine & other) < 0.6 * len(mine | other) for other in grams[:n])


def test_the_same_day_gives_the_same_world() -> None:
    assert build_world(TODAY).posts() == _POSTS
    assert build_world(date(2026, 11, 21)).posts() != _POSTS
