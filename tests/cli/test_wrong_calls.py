"""Calls that cannot be meant as they were typed: one line each, which says what to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli import main
from tests.db.samples import ARTICLE, KEY, look

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


@pytest.fixture(autouse=True)
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))


def _refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main.run(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    return said.err


@pytest.mark.parametrize("words", [["crawl"], ["articles", "--site"], ["sites", "show"], ["sites", "enable"]])
def test_the_name_of_a_site_leads_to_its_id(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert "没有这个站点 no such site: 台盟（是否指 did you mean taimeng？" in _refused(capsys, *words, "台盟")


def test_a_name_of_few_sites_leads_to_their_ids(capsys: pytest.CaptureFixture[str]) -> None:
    assert "是否指 did you mean jiusan、jiusan-bj、jiusan-sd？" in _refused(capsys, "crawl", "九三")
    assert "是否指 did you mean ql-bj？" in _refused(capsys, "crawl", "北京市侨联")


def test_a_name_of_many_sites_leads_to_the_one_of_that_name_and_to_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = _refused(capsys, "crawl", "民盟")
    assert "是否指 did you mean minmeng？" in told
    assert "共 16 个站点" in told
    assert "tzwatch sites list 民盟" in told
    assert "minmeng-bj" not in told
    told = _refused(capsys, "crawl", "委员会")
    assert "did you mean" not in told
    assert "tzwatch sites list 委员会" in told


def test_a_misspelt_id_and_a_word_that_no_site_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert "是不是 did you mean minmeng？" in _refused(capsys, "crawl", "minmen")
    told = _refused(capsys, "crawl", "没有这样的站点")
    assert "did you mean" not in told
    assert "tzwatch sites list 查看全部" in told


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["artcles"], "articles"),
        (["artcles", "--new"], "articles"),
        (["prune"], "db prune"),
        (["enable", "minmeng"], "sites enable"),
        (["start"], "db start"),
        (["lst"], None),
        (["sites", "lst"], "list"),
        (["list"], "sites list、alerts list"),
        (["nothing-like-it"], None),
    ],
)
def test_an_unknown_command_leads_to_the_one_that_was_meant(
    capsys: pytest.CaptureFixture[str], words: list[str], meant: str | None
) -> None:
    told = _refused(capsys, *words)
    assert "没有这个命令 no such command" in told
    if meant is None:
        assert "did you mean" not in told
    else:
        assert f"是不是 did you mean {meant}？" in told


@pytest.mark.parametrize(
    "words",
    [
        ["articles", "--since"],
        ["articles", "--until"],
        ["export", "--since"],
        ["events", "--since"],
        ["reextract", "--since"],
        ["crawl", "minmeng", "--since"],
    ],
)
def test_a_day_that_does_not_exist_is_told_from_one_that_is_written_wrongly(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    for day in ("2026-02-30", "2026-13-01", "2025-02-29"):
        assert f"没有这一天 there is no such day: {day}" in _refused(capsys, *words, day)
    for day in ("yesterday", "2026-2-3", "02/30/2026"):
        assert f"应为 YYYY-MM-DD should be a day: {day}" in _refused(capsys, *words, day)


def test_one_article_takes_no_conditions(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, ARTICLE)
    told = _refused(capsys, "articles", KEY, "--search", "民盟", "--site", "minmeng")
    assert "--site --search" in told
    assert "网址" in told
    for words in (["--new"], ["--days", "3"], ["--limit", "50"], ["--sort", "newest"]):
        assert words[0] in _refused(capsys, "articles", KEY, *words)
    assert main.run(["articles", KEY, "--json"]) == 0


def test_days_without_new_are_refused(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, ARTICLE)
    assert "--days 要和 --new 一起用" in _refused(capsys, "articles", "--days", "1")
    assert main.run(["articles", "--new", "--days", "1"]) == 0


@pytest.mark.parametrize("word", ["notaurl", "民盟", "", "no thing", "notaurl/x"])
def test_what_is_no_address_is_not_looked_at(capsys: pytest.CaptureFixture[str], word: str) -> None:
    told = _refused(capsys, "sites", "add", word)
    assert f"不是网址 no address: {word}" in told.replace("''", "")
    assert "内网" not in told


@pytest.mark.parametrize("number", ["abc", "0", "-1", "1.5", str(2**63), "9" * 5000])
def test_what_is_no_number_of_a_subscription_leads_to_the_list(capsys: pytest.CaptureFixture[str], number: str) -> None:
    told = _refused(capsys, "alerts", "remove", "--", number)
    assert "应为订阅的编号" in told
    assert "tzwatch alerts list" in told
    assert "9223372036854775807" not in told
