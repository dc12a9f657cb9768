"""Articles on several pages: which addresses are further pages of one article, and how they are put together."""

from __future__ import annotations

import pytest

from extract.articles.pages import further_pages, stitch
from extract.page import parse
from extract.visible import lines_of
from news.article import Article, Attachment, Image


def _pages(first: str, *hrefs: str) -> tuple[str, ...]:
    links = "".join(f'<a href="{href}">页</a>' for href in hrefs)
    page = parse(f"<html><body>{links}</body></html>".encode(), first)
    return further_pages(page, lines_of(page.tree).all, first)


@pytest.mark.parametrize(
    ("first", "hrefs", "expected"),
    [
        ("http://a.cn/n/c10-27104589.html", ["c10-27104589-3.html", "c10-27104589-2.html"], ["-2", "-3"]),
        ("http://a.cn/x/t20260401_99.htm", ["./t20260401_99_1.htm", "t20260401_99_2.htm"], ["_1", "_2"]),
        ("http://a.cn/112.shtml", ["112.shtml", "112_1.shtml", "112_1.shtml#top"], ["_1"]),
        ("http://www.a.cn/112.shtml", ["http://a.cn/112_2.shtml"], ["_2"]),
    ],
)
def test_the_articles_name_with_a_small_number_is_a_further_page(
    first: str, hrefs: list[str], expected: list[str]
) -> None:
    found = [url.rpartition("/")[2].rpartition(".")[0] for url in _pages(first, *hrefs)]
    stem = first.rpartition("/")[2].rpartition(".")[0]
    assert found == [stem + suffix for suffix in expected]


def test_a_page_parameter_beside_the_same_query_is_a_further_page() -> None:
    found = _pages("http://a.cn/show.aspx?id=5", "?id=5&page=2", "?id=6&page=2", "?id=5&page=1", "?id=5&sort=2")
    assert found == ("http://a.cn/show.aspx?id=5&page=2",)


@pytest.mark.parametrize(
    "href",
    ["c10-27104590.html", "c10-27104589-100.html", "/m/c10-27104589-2.html", "c10-27104589-2.pdf", "javascript:next()"],
)
def test_another_article_or_file_is_none(href: str) -> None:
    assert _pages("http://a.cn/n/c10-27104589.html", href) == ()


def test_pages_are_joined_in_order_and_a_picture_on_two_of_them_is_one() -> None:
    picture, file = Image("http://a.cn/1.jpg"), Attachment("http://a.cn/1.pdf", "附件")
    first = Article("http://a.cn/1.html", "标题", "第一页。", images=(picture,), pages=("http://a.cn/1_1.html",))
    second = Article(
        "http://a.cn/1_1.html", "标题（2）", "第二页。", images=(picture,), attachments=(file,), editor="王五"
    )
    whole = stitch(first, [second])
    assert whole.body_text == "第一页。\n第二页。"
    assert whole.title == "标题"
    assert whole.images == (picture,)
    assert whole.attachments == (file,)
    assert whole.editor == "王五"
    assert whole.pages == ()
