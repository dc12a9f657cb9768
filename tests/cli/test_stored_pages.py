"""The commands that look after raw pages: reextract, db prune, and the scheduler's daily pruning."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from cli.upkeep import daily
from config import load_settings
from tests.crawler.stored import Store, html

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


@pytest.fixture
def store(tmp_path: Path, database_url: str, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    return Store(conn, tmp_path)


def _age(home: Path, conn: Connection, days: int) -> None:
    """Make all that is stored older by so many days."""
    conn.execute("UPDATE snapshots SET fetched_at = fetched_at - %s", (timedelta(days=days),))
    at = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    for path in home.rglob("*.warc.gz"):
        os.utime(path, (at, at))


def test_reextract_says_what_it_bettered_and_what_it_left(
    store: Store, capsys: pytest.CaptureFixture[str], conn: Connection
) -> None:
    store.add("/a.html", None, html())
    store.add("/b.html", None, b"<html></html>")
    assert run(["reextract", "--dry-run"]) == 0
    said = capsys.readouterr()
    assert "更好 better 1" in said.out
    assert "只是预演" in said.out
    assert "不如原来，保留原文" in said.err
    assert run(["reextract", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["articles"], told["better"], told["unchanged"], told["no_page"]) == (2, 1, 0, 0)
    assert told["fields"]["source"] == {"filled": 1}
    assert [one["url"] for one in told["worse"]] == ["http://news.example.cn/b.html"]
    assert run(["reextract", "--url", "http://news.example.cn/a.html"]) == 0
    assert "不变 unchanged 1" in capsys.readouterr().out
    assert conn.execute("SELECT count(*) FROM events").fetchone() == (2,)


def test_a_rehearsal_of_reextract_lists_each_address_with_what_would_change(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.add("/a.html", None, html())
    store.add("/b.html", None, b"<html></html>")
    assert run(["reextract", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "http://news.example.cn/a.html" in said
    assert "title：无题 → 民盟中央召开专题会议" in said
    assert "source：（空） → 新华社" in said
    assert max(map(len, said.splitlines())) < 300
    assert "news.example.cn/b.html" not in said
    assert run(["reextract", "--dry-run", "--json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["url"], change["version"], change["what"]) == ("http://news.example.cn/a.html", 1, "better")
    assert change["fields"]["source"] == {"how": "filled", "old": "", "new": "新华社"}
    assert change["fields"]["title"] == {"how": "other", "old": "无题", "new": "民盟中央召开专题会议"}
    assert change["fields"]["published"]["new"].startswith("2026-11-19 09:30")
    # Nothing was written.
    assert run(["reextract", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["better"] == 1
    assert "changes" not in done


def test_what_is_read_otherwise_is_not_called_better(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    number = store.add("/a.html", None, html())
    assert run(["reextract"]) == 0
    known = store.current(number)
    store.add("/b.html", replace(known, url="", source="光明日报"), html())
    store.add("/c.html", replace(known, url="", editor="张三"), html())
    store.add("/d.html", replace(known, url="", source=None), html())
    capsys.readouterr()
    for words in (["--dry-run"], []):
        assert run(["reextract", *words]) == 0
        said = capsys.readouterr().out
        assert "更好 better 1 · 改读 read otherwise 2 · 不变 unchanged 1" in said
    store.add("/e.html", replace(known, url="", source="光明日报"), html())
    assert run(["reextract", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["better"], told["read_otherwise"], told["unchanged"]) == (0, 1, 4)
    assert told["changes"][0]["what"] == "read otherwise"


def test_reextract_of_one_article_is_not_one_of_a_site(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reextract", "--url", "http://news.example.cn/a.html", "--site", "minmeng"]) == 2
    assert run(["reextract", "--site", "nowhere"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_prune_keeps_everything_until_an_age_is_set(
    store: Store, conn: Connection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add("/a.html", None, html())
    _age(store.home, conn, 100)
    assert run(["db", "prune"]) == 0
    assert "没有要清理的" in capsys.readouterr().out
    monkeypatch.setenv("TZWATCH_KEEP_PAGES_DAYS", "30")
    for words, left in ((["db", "prune", "--dry-run"], 1), (["db", "prune"], 0)):
        assert run(words) == 0
        assert "删除 given up 1" in capsys.readouterr().out
        assert len(list(store.home.rglob("*.warc.gz"))) == left
    assert run(["evidence", "http://news.example.cn/a.html", "--out", str(store.home)]) == 1
    assert "已按保存期删除" in capsys.readouterr().err


def test_the_daily_pruning_says_what_went_wrong_and_lets_the_scheduler_go_on(
    store: Store, conn: Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, database_url: str
) -> None:
    store.add("/a.html", None, html())
    _age(store.home, conn, 100)
    monkeypatch.setenv("TZWATCH_KEEP_PAGES_DAYS", "30")
    monkeypatch.setenv("TZWATCH_PAGES_ARCHIVE", str(store.home / "archive"))
    daily(load_settings(), database_url, threading.Event())()
    assert "TZWATCH_PAGES_ARCHIVE 不是文件夹" in caplog.text
    (store.home / "archive").mkdir()
    daily(load_settings(), database_url, threading.Event())()
    assert len(list((store.home / "archive").rglob("*.warc.gz"))) == 1
    daily(load_settings(), "nonsense://", threading.Event())()
    assert "TZWATCH_DATABASE_URL 写法不对" in caplog.text
