"""What counts as said: never a counter, a clock, a list of links; always a number in a sentence."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article
from news.changes.telling import digest_of, field_digests, said, telling_texts

_PROSE = "民盟省委会召开会议，听取各支部意见，并作出安排。"
_ARTICLE = Article("http://www.minmeng.org.cn/1.html", "民盟省委会召开会议", _PROSE)
_CHURN = [
    "阅读 123 次",
    "阅读：1,234",
    "浏览次数：1234次",
    "浏览次数：次",
    "点击：",
    "【浏览：123】",
    "（点击：88）",
    "[点击数:123]",
    "人气：3.4万",
    "热度 88℃",
    "本文已被浏览 1234 次",
    "此文章共有 1234 人浏览",
    "您是第 12345 位访客",
    "1234人阅读",
    "阅读量：10w+",
    "阅读 (1.2万)",
    "总访问量：123456\u3000今日访问：12",
    "阅读数 loading...",
    "浏览量：--",
    "Views: 123",
    "点赞 12 收藏 3 转发 8",
    "浏览：１２３",
    "瀏覽次數：12",
    "当前在线：12 人",
    "今天是2026年11月26日 星期四",
    "您好，今天是2026年11月26日 星期四 农历丙午年十月十八",
    "当前时间：2026-11-26 10:11:12",
    "打印时间：2026年11月26日 10:11",
    "更新于 10:11",
    "2026年11月26日 星期四 10:11:12",
    "3小时前",
    "广告：双十一大促，全场五折！",
    "【广告】某某汽车",
    "上一篇：民盟召开会议",
]
_EDITS = [
    "增长5.2%。|增长5.3%。",
    "3月5日召开会议|3月6日召开会议",
    "该视频阅读量突破5000万次。|该视频阅读量突破6000万次。",
    "网站访问量达1234次，同比增长5%。|网站访问量达1235次，同比增长5%。",
    "该公众号文章（阅读量5000次）获奖。|该公众号文章（阅读量6000次）获奖。",
    "2026年11月26日|2026年11月27日",
    "今天是11月26日，民盟成立85周年纪念日。|今天是11月27日，民盟成立85周年纪念日。",
    "会议时间：2026年11月26日上午9:00|会议时间：2026年11月27日上午9:00",
    "走访企业 12 次|走访企业 13 次",
    "本次共走访 12 位老人|本次共走访 13 位老人",
    "本次活动共有 30 人参观访问|本次活动共有 31 人参观访问",
    "更新设备12台|更新设备13台",
    "9:00 签到|9:30 签到",
    "发布时间：2026-11-20|发布时间：2026-11-21",
    "出席：张三 李四|出席：张三 李五",
]


def _body(text: str) -> str:
    return digest_of(said(telling_texts(replace(_ARTICLE, body_text=text))))


@pytest.mark.parametrize("line", _CHURN)
def test_what_a_page_prints_anew_each_time_is_not_said(line: str) -> None:
    assert _body(f"{_PROSE}\n{line}\n{_PROSE}") == _body(f"{_PROSE}\n{_PROSE}")


@pytest.mark.parametrize("counter", ["（阅读 12 次）", "【点击：12】", " 浏览次数：12", "阅读：12"])
def test_a_counter_behind_a_sentence_is_not_said(counter: str) -> None:
    assert _body(_PROSE + counter) == _body(_PROSE)
    assert _body(_PROSE * 9 + counter) == _body(_PROSE * 9)


@pytest.mark.parametrize(
    "row",
    [
        "来源：新华社 点击：{} 次 字号：大 中 小",
        "发布时间：2026-11-20 09:00　阅读：{}　来源：团结报",
        "2026-11-20 | 浏览 {} | 打印",
        "作者：张三 打印时间：2026-11-26 10:{}",
    ],
)
def test_a_counter_in_a_row_of_labels_is_not_said_and_the_labels_are(row: str) -> None:
    assert _body(row.format(12)) == _body(row.format(45))
    assert _body(row.format(12)) != _body(row.format(12).replace("2026-11-20", "2026-11-21").replace("三", "四"))[1:]


@pytest.mark.parametrize(
    "heading", ["相关新闻", "相关阅读：", "延伸阅读", "热点推荐", "猜你喜欢", "【相关链接】", "广告"]
)
def test_a_box_of_links_at_the_end_is_not_said_and_one_with_prose_below_it_is(heading: str) -> None:
    boxed = f"{_PROSE}\n{_PROSE}\n{heading}\n某市召开座谈会\n某县开展调研 2026-11-20"
    assert _body(boxed) == _body(f"{_PROSE}\n{_PROSE}")
    assert _body(f"{boxed}\n{_PROSE}") != _body(f"{_PROSE}\n{_PROSE}\n{_PROSE}")
    assert _body(f"{boxed}\n{_PROSE}\n又及。") != _body(f"{boxed}\n{_PROSE}")


@pytest.mark.parametrize("edit", _EDITS)
def test_a_number_a_date_or_a_name_in_a_text_is_said(edit: str) -> None:
    before, after = edit.split("|")
    assert _body(f"{_PROSE}\n{before}") != _body(f"{_PROSE}\n{after}")
    assert _body(_PROSE + before) != _body(_PROSE + after)


def test_a_counter_beside_the_source_is_not_said_and_the_title_is_as_it_stands() -> None:
    counted = replace(_ARTICLE, source="新华社 点击：12")
    assert field_digests(counted) == field_digests(replace(_ARTICLE, source="新华社"))
    assert field_digests(replace(_ARTICLE, title="阅读 12 次")) != field_digests(replace(_ARTICLE, title="阅读 13 次"))


@given(st.text(" 　\t\n", max_size=4), st.sampled_from([("123", "１２３"), ("(a)", "（ａ）"), ("5%", "5％")]))
def test_white_space_and_width_are_not_said(space: str, pair: tuple[str, str]) -> None:
    narrow, wide = pair
    assert _body(f"{_PROSE}{narrow}人。") == _body(f"{_PROSE}{wide}{space}人。{space}")


@pytest.mark.parametrize(
    "text",
    [
        "点击" * 50_000,
        "阅读1" * 50,
        "今天是" + "11:" * 50 + "x",
        "点赞1评论" * 30,
        "(" * 50_000,
        "总的" * 80,
        "欢迎," * 40,
        " " * 100_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.monotonic()
    for one in (text, text + "。", _PROSE + text, "来源|" + text):
        _body(one)
    assert time.monotonic() - begun < 10
