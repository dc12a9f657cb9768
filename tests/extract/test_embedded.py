"""Articles that stand in a page only as data for its script."""

from __future__ import annotations

import json
from html import escape

import pytest

from extract.reader import read_article
from news.article import Article, NoArticle
from news.dates import isoformat

_TITLE = "归国学人沙龙把机床搬进会场"
_TEXT = (
    "六月十一日，县留学人员联谊会把一台五轴机床搬进会场，六十余名会员围着它讨论了一个下午。",
    "“图纸上看不见的，手摸得出来。”主持人胡禾说，下一次沙龙将在车间里开。",
    "联谊会同日公布了全年十二次沙龙的题目，题目由会员投票选出，投票结果贴在门口。",
)
_CONTENT = "".join(f"<p>{paragraph}</p>" for paragraph in _TEXT)
_DATA = {
    "title": _TITLE,
    "publishTime": "2023-06-12 10:20:00",
    "source": "河口云",
    "author": "余禾",
    "editor": "胡丁",
    "content": _CONTENT,
}
_STATE = json.dumps({"detail": {"id": 15901234, **_DATA}, "recommend": [{"id": 1, "title": "别的"}]}, ensure_ascii=True)
_AREAS = {
    "article-title": _TITLE,
    "article-time": "1686536400000",
    "article-source-name": "河口云",
    "article-author": "余禾",
    "article-editor-name": "胡丁",
    "article-content": _CONTENT,
}
_PAGES = {
    "state": f"<div id=app></div><script>window.__INITIAL_STATE__={_STATE};</script>",
    "variable": f"<p>打开河口云APP，阅读体验更佳</p><script>var article = {json.dumps(_DATA)};</script>",
    "json": f'<script type="application/json">{json.dumps({"props": {"page": _DATA}})}</script>',
    "textareas": "".join(f'<textarea class="{name}">{escape(value)}</textarea>' for name, value in _AREAS.items()),
}


def _read(body: str) -> Article | NoArticle:
    page = f"<html><head><title>{_TITLE}</title></head><body>{body}<p>河口云 版权所有</p></body></html>"
    return read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("body", _PAGES.values(), ids=_PAGES)
def test_an_article_in_a_pages_data_is_read_like_a_shown_one(body: str) -> None:
    article = _read(body)
    assert isinstance(article, Article)
    assert article.published
    assert (article.title, article.body_text) == (_TITLE, "\n".join(_TEXT))
    assert (article.source, article.author, article.editor) == ("河口云", "余禾", "胡丁")
    assert isoformat(article.published)[:16] == "2023-06-12T10:20"
    assert article.provenance["body_text"] == "script"


def test_data_of_other_articles_do_not_replace_a_text_that_is_shown() -> None:
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in _TEXT * 2)
    other = json.dumps({**_DATA, "title": "别的文章", "content": "<p>别的文章的正文，" * 40})
    article = _read(f"<h1>{_TITLE}</h1><p>2026-11-02</p>{shown}<script>var next = {other};</script>")
    assert isinstance(article, Article)
    assert article.body_text == "\n".join(_TEXT * 2)


@pytest.mark.parametrize(
    "source", ["{", "[[[[[" * 2000, '{"title": 1, "content": []}', '{"content": "短"}', "={{title}}"]
)
def test_data_that_hold_no_article_are_none(source: str) -> None:
    assert not isinstance(_read(f"<script>var x = {source};</script>"), Article)
