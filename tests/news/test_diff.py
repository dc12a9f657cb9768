"""Comparing two versions: what a person reads, that nothing is lost, and that it always ends soon."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article
from news.diff.articles import compare, patched
from news.diff.tokens import token_pair
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from news.diff.articles import FieldChange, ParagraphChange

ARTICLE = Article(url="https://a.example/1.html", title="题", body_text="")


def marked(old: str, new: str) -> list[str]:
    """Return the changed paragraphs, with what went and what came between marks."""
    difference = compare(replace(ARTICLE, body_text=old), replace(ARTICLE, body_text=new))
    return [
        f"{change.kind}: "
        + "".join(
            piece.new
            if piece.old == piece.new
            else (f"〔-{piece.old}-〕" if piece.old else "") + (f"〔+{piece.new}+〕" if piece.new else "")
            for piece in change.pieces
        )
        for change in difference.body
        if change.kind != "same"
    ]


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (
            "增长5.2%，达到300亿元。",
            "增长5.3%，达到310亿元。",
            "增长〔-5.2%-〕〔+5.3%+〕，达到〔-300亿-〕〔+310亿+〕元。",
        ),
        ("于2026年3月5日在京。", "于2026年3月6日在京。", "于〔-2026年3月5日-〕〔+2026年3月6日+〕在京。"),
        ("用 Python 3.11 写。", "用 Python 3.13 写。", "用 Python 〔-3.11-〕〔+3.13+〕 写。"),
        ("看 COVID-19 疫情。", "看 Covid-19 疫情。", "看 〔-COVID-19-〕〔+Covid-19+〕 疫情。"),
        ("主席张三出席会议。", "副主席李四出席会议。", "〔-主席张三-〕〔+副主席李四+〕出席会议。"),
        ("有张三、李四、王五。", "有张三、王五。", "有张三、〔-李四、-〕王五。"),
        ("开会。要落实。散会。", "开会。要落实。有困难。散会。", "开会。要落实。〔+有困难。+〕散会。"),
        ("认真学习文件精神", "深入领会讲话要求", "〔-认真学习文件精神-〕〔+深入领会讲话要求+〕"),
        (
            "大家在次讨论，做出决定。",
            "大家再次讨论，作出决定。",
            "大家〔-在-〕〔+再+〕次讨论，〔-做-〕〔+作+〕出决定。",
        ),
    ],
)
def test_a_change_reads_as_a_person_would_mark_it(old: str, new: str, seen: str) -> None:
    context = "这一段的其余部分没有改动，仍是原来的样子。"
    assert marked(context + old, context + new) == [f"edited: {context}{seen}"]


FIRST, SECOND, THIRD = (
    "民盟中央在北京召开座谈会，听取各地意见。",
    "会议认为，今年以来工作取得了新的成绩。",
    "与会者就下一步的安排作了讨论并提出建议。",
)


def test_paragraphs_that_came_went_and_moved_are_told_apart() -> None:
    assert marked(f"{FIRST}\n{SECOND}", f"{FIRST}\n{THIRD}\n{SECOND}") == [f"added: 〔+{THIRD}+〕"]
    assert marked(f"{FIRST}\n{SECOND}\n{THIRD}", f"{FIRST}\n{THIRD}") == [f"removed: 〔-{SECOND}-〕"]
    assert marked(f"{FIRST}\n{SECOND}\n{THIRD}", f"{SECOND}\n{THIRD}\n{FIRST}") == [f"moved: {FIRST}"]


def test_a_paragraph_that_moved_and_was_edited_is_one_change() -> None:
    edited = FIRST.replace("座谈会", "专题座谈会")
    assert marked(f"{FIRST}\n{SECOND}\n{THIRD}", f"{SECOND}\n{THIRD}\n{edited}") == [
        "moved: 民盟中央在北京召开〔+专题+〕座谈会，听取各地意见。"
    ]


def test_a_paragraph_that_was_parted_or_joined_lost_nothing() -> None:
    assert marked(f"{FIRST}{SECOND}{THIRD}", f"{FIRST}\n{SECOND}{THIRD}") == [f"edited: {FIRST}〔+\n+〕{SECOND}{THIRD}"]
    assert marked(f"{FIRST}\n{SECOND}", f"{FIRST}{SECOND}") == [f"edited: {FIRST}〔-\n-〕{SECOND}"]


def test_a_paragraph_of_which_little_is_left_is_still_that_paragraph() -> None:
    assert marked(f"{FIRST}{SECOND}{THIRD}", FIRST) == [f"edited: {FIRST}〔-{SECOND}{THIRD}-〕"]


def test_the_wrong_text_is_not_patched() -> None:
    difference = compare(replace(ARTICLE, body_text="甲"), replace(ARTICLE, body_text="乙"))
    with pytest.raises(ValueError, match="not the text"):
        patched("丙", difference)


_CHARACTERS = st.one_of(
    st.sampled_from(list("民盟中央主席张三李四王五出席会议不未已的地得。，、：\n\n\n 　0123年月日%.AaBb·（）")),
    st.characters(),
)
_TEXTS = st.text(_CHARACTERS, max_size=120)


@given(old=_TEXTS, new=_TEXTS)
def test_the_difference_applied_to_the_old_text_gives_the_new_one(old: str, new: str) -> None:
    before, after = replace(ARTICLE, body_text=old, title=old), replace(ARTICLE, body_text=new, title=new)
    difference = compare(before, after)
    assert patched(old, difference) == new
    assert (difference.weight is None) == (old == new)
    changes: tuple[ParagraphChange | FieldChange, ...] = (*difference.body, *difference.fields)
    for change in changes:
        assert (change.weight is None) == (not change.classes)
        assert change.weight in {None, *(piece.weight for piece in change.pieces)} or change.classes
    for field in difference.fields:
        assert "".join(piece.old for piece in field.pieces) == field.old
        assert "".join(piece.new for piece in field.pieces) == field.new


@given(lines=st.lists(st.sampled_from([FIRST, SECOND, THIRD, "短", "", "张三"]), max_size=12), data=st.data())
def test_paragraphs_in_any_order_are_put_together_again(lines: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(lines))
    difference = compare(replace(ARTICLE, body_text="\n".join(lines)), replace(ARTICLE, body_text="\n".join(other)))
    assert patched("\n".join(lines), difference) == "\n".join(other)


@given(old=_TEXTS, new=_TEXTS)
def test_tokens_are_the_text(old: str, new: str) -> None:
    before, after = token_pair(old, new)
    assert ("".join(t.text for t in before), "".join(t.text for t in after)) == (old, new)


_SIZE = 300_000
_RANDOM = random.Random(20261103)
_STOCK = [chr(_RANDOM.randrange(0x4E00, 0x9FA5)) for _ in range(2500)]


def _prose(length: int, lines: int) -> str:
    text = "".join(_RANDOM.choices(_STOCK, k=length))
    return "\n".join(text[at : at + lines] for at in range(0, length, lines))


def _sprinkled(text: str, every: int) -> str:
    """Return the text with another character at each `every`-th place."""
    return "".join("改" if at % every == 0 else c for at, c in enumerate(text))


_LARGE: dict[str, Callable[[], tuple[str, str]]] = {
    "edits in every paragraph": lambda: (prose := _prose(_SIZE, 120), _sprinkled(prose, 100)),
    "one paragraph": lambda: (prose := _prose(_SIZE, _SIZE), _sprinkled(prose, 50)),
    "a character a line": lambda: (_prose(_SIZE, 1), _prose(_SIZE, 1)),
    "the same few words": lambda: ("原副的张三、" * (_SIZE // 6), "副原地李四、" * (_SIZE // 6)),
}


@pytest.mark.parametrize("kind", _LARGE)
def test_a_megabyte_of_any_kind_is_compared_soon(kind: str) -> None:
    old, new = _LARGE[kind]()
    begun = time.process_time()
    difference = compare(replace(ARTICLE, body_text=old), replace(ARTICLE, body_text=new))
    assert time.process_time() - begun < PATIENCE
    assert patched(old, difference) == new
