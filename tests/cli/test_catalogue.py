"""The catalogue as people and scripts ask for it: picked by word and by state, totals, times with their zone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cli import main
from cli.crawl import progress_line
from db import findings, sites
from news.health import Finding
from news.run import Tally
from sites.loader import whole_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

    from tests.cli.conftest import Terminal

_SITES = whole_catalogue(None, frozenset()).sites
_ON = sorted(name for name, site in _SITES.items() if site.enabled)
_OFF = sorted(set(_SITES) - set(_ON))


@pytest.fixture(autouse=True)
def store(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main.run(words) == 0
    return capsys.readouterr().out


def _listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    return sorted(row["id"] for row in json.loads(_said(capsys, "sites", "list", "--json", *words)))


def test_a_list_is_picked_by_words_of_id_name_and_region(capsys: pytest.CaptureFixture[str]) -> None:
    assert "minmeng" in _listed(capsys, "民主同盟")
    assert "minmeng" not in _listed(capsys, "工商联")
    assert "minmeng" in _listed(capsys, "MINMENG", "中国")
    assert _listed(capsys, "民主同盟", "没有这样的站点") == []


@pytest.mark.parametrize(
    ("word", "site"),
    [
        ("民盟", "minmeng"),
        ("民革", "minge"),
        ("民建", "minjian"),
        ("民进", "minjin"),
        ("农工党", "nonggong"),
        ("致公党", "zhigong"),
        ("九三", "jiusan"),
        ("台盟", "taimeng"),
        ("全国政协", "cppcc"),
        ("全国工商联", "acfic"),
        ("中央统战部", "zytzb"),
        ("侨联", "chinaql"),
        ("国台办", "gwytb"),
    ],
)
def test_a_site_is_found_by_the_short_name_of_its_body(
    capsys: pytest.CaptureFixture[str], word: str, site: str
) -> None:
    assert site in _listed(capsys, word)
    assert len(_listed(capsys, word)) < len(_SITES) / 2


def test_a_list_is_picked_by_state(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    assert _listed(capsys, "--on") == _ON
    assert _listed(capsys, "--off") == _OFF
    main.run(["sites", "disable", _ON[0]])
    capsys.readouterr()
    assert _ON[0] in _listed(capsys, "--off")


def test_a_list_ends_with_its_totals(capsys: pytest.CaptureFixture[str]) -> None:
    last = _said(capsys, "sites", "list").splitlines()[-1]
    assert last.startswith(f"共 {len(_SITES)} 个站点")
    assert f"启用 {len(_ON)}" in last


def test_what_nobody_finds_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有符合的站点" in _said(capsys, "sites", "list", "没有这样的站点")


def test_times_for_scripts_have_their_zone(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    sites.register(conn, [_SITES["minmeng"]])
    findings.record(conn, "minmeng", [Finding("silent", "", "久无新文")])
    row = json.loads(_said(capsys, "sites", "show", "minmeng", "--json"))
    for told in (row["next_crawl"], row["findings"][0]["since"]):
        assert datetime.fromisoformat(told).utcoffset() == timedelta(hours=8)


def test_all_sites_are_those_that_the_operator_left_on_and_one_that_is_off_says_so(
    conn: Connection, terminal: Terminal
) -> None:
    sites.register(conn, _SITES.values())
    for name in _ON[1:]:
        sites.switch(conn, name, False)
    sites.switch(conn, _OFF[0], True)
    terminal.more["TZWATCH_DELAY"] = "0"
    done = terminal.run("crawl", "--all", "--json")
    crawled = [json.loads(line)["site"] for line in done.out.splitlines()]
    assert sorted(crawled) == sorted([_ON[0], _OFF[0]])
    assert "停用" not in done.err
    assert f"{_ON[1]} 是停用的" in terminal.run("crawl", _ON[1]).err


def test_progress_tells_the_baseline_from_news() -> None:
    assert "新 new 2 · 底稿 baseline 5" in progress_line("minmeng", Tally(pages=9, new=7, baseline=5))
    assert "底稿" not in progress_line("minmeng", Tally(pages=9, new=2))


def test_what_is_wrong_with_sites_is_no_matter_of_the_database(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    sites.register(conn, [_SITES["minmeng"]])
    findings.record(conn, "minmeng", [Finding("silent", "", "久无新文")])
    line = next(line for line in _said(capsys, "doctor").splitlines() if "久无新文" in line)
    assert "数据库" not in line
    assert line.startswith("⚠ 采集 crawls")
