"""Snippets: the piece that shows why an article was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.search.grams import folded
from news.search.snippet import columns, marked, snippet

_BODY = (
    "民盟吉林省委会日前在长春召开会议，学习贯彻全会精神，部署下一阶段的工作。会议由民盟吉林省委会主委主持，"
    "省委统战部有关负责同志出席会议并讲话，强调要凝聚共识。",
    "今天 The Ｕnited Front work 统　战 部 开放日，张　三 参加。",
)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["会议"], "…召开【会议】，学习贯彻全会精神，部署下一阶段的工作。【会议】由民盟吉…"),
        (["民盟", "长春"], "【民盟】吉林省委会日前在【长春】召开会议，学习贯彻全会精神，部署下一…"),
        (["凝聚共识"], "…省委统战部有关负责同志出席会议并讲话，强调要【凝聚共识】。"),
        (["united front"], "今天 The 【Ｕnited Front】 work 统　战 部 开放日，张　三 参加。"),
        (["统战部", "张三"], "今天 The Ｕnited Front work 【统　战 部】 开放日，【张　三】 参加。"),
        (["吉林省", "省委会"], "民盟【吉林省委会】日前在长春召开会议，学习贯彻全会精神，部署下一…"),
        (["没有"], None),
        ([], None),
    ],
)
def test_the_piece_with_most_words_is_shown(words: list[str], shown: str | None) -> None:
    found = snippet(_BODY, words)
    assert (found and marked(found)) == shown


def test_of_equal_pieces_the_first_is_shown_and_marks_may_be_others() -> None:
    found = snippet(["一 民盟", "二 民盟"], ["民盟"])
    assert found
    assert marked(found, "<b>", "</b>") == "一 <b>民盟</b>"


_TEXT = st.text(alphabet="民盟会议，。ab \u3000Ａ…ﬃé한", max_size=80)


@given(st.lists(_TEXT, max_size=3), st.lists(_TEXT.map(folded).filter(bool), max_size=3), st.integers(2, 80))
def test_every_piece_is_from_the_text_and_every_mark_from_the_words(
    lines: list[str], words: list[str], width: int
) -> None:
    found = snippet(lines, words, width)
    if found is None:
        return
    inside = found.text.removeprefix("…").removesuffix("…")
    assert any(inside in line for line in lines)
    assert found.hits
    longest = max(columns(found.text[low:high]) for low, high in found.hits)
    assert columns(inside) <= max(width, longest * len(found.hits)) + longest
    for low, high in found.hits:
        assert any(word in folded(found.text[low:high]) for word in words)
