"""`tzwatch events` as a person and a script read it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cli import main
from tests.db.samples import ARTICLE, MISSING, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


@pytest.fixture(autouse=True)
def log(conn: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold an article that was new, changed a little, changed much, was withdrawn and came back."""
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    look(conn, replace(ARTICLE, body_text="第一断。\n第二段。"))
    look(conn, ARTICLE)
    edited = replace(ARTICLE, title="民盟中央主席张三讲话")
    look(conn, edited)
    look(conn, MISSING)
    look(conn, MISSING)
    look(conn, edited)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main.run(["events", *words]) == 0
    return capsys.readouterr().out


def test_changes_are_shown_with_weight_and_class(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys)
    assert "改稿 changed（轻微：错字）" in shown
    assert "改稿 changed（重要：标题、姓名/职务）" in shown
    assert "恢复 restored  minmeng" in shown


def test_a_script_gets_weight_and_classes(capsys: pytest.CaptureFixture[str]) -> None:
    read = json.loads(said(capsys, "--json"))
    assert [(e["kind"], e["weight"], e["classes"]) for e in read] == [
        ("new", None, []),
        ("changed", "minor", ["typo"]),
        ("changed", "major", ["headline", "name"]),
        ("gone", None, []),
        ("restored", None, []),
    ]


def test_events_are_chosen_by_weight_and_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    def kinds(*words: str) -> list[str]:
        return [event["kind"] for event in json.loads(said(capsys, "--json", *words))]

    assert kinds("--weight", "major") == ["changed"]
    assert kinds("--kind", "gone", "--kind", "restored") == ["gone", "restored"]
    assert kinds("--kind", "new", "--weight", "major") == []


def test_events_of_several_sites_stay_in_their_order(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, ARTICLE, sighting("b/1", site="acfic"))
    look(conn, ARTICLE, sighting("c/1", site="zytzb"))
    look(conn, ARTICLE, sighting("d/1"))

    def sites(*words: str) -> list[str]:
        return [event["site"] for event in json.loads(said(capsys, "--json", "--kind", "new", *words))]

    assert sites("--site", "minmeng", "--site", "acfic") == ["minmeng", "acfic", "minmeng"]
    assert sites("--site", "minmeng", "--site", "acfic", "--limit", "2") == ["acfic", "minmeng"]
    assert sites("--site", "zytzb", "--site", "zytzb") == ["zytzb"]
    assert main.run(["events", "--site", "acfic", "--site", "nobody"]) == 2


def test_events_since_a_day(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    conn.execute("UPDATE events SET at = '2026-10-31T15:59:59Z' WHERE kind = 'new'")
    conn.execute("UPDATE events SET at = '2026-10-31T16:00:00Z' WHERE kind <> 'new'")
    read = json.loads(said(capsys, "--json", "--since", "2026-11-01"))
    assert len(read) == 4
    assert {event["kind"] for event in read} == {"changed", "gone", "restored"}
    assert json.loads(said(capsys, "--json", "--since", "2026-11-02")) == []


def test_a_baseline_alone_says_how_it_is_seen(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, ARTICLE, replace(sighting("b/1", site="acfic"), baseline=True))
    assert "--baseline" in said(capsys, "--site", "acfic")
    assert "--baseline" not in said(capsys, "--site", "acfic", "--kind", "gone")
    assert "--baseline" not in said(capsys, "--site", "minmeng", "--since", "2099-01-01")
