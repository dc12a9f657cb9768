"""Saved pages that say themselves where they came from."""

from __future__ import annotations

import pytest

from extract.identity import page_url

_URL = "http://www.xtz.example/tzyw/1.html"


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{_URL}">',
        f"<LINK HREF='{_URL}' REL='canonical' />",
        f"<link rel=canonical href={_URL}>",
        f'<meta property="og:url" content="{_URL}"/>',
        f"<!-- saved from url=(0034){_URL} -->",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_names_its_address(head: str, encoding: str) -> None:
    page = f"<html><head><title>统战要闻</title>{head}</head><body>正文</body></html>"
    assert page_url(page.encode(encoding)) == _URL


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<link rel=canonical href=/tzyw/1.html>",
        "<link rel=canonical href=''>",
        "<meta property='og:url' content='javascript:alert(1)'>",
        f"<link rel=stylesheet href={_URL}>",
        f"<a href={_URL}>原文</a>",
    ],
)
def test_an_address_that_is_not_the_pages_own_is_not_taken(page: str) -> None:
    assert page_url(page.encode()) is None
