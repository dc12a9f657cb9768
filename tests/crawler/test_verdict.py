"""What a check means, judged from what it saw."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crawler.check.links import Links
from crawler.check.sitecheck import ArticleCheck, Fetched, ListCheck, SiteCheck
from crawler.check.verdict import judge
from news.article import Article, Entry, Listing, Moment, NoArticle
from news.dates import SHANGHAI
from news.health import Fill, Past
from news.site import Expect, Pager
from tests.db.samples import ARTICLE, site

_NOW = datetime(2026, 11, 25, 12, 0, tzinfo=SHANGHAI)
_SITE = replace(site("a", re.compile(".")), pager=Pager("none"))
_LIST = "http://a.example.cn/"


def _check(
    days: list[int], reading: Article | NoArticle = ARTICLE, expect: Expect | None = None, reason: str = ""
) -> SiteCheck:
    """Return a check whose list shows one entry each so many days ago."""
    entries = tuple(
        Entry(f"http://a.example.cn/{k}.html", f"第{k}篇", Moment(_NOW - timedelta(days=day), "day"))
        for k, day in enumerate(days)
    )
    check = SiteCheck(replace(_SITE, expect=expect or Expect()), ())
    check.fetched.append(Fetched(_LIST, _LIST, 200, reason=reason))
    check.lists.append(ListCheck(_LIST, "要闻", None if reason else Listing(_LIST, entries), reason, Links(), entries))
    check.articles.append(ArticleCheck("http://a.example.cn/0.html", reading, None))
    return check


@pytest.fixture
def article() -> Article:
    return replace(ARTICLE, provenance={"body_text": "generic"})


def test_a_pinned_notice_of_years_ago_does_not_make_a_busy_list_slow(article: Article) -> None:
    check = _check([1500, 1, 1, 2, 2, 3, 5, 6], article, Expect(posts_a_week=7))
    assert judge(check, Past(), _NOW).problems == ()


def test_a_list_that_ends_months_ago_breaks_the_check_and_says_where_to_look(article: Article) -> None:
    verdict = judge(_check([100 + day for day in range(8)], article, Expect(posts_a_week=7)), Past(), _NOW)
    assert not verdict.ok
    assert any("文章少于预期" in step for step in verdict.steps)


def test_a_field_that_earlier_posts_have_is_missed(article: Article) -> None:
    past = Past(before=Fill(20, {"editor": 19, "author": 3}))
    verdict = judge(_check([1], article), past, _NOW)
    assert verdict.problems == ("以往都有、这篇没有的字段 fields that earlier posts have: editor",)
    assert verdict.steps[0].startswith("对照页面补上缺少字段的选择器")


def test_a_challenge_is_answered_by_slowing_down_and_not_by_another_selector() -> None:
    blocked = NoArticle("http://a.example.cn/0.html", "blocked", "拦截页 challenge script: $_ts")
    verdict = judge(_check([1], blocked), Past(), _NOW)
    assert not verdict.ok
    assert [step[:6] for step in verdict.steps] == ["网站拒绝采集"]


def test_a_missing_browser_is_said_as_such(article: Article) -> None:
    check = _check([], article, reason="缺浏览器，请安装后再采集 browser missing")
    verdict = judge(check, Past(), _NOW)
    assert verdict.steps[0].startswith("安装浏览器后再核对")
