"""How far a walk over list pages goes, and which links of a list are the site's articles."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.options import CrawlOptions
from crawler.walk import Walk, in_scope
from news.article import Entry, Listing, Moment
from news.dates import SHANGHAI
from news.site import Channel, Pace, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)
_BEFORE = _NOW - timedelta(days=1)
_PLAIN = CrawlOptions()
_SITE = Site(
    id="minmeng",
    name="民盟",
    home="https://www.example.cn/",
    hosts=("www.example.cn", "example.cn", "old.example.cn", "www.old.example.cn"),
    channels=(Channel("要闻", "https://www.example.cn/list.html"),),
    article_url=re.compile(r"^https?://[^/]+/a/\d+\.html(?:[?#]|$)"),
    pace=Pace(baseline_pages=3),
)


def _entry(number: int, day: date | None = None) -> Entry:
    moment = Moment(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), "day") if day else None
    return Entry(f"https://www.example.cn/a/{number}.html", f"第{number}篇", moment)


_UNDATED = Entry("https://www.example.cn/a/0.html", "无日期的一篇")


def _page(entries: Sequence[Entry] = (_UNDATED,), following: bool = True) -> Listing:
    return Listing(
        "https://www.example.cn/list.html", tuple(entries), "https://www.example.cn/next" if following else None
    )


def _turn(walk: Walk, seen: str, options: CrawlOptions = _PLAIN, listing: Listing | None = None) -> str:
    """Go one page on. `seen` is the page's entries: a small letter is known since yesterday, a capital is unseen."""
    times = {letter: _BEFORE if letter.islower() else _NOW for letter in seen}
    step = walk.step(listing or _page(), times, options, _SITE)
    walk.page += 1
    return step


def _walk(walked_at: datetime | None = _NOW - timedelta(hours=1)) -> Walk:
    return Walk("https://www.example.cn/list.html", "要闻", walked_at)


def test_the_first_walk_goes_as_deep_as_the_definition_says_and_is_the_baseline() -> None:
    walk = _walk(None)
    assert walk.baseline
    assert [_turn(walk, letters) for letters in ("ABC", "DEF", "GHI")] == ["go on", "go on", "complete"]
    assert walk.baseline


def test_a_walk_ends_at_the_last_page() -> None:
    assert _turn(_walk(None), "ABC", listing=_page(following=False)) == "complete"
    assert _turn(_walk(), "ABC", listing=_page(following=False)) == "complete"


def test_a_later_walk_stops_at_the_page_that_shows_nothing_unseen() -> None:
    assert _turn(_walk(), "abc") == "complete"
    walk = _walk()
    assert [_turn(walk, letters) for letters in ("ABC", "DEf", "ghi")] == ["go on", "go on", "complete"]
    assert _walk().baseline is False


def test_a_known_entry_among_unseen_ones_does_not_stop_a_walk() -> None:
    walk = _walk()
    assert [_turn(walk, letters) for letters in ("pABC", "pDEF")] == ["go on", "go on"]


def test_an_unseen_entry_on_top_of_every_page_does_not_extend_a_walk() -> None:
    walk = _walk()
    assert [_turn(walk, letters) for letters in ("Pabc", "Pdef")] == ["go on", "complete"]


def test_an_entry_that_slid_down_a_page_between_two_fetches_does_not_extend_a_walk() -> None:
    walk = _walk()
    assert [_turn(walk, letters) for letters in ("ABC", "Cde")] == ["go on", "complete"]


def test_a_pager_that_shows_the_same_page_again_ends_the_walk() -> None:
    for walk in (_walk(), _walk(None)):
        assert [_turn(walk, letters) for letters in ("ABC", "ABC")] == ["go on", "complete"]


@pytest.mark.parametrize("options", [_PLAIN, CrawlOptions(full=True)])
def test_a_pager_that_never_ends_is_bounded(options: CrawlOptions) -> None:
    walk = _walk()
    pages = 0
    while walk.step(_page(), {f"key {pages}": _NOW}, options, _SITE) == "go on":
        pages += 1
        walk.page += 1
        assert pages < 5000
    assert pages >= 1000


def test_a_caller_who_wants_fewer_pages_leaves_the_walk_unfinished() -> None:
    assert _turn(_walk(), "ABC", CrawlOptions(pages=1)) == "stop"


def test_a_first_walk_of_one_page_is_the_baseline_all_the_same() -> None:
    assert _turn(_walk(None), "ABC", CrawlOptions(pages=1)) == "complete"


def test_behind_a_shallow_baseline_the_next_walk_finds_no_news() -> None:
    walk = _walk()
    assert _turn(walk, "Nab") == "go on"
    seen = {letter: _BEFORE if letter.islower() else _NOW for letter in "cXY"}
    assert walk.older(seen) == {"X", "Y"}
    assert _turn(walk, "cXY") == "complete"


def test_news_on_a_later_page_is_news() -> None:
    walk = _walk()
    assert _turn(walk, "ABC") == "go on"
    for letters, older in (("DEf", ""), ("gDh", ""), ("gDhI", "I"), ("DEF", "")):
        seen = {letter: _BEFORE if letter.islower() else _NOW for letter in letters}
        assert walk.older(seen) == set(older)


def test_on_the_first_page_and_on_a_first_walk_nothing_is_older() -> None:
    assert not _walk().older({"a": _BEFORE, "B": _NOW})
    first = _walk(None)
    first.page = 2
    assert not first.older({"a": _BEFORE, "B": _NOW})


def test_a_full_walk_goes_on_beyond_known_ground_and_what_it_finds_there_is_no_news() -> None:
    walk, full = _walk(), CrawlOptions(full=True)
    assert _turn(walk, "Abc", full) == "go on"
    assert not walk.baseline
    assert _turn(walk, "def", full) == "go on"
    assert walk.baseline
    assert _turn(walk, "GHI", full, _page(following=False)) == "complete"


def test_a_full_first_walk_is_not_bounded_by_the_definition() -> None:
    walk = _walk(None)
    assert [_turn(walk, letters, CrawlOptions(full=True)) for letters in ("A", "B", "C", "D")] == ["go on"] * 4


def test_a_walk_since_a_day_stops_behind_it_and_is_not_complete() -> None:
    since = CrawlOptions(since=date(2026, 11, 10))
    young, old = _entry(1, date(2026, 11, 12)), _entry(2, date(2026, 11, 2))
    walk = _walk()
    assert _turn(walk, "AB", since, _page([old, young])) == "go on"
    assert _turn(walk, "", since, _page([old])) == "stop"
    assert _turn(_walk(), "", since, _page([old])) == "stop"


def test_entries_older_than_asked_for_are_left_out_and_undated_ones_are_not() -> None:
    entries = [_entry(1, date(2026, 11, 12)), _entry(2, date(2026, 11, 2)), _entry(3)]
    kept, left_out = in_scope(_SITE, entries, CrawlOptions(since=date(2026, 11, 10)))
    assert [entry.title for _, entry in kept] == ["第1篇", "第3篇"]
    assert left_out == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.cn/a/1.html#top",
        "https://example.cn/a/1.html",
        "http://www.example.cn/a/1.html",
        "http://www.example.cn:80/a/1.html?from=timeline&isappinstalled=0",
        "https://WWW.example.cn:443/a/1.html",
    ],
)
def test_an_article_is_stored_under_the_address_its_own_site_gives_it(url: str) -> None:
    kept, _ = in_scope(_SITE, [Entry(url, "题"), _entry(1)], _PLAIN)
    assert [(key, entry.url) for key, entry in kept] == [("example.cn/a/1.html", "https://www.example.cn/a/1.html")]


def test_another_host_of_the_site_keeps_its_own_address() -> None:
    kept, _ = in_scope(_SITE, [Entry("http://old.example.cn/a/1.html?from=x", "题")], _PLAIN)
    assert kept[0][1].url == "http://old.example.cn/a/1.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/a/1.html",
        "https://www.example.cn/b/1.html",
        "https://www.example.cn.evil.example/a/1.html",
        "ftp://www.example.cn/a/1.html",
        "https://user:pass@www.example.cn/a/1.html",
        f"https://www.example.cn/a/1.html?{'x' * 3000}",
    ],
)
def test_what_is_no_article_of_the_site_is_left_out(url: str) -> None:
    assert in_scope(_SITE, [Entry(url, "题")], _PLAIN) == ([], 1)


def test_a_link_farm_is_cut() -> None:
    kept, _ = in_scope(_SITE, [_entry(number) for number in range(5000)], _PLAIN)
    assert 500 <= len(kept) < 5000
