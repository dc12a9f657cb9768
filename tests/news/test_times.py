"""How new a text of a segment can be: never newer than told, and told closely where the newest are looked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from news.search.times import kept, newest_at

_NEWEST = datetime(2026, 11, 2, 8, 30, 0, 999_999, tzinfo=UTC)
_STEPS = st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 40_000_000))


@given(st.lists(_STEPS, max_size=300))
def test_no_text_is_newer_than_told(steps: list[float]) -> None:
    times = [_NEWEST - timedelta(seconds=before) for before in accumulate(steps, initial=0.0)]
    held = kept(times)
    told = [newest_at(place, _NEWEST.timestamp(), held) for place in range(len(times))]
    assert all(at.timestamp() <= most for at, most in zip(times, told, strict=True))
    assert told == sorted(told, reverse=True)


def test_the_first_are_told_to_the_second_and_the_others_to_a_sixteenth() -> None:
    times = [_NEWEST - timedelta(days=place) for place in range(4096)]
    held = kept(times)
    assert len(held) == 4 * 144
    for place, at in enumerate(times):
        early = (newest_at(place, _NEWEST.timestamp(), held) - at.timestamp()) / 86_400
        assert early <= (0.001 if place < 32 else 1 + place / 16)


def test_times_before_the_calendar_of_this_age_are_held_too() -> None:
    times = [_NEWEST, datetime(1, 1, 1, tzinfo=UTC)]
    assert newest_at(1, _NEWEST.timestamp(), kept(times)) >= times[1].timestamp()
