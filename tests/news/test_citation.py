"""References in the form of GB/T 7714—2015, whatever a page leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from news.article import Article, Moment
from news.citation import citation
from news.dates import SHANGHAI

_SEEN = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
_ARTICLE = Article(
    "http://www.minmeng.org.cn/1.html",
    "民盟中央召开会议",
    "正文。",
    published=Moment(datetime(2026, 11, 1, 0, 10, tzinfo=SHANGHAI), "minute"),
    author="张三、李四",
)


def _cited(**changes: object) -> str:
    return citation(replace(_ARTICLE, **changes), site="中国民主同盟", seen_at=_SEEN)  # type: ignore[arg-type]


def test_author_title_date_day_of_reading_and_address() -> None:
    assert _cited() == (
        "张三, 李四. 民盟中央召开会议[EB/OL]. (2026-11-01)[2026-11-21]. http://www.minmeng.org.cn/1.html."
    )


def test_without_an_author_the_site_is_responsible() -> None:
    assert _cited(author=None).startswith("中国民主同盟. 民盟中央召开会议[EB/OL]. ")
    assert citation(replace(_ARTICLE, author=None), site="", seen_at=_SEEN).startswith("民盟中央召开会议[EB/OL]. ")


def test_without_a_date_only_the_day_of_reading_stands_there() -> None:
    assert "[EB/OL]. [2026-11-21]. http" in _cited(published=None)


@pytest.mark.parametrize(
    ("names", "said"),
    [("甲、乙、丙", "甲, 乙, 丙. "), ("甲、乙、丙、丁", "甲, 乙, 丙, 等. "), ("、", "中国民主同盟. ")],
)
def test_three_authors_are_named_and_more_are_summed_up(names: str, said: str) -> None:
    assert _cited(author=names).startswith(said)


def test_a_title_is_one_line_whatever_it_holds() -> None:
    assert "一 二[EB/OL]. " in _cited(title="一\n\u202e二.")
    assert "无题[EB/OL]. " in _cited(title="")
