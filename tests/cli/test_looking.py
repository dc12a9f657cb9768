"""What a person asks of the store: articles, one article in full, exports, a site, its quarantine."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from cli import main
from cli.article import wrapped
from cli.rows import FIELDS
from db import entries, imports, quarantine, queue, sites
from news.article import Moment
from news.dates import SHANGHAI
from tests.db.samples import ARTICLE, NOW, URL, look, sighting, site

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


@pytest.fixture(autouse=True)
def stored(conn: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One article of November and one of January."""
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    look(conn, ARTICLE)
    old = Moment(datetime(2026, 1, 1, tzinfo=SHANGHAI), "day")
    look(conn, replace(ARTICLE, title="一月的文章", published=old), sighting("minmeng.org.cn/0.html"))


def _said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main.run(words) == code
    said = capsys.readouterr()
    return said.out if code == 0 else said.err


@pytest.mark.parametrize(("day", "titles"), [("2026-11-01", 1), ("2026-11-02", 0), ("2026-01-01", 2)])
def test_since_leaves_out_what_was_published_before(capsys: pytest.CaptureFixture[str], day: str, titles: int) -> None:
    assert len(json.loads(_said(capsys, "articles", "--since", day, "--json"))) == titles


@pytest.mark.parametrize(("limit", "says"), [("1", "只显示前 1 篇"), ("2", "")])
def test_a_list_that_was_cut_says_so(capsys: pytest.CaptureFixture[str], limit: str, says: str) -> None:
    assert main.run(["articles", "--limit", limit, "--json"]) == 0
    said = capsys.readouterr()
    assert len(json.loads(said.out)) == int(limit)
    assert said.err.startswith(says)
    assert bool(said.err) == bool(says)


def test_a_list_that_was_cut_says_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["articles", "--limit", "1", "--site", "minmeng"]) == 0
    assert "共 2 篇" in capsys.readouterr().err
    assert main.run(["articles", "--limit", "1", "--since", "2026-01-01"]) == 0
    assert "还有更多" in capsys.readouterr().err


def test_old_pages_without_a_date_come_last(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    undated = replace(ARTICLE, title="无日期的底稿", published=None)
    look(conn, undated, replace(sighting("minmeng.org.cn/u.html"), baseline=True))
    look(conn, replace(undated, title="无日期的新文"), sighting("minmeng.org.cn/v.html"))
    titles = [row["title"] for row in json.loads(_said(capsys, "articles", "--json"))]
    assert titles[-1] == "无日期的底稿"
    assert "无日期的新文" in titles[:2]
    assert len(json.loads(_said(capsys, "articles", "--json", "--limit", "4"))) == 4
    assert len(json.loads(_said(capsys, "articles", "--json", "--limit", "3"))) == 3
    exported = [json.loads(line)["title"] for line in _said(capsys, "export").splitlines()]
    assert exported == titles


def test_an_address_stands_alone_on_its_line(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    long = replace(ARTICLE, title="很长的标题" * 8, source="中国统一战线新闻网")
    look(conn, long, sighting("minmeng.org.cn/long.html"))
    lines = _said(capsys, "articles").splitlines()
    assert [line.split() for line in lines if "http" in line] == [[line.strip()] for line in lines if "http" in line]
    assert any(line.endswith("民盟中央召开会议  来源 新华社") for line in lines)
    assert any(line.strip() == "来源 中国统一战线新闻网" for line in lines)


def test_doctor_counts_every_article_also_those_of_no_site(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    look(conn, ARTICLE, sighting("old/1", site="import"))
    main.run(["doctor"])
    assert "可用，3 篇文章" in capsys.readouterr().out


def test_a_baseline_alone_is_told_from_nothing_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert "底稿不算" in _said(capsys, "articles", "--new", "--days", "0.000001")


@pytest.mark.parametrize(
    "url",
    [URL, "https://minmeng.org.cn/1.html?from=timeline#a", "minmeng.org.cn/1.html", "www.MINMENG.org.cn:80/1.html"],
)
def test_one_article_is_shown_by_its_address_however_written(capsys: pytest.CaptureFixture[str], url: str) -> None:
    said = _said(capsys, "articles", url)
    for shown in (
        "民盟中央召开会议",
        "2026-11-01 09:30",
        "新华社",
        "首页 | 要闻",
        "在线 live",
        "\n\n第一段。\n\n第二段。",
    ):
        assert shown in said
    assert json.loads(_said(capsys, "articles", url, "--json"))["body_text"] == ARTICLE.body_text


def test_an_article_that_is_not_stored_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有存这篇文章" in _said(capsys, "articles", "http://example.org/9.html", code=2)
    assert "网址无效" in _said(capsys, "articles", "http://[", code=2)


def test_a_text_is_wrapped_by_columns_and_no_character_is_lost() -> None:
    text = "会议在Beijing召开，" * 20 + "supercalifragilistic" * 3
    for width in (1, 10, 24, 80):
        lines = list(wrapped(text, width))
        assert "".join(lines) == text
        for line in lines:
            columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
            assert columns <= max(width, 2) + 2 or line.isascii()
            assert not line.startswith("，")


@pytest.mark.parametrize(("words", "form"), [((), "csv"), (("--format", "jsonl"), "jsonl")])
def test_an_export_takes_its_format_from_the_file_and_says_how_many_rows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], form: str
) -> None:
    out = tmp_path / "all.CSV"
    assert main.run(["export", "--out", str(out), *words]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("导出 2 篇")
    text = out.read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(text.splitlines())) if form == "csv" else text.splitlines()) == 2 + (form == "csv")


def test_an_unknown_ending_is_refused_with_the_formats(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = _said(capsys, "export", "--out", str(tmp_path / "l.xls"), code=2)
    for shown in (".xls", "jsonl", "csv", "parquet", "xlsx", "--format"):
        assert shown in told
    assert len(told.splitlines()) == 1
    assert not list(tmp_path.glob("l.*"))
    for words in (("l",), ("l.txt", "--format", "csv")):
        assert main.run(["export", "--out", str(tmp_path / words[0]), *words[1:]]) == 0
    assert (tmp_path / "l").read_text(encoding="utf-8").startswith("{")


def test_the_help_of_export_names_the_fields(capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "export", "--help")
    assert all(name in said for name in FIELDS)


def _hold(conn: Connection) -> None:
    sites.register(conn, [site("minmeng", re.compile("x"))])
    entries.record(
        conn, "minmeng", "http://m/", [entries.NewEntry("m/1", "http://m/1", "难读", None)], baseline=False, at=NOW
    )
    for _ in range(entries.MAX_TRIES):
        entries.mark_failed(conn, "m/1", "没有正文", unreadable=True)


def test_a_site_shows_what_is_in_quarantine_and_how_to_try_again(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    _hold(conn)
    said = _said(capsys, "sites", "show", "minmeng")
    for shown in ("难读", "http://m/1", "没有正文", "tzwatch crawl minmeng --retry"):
        assert shown in said
    assert "隔离 1" in _said(capsys, "sites", "list")
    assert json.loads(_said(capsys, "sites", "show", "minmeng", "--json"))["held"][0]["url"] == "http://m/1"
    assert "隔离" in _said(capsys, "doctor")
    assert quarantine.counts(conn) == {"minmeng": 1}


def test_doctor_tells_of_imported_pages_in_quarantine(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    main.run(["doctor"])
    assert "import --held" not in capsys.readouterr().out
    for origin in ("旧档.zip：1.html", "旧档.zip：2.html"):
        imports.hold(conn, origin, None, "没有标题")
    main.run(["doctor"])
    assert "2 个导入的网页在隔离" in capsys.readouterr().out


def test_a_site_shows_what_the_reader_will_use(capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "sites", "show", "acfic")
    for shown in ("item=div.right_qlgz ul li", "trs-editor · marker=div.TRS_Editor", "trs"):
        assert shown in said
    row = json.loads(_said(capsys, "sites", "show", "acfic", "--json"))
    assert row["listing"]["date"] == "span.time"
    assert row["layouts"] == ["trs-ueditor", "trs-editor"]


def test_the_list_of_sites_says_whose_crawl_waits(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    queue.enqueue_crawl(conn, "acfic")
    rows = {row["id"]: row["waiting"] for row in json.loads(_said(capsys, "sites", "list", "--json"))}
    assert [name for name, waiting in rows.items() if waiting] == ["acfic"]


def test_the_help_parts_what_is_there_from_what_is_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    now, _, coming = _said(capsys, "--help").partition("后续版本")
    assert "网页界面" in coming
    assert "网页界面" not in now
    assert "articles" in now


@pytest.mark.parametrize(("name", "said"), [("no/x.csv", "文件夹不存在"), (".", "是文件夹")])
def test_a_file_that_cannot_be_written_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, said: str
) -> None:
    told = _said(capsys, "export", "--out", str(tmp_path / name), code=2)
    assert said in told
    assert len(told.splitlines()) == 1
