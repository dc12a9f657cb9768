"""Who was first, by what that is known, and what a reprint made of the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from news.article import Article, Moment
from news.dates import SHANGHAI
from news.stories.story import Appearance, appearance, changes, in_order, tied

_NINE = datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
_HOUR = timedelta(hours=1)
_ARTICLE = Article(url="", title="民盟调研黑土地", body_text="第一段说的是土。\n第二段说的是收成。\n第三段说的是机器。")


@pytest.mark.parametrize(
    ("published", "seen", "at", "basis"),
    [
        (Moment(_NINE, "minute"), _NINE + _HOUR, _NINE, "printed"),
        (None, _NINE, _NINE, "seen"),
        # Printed for later than it was seen: the clock of the site is wrong, or it is the day of an event.
        (Moment(_NINE + 9 * _HOUR, "minute"), _NINE, _NINE, "seen"),
        # Only the day is printed.
        (Moment(_NINE.replace(hour=0), "day"), _NINE, _NINE, "seen"),
        (
            Moment(_NINE.replace(hour=0), "day"),
            _NINE + 99 * _HOUR,
            _NINE.replace(hour=23, minute=59, second=59),
            "printed",
        ),
    ],
)
def test_when_an_article_came_out(published: Moment | None, seen: datetime, at: datetime, basis: str) -> None:
    found = appearance(published, seen)
    assert (found.at, found.basis) == (at, basis)


def _order(hours: list[int], sources: list[int | None]) -> list[int]:
    return in_order([Appearance(_NINE + hour * _HOUR, "printed") for hour in hours], sources)


def test_the_first_to_come_out_is_the_first() -> None:
    assert _order([3, 1, 2], [None] * 3) == [1, 2, 0]
    assert _order([1, 1], [None] * 2) == [0, 1]


def test_whoever_is_named_as_the_source_comes_before() -> None:
    assert _order([1, 3, 2], [1, None, None]) == [1, 0, 2]
    assert _order([1, 2, 3], [1, 2, None]) == [2, 1, 0]


def _printed(*moments: Moment) -> list[Appearance]:
    return [appearance(moment, _NINE + 999 * _HOUR) for moment in moments]


_AT_NINE = Moment(_NINE, "minute")


@pytest.mark.parametrize(
    ("second", "sources", "found"),
    [
        (_AT_NINE, [None, None], [0, 1]),
        (Moment(_NINE + timedelta(seconds=59), "second"), [None, None], [0, 1]),
        (Moment(_NINE.replace(hour=0), "day"), [None, None], [0, 1]),
        (Moment(_NINE + timedelta(minutes=1), "minute"), [None, None], []),
        (Moment(_NINE + timedelta(days=1), "day"), [None, None], []),
        # Whoever names the other as its source came after.
        (_AT_NINE, [None, 0], []),
    ],
)
def test_times_that_tell_no_order(second: Moment, sources: list[int | None], found: list[int]) -> None:
    appeared = _printed(_AT_NINE, second)
    assert tied(appeared, sources, in_order(appeared, sources)) == found


def test_times_of_being_seen_tell_no_order_when_they_are_the_same() -> None:
    seen = [Appearance(_NINE, "seen"), Appearance(_NINE, "seen"), Appearance(_NINE, "printed")]
    assert tied(seen, [None] * 3, [0, 1, 2]) == [0, 1]


def test_a_source_is_followed_to_its_own_source() -> None:
    appeared = _printed(_AT_NINE, _AT_NINE, _AT_NINE)
    assert tied(appeared, [None, 0, 1], [0, 1, 2]) == []
    assert tied(appeared, [None, 2, 1], [0, 1, 2]) == [0, 1, 2]


def test_two_that_name_each_other_still_have_an_order() -> None:
    assert sorted(_order([1, 2, 3], [1, 0, 2])) == [0, 1, 2]


def test_what_a_reprint_changed() -> None:
    lines = _ARTICLE.body_text.split("\n")
    reprint = Article(url="", title="土、收成与机器", body_text="\n".join(["本网特予转载，以飨读者。", *lines[:2]]))
    found = changes(_ARTICLE, reprint)
    assert (found.headline, found.cut, found.added, found.edited) == (True, 1, 1, 0)
    assert "headline" in found.classes
    assert found.weight == "major"


def test_an_exact_reprint_changed_nothing_whatever_its_site_prints_beside_it() -> None:
    elsewhere = replace(_ARTICLE, published=Moment(_NINE, "minute"), editor="王芳", source="新华社", keywords=("民盟",))
    found = changes(_ARTICLE, elsewhere)
    assert (found.weight, found.classes, found.headline, found.cut, found.added, found.edited) == (
        (None, (), False) + (0,) * 3
    )
