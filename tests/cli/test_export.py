"""Exports: every format holds what is stored, nothing in it runs, and half a file is never in the place of a whole."""

from __future__ import annotations

import csv
import json
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from pyarrow import parquet

from cli import main
from cli.rows import FIELDS
from cli.writing import opened, opened_bytes
from news.article import Moment
from news.dates import SHANGHAI
from news.errors import UsageError
from tests.cli.test_export_xlsx import sheet_rows
from tests.db.samples import ARTICLE, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

    from tests.cli.conftest import Terminal

_FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", '=HYPERLINK("http://a/","b")']
_FORMATS = ["jsonl", "csv", "parquet", "xlsx"]


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))


@pytest.fixture
def two(home: None, conn: Connection) -> None:
    """One article of November and one of January, the second with hardly any field."""
    look(conn, ARTICLE)
    old = Moment(datetime(2026, 1, 1, tzinfo=SHANGHAI), "day")
    bare = replace(
        ARTICLE, title="一月的文章", published=old, source=None, breadcrumb=(), keywords=(), images=(), attachments=()
    )
    look(conn, bare, sighting("zytzb.gov.cn/0.html", site="zytzb"))


def _exported(tmp_path: Path, form: str, *words: str) -> list[dict[str, Any]]:
    """Export, and read the file with a reader that is not ours."""
    out = tmp_path / f"all.{form}"
    assert main.run(["export", "--out", str(out), *words]) == 0
    match form:
        case "jsonl":
            return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        case "csv":
            return list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
        case "xlsx":
            return sheet_rows(out)[0]
    rows: list[dict[str, Any]] = parquet.read_table(out).to_pylist()
    return rows


@pytest.mark.parametrize("form", _FORMATS)
@pytest.mark.usefixtures("two")
def test_every_format_holds_every_article_with_its_fields(tmp_path: Path, form: str) -> None:
    first, second = _exported(tmp_path, form)
    assert list(first)[: len(FIELDS)] == [*FIELDS]
    assert (first["title"], second["title"]) == ("民盟中央召开会议", "一月的文章")
    assert first["body_text"] == ARTICLE.body_text
    assert first["source"] == "新华社"
    assert not second["source"]
    assert str(first["version"]) == "1"
    at = first["published_at"]
    if form == "xlsx":
        # Excel knows no zones: a time is Beijing's.
        assert at == datetime.fromisoformat("2026-11-01T09:30")
        return
    assert (at.astimezone(SHANGHAI).isoformat() if form == "parquet" else at) == "2026-11-01T09:30:00+08:00"


@pytest.mark.usefixtures("two")
def test_parquet_has_times_with_their_zone_and_lists_as_lists(tmp_path: Path) -> None:
    first, second = _exported(tmp_path, "parquet")
    assert first["published_at"] == datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
    assert first["published_at"].tzinfo is not None
    assert first["breadcrumb"] == ["首页", "要闻"]
    assert first["images"] == [{"url": "http://www.minmeng.org.cn/1.jpg", "caption": "图说"}]
    assert second["images"] == []
    assert second["source"] is None
    assert first["version"] == 1


@pytest.mark.parametrize("form", _FORMATS)
@pytest.mark.usefixtures("two")
def test_only_the_fields_that_were_asked_for_in_their_order(tmp_path: Path, form: str) -> None:
    rows = _exported(tmp_path, form, "--fields", "title, url，published_at")
    assert [list(row) for row in rows] == [["title", "url", "published_at"]] * 2


@pytest.mark.parametrize("asked", ["title,nothing", "", ","])
def test_a_field_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str], asked: str) -> None:
    assert main.run(["export", "--fields", asked]) == 2
    said = capsys.readouterr().err
    assert said.startswith("没有这个字段")
    assert "body_text" in said


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["--site", "zytzb"], ["一月的文章"]),
        (["--since", "2026-05-01"], ["民盟中央召开会议"]),
        (["--until", "2026-05-01"], ["一月的文章"]),
        (["--source", "新华"], ["民盟中央召开会议"]),
        (["--search", "一月 OR 召开"], ["民盟中央召开会议", "一月的文章"]),
        (["--search", "不存在"], []),
    ],
)
@pytest.mark.usefixtures("two")
def test_an_export_is_filtered_as_a_search_is(tmp_path: Path, words: list[str], titles: list[str]) -> None:
    assert [row["title"] for row in _exported(tmp_path, "jsonl", *words)] == titles


@pytest.mark.parametrize("form", _FORMATS)
@pytest.mark.usefixtures("home")
def test_an_export_of_nothing_is_a_whole_file(tmp_path: Path, form: str) -> None:
    assert _exported(tmp_path, form) == []


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
@pytest.mark.usefixtures("two")
def test_a_format_that_is_no_text_goes_through_a_pipe(capsysbinary: pytest.CaptureFixture[bytes], form: str) -> None:
    assert main.run(["export", "--format", form]) == 0
    assert capsysbinary.readouterr().out[:4] == {"parquet": b"PAR1", "xlsx": b"PK\x03\x04"}[form]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.usefixtures("home")
def test_no_cell_is_a_formula(conn: Connection, tmp_path: Path, form: str) -> None:
    for number, title in enumerate(_FORMULAS):
        look(conn, replace(ARTICLE, title=title, source=title), sighting(f"minmeng.org.cn/{number}.html"))
    rows = _exported(tmp_path, form)
    assert {row["title"] for row in rows} == {row["source"] for row in rows} == {f"'{title}" for title in _FORMULAS}


@pytest.mark.usefixtures("home")
def test_json_lines_are_one_line_a_row_for_every_reader_of_lines(conn: Connection, tmp_path: Path) -> None:
    look(conn, ARTICLE)
    conn.execute("UPDATE versions SET body_text = %s", ("一\u2028二\x85三\u2029四\n五",))
    (row,) = _exported(tmp_path, "jsonl")
    assert row["body_text"] == "一\u2028二\x85三\u2029四\n五"


def test_an_export_that_fails_or_is_killed_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    out = tmp_path / "all.csv"
    out.write_text("old", encoding="utf-8")
    out.chmod(0o640)
    with suppress(KeyError), opened(out) as file:
        file.write("half")
        raise KeyError
    assert [path.name for path in tmp_path.glob("all*")] == ["all.csv"]
    with opened_bytes(out) as raw:
        raw.write(b"new")
        raw.flush()
        assert out.read_text(encoding="utf-8") == "old"
    assert out.read_text(encoding="utf-8") == "new"
    assert out.stat().st_mode & 0o777 == 0o640


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with opened(tmp_path / "link.csv") as file:
        file.write("文")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8") == "文"


def test_a_name_of_any_length_that_the_system_takes(tmp_path: Path) -> None:
    for name in ("长" * 83, "𠮷" * 62, f"a{'长' * 40}{'𠮷' * 32}"):
        with opened(tmp_path / f"{name}.csv") as file:
            file.write("文")
    with pytest.raises(UsageError, match="写不了文件"), opened(tmp_path / f"{'长' * 90}.csv"):
        pass


def test_a_killed_export_leaves_no_half_file_under_the_name(terminal: Terminal, conn: Connection) -> None:
    for number in range(30):
        look(conn, ARTICLE, sighting(f"minmeng.org.cn/{number}.html"))
    out = terminal.home.parent / "all.jsonl"
    program = (
        "import os, signal, sys, cli.main, cli.export_text\n"
        "real = cli.export_text.as_json_row\n"
        "rows = iter(range(20))\n"
        "def dying(*a):\n"
        "    if next(rows) == 19: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(*a)\n"
        "cli.export_text.as_json_row = dying\n"
        f"sys.exit(cli.main.run(['export', '--out', {str(out)!r}]))"
    )
    assert terminal.python(["-c", program]).code == -signal.SIGKILL
    assert not out.exists()
    assert terminal.run("export", "--out", str(out)).code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 30
