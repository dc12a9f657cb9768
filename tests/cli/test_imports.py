"""`tzwatch import`: what it says, a line a problem and the sums; the quarantine of pages from files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from cli import main
from tests.cli.conftest import ROOT
from tests.crawler.packing import packed, page, record

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

    from tests.cli.conftest import Terminal

_URL = "http://www.example.cn/1.html"


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two articles, a picture, a page that is not there, and one that is damaged."""
    damaged = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        packed(
            [
                record(_URL, page("第一篇文章")),
                record("http://www.example.cn/2.html", page("第二篇文章")),
                record("http://www.example.cn/a.png", b"PNG", headers=[("Content-Type", "image/png")]),
                record("http://www.example.cn/no.html", b"", status="404 Not Found"),
                record("http://www.example.cn/3.html", b"\x1f\x8b broken", headers=damaged),
            ]
        )
    )
    return path


@pytest.mark.usefixtures("home")
def test_an_import_says_its_sums_and_a_line_a_problem(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["import", str(archive)]) == 1
    said = capsys.readouterr()
    (sums,) = said.out.splitlines()
    for part in (
        "新 new 2",
        "已有 known 0",
        "跳过 skipped 2（",
        "非网页 no page 1",
        "非 200 not 200 1",
        "失败 failed 1",
    ):
        assert part in sums
    problem, advice = said.err.splitlines()
    assert "http://www.example.cn/3.html" in problem
    assert "不完整" in problem
    assert "--held" in advice
    assert main.run(["import", "--held"]) == 0
    assert "http://www.example.cn/3.html" in capsys.readouterr().out
    assert main.run(["import", "--held", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["url"] == "http://www.example.cn/3.html"


@pytest.mark.usefixtures("home")
def test_json_has_a_line_a_page(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["import", str(archive), "--json"]) == 1
    said = capsys.readouterr()
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["outcome"] for row in rows] == ["new", "new", "failed"]
    assert rows[0]["file"].startswith(str(archive))
    assert (rows[0]["url"], rows[0]["said"]) == (_URL, "第一篇文章")
    assert said.err == ""


@pytest.mark.usefixtures("home")
def test_a_named_file_is_told_with_its_title_or_with_why_it_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1.html").write_bytes(page("存下的文章"))
    (tmp_path / "2.html").write_text("<p>无</p>", encoding="utf-8")
    assert main.run(["import", str(tmp_path / "1.html"), "--url", _URL]) == 0
    assert "存下的文章" in capsys.readouterr().out
    assert main.run(["import", str(tmp_path / "1.html"), str(tmp_path / "2.html")]) == 1
    assert "empty" in capsys.readouterr().err
    assert main.run(["articles", _URL]) == 0
    assert "存下的文章" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_pages_without_a_time_of_their_own_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dated = [record(f"http://www.example.cn/{n}.html", page(f"第{n}篇文章")) for n in range(2)]
    undated = [record(f"http://www.example.cn/u{n}.html", page(f"别的{n}篇文章"), at="") for n in range(2)]
    (tmp_path / "a.warc.gz").write_bytes(packed([*dated, *undated]))
    assert main.run(["import", str(tmp_path / "a.warc.gz")]) == 0
    assert "2 页没有抓取时间，按导入时间记 without a time of their own" in capsys.readouterr().out
    assert main.run(["import", str(tmp_path / "a.warc.gz"), "--again"]) == 0
    assert "抓取时间" not in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["a.html", "b.html", "--url", _URL], ["/", "--url", _URL], ["none.html"]])
@pytest.mark.usefixtures("home")
def test_a_wrong_call_is_refused(words: list[str]) -> None:
    assert main.run(["import", *words]) == 2


@pytest.mark.usefixtures("home")
def test_an_empty_quarantine_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["import", "--held"]) == 0
    assert "没有隔离" in capsys.readouterr().out


def test_an_import_that_was_killed_goes_on_with_nothing_twice(
    terminal: Terminal, conn: Connection, tmp_path: Path
) -> None:
    archive = tmp_path / "b.warc.gz"
    records = [record(f"http://www.example.cn/{n}.html", page(f"第{n}篇文章的标题")) for n in range(150)]
    archive.write_bytes(packed(records))
    command = [sys.executable, "-m", "cli", "import", str(archive), "--json"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=terminal.variables(), cwd=ROOT, stdout=quiet, stderr=quiet) as running:
        deadline = time.monotonic() + 60
        while not _is_bookmarked(conn) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGKILL)
    before = _stored(conn)
    assert 60 <= before < 150
    done = terminal.run("import", str(archive), "--json")
    assert done.code == 0, done.err
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert rows[0]["count"] >= 50
    assert sum(row["outcome"] == "new" for row in rows) == 150 - before
    for table in ("articles", "versions", "events"):
        assert conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (150,)


def _is_bookmarked(conn: Connection) -> bool:
    return conn.execute("SELECT EXISTS (SELECT FROM imports)").fetchone() == (True,)


def _stored(conn: Connection) -> int:
    row = conn.execute("SELECT count(*)::integer FROM articles").fetchone()
    assert row
    return int(row[0])


@pytest.mark.usefixtures("home")
def test_both_texts_of_a_file_that_was_edited_can_be_had_by_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "存 s#1.html"
    for body in ("头一版的话，与会同志作了交流发言。", "第二版的话，会议强调了思想引领。"):
        file.write_bytes(page("一篇文章", body))
        assert main.run(["import", str(file)]) == 0
    capsys.readouterr()
    assert main.run(["articles", file.as_uri(), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == 2
    assert main.run(["diff", file.as_uri()]) == 0
    said = capsys.readouterr().out
    assert "交流发言" in said
    assert "思想引领" in said
    out = tmp_path / "evidence.zip"
    assert main.run(["evidence", file.as_uri(), "--out", str(out)]) == 0
    with ZipFile(out) as package:
        texts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    assert all(any(word in text for text in texts) for word in ("头一版", "第二版"))
