"""The bands by which reprints meet: few, the same everywhere and for ever, shared by copies and by no strangers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from news.stories.fingerprint import BANDS, LINK_WORTH, TEXT_WORTH, TITLE_WORTH, fingerprint
from news.stories.reprint import Copy, copy_of
from tests.news.reprint_world import original, reprint

_AT = datetime(2026, 11, 1, tzinfo=UTC)
_SHORT = "受寒潮影响，原定于本周六举行的读书会改到下周六。"


def _copy(title: str, text: str, *, at: datetime = _AT, **fields: str | None) -> Copy:
    article = Article(url="", title=title, body_text=text)
    return copy_of(replace(article, **fields), key="a.cn/1", at=at)  # type: ignore[arg-type]


def _worths(copy: Copy) -> list[int]:
    marks = fingerprint(copy)
    return sorted(marks.sought[band] for band in marks.bands)


def _meet(one: Copy, other: Copy) -> bool:
    there, back = (
        bool(set(fingerprint(a).bands) & fingerprint(b).sought.keys()) for a, b in ((one, other), (other, one))
    )
    return there and back


def test_the_bands_of_a_text_are_the_same_for_ever() -> None:
    # What is stored was made with these: a change needs all articles placed anew.
    text = (
        "民盟吉林省委调研组一行来到梨树县，走进田间地头，看黑土、问收成，同合作社负责人算账，听农技人员讲免耕播种，" * 2
    )
    bands = fingerprint(_copy("黑土地保护调研进行时", text)).bands
    assert bands[:3] + bands[-2:] == (1391672092305, 1395682385886, 1394685280910, 1395501725621, 2977968297)


def test_an_article_has_few_bands_and_they_say_what_they_are_worth() -> None:
    long = original(random.Random(1), 1)
    copy = _copy(long.title, long.body_text, original_title="另一个相当长的标题", source_url="http://b.cn/2")
    assert _worths(copy) == [1] * BANDS + [TITLE_WORTH, TITLE_WORTH, LINK_WORTH, TEXT_WORTH]


def test_a_short_text_is_only_looked_for_as_a_whole() -> None:
    assert _worths(_copy("民盟读书会改期举行", _SHORT)) == [TITLE_WORTH, TEXT_WORTH]


def test_what_says_nothing_has_no_band() -> None:
    assert fingerprint(_copy("图片新闻一组请看这里", "分享到：\n来源：新华社\n图为会议现场。")).bands == ()
    assert fingerprint(_copy("", "")).bands == ()


def test_the_name_of_a_column_is_no_band() -> None:
    assert _worths(_copy("任前公示", _SHORT)) == [TEXT_WORTH]


def test_reprints_meet() -> None:
    rng = random.Random(4)
    for number in range(60):
        first = original(rng, number)
        other = reprint(first, rng)
        assert _meet(_copy(first.title, first.body_text), _copy(other.title, other.body_text))


def test_strangers_do_not_meet() -> None:
    rng = random.Random(4)
    met: set[int] = set()
    for number in range(40):
        text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(600))
        marks = fingerprint(_copy(f"第{number}篇没有人转载的文章", text))
        assert not marks.sought.keys() & met
        met |= set(marks.bands)


@pytest.mark.parametrize("start", range(0, 130, 9))
def test_a_copy_of_ten_days_later_is_met_whenever_that_is(start: int) -> None:
    text = original(random.Random(1), 1).body_text
    begun = _AT + timedelta(days=start)
    one = _copy("甲" * 9, text, at=begun)
    for days in (0, 1, 7, 10):
        assert _meet(one, _copy("乙" * 9, text + "又及：补记于此。", at=begun + timedelta(days=days)))


def test_an_equal_text_is_met_after_years() -> None:
    text = original(random.Random(1), 1).body_text
    assert _meet(_copy("甲", text), _copy("乙", text, at=_AT + timedelta(days=3000)))


@pytest.mark.parametrize("year", [1, 1900, 1970, 9999])
def test_any_year_has_bands(year: int) -> None:
    text = original(random.Random(1), 1).body_text
    copy = _copy("甲", text, at=datetime(year, 6, 1, tzinfo=UTC))
    assert _meet(copy, replace(copy, key="b.cn/1"))
    assert all(0 <= band < 2**63 for band in fingerprint(copy).sought)


def test_a_source_that_is_no_page_is_no_link() -> None:
    fronts = ("http://b.cn/", "http://b.cn/politics/", "http://b.cn/index.html", "http://b.cn/tzb/index.shtml", "b.cn")
    for url in (*fronts, "javascript:;", "http://[", "http://www.a.cn/1"):
        assert _copy("题", "文", source_url=url).source_key is None
    assert _copy("题", "文", source_url="https://www.b.cn/2?from=timeline").source_key == "b.cn/2"
