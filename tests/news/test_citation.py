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
    return citation(replace(_ARTICLE, **changes), site="中国民主同盟", at=_SEEN)  # type: ignore[arg-type]


def test_author_title_date_day_of_reading_and_address() -> None:
    assert _cited() == (
        "张三, 李四. 民盟中央召开会议[EB/OL]. (2026-11-01)[2026-11-21]. http://www.minmeng.org.cn/1.html."
    )


def test_without_an_author_the_site_is_responsible() -> None:
    assert _cited(author=None).startswith("中国民主同盟. 民盟中央召开会议[EB/OL]. ")
    assert citation(replace(_ARTICLE, author=None), site="", at=_SEEN).startswith("民盟中央召开会议[EB/OL]. ")


def test_the_source_is_responsible_before_the_site() -> None:
    assert _cited(author=None, source="新华社").startswith("新华社. 民盟中央召开会议[EB/OL]. ")
    assert _cited(author=None, source=" ").startswith("中国民主同盟. ")
    assert _cited(source="新华社").startswith("张三, 李四. ")


def test_only_what_was_fetched_has_a_day_of_reading() -> None:
    said = {origin: citation(_ARTICLE, site="", at=_SEEN, origin=origin) for origin in ("imported", "archive")}
    assert "(2026-11-01)[导入于 2026-11-21]. http" in said["imported"]
    assert "(2026-11-01)[存档于 2026-11-21]. http" in said["archive"]


def test_a_files_place_is_no_public_address() -> None:
    said = citation(replace(_ARTICLE, url="file:///home/me/1.html"), site="", at=_SEEN, origin="imported")
    assert said.endswith("[导入于 2026-11-21]. 无公开网址.")
    assert "file:" not in said


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
