"""Dates: every form the sites print, the dates that are none, and the same moment back from each form."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Moment
from news.dates import (
    SHANGHAI,
    find_day_of_year,
    find_moment,
    find_moments,
    find_scattered_day,
    isoformat,
    parse_moment,
    plausible,
    url_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from news.article import Precision

# What the page prints, and what a reader understands.
_PRINTED = [
    ("2015年06月04日14:55", "2015-06-04T14:55:00+08:00", "minute"),
    ("2015年06月04日 14:55", "2015-06-04T14:55:00+08:00", "minute"),
    ("2015年6月4日", "2015-06-04T00:00:00+08:00", "day"),
    ("2015年6月4日 9:05", "2015-06-04T09:05:00+08:00", "minute"),
    ("2015 年 6 月 4 日", "2015-06-04T00:00:00+08:00", "day"),
    ("2023年02月27日 09:15 | 作者:董博婷 | 来源：新华社", "2023-02-27T09:15:00+08:00", "minute"),
    ("2017年12月06日 08:26:00来源：新华社", "2017-12-06T08:26:00+08:00", "second"),
    ("2011年08月30日 09:42 来源：中国新闻网 字号： 转发 打印", "2011-08-30T09:42:00+08:00", "minute"),
    ("日期：2020-08-26 15:33 来源：《统一论坛》杂志 作者：潘佳瑭", "2020-08-26T15:33:00+08:00", "minute"),
    ("发布时间：2025-09-05 来源： 浏览量：", "2025-09-05T00:00:00+08:00", "day"),
    ("发布时间：2026年01月10日", "2026-01-10T00:00:00+08:00", "day"),
    ("发布时间：2023年05月09日 14:52 来源：松原发布 编辑：王思博", "2023-05-09T14:52:00+08:00", "minute"),
    ("来源：人民日报|作者：|发布时间：2024-03-01 07:08", "2024-03-01T07:08:00+08:00", "minute"),
    ("2021-09-10 00:00:00 【阅读 】", "2021-09-10T00:00:00+08:00", "second"),
    ("2017-02-28 08:13:37 来源:东南网 责任编辑:A B |", "2017-02-28T08:13:37+08:00", "second"),
    ("2022-08-30 10:00文章来源:X", "2022-08-30T10:00:00+08:00", "minute"),
    ("来自： 发布: chenx 时间: 2009-03-10 08:59", "2009-03-10T08:59:00+08:00", "minute"),
    ("发布日期: 2022-09-27   编辑: 陈钊", "2022-09-27T00:00:00+08:00", "day"),
    ("作者： 时间：2026-09-30 点击数：123", "2026-09-30T00:00:00+08:00", "day"),
    ("2018-10-24 15:35:35 Wed 来源：杭州网", "2018-10-24T15:35:35+08:00", "second"),
    ("2018-10-24 Wed 15:35", "2018-10-24T15:35:00+08:00", "minute"),
    ("2018年10月24日 星期三 15:35", "2018-10-24T15:35:00+08:00", "minute"),
    ("2018年10月24日（周三）15:35", "2018-10-24T15:35:00+08:00", "minute"),
    ("发布时间：2016/12/22 14:28:40 点击次数:255323", "2016-12-22T14:28:40+08:00", "second"),
    ("2016/1/2 3:04:05", "2016-01-02T03:04:05+08:00", "second"),
    ("2024.01.10", "2024-01-10T00:00:00+08:00", "day"),
    ("[2019-05-01]", "2019-05-01T00:00:00+08:00", "day"),
    ("(2019-05-01 8:00)", "2019-05-01T08:00:00+08:00", "minute"),
    ("２０２４年１月１０日　１０：３０", "2024-01-10T10:30:00+08:00", "minute"),
    ("２０２４－０１－１０", "2024-01-10T00:00:00+08:00", "day"),
    ("2024年1月10日10时30分", "2024-01-10T10:30:00+08:00", "minute"),
    ("2024年1月10日10时30分05秒", "2024-01-10T10:30:05+08:00", "second"),
    ("2024年1月10日上午9:30", "2024-01-10T09:30:00+08:00", "minute"),
    ("2024年1月10日 下午3:20", "2024-01-10T15:20:00+08:00", "minute"),
    ("2024年1月10日 晚上 8:00", "2024-01-10T20:00:00+08:00", "minute"),
    ("2019-01-18 10:00　来源：中新社　参与互动", "2019-01-18T10:00:00+08:00", "minute"),
    ("2015-06-0414:55", "2015-06-04T14:55:00+08:00", "minute"),
    ("2024-01-10T10:30:00+08:00", "2024-01-10T10:30:00+08:00", "second"),
    ("2024-01-10T02:30:00Z", "2024-01-10T10:30:00+08:00", "second"),
    ("2024-01-10T02:30:00.123Z", "2024-01-10T10:30:00+08:00", "second"),
    ("2024-01-09T21:30:00-0500", "2024-01-10T10:30:00+08:00", "second"),
    ("2024-01-10T10:30+0800", "2024-01-10T10:30:00+08:00", "minute"),
    ("2024-01-10 02:30:00 +0000", "2024-01-10T10:30:00+08:00", "second"),
    # Not a zone: a span of time, an editor, a year.
    ("2024-01-10 09:00-11:00", "2024-01-10T09:00:00+08:00", "minute"),
    ("2015-06-04 14:55zhangsan", "2015-06-04T14:55:00+08:00", "minute"),
    ("2024-01-10T10:30:00+99:99", "2024-01-10T10:30:00+08:00", "second"),
    # The day is right even where the time is none.
    ("2024-01-10 25:61", "2024-01-10T00:00:00+08:00", "day"),
    ("2024-01-10 24:00:00", "2024-01-10T00:00:00+08:00", "day"),
    # A time of day beats a day alone, wherever it stands.
    ("2024-01-01 活动预告 发布时间：2024-01-10 10:30", "2024-01-10T10:30:00+08:00", "minute"),
    ("2024-02-30 更新于 2024-03-01", "2024-03-01T00:00:00+08:00", "day"),
    # The summer times of 1986 to 1991 are not ours: the printed day stays that day.
    ("1988-07-01", "1988-07-01T00:00:00+08:00", "day"),
    ("1986年05月04日 02:30", "1986-05-04T02:30:00+08:00", "minute"),
    ("1949年10月1日", "1949-10-01T00:00:00+08:00", "day"),
]

_NONE = [
    "",
    "昨天",
    "3天前",
    "2024-02-30",
    "2023年02月29日",
    "2024-13-01",
    "2024-00-10",
    "0000-00-00",
    "1970-01-01",
    "1970-01-01 08:00:00",
    "1970-01-01T00:00:00Z",
    "1949-09-30",
    "1900-01-01",
    "公元前221年1月1日",
    "2099-01-01",
    "2100-01-01",
    "9999-12-31",
    "10000-01-01",
    "12024-01-10",
    "2015-06-0456789",
    "2024年",
    "2024年1月",
    "14:55",
    "电话 010-20150604",
]


@pytest.mark.parametrize(("text", "iso", "precision"), _PRINTED)
def test_a_printed_date_is_read(text: str, iso: str, precision: Precision) -> None:
    found = find_moment(text)
    assert found
    assert (isoformat(found), found.precision) == (iso, precision)


@pytest.mark.parametrize("text", _NONE)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_moment(text) is None


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("20260521", "2026-05-21T00:00:00+08:00", "day"),
        ("202605210827", "2026-05-21T08:27:00+08:00", "minute"),
        ("20260521082701", "2026-05-21T08:27:01+08:00", "second"),
        ("2026-05-21 08:27", "2026-05-21T08:27:00+08:00", "minute"),
    ],
)
def test_a_machine_written_date_is_read(text: str, iso: str, precision: Precision) -> None:
    found = parse_moment(text)
    assert found
    assert (isoformat(found), found.precision) == (iso, precision)


@pytest.mark.parametrize("text", ["", "20261321", "20260230", "1788956713411", "no date"])
def test_a_number_that_is_no_date_gives_none(text: str) -> None:
    assert parse_moment(text) is None


_FORMS: list[tuple[str, Precision]] = [
    ("%Y-%m-%d", "day"),
    ("%Y年%m月%d日", "day"),
    ("%Y.%m.%d", "day"),
    ("%Y-%m-%d %H:%M", "minute"),
    ("%Y年%m月%d日%H:%M", "minute"),
    ("%Y年%m月%d日 %H:%M 来源：新华社", "minute"),
    ("%Y/%m/%d %H:%M:%S", "second"),
    ("%Y-%m-%d%H:%M:%S来源：本网", "second"),
    ("%Y年%m月%d日 %H时%M分%S秒", "second"),
    ("%Y-%m-%dT%H:%M:%S+08:00", "second"),
    ("发布时间：%Y年%m月%d日 （%a）%H:%M", "minute"),
]
_FULL_WIDTH = str.maketrans("0123456789:/-.", "０１２３４５６７８９：／－．")
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=SHANGHAI), datetime(2098, 12, 31, tzinfo=SHANGHAI)
_TIMES = st.integers(0, int((_LAST - _FIRST).total_seconds())).map(lambda seconds: _FIRST + timedelta(seconds=seconds))


@given(_TIMES, st.sampled_from(_FORMS), st.booleans())
def test_any_time_in_any_form_reads_back_the_same(at: datetime, form: tuple[str, Precision], wide: bool) -> None:
    pattern, precision = form
    printed = at.strftime(pattern.replace("%a", "星期" + "一二三四五六日"[at.weekday()]))
    if wide and "T" not in pattern:
        printed = printed.translate(_FULL_WIDTH)
    kept = {
        "day": at.replace(hour=0, minute=0, second=0),
        "minute": at.replace(second=0),
        "second": at,
    }[precision]
    assert find_moment(printed) == Moment(kept, precision)


@given(_TIMES, st.integers(min_value=-12, max_value=14))
def test_a_time_with_a_zone_is_the_same_instant(at: datetime, hours: int) -> None:
    printed = f"{at.replace(tzinfo=None).isoformat()}{hours:+03d}:00"
    found = find_moment(printed)
    assert found
    assert found.at == datetime.fromisoformat(printed)
    assert isoformat(found).endswith("+08:00")


@given(st.text(st.one_of(st.characters(), st.sampled_from("0123456789年月日-/.: T+Z时分")), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for moment, start, end in find_moments(text):
        assert 0 <= start < end <= len(text)
        assert 1949 <= moment.at.year <= 2099
    parse_moment(text)
    find_day_of_year(text, 2026)
    url_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-01", date(2026, 5, 1)),
        ("12月25日", date(2026, 12, 25)),
        ("[1/2]", date(2026, 1, 2)),
        ("０３－０４", date(2026, 3, 4)),
        ("02-30", None),
        ("无日期", None),
    ],
)
def test_a_lists_month_and_day_need_the_year_from_elsewhere(text: str, day: date | None) -> None:
    found = find_day_of_year(text, 2026)
    assert (found.at.date() if found else None) == day
    assert find_day_of_year(text, None) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.acfic.org.cn/yw/202606/t20260611_1.html", date(2026, 6, 11)),
        ("http://minge.gov.cn/n1/2026/0803/c1-2.html", date(2026, 8, 3)),
        ("http://www.rmzxb.com.cn/c/2026-09-16/1.shtml", date(2026, 9, 16)),
        ("http://www.zytzb.gov.cn/article_20260521082701.html", date(2026, 5, 21)),
        ("http://a.gov.cn/art/2026/1/2/art_1_2.html", date(2026, 1, 2)),
        ("http://a.gov.cn/info/1072/5835.htm", None),
        ("http://a.gov.cn/a/20261399/1.htm", None),
    ],
)
def test_an_address_may_hint_at_the_day(url: str, day: date | None) -> None:
    found = url_day(url)
    assert (found.at.date() if found else None) == day


def test_a_date_is_plausible_until_two_days_ahead() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert plausible(Moment(now + timedelta(hours=48), "minute"), now)
    assert not plausible(Moment(now + timedelta(hours=49), "minute"), now)


_RUNS = (
    "2024年{}",
    "2024年1月1日{}",
    "2024-01-01{}10",
    "2024-01-01 10{}:",
    "2024-1-1{}Mon{}",
    "10/26{}x",
    "26日{}x",
    "2012-10{}x",
)


@pytest.mark.parametrize("form", _RUNS)
@pytest.mark.parametrize("filler", [" ", "\u3000", ",", ", ", "\n\t"])
@pytest.mark.parametrize(
    "look", [find_moment, find_scattered_day, parse_moment, lambda text: find_day_of_year(text, 2026)]
)
def test_a_run_of_spaces_holds_nobody_up(form: str, filler: str, look: Callable[[str], Moment | None]) -> None:
    started = time.process_time()
    look(form.format(filler * 2000, filler * 2000))
    look(form.format(filler * 100_000, "") * 3)
    look(form.format(filler * 9, filler * 9) * 10_000)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("zone", ["+0\u0668:00", "+08:3\u0660", "+1\uff11:00"])
def test_a_zone_in_foreign_digits_is_no_zone(zone: str) -> None:
    assert find_moment(f"2024-01-10 10:30{zone}") is not None
