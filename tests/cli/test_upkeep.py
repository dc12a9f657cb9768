"""The search is tidied where nobody waits for a page: at the end of an import, by `db migrate`, daily."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from cli.upkeep import daily
from config import load_settings
from db import merging, search
from tests.db.samples import ARTICLE, look, sighting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psycopg import Connection

_PAGE = (
    "<html><head><title>一篇</title></head><body><h1>一篇</h1><p>正文第一段，写得足够长，是一篇文章。</p></body></html>"
)


@pytest.fixture
def segments(database_url: str, conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Eight articles in four large segments; what is returned tells how many there are now."""
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    for module, name, size in ((search, "SMALL", 1), (search, "_SMALL_ONES", 2), (merging, "_LARGE_ONES", 4)):
        monkeypatch.setattr(module, name, size)
    for number in range(8):
        look(conn, ARTICLE, sighting(f"a/{number}"))

    def count() -> int:
        row = conn.execute("SELECT count(DISTINCT segment) FROM search").fetchone()
        assert row is not None
        return int(row[0])

    assert count() == 4
    return count


def test_the_daily_work_tidies_the_search(segments: Callable[[], int], database_url: str) -> None:
    daily(load_settings(), database_url, threading.Event())()
    assert segments() == 1


def test_a_scheduler_that_is_to_stop_begins_no_merge(segments: Callable[[], int], database_url: str) -> None:
    stop = threading.Event()
    stop.set()
    daily(load_settings(), database_url, stop)()
    assert segments() == 4


def test_bringing_the_tables_up_to_date_tidies_the_search(
    segments: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["db", "migrate"]) == 0
    assert segments() == 1
    assert "正在整理检索" in capsys.readouterr().err


def test_an_import_tidies_the_search_at_its_end(
    segments: Callable[[], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").write_text(_PAGE, encoding="utf-8")
    assert run(["import", str(tmp_path / "a.html")]) == 0
    # The page itself waits for a second of its size.
    assert segments() == 2
    assert "新 new 1" in capsys.readouterr().out
    assert run(["articles", "--search", "民盟"]) == 0
    assert capsys.readouterr().out.count("http://a/") == 8


def test_a_merge_waits_for_nobody_who_makes_segments(
    segments: Callable[[], int], conn: Connection, database_url: str
) -> None:
    with conn.transaction():
        assert search.alone(conn)
        daily(load_settings(), database_url, threading.Event())()
        assert segments() == 4
    daily(load_settings(), database_url, threading.Event())()
    assert segments() == 1
