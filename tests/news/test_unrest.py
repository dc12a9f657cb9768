"""Pages that never rest make no news, and their edits do: told over simulated visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from news.article import Article
from news.changes.change import Known, decide
from news.changes.differences import differences
from news.changes.telling import field_digests, said, telling_texts
from news.changes.unrest import unrest_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES = (
    "第一段，民盟省委会召开会议，听取意见。",
    "每日一语：天行健，君子以自强不息。",
    "第三段，参加会议的有32人，同比增长5.2%。",
    "第四段，会议由副主委主持。",
)
_HALVES = ("地势坤", "学而时习之", "有朋自远方来", "己所不欲", "温故而知新")
_SAYINGS = [f"{one}，{other}。" for one in _HALVES for other in ("厚德载物", "不亦说乎", "勿施于人", "可以为师矣")]
_LINKS = [
    f"{who}召开{what}座谈会" for who in ("民盟", "民革", "民建", "民进", "台盟") for what in ("专题", "年度", "季度")
]


def _page(*lines: str) -> Article:
    return Article("http://www.minmeng.org.cn/1.html", "标题", "\n".join(lines))


_PAGE = _page(*_LINES)


def _saying(number: int, edit: tuple[str, str] = ("", ""), *more: str) -> Article:
    lines = [_LINES[0], f"每日一语：{_SAYINGS[number % 20]}", *_LINES[2:], *more]
    return _page(*(line.replace(*edit) if edit[0] else line for line in lines))


def _visits(pages: Sequence[Article], first: Article = _PAGE) -> list[str]:
    """Return what each visit came to, stored as db/articles.py stores it, through JSON."""
    known = Known(1, 1, False, field_digests(first), None, datetime(2026, 11, 1, tzinfo=UTC), None)
    known = replace(known, texts=telling_texts(first))
    kinds: list[str] = []
    for page in pages:
        change = decide(known, page)
        kinds.append(change.kind)
        if change.kind == "changed":
            known = replace(known, fields=field_digests(page), texts=telling_texts(page))
        kept = unrest_of(change.unrest.as_json() if change.unrest else None)
        known = replace(known, unrest=kept)
    return kinds


def test_a_line_that_says_something_else_at_each_visit_is_told_once() -> None:
    assert _visits([_saying(k) for k in range(12)]) == ["changed"] + ["restless"] * 11


def test_an_edit_elsewhere_on_a_restless_page_is_told_at_once_and_once() -> None:
    edit = ("5.2%", "5.3%")
    pages = [_saying(k, edit if k >= 6 else ("", "")) for k in range(10)]
    assert _visits(pages) == ["changed"] + ["restless"] * 5 + ["changed"] + ["restless"] * 3


def test_a_paragraph_beside_a_restless_line_is_told_when_it_comes_and_when_it_goes() -> None:
    def page(number: int, *beside: str) -> Article:
        return _page(_LINES[0], f"每日一语：{_SAYINGS[number % 20]}", *beside, *_LINES[2:])

    beside = "补充一段，会后还举行了座谈。"
    pages = [page(k, beside) if 4 <= k < 8 else page(k) for k in range(12)]
    assert [k for k, kind in enumerate(_visits(pages)) if kind == "changed"] == [0, 4, 8]


def test_a_number_that_grows_within_a_line_is_told_once() -> None:
    pages = [_page(*_LINES[:2], f"{_LINES[2]}另有{1000 + 7 * k}人在线", _LINES[3]) for k in range(8)]
    assert _visits(pages) == ["changed"] + ["restless"] * 7


def test_links_without_a_heading_that_are_drawn_anew_are_told_once() -> None:
    pages = [_page(*_LINES, *(_LINKS[(3 * k + 4 * i) % 15] for i in range(3 + k % 3))) for k in range(10)]
    assert _visits(pages) == ["changed"] + ["restless"] * 9


def test_a_page_of_two_texts_in_turn_is_told_once() -> None:
    other = _page(_LINES[0], _LINES[1], _LINES[2].replace("32", "33"), _LINES[3])
    assert _visits([other, _PAGE] * 5).count("changed") == 1
    assert _visits([other, other, _PAGE, other, _PAGE, _PAGE, other, _PAGE, other]).count("changed") == 1


def test_an_edit_in_two_steps_is_told_when_the_page_has_come_to_rest() -> None:
    one, two = (_page(*_LINES[:3], f"第四段，会议由{who}主持。") for who in ("主委", "秘书长"))
    assert _visits([one, two, two, two, two]) == ["changed", "restless", "restless", "changed", "unchanged"]
    assert _visits([one, one, two, two]) == ["changed", "unchanged", "changed", "unchanged"]


def test_an_edit_that_is_taken_back_is_told_when_it_stays_so() -> None:
    other = _page(*_LINES[:3], "第四段，会议由主委主持。")
    assert _visits([other, other, _PAGE, _PAGE, _PAGE, _PAGE]) == [
        "changed",
        "unchanged",
        "restless",
        "restless",
        "changed",
        "unchanged",
    ]


def test_a_report_that_grows_at_every_visit_is_told_every_time() -> None:
    steps = [f"第{k}项议程结束，进入下一项。" for k in range(9)]
    assert _visits([_page(*_LINES, *steps[: k + 1]) for k in range(9)]) == ["changed"] * 9


def test_a_page_that_is_another_at_every_visit_stops_being_news() -> None:
    pages = [
        _page(*(line.replace("，", f"，{k}{chr(0x4E00 + 97 * k + i)}") for i, line in enumerate(_LINES)))
        for k in range(20)
    ]
    kinds = _visits(pages)
    assert kinds.count("changed") <= 4
    assert set(kinds[6:]) == {"restless"}


def test_a_saying_of_the_day_seen_thrice_a_day_is_told_twice() -> None:
    assert _visits([_saying(k // 3) for k in range(30)]).count("changed") == 2


_LINE = st.text("甲乙丙12。", min_size=1, max_size=8)


@given(st.lists(_LINE, max_size=8), st.lists(_LINE, max_size=8))
def test_what_differs_put_into_the_older_text_gives_the_newer_one(older: list[str], newer: list[str]) -> None:
    first, second = (said({"body_text": "\n".join(lines)}) for lines in (older, newer))
    old, new = "".join(first["body_text"]), "".join(second["body_text"])
    built, at = "", 0
    for hunk in differences(first, second):
        built += old[at : hunk.start]
        assert len(built) == hunk.new_start
        built, at = built + new[hunk.new_start : hunk.new_end], hunk.end
    assert built + old[at:] == new


@given(st.lists(st.integers(0, 4), min_size=1, max_size=25))
def test_whatever_the_restless_line_says_an_edit_elsewhere_is_told(sayings: list[int]) -> None:
    before = [_saying(k) for k in sayings]
    assert _visits([*before, _saying(sayings[-1], ("主持", "召集"))])[-1] == "changed"
