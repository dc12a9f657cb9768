"""Bytes that are no text at all are refused; damaged pages and plain texts are read on."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from extract.reader import read_article, read_page
from news.article import Article
from news.errors import ReadError

_URL = "http://www.tz.example/tzyw/2026/1124/1.html"
_PARAGRAPH = "统战部门的同志挨家挨户走访，把问题记在本子上，把答复写在问题后面。"
_TEXT = "走访记\n" + "\n".join(f"第{number}段：{_PARAGRAPH}" for number in range(12))
_ARTICLE = "".join(f"<p>第{number}段：{_PARAGRAPH}</p>" for number in range(12))
_PAGE = f"<html><head><title>走访记</title></head><body><h1>走访记</h1>{_ARTICLE}</body></html>"


def _noise(size: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(size)


_NO_TEXT = {
    "noise": _noise(3_000),
    "short noise": _noise(300),
    "much noise": _noise(400_000),
    "a packed page": gzip.compress(_PAGE.encode(), mtime=0),
    "deflated": zlib.compress(_PAGE.encode() + _noise(500)),
    "noise with a tag": b"\x02<br>" + _noise(3_000),
    "without NUL": _noise(3_000).replace(b"\0", b"\1"),
}


@pytest.mark.parametrize("kind", ["text/html", "text/plain", None])
@pytest.mark.parametrize("name", _NO_TEXT)
def test_what_is_no_text_is_no_page(name: str, kind: str | None) -> None:
    for read in (read_page, read_article):
        with pytest.raises(ReadError, match="不是网页"):
            read(_NO_TEXT[name], _URL, content_type=kind)
    with pytest.raises(ReadError, match="不是网页"):
        read_page(_NO_TEXT[name], _URL, content_type=kind, as_="listing")


def _sprinkled(body: bytes, what: bytes, every: int) -> bytes:
    return b"".join(body[k : k + every] + what for k in range(0, len(body), every))


_DAMAGED = {
    "a few bad bytes": _PAGE.encode().replace("答复".encode(), b"\xff\xfe\x80"),
    "GBK cut in half": _PAGE.encode("gb18030")[:-401],
    "GBK said to be UTF-8": _PAGE.replace("<head>", '<head><meta charset="utf-8">').encode("gb18030"),
    "NULs sprinkled": _sprinkled(_PAGE.encode("gb18030"), b"\0", 90),
    "noise behind the page": _PAGE.replace("<head>", '<head><meta charset="utf-8">').encode() + _noise(60),
    "UTF-16": _PAGE.encode("utf-16"),
    "no tag but paragraphs": _ARTICLE.encode(),
}


@pytest.mark.parametrize("name", _DAMAGED)
def test_a_damaged_page_is_read_on(name: str) -> None:
    reading = read_page(_DAMAGED[name], _URL, as_="article")
    assert isinstance(reading, Article)
    assert "挨家挨户走访" in reading.body_text


@pytest.mark.parametrize("body", [_TEXT.encode(), _TEXT.encode("gb18030"), _TEXT.encode() + b"\x0c\x1a\xff"])
def test_a_plain_text_has_no_tags_and_is_read(body: bytes) -> None:
    reading = read_page(body, _URL, content_type="text/plain", as_="article")
    assert "挨家挨户走访" in getattr(reading, "body_text", "")
