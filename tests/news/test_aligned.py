"""Runs that two texts have in common: in order, without overlap, and really alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from news.stories.aligned import Run, runs

_WORDS = st.lists(
    st.sampled_from(["甲", "乙", "民盟", "统一战线", "11", "吉林省委调研组", "座谈会上大家说"]), max_size=60
)
_TEXTS = _WORDS.map("".join)


@given(_TEXTS, _TEXTS)
def test_runs_are_alike_and_rise_in_both_texts(one: str, other: str) -> None:
    at = (0, 0)
    for run in runs(one, other):
        assert run.length > 0
        assert one[run.first : run.first + run.length] == other[run.second : run.second + run.length]
        assert (run.first, run.second) >= at
        assert min(run.first - at[0], run.second - at[1]) >= 0
        at = (run.first + run.length, run.second + run.length)
    assert at[0] <= len(one)
    assert at[1] <= len(other)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_a_cut_and_an_addition_leave_the_rest_aligned(head: str, middle: str, tail: str) -> None:
    assert sum(run.length for run in runs(head + middle + tail, head + tail)) == len(head + tail)
    assert sum(run.length for run in runs(tail, middle + tail)) == len(tail)


def test_a_date_that_differs_is_one_difference() -> None:
    one, other = "会议于11月3日在长春召开", "会议于12月5日在长春召开"
    assert runs(one, other) == [Run(0, 0, 4), Run(7, 7, 6)]


def test_far_apart_passages_are_found_in_long_texts() -> None:
    one = "".join(chr(0x4E00 + n * 7 % 19_000) for n in range(3_000))
    other = one[:500] + "甲" * 90 + one[520:2_000] + one[2_600:]
    assert sum(run.length for run in runs(one, other)) >= 2_380
