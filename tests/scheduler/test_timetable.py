"""Which sites are due, and how long each waits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.site import Channel, Pace, Site
from scheduler.timetable import to_enqueue, wait_after, watched

_SITE = Site("minmeng", "民盟", "http://a.cn/", ("a.cn",), (Channel("要闻", "http://a.cn/"),), re.compile("x"))


@pytest.mark.parametrize(
    ("enabled", "switched", "is_watched"),
    [
        (True, None, True),
        (False, None, False),
        (True, False, False),
        (False, True, True),
        (True, True, True),
        (False, False, False),
    ],
)
def test_the_operators_switch_wins_over_the_definition(enabled: bool, switched: bool | None, is_watched: bool) -> None:
    assert watched(replace(_SITE, enabled=enabled), switched) is is_watched


def test_due_sites_without_a_definition_or_switched_off_are_left_alone() -> None:
    sites = {"minmeng": _SITE, "acfic": replace(_SITE, id="acfic")}
    due = [("removed", None), ("acfic", False), ("minmeng", None)]
    assert to_enqueue(due, sites) == [_SITE]


@given(st.integers(min_value=1, max_value=10_000), st.integers(min_value=0, max_value=2**40))
def test_a_wait_is_the_interval_give_or_take_a_twentieth(minutes: int, tick: int) -> None:
    interval = timedelta(minutes=minutes)
    wait = wait_after(replace(_SITE, pace=Pace(interval=minutes)), tick)
    assert 0.95 * interval <= wait <= 1.05 * interval


def test_sites_that_fell_due_together_drift_apart() -> None:
    waits = {wait_after(replace(_SITE, id=f"site-{number}"), 1) for number in range(200)}
    assert len(waits) == 200
    assert max(waits) - min(waits) > timedelta(minutes=2)
