"""What a person may ask of a crawl, given as text."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.options import CrawlOptions, parse_options
from news.errors import UsageError


def test_nothing_asked_is_an_ordinary_manual_crawl() -> None:
    assert parse_options() == CrawlOptions(None, None, False, False, "manual")


def test_options_are_read_from_text_as_scrapy_gives_them() -> None:
    asked = parse_options(since="2026-11-01", pages="3", full="1", revisit="true")
    assert asked == CrawlOptions(date(2026, 11, 1), 3, full=True, revisit=True)


@pytest.mark.parametrize("word", ["0", "false", "no", "", False])
def test_a_switch_that_says_no_is_off(word: str | bool) -> None:
    assert parse_options(full=word, revisit=word) == CrawlOptions()


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30"])
def test_a_day_that_does_not_exist_is_named(day: str) -> None:
    with pytest.raises(UsageError, match=f"--since .*没有这一天 there is no such day: {day}"):
        parse_options(since=day)


@pytest.mark.parametrize("day", ["2026-1-1", "yesterday", "01.11.2026"])
def test_a_wrong_day_is_named_with_the_form_it_should_have(day: str) -> None:
    with pytest.raises(UsageError, match=f"YYYY-MM-DD.*{day}"):
        parse_options(since=day)


@pytest.mark.parametrize("pages", ["0", "-1", "many", "1.5", ""])
def test_a_wrong_number_of_pages_is_refused(pages: str) -> None:
    with pytest.raises(UsageError, match="--pages"):
        parse_options(pages=pages)
