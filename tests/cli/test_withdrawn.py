"""An article that the site withdrew: when that was is said, and a withdrawal is no edit."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from tests.db.samples import ARTICLE, KEY, MISSING, NOW, URL, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

_EDITED = replace(ARTICLE, title="民盟中央召开紧急会议")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path))
    return tmp_path


def _withdraw(conn: Connection, hours: int) -> None:
    """Two looks that find it missing: the second decides, at `hours` after the article was first seen."""
    for at in (hours - 1, hours):
        look(conn, MISSING, sighting(at=NOW + timedelta(hours=at)))


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run(["articles", URL]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_withdrawal_is_said_with_its_time_and_is_no_edit(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    look(conn, ARTICLE)
    _withdraw(conn, 4)
    lines = _lines(capsys)
    assert "撤稿 withdrawn：2026-11-01 20:00" in lines
    assert not [line for line in lines if line.startswith("改稿")]


def test_an_edit_before_a_withdrawal_keeps_its_own_time(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, ARTICLE)
    look(conn, _EDITED, sighting(at=NOW + timedelta(hours=1)))
    _withdraw(conn, 4)
    lines = _lines(capsys)
    assert "改稿 changed：2026-11-01 17:00" in lines
    assert "撤稿 withdrawn：2026-11-01 20:00" in lines


def test_an_article_that_came_back_as_it_was_is_restored_and_not_edited(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    look(conn, ARTICLE)
    _withdraw(conn, 4)
    look(conn, ARTICLE, sighting(at=NOW + timedelta(hours=6)))
    lines = _lines(capsys)
    assert "恢复 restored：2026-11-01 22:00" in lines
    assert not [line for line in lines if line.startswith(("改稿", "撤稿"))]


def _citation(home: Path) -> list[str]:
    # No raw page was kept, which is a failure, and the package is written all the same.
    assert run(["evidence", URL, "--out", str(home / "e.zip")]) == 1
    with zipfile.ZipFile(home / "e.zip") as package:
        return package.read("citation.txt").decode().splitlines()


def test_the_citation_of_a_withdrawn_article_has_a_note_below_it(home: Path, conn: Connection) -> None:
    look(conn, ARTICLE)
    look(conn, _EDITED, sighting(at=NOW + timedelta(hours=1)))
    assert not [line for line in _citation(home) if "撤" in line]
    _withdraw(conn, 4)
    cited, note, *_ = _citation(home)
    assert cited.endswith(f"{KEY}.")
    assert note.startswith("注 note：")
    assert "2026-11-01T20:00:00+08:00" in note
    assert "撤下" in note
