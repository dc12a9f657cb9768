"""Revisits: often while an article is young, ever more rarely, then never."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from news.changes.revisit import MOST_REVISITS, SECOND_LOOK, next_look, next_visit

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


def test_an_edited_article_is_looked_at_more_often_for_a_fortnight() -> None:
    now = _BORN + timedelta(days=40)
    assert next_visit(None, _BORN, now, now) == now + timedelta(hours=6)
    assert next_visit(None, _BORN, now, now - timedelta(days=20)) == next_visit(None, _BORN, now)
    assert next_visit(None, _BORN, _BORN, _BORN) == next_visit(None, _BORN, _BORN)


def test_an_edit_costs_a_few_visits_more() -> None:
    now = _BORN + timedelta(days=400)
    visits, due = 0, next_visit(None, _BORN, now, now)
    while due:
        visits, due = visits + 1, next_visit(None, _BORN, due, now)
    assert visits == 8


def test_a_missing_page_is_looked_at_soon_and_then_ever_more_rarely() -> None:
    assert next_look(None, _BORN) == _BORN + SECOND_LOOK
    waits = [next_look(_BORN, _BORN + timedelta(hours=h)) - _BORN - timedelta(hours=h) for h in (0, 1, 8, 48, 480)]
    assert waits == [SECOND_LOOK, SECOND_LOOK, timedelta(hours=4), timedelta(days=1), timedelta(days=2)]


def test_a_year_of_twenty_posts_a_day_costs_thirteen_visits_each_and_no_crawl_more_than_its_bound() -> None:
    """A crawl an hour, the longest due first; a stop of four days in the middle is made up for within hours."""
    due: list[tuple[datetime, int]] = []
    visits: Counter[int] = Counter()
    busiest, latest = 0, timedelta(0)
    for hour in range(24 * 365):
        now = _BORN + timedelta(hours=hour)
        if 4000 <= hour < 4096:
            continue
        if hour % 24 < 20:
            born = _BORN + timedelta(hours=hour)
            heapq.heappush(due, (next_visit(None, born, now) or now, hour))
        looked = 0
        while due and due[0][0] <= now and looked < MOST_REVISITS:
            at, post = heapq.heappop(due)
            latest = max(latest, now - at) if hour > 4096 + 12 else latest
            visits[post] += 1
            looked += 1
            following = next_visit(None, _BORN + timedelta(hours=post), now)
            if following:
                heapq.heappush(due, (following, post))
        busiest = max(busiest, looked)
    assert max(visits.values()) <= 13
    assert busiest <= MOST_REVISITS
    assert latest < timedelta(hours=1)


def _wait(age: timedelta) -> timedelta:
    now = _BORN + age
    due = next_visit(_BORN, _BORN, now)
    return timedelta.max if due is None else due - now
