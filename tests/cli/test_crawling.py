"""`crawl` and `scrapy crawl`: the same lines, the same exit codes, and what a first crawl finds is no news."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from cli import main
from crawler.summary import summary
from news.run import Failure, Tally
from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


def test_what_a_first_crawl_finds_is_called_baseline_and_not_new() -> None:
    said = summary("minmeng", Tally(pages=9, new=7, baseline=7), 1.0)
    assert "新 new 0" in said
    assert "底稿 baseline 7" in said
    assert "底稿" not in summary("minmeng", Tally(pages=9, new=7), 1.0)
    assert "新 new 2 · 底稿 baseline 5" in summary("minmeng", Tally(new=7, baseline=5), 1.0)


def test_the_first_reasons_are_listed_and_the_rest_counted() -> None:
    tally = Tally(failures=[Failure(f"http://m/{n}", "超时 timed out") for n in range(12)])
    assert len(summary("minmeng", tally, 1.0).splitlines()) == 12
    assert "另有 2 个" in summary("minmeng", tally, 1.0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "没有这个站点"),
        ([], "请给出一个站点"),
        (["minmeng", "acfic"], "请给出一个站点"),
        (["minmeng", "-a", "nosuch=1"], "没有这个参数"),
        (["minmeng", "-a", "pages=0"], "--pages"),
        (["minmeng", "-a", "since=yesterday"], "YYYY-MM-DD"),
        (["minmeng", "-a", "pages"], "用法有误"),
    ],
)
def test_a_wrong_scrapy_crawl_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    # Both are put back afterwards: the command changes them for its own process.
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["tzwatch"])
    assert main.run(["scrapy", "crawl", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1, told.err
    assert said in told.err


def test_a_site_that_does_not_answer_ends_scrapy_crawl_with_its_summary_and_an_error(terminal: Terminal) -> None:
    terminal.more["TZWATCH_DELAY"] = "0"
    done = terminal.run("scrapy", "crawl", "minmeng")
    assert done.code == 1
    assert "失败 failed 1" in done.out
    assert "采集失败" in done.err
    assert "Traceback" not in done.err


def test_a_database_that_is_away_fails_scrapy_crawl(terminal: Terminal) -> None:
    terminal.database = "postgresql://nobody@127.0.0.1:1/x"
    done = terminal.run("scrapy", "crawl", "minmeng")
    assert done.code == 1
    assert "数据库不可用" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("words", [["-m", "cli", "scrapy", "list"], ["-m", "scrapy", "list"]])
def test_a_wrong_setting_fails_every_scrapy_command_in_one_line(terminal: Terminal, words: list[str]) -> None:
    terminal.more["TZWATCH_DELAY"] = "fast"
    done = terminal.python(words)
    assert (done.code, done.out) == (2, "")
    assert len(done.said) == 1
    assert "TZWATCH_DELAY" in done.err


def test_retry_releases_what_is_in_quarantine_before_it_crawls(terminal: Terminal) -> None:
    terminal.more["TZWATCH_DELAY"] = "0"
    done = terminal.run("crawl", "minmeng", "--retry")
    assert done.code == 1
    assert done.said[0].startswith("放出隔离条目 0 个")
