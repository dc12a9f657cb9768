"""What the package of `evidence` is called: by default a name that nothing has yet."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from cli.writing import opened_new
from tests.db.samples import ARTICLE, KEY, NOW, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

# No raw page was kept, which is a failure, and the package is written all the same.
_WRITTEN = 1


@pytest.fixture(autouse=True)
def here(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, conn: Connection) -> Path:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    look(conn, ARTICLE)
    look(conn, replace(ARTICLE, source="人民日报"), sighting(at=NOW + timedelta(hours=1)))
    return folder


def test_the_default_name_has_version_and_time_and_no_run_overwrites_another(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for count in (1, 2, 3):
        assert run(["evidence", KEY]) == _WRITTEN
        assert len(list(here.iterdir())) == count
        (said,) = capsys.readouterr().out.splitlines()
        assert any(said.startswith(f"{file.name}：") for file in here.iterdir())
    for file in here.iterdir():
        assert re.fullmatch(r"tzwatch-minmeng-\d+-v2-\d{8}-\d{6}-民盟中央召开会议(?:-\d)?\.zip", file.name)
        assert zipfile.is_zipfile(file)


def test_in_a_folder_that_was_named_the_default_name_overwrites_nothing_either(tmp_path: Path) -> None:
    for count in (1, 2):
        assert run(["evidence", KEY, "--out", str(tmp_path)]) == _WRITTEN
        assert len(list(tmp_path.glob("*.zip"))) == count


def test_a_name_that_was_given_is_written_anew(here: Path) -> None:
    (here / "e.zip").write_text("old")
    assert run(["evidence", KEY, "--out", "e.zip"]) == _WRITTEN
    assert [file.name for file in here.iterdir()] == ["e.zip"]
    assert zipfile.is_zipfile(here / "e.zip")


def test_a_name_that_is_taken_gets_a_number_and_a_failure_leaves_nothing(here: Path) -> None:
    (here / "a.zip").write_text("old")
    with opened_new(here / "a.zip") as (file, path):
        file.write(b"new")
    assert (path.name, path.read_bytes()) == ("a-2.zip", b"new")
    with pytest.raises(ZeroDivisionError), opened_new(here / "b.zip"):
        raise ZeroDivisionError
    assert sorted(file.name for file in here.iterdir()) == ["a-2.zip", "a.zip"]
    assert (here / "a.zip").read_text() == "old"


@pytest.mark.parametrize("name", ["e.tar", "e.pdf", "e.zip.txt"])
def test_another_ending_than_zip_is_refused(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(["evidence", KEY, "--out", name]) == 2
    said = capsys.readouterr().err
    assert "证据包是 ZIP" in said
    assert len(said.splitlines()) == 1
    assert not list(here.iterdir())


@pytest.mark.parametrize("name", ["e", "E.ZIP"])
def test_a_name_without_an_ending_and_one_in_capitals_are_taken(here: Path, name: str) -> None:
    assert run(["evidence", KEY, "--out", name]) == _WRITTEN
    assert zipfile.is_zipfile(here / name)
