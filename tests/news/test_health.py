"""Findings: decided from a run and the site's own history; they clear when what they say is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.network.reasons import status_reason
from news.health import Fill, Past, findings, kind_of_failure, silence
from news.holidays import is_working_day, working_days
from news.run import Failure
from news.site import Expect

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
LIST = "http://a.example.cn/list.html"
LISTS = frozenset({LIST})


def _found(
    *failures: Failure, error: str | None = None, past: Past | None = None, expect: Expect | None = None
) -> list[tuple[str, str]]:
    found = findings(LISTS, failures, error, past or Past(), expect or Expect(), NOW)
    return [(one.kind, one.subject) for one in found]


def _workdays(count: int, last: date) -> list[date]:
    days = [last - timedelta(days=k) for k in range(count * 2)]
    return sorted([day for day in days if is_working_day(day)][:count])


# Working days


def test_weekends_and_the_weeks_of_spring_festival_and_national_day_are_no_working_days() -> None:
    assert working_days(date(2026, 11, 20), date(2026, 11, 23)) == 1
    # 2026-02-17 is the first day of the lunar year.
    assert not any(is_working_day(date(2026, 2, day)) for day in range(15, 25))
    assert is_working_day(date(2026, 2, 25))
    assert working_days(date(2026, 9, 30), date(2026, 10, 8)) == 0
    assert working_days(date(2026, 11, 25), date(2026, 11, 24)) == 0


# Silence


def test_a_daily_site_may_be_silent_for_a_working_week() -> None:
    posted = _workdays(40, date(2026, 11, 13))
    assert silence(posted, 0, date(2026, 11, 21)) == (5, 5)
    assert silence(posted, 0, date(2026, 11, 24)) == (6, 5)


def test_a_weekly_site_may_be_silent_longer() -> None:
    posted = [date(2026, 11, 10) - timedelta(weeks=k) for k in range(20)][::-1]
    counted = silence(posted, 0, date(2026, 11, 25))
    assert counted is not None
    assert counted[1] == 10


def test_no_alarm_over_the_spring_festival() -> None:
    posted = _workdays(40, date(2026, 2, 13))
    assert silence(posted, 0, date(2026, 2, 27)) == (2, 5)


def test_without_a_history_the_expectation_counts_and_without_both_nothing_is_said() -> None:
    posted = [date(2026, 10, 20)]
    assert silence(posted, 0, date(2026, 11, 25)) is None
    assert silence([], 5.0, date(2026, 11, 25)) is None
    counted = silence(posted, 5.0, date(2026, 11, 25))
    assert counted is not None
    assert counted[0] > counted[1] == 5


def test_silence_is_found_and_not_of_a_site_that_was_not_read() -> None:
    past = Past(posted=_workdays(40, date(2026, 11, 10)))
    assert _found(past=past) == [("silent", "")]
    assert _found(error="超时 timed out", past=past) == []


# Failures


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("列表页没有条目，页面可能改版 no entries on this list page", "empty_list"),
        (status_reason(403), "blocked"),
        (status_reason(412), "blocked"),
        (status_reason(429), "blocked"),
        ("拦截页 challenge script: $_ts", "blocked"),
        ("转到了别的网站 redirected to another site: login.example.org", "blocked"),
        ("页面不存在 soft 404: 页面不存在", "soft_404"),
        ("缺浏览器，请安装后再采集 browser missing, install one", "browser_missing"),
        (status_reason(404), None),
        (status_reason(500), None),
        ("超时 timed out", None),
    ],
)
def test_what_a_reason_may_be_a_sign_of(reason: str, kind: str | None) -> None:
    assert kind_of_failure(reason) == kind


def test_a_list_without_entries_is_found_with_its_address() -> None:
    assert _found(Failure(LIST, "列表页没有条目，页面可能改版 no entries")) == [("empty_list", LIST)]


def test_a_list_that_is_turned_away_is_enough_and_a_single_article_is_not() -> None:
    assert _found(Failure(LIST, status_reason(412)), error=status_reason(412)) == [("blocked", "")]
    one = Failure("http://a.example.cn/a/1.html", status_reason(403))
    assert _found(one) == []
    assert _found(*(Failure(f"{one.url}{k}", one.reason) for k in range(3))) == [("blocked", "")]


def test_entries_that_lead_to_a_page_not_there_for_days_are_found_when_they_are_many() -> None:
    stuck = {"页面不存在 soft 404: 页面不存在": 4}
    assert _found(past=Past(stuck=stuck, listed=10)) == [("soft_404", "")]
    assert _found(past=Past(stuck=stuck, listed=100)) == []


def test_a_missing_browser_is_found_at_once() -> None:
    assert _found(error="缺浏览器，请安装后再采集 browser missing, install one") == [("browser_missing", "")]


def test_a_site_that_is_down_is_found_after_a_day() -> None:
    hours = Past(failing_since=NOW - timedelta(hours=3))
    assert _found(error="超时 timed out", past=hours) == []
    days = Past(failing_since=NOW - timedelta(days=2))
    assert _found(error="超时 timed out", past=days) == [("unreachable", "")]
    assert _found(past=days) == []


# Losses


def _fill(articles: int, source: int, reader: str = "layout a") -> Fill:
    return Fill(articles, {"published_at": articles, "source": source}, {reader: articles})


def test_a_field_that_the_newest_posts_lack_is_found_against_the_sites_own_history() -> None:
    assert _found(past=Past(recent=_fill(6, 1), before=_fill(50, 48))) == [("lost_field", "source")]
    assert _found(past=Past(recent=_fill(6, 4), before=_fill(50, 48))) == []
    assert _found(past=Past(recent=_fill(6, 0), before=_fill(50, 10))) == []
    assert _found(past=Past(recent=_fill(2, 0), before=_fill(50, 48))) == []


def test_an_expected_field_needs_no_history() -> None:
    past = Past(recent=_fill(6, 1))
    assert _found(past=past) == []
    assert _found(past=past, expect=Expect(fields=("source",))) == [("lost_field", "source")]


def test_a_layout_that_no_longer_matches_is_found() -> None:
    before = _fill(50, 50)
    assert _found(past=Past(recent=_fill(6, 6, "generic"), before=before)) == [("layout_changed", "")]
    assert _found(past=Past(recent=_fill(6, 6), before=before)) == []
    assert _found(past=Past(recent=_fill(6, 6, "generic"), before=_fill(50, 50, "generic"))) == []
