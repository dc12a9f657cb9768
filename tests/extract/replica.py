"""A page that nobody described, with what a test puts around its article."""

from __future__ import annotations

from extract.reader import read_article
from news.article import Article

TITLE = "河长办里来了民主党派人士"
BODY = (
    "每月十五日，县河长办的会议桌旁会多出六把椅子，坐的是六个民主党派支部推荐的监督员。",
    "“我们不看报告，只看水。”监督员苏禾说，她的包里常年放着一支试纸。",
)


def read_around(
    head: str = "", tail: str = "", *, body: tuple[str, ...] = BODY, foot: str = "", name: str = ""
) -> Article:
    """Read a page with `head` between headline and text, `tail` at the text's end inside its element."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    page = f"<title>{TITLE}{name}</title><body><h1>{TITLE}</h1>{head}<div class='xl'>{text}{tail}</div>{foot}</body>"
    return read_text(page)


DATE = "<p>2026-11-02 08:30</p>"


def read_text(page: str, url: str = "http://www.xtz.example/a/1.html") -> Article:
    """Read a page that is an article."""
    reading = read_article(page.encode(), url, content_type="text/html; charset=utf-8")
    assert isinstance(reading, Article)
    return reading
