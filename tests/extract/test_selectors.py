"""Selectors that a site file may hold are answered at once on a page made to be slow, and as cssselect would."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from extract.page import compiled
from tests.patience import PATIENCE

_COUNT = 20_000
_PAGES = {
    "one row": '<p class="a b" title="t">正文文字</p>' * _COUNT,
    "deep": '<div class="a b">' * 250 + '<p class="a b">正文</p>' * (_COUNT - 250) + "</div>" * 250,
    "combs": ('<div class="a b">' * 80 + "<p>字</p>" + "</div>" * 80) * (_COUNT // 81),
}
_SELECTORS = [
    *("div div div div div div", "* * * * * *::text", "p + p + p", "p:nth-child(100)", "p:last-child", "div:has(q)"),
    *("div > div div > div p", "div div *:has(> .q)", "p, .a, [title], p.b, #c, p[id]", "a > span:first-child"),
]
_SIMPLE = st.sampled_from(
    [
        "a",
        "b",
        "div",
        ".x",
        "div.x",
        "a:first-child",
        "b:last-child",
        "div:nth-child(2)",
        "*",
        "div:not(.x)",
        "a:has(b)",
    ]
)
_TREES = st.recursive(
    st.just("t"),
    lambda inner: st.tuples(
        st.sampled_from(["a", "b", "div"]), st.sampled_from(["", "x", "y"]), st.lists(inner, max_size=4)
    ).map(lambda made: f'<{made[0]} class="{made[1]}">{"".join(made[2])}</{made[0]}>'),
    max_leaves=30,
)


@pytest.mark.parametrize("page", _PAGES)
@pytest.mark.parametrize("selector", _SELECTORS)
def test_a_selector_is_answered_at_once(page: str, selector: str) -> None:
    tree = etree.fromstring(f"<body>{_PAGES[page]}</body>", parser=etree.HTMLParser(huge_tree=True))
    began = time.process_time()
    compiled(selector)(tree)
    assert time.process_time() - began < PATIENCE


@given(
    tree=_TREES,
    steps=st.lists(st.tuples(st.sampled_from([" ", " > ", " + "]), _SIMPLE), max_size=4),
    end=st.sampled_from(["", "::text", "::attr(class)", ", b a"]),
)
def test_a_selector_finds_what_cssselect_finds(tree: str, steps: list[tuple[str, str]], end: str) -> None:
    selector = "".join(("div", *(combinator + simple for combinator, simple in steps), end))
    root = etree.fromstring(f"<body>{tree}</body>")
    assert compiled(selector)(root) == etree.XPath(HTMLTranslator().css_to_xpath(selector))(root)
