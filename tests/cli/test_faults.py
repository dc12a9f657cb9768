"""Whatever goes wrong, a person sees one line with what to do, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from cli import main
from tests.cli.conftest import ROOT
from tests.db.samples import ARTICLE, look, sighting

if TYPE_CHECKING:
    from psycopg import Connection

    from tests.cli.conftest import Done, Terminal


def _is_one_line(done: Done, code: int, *words: str) -> None:
    assert done.code == code, done.err
    assert len(done.said) == 1, done.err
    for word in words:
        assert word in done.err


def test_an_unforeseen_fault_is_one_line_and_its_traceback_is_in_the_log(
    terminal: Terminal,
) -> None:
    program = "import sys, db.events, cli.main; db.events.listed = None; sys.exit(cli.main.run(['events']))"
    done = terminal.python(["-c", program])
    log = terminal.home / "log" / "events.log"
    _is_one_line(done, 1, "程序出错", "TypeError", str(log), "doctor")
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_an_unforeseen_fault_is_one_line_even_where_no_log_can_be_written(terminal: Terminal, tmp_path: Path) -> None:
    tmp_path.joinpath("file").write_text("", encoding="utf-8")
    terminal.home = tmp_path / "file" / "home"
    program = "import sys, db.events, cli.main; db.events.listed = None; sys.exit(cli.main.run(['events']))"
    _is_one_line(terminal.python(["-c", program]), 1, "程序出错", "TypeError")


@pytest.mark.parametrize("words", [["up"], ["scheduler"], ["worker"], ["crawl", "minmeng"], ["demo"], ["db", "start"]])
def test_a_home_that_cannot_be_written_is_one_line(terminal: Terminal, tmp_path: Path, words: list[str]) -> None:
    tmp_path.joinpath("file").write_text("", encoding="utf-8")
    terminal.home = tmp_path / "file" / "home"
    if words == ["db", "start"]:
        terminal.database = ""
    _is_one_line(terminal.run(*words), 2 if words[0] != "db" else 1, "TZWATCH_HOME", "file/home")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("words", [["articles"], ["events", "--json"], ["export"], ["--help"], ["sites", "list"]])
def test_an_output_that_takes_nothing_is_one_line(terminal: Terminal, conn: Connection, words: list[str]) -> None:
    look(conn, ARTICLE)
    with Path("/dev/full").open("wb") as full:
        _is_one_line(terminal.run(*words, stdout=full), 1, "磁盘已满")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "xlsx"])
def test_an_export_to_a_full_disk_is_one_line(terminal: Terminal, conn: Connection, form: str) -> None:
    look(conn, ARTICLE)
    _is_one_line(terminal.run("export", "--format", form, "--out", "/dev/full"), 1, "磁盘已满", "/dev/full")


def test_a_reader_that_has_seen_enough_ends_the_export_silently(terminal: Terminal, conn: Connection) -> None:
    for number in range(60):
        look(conn, ARTICLE, sighting(f"minmeng.org.cn/{number}.html"))
    with conn.transaction():
        conn.execute("UPDATE versions SET body_text = repeat('长文', 20000)")
    command = [sys.executable, "-m", "cli", "export"]
    with subprocess.Popen(
        command, env=terminal.variables(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0
    assert said == b""


def test_a_pipe_that_breaks_elsewhere_is_no_reader_that_has_seen_enough(terminal: Terminal) -> None:
    program = (
        "import sys, cli.main, cli.events\n"
        "def broken(*_, **__): raise BrokenPipeError(32, 'Broken pipe')\n"
        "cli.events.events.listed = broken\n"
        "sys.exit(cli.main.run(['events']))"
    )
    done = terminal.python(["-c", program])
    assert done.code == 1
    assert len(done.said) == 1


_INTERRUPTED = """
import os, runpy, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
runpy.run_module("cli", run_name="__main__", alter_sys=False)
"""


@pytest.mark.parametrize("module", ["cli.process", "click", "cli.crawl", "scrapy.crawler", "psycopg"])
def test_ctrl_c_during_the_imports_ends_silently(terminal: Terminal, module: str) -> None:
    done = terminal.python(["-c", _INTERRUPTED.replace("MODULE", repr(module)), "crawl", "minmeng"])
    assert (done.code, done.out, done.err) == (130, "", "")


@pytest.mark.parametrize(
    "words",
    [
        ["articles", "--new", "--days", "nan"],
        ["articles", "--new", "--days", "inf"],
        ["articles", "--new", "--days", "800000"],
        ["articles", "--new", "--days", "-1"],
        ["articles", "--new", "--days", "many"],
        ["articles", "--limit", "0"],
        ["articles", "--limit", str(10**30)],
        ["articles", "--since", "yesterday"],
        ["articles", "--since", "0000-00-00"],
        ["events", "--limit", str(10**30)],
        ["events", "--after", str(10**30)],
        ["events", "--after", "-1"],
        ["crawl", "minmeng", "--pages", "0"],
        ["crawl", "minmeng", "--pages", "-1"],
        ["crawl", "minmeng", "--pages", str(10**30)],
        ["crawl", "minmeng", "--limit", str(10**30)],
        ["crawl", "minmeng", "--since", "2026-13-01"],
        ["alerts", "remove", "0"],
        ["alerts", "add"],
        ["export", "--format", "pdf"],
        ["no-such-command"],
        ["sites", "show"],
        ["sites", "show", "a", "b"],
        ["doctor", "--loud"],
        ["articles", "--site"],
        ["articles", "--json=1"],
        ["articles", "--site", b"\xff\xfe"],
        ["articles", "--search", b"\xce\xf7"],
        ["alerts", "add", "--to", b"a\xff@example.org"],
        ["crawl", b"\xff"],
        ["extract", b"no-such-\xff.html"],
    ],
    ids=repr,
)
def test_a_wrong_call_is_one_line_that_begins_in_chinese(
    capsys: pytest.CaptureFixture[str], words: list[str | bytes]
) -> None:
    assert main.run([os.fsdecode(word) for word in words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "\u4e00" <= said.err[0] <= "\u9fff" or said.err.startswith("--"), said.err
    assert "not in the range" not in said.err


def test_a_file_name_of_other_bytes_is_read(terminal: Terminal, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xce\xc4.html"
    Path(os.fsdecode(name)).write_text(
        "<h1>会议</h1>" + "<p>正文是这样的一段话，说了一件事情。</p>" * 9, encoding="utf-8"
    )
    done = terminal.run("extract", name, "--json")
    assert done.code == 0, done.err
    assert '"article"' in done.out


def test_the_help_of_every_command_is_told_without_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--help"]) == 0
    assert main.run([]) == 2
    for name in main.tzwatch.list_commands(click.Context(main.tzwatch)):
        if name != "scrapy":
            assert main.run([name, "--help"]) == 0
