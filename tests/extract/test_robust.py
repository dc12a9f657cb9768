"""Hostile and broken pages: a reading or a ReadError, in time, and text that every sink takes."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles.furniture import is_furniture
from extract.lists.listing import read_listing
from extract.reader import read_article, read_page
from news.article import Article, Listing, NoArticle
from news.errors import ReadError
from tests.extract.golden import all_golden
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL = "http://www.tz.example/tzyw/2026/1124/1.html"
_PARAGRAPH = "统战部门的同志挨家挨户走访，把问题记在本子上，把答复写在问题后面。"
_TAGS = (b"<div>", b"</div>", b"<p>", b"</p>", b"<table><tr><td>", b"</table>", b"<a href='", b"'>", b"<h1>")
_SWITCHES = (b"<!--", b"-->", b"<script>", b"</script>", b"<![CDATA[", b"]]>", b"<title>", b"<textarea>")
_STRAYS = (b"</body>", b"&#0;", b"&nbsp;", b"\x00", b"\xff", b"<base href=//[>")
_WORDS = tuple(word.encode() for word in ("来源：", "2026年02月30日", "（来源：）", "上一篇："))
_PIECES = (*_TAGS, *_SWITCHES, *_STRAYS, *_WORDS)
_UNSTORABLE = (
    *("&#0;", "&#xD83D;", "&#x110000;", "&#999999999999;", "&#xFFFE;", "&#8238;"),
    *("\x00", "\x0b", "\u202e", "\u2066", "\ud800", "\ufffe"),
)
_NO_PAGES = (
    *("javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"),
    *("http://[", "//[::1", "http://" + "a" * 5000),
)


def _page(body: str, title: str = "统战要闻") -> bytes:
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<html>{head}<body><h1>{title}</h1>{body}</body></html>".encode("utf-8", "surrogatepass")


def _read(body: bytes, slowest: float = PATIENCE) -> Article | Listing | NoArticle | None:
    """Return the reading, None for a ReadError; any other exception and any delay fail the test."""
    started = time.process_time()
    try:
        reading = read_page(body, _URL)
    except ReadError:
        reading = None
    assert time.process_time() - started < slowest
    return reading


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for piece in value:
            yield from _texts(piece)


def _assert_clean(reading: Article | Listing | NoArticle | None) -> None:
    """Every text may go into Postgres, JSON and a mail: no NUL, no control or bidi character, no surrogate."""
    for text in _texts(astuple(reading)) if isinstance(reading, Article | Listing) else ():
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(st.binary(max_size=4000))
def test_random_bytes_are_read_or_refused(body: bytes) -> None:
    _assert_clean(_read(body))


@given(st.lists(st.sampled_from(_PIECES), max_size=120))
def test_random_markup_is_read_or_refused(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    _assert_clean(_read(body))
    _assert_clean(_read(b"<html><body>" + body + _PARAGRAPH.encode() + b"</body></html>"))


@st.composite
def _mutated(draw: st.DrawFn) -> bytes:
    """A golden page after something happened to it on the way."""
    body = bytearray(draw(st.sampled_from(all_golden())).body)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        match draw(st.sampled_from(["cut", "flip", "double", "insert", "drop"])):
            case "cut":
                del body[max(at, 1) :]
            case "flip" if at < len(body):
                body[at] ^= draw(st.integers(1, 255))
            case "double":
                body[at:at] = body[at : at + draw(st.integers(1, 400))]
            case "drop":
                del body[at : at + draw(st.integers(1, 200))]
            case _:
                body[at:at] = draw(st.sampled_from(_PIECES))
    return bytes(body)


@settings(max_examples=150)
@given(_mutated())
def test_a_damaged_page_is_read_or_refused(body: bytes) -> None:
    _assert_clean(_read(body))


@settings(max_examples=40)
@given(_mutated())
def test_a_damaged_list_is_read_or_refused(body: bytes) -> None:
    try:
        _assert_clean(read_listing(body, _URL))
    except ReadError:
        return


@pytest.mark.parametrize("body", [b"", b" \n\t", b"\x00" * 5000, b"\xef\xbb\xbf"], ids=["none", "blank", "nul", "bom"])
def test_a_page_of_nothing_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(ReadError, match="空"):
        read_article(body, _URL)


@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "blockquote", "table><tr><td", "ul><li", "section"])
def test_tags_nested_without_end_are_refused_and_not_read_as_empty(tag: str) -> None:
    body = _page(f"<{tag}>" * 200_000 + _PARAGRAPH)
    started = time.process_time()
    with pytest.raises(ReadError, match="嵌套"):
        read_article(body, _URL)
    assert time.process_time() - started < PATIENCE


def test_ten_thousand_paragraphs_nobody_closed_are_an_article() -> None:
    reading = _read(_page("".join(f"<p>第{n}段。{_PARAGRAPH}" for n in range(10_000))))
    assert isinstance(reading, Article)
    assert reading.body_text.count(_PARAGRAPH) == 10_000


@pytest.mark.parametrize(
    "filler",
    [f"<p>{_PARAGRAPH}</p>", "<a href='/1.html'>x</a>", "&nbsp;", "一", "来源：", "2026-"],
    ids=["paragraphs", "links", "spaces", "one-line", "labels", "dates"],
)
@pytest.mark.parametrize("megabytes", [2.9, 8])
def test_a_page_of_megabytes_is_read_or_refused_in_bounded_time(filler: str, megabytes: float) -> None:
    body = _page(filler * int(megabytes * 1024 * 1024 // len(filler.encode())))
    _assert_clean(_read(body))


@pytest.mark.parametrize("attribute", ["class", "id", "style", "href", "onclick", "title", "data-x"])
def test_an_attribute_of_a_megabyte_does_no_harm(attribute: str) -> None:
    reading = _read(_page(f"<div {attribute}='{'a ' * 524_288}'><p>{_PARAGRAPH * 3}</p></div>"))
    assert isinstance(reading, Article)
    assert _PARAGRAPH in reading.body_text


@pytest.mark.parametrize("evil", _UNSTORABLE)
def test_a_character_that_nothing_can_store_is_left_out(evil: str) -> None:
    """Pages spell such characters as entities or send them raw; the words around them stay."""
    title = f"统战{evil}要闻"
    reading = _read(_page(f"<p>{_PARAGRAPH}{evil}{_PARAGRAPH}</p>", title))
    assert isinstance(reading, Article)
    assert reading.title.replace("\ufffd", "").replace(" ", "") == "统战要闻"
    assert reading.body_text.count(_PARAGRAPH) == 2
    _assert_clean(reading)


def test_a_title_of_megabytes_is_cut() -> None:
    reading = _read(_page(f"<p>{_PARAGRAPH * 3}</p>", "长" * 400_000))
    assert isinstance(reading, Article | NoArticle)
    assert not isinstance(reading, Article) or len(reading.title) <= 500


def test_what_a_page_escapes_once_is_unescaped_once() -> None:
    reading = _read(_page(f"<p>{_PARAGRAPH}他写道：&amp;lt;script&amp;gt;不是标签。</p>"))
    assert isinstance(reading, Article)
    assert "&lt;script&gt;" in reading.body_text
    assert "<script" not in reading.body_html


def test_markup_in_a_text_is_escaped_where_html_is_kept() -> None:
    reading = _read(_page(f"<p>{_PARAGRAPH}标签写作 &lt;img src=x onerror=alert(1)&gt; 的样子。</p>"))
    assert isinstance(reading, Article)
    assert "<img src=x" in reading.body_text
    assert "<img src=x" not in reading.body_html


@pytest.mark.parametrize("link", _NO_PAGES)
def test_a_link_that_leads_to_no_page_is_no_entry_and_no_attachment(link: str) -> None:
    items = "".join(f"<li><a href='/a/{n}.html'>统战工作简讯第{n}期</a> 2026-11-{n:02d}</li>" for n in range(1, 6))
    body = _page(f"<ul>{items}<li><a href='{link}'>不该出现的一条长长的标题</a> 2026-11-09</li></ul>")
    listing = read_listing(body, _URL)
    assert len(listing.entries) == 5
    article = read_article(_page(f"<p>{_PARAGRAPH * 3}</p><p><a href='{link}.pdf'>附件.pdf</a></p>"), _URL)
    assert isinstance(article, Article)
    assert all(file.url.startswith(("http://", "https://")) for file in article.attachments)


def test_a_program_is_no_page() -> None:
    with pytest.raises(ReadError, match="文件"):
        read_page(b"\x7fELF\x02\x01\x01" + b"\x00" * 60 + b"\x01\x02 text of a program" * 40, _URL)


@pytest.mark.parametrize(
    "line",
    ["13800138000 13900139000 13700137000 王主任", "…" * 58 + "王", "20261120 20261121 20261122 20261123 20261124 王"],
)
def test_a_line_of_numbers_is_told_from_a_pager_at_once(line: str) -> None:
    started = time.process_time()
    assert not is_furniture(line)
    assert time.process_time() - started < PATIENCE
