"""Revisits: often while an article is young, ever more rarely, then never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from news.revisit import next_visit

_BORN = datetime(2026, 11, 1, tzinfo=UTC)
_AGES = st.timedeltas(timedelta(0), timedelta(days=400))


@given(_AGES, _AGES)
def test_an_older_article_waits_at_least_as_long(one: timedelta, other: timedelta) -> None:
    younger, older = sorted((one, other))
    assert _wait(younger) <= _wait(older)


@given(_AGES)
def test_the_next_visit_lies_ahead(age: timedelta) -> None:
    now = _BORN + age
    due = next_visit(_BORN, _BORN, now)
    assert due is None or due >= now + timedelta(hours=1)


def test_an_article_is_visited_a_dozen_times_in_its_life() -> None:
    visits, due = 0, next_visit(None, _BORN, _BORN)
    while due:
        visits, due = visits + 1, next_visit(None, _BORN, due)
    assert visits == 12


def test_a_post_of_last_year_found_today_is_left_alone() -> None:
    assert next_visit(_BORN - timedelta(days=365), _BORN, _BORN) is None


def test_a_date_ahead_counts_from_first_sight() -> None:
    assert next_visit(_BORN + timedelta(days=30), _BORN, _BORN) == next_visit(None, _BORN, _BORN)


def _wait(age: timedelta) -> timedelta:
    now = _BORN + age
    due = next_visit(_BORN, _BORN, now)
    return timedelta.max if due is None else due - now
