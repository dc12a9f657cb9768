"""`doctor` where much is wrong at once: one line a kind, and what scheduler and worker last did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli import main
from db import findings, runs, sites
from news.health import Finding
from news.run import Tally
from sites.loader import whole_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

_SITES = whole_catalogue(None, frozenset()).sites
_SEVEN = sorted(_SITES)[:7]


@pytest.fixture(autouse=True)
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, conn: Connection) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    sites.register(conn, _SITES.values())


def _lines(capsys: pytest.CaptureFixture[str], word: str) -> list[str]:
    main.run(["doctor"])
    return [line for line in capsys.readouterr().out.splitlines() if word in line]


def _fail(conn: Connection, site: str, why: str, trigger: str = "manual") -> None:
    runs.finish(conn, runs.begin(conn, site, trigger), Tally(), failed=True)  # type: ignore[arg-type]
    sites.set_crawled(conn, site, why)


def test_failures_of_one_reason_are_one_line_whatever_addresses_they_name(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in _SEVEN:
        _fail(conn, name, f"{_SITES[name].home}: 域名解析失败 host name not found")
    (line,) = _lines(capsys, "域名解析失败")
    assert "7 个站点" in line
    assert "、".join(_SEVEN[:5]) in line
    assert _SEVEN[5] not in line
    assert "tzwatch sites list" in line
    assert line.startswith("⚠")


def test_reasons_that_differ_stay_lines_of_their_own(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    _fail(conn, _SEVEN[0], "超时 timed out")
    _fail(conn, _SEVEN[1], "连接被拒绝 connection refused")
    assert len(_lines(capsys, "上次采集失败")) == 2
    (line,) = _lines(capsys, "超时 timed out")
    assert f"{_SEVEN[0]} 上次采集失败" in line


def test_findings_of_one_kind_are_one_line(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    for days, name in enumerate(_SEVEN[:3], 2):
        findings.record(
            conn, name, [Finding("unreachable", "", f"已 {days} 天读不到 not reached for {days} days: 超时")]
        )
    findings.record(conn, _SEVEN[3], [Finding("silent", "", "太久没有新文 silent")])
    (line,) = _lines(capsys, "读不到")
    assert line.startswith("⚠")
    assert "3 个站点" in line
    assert "、".join(_SEVEN[:3]) in line
    (line,) = _lines(capsys, "太久没有新文")
    assert f"tzwatch sites check {_SEVEN[3]}" in line


def test_it_says_whether_scheduler_and_worker_run_and_what_they_did(
    conn: Connection, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = _lines(capsys, "定时器")
    assert line.startswith("✓")
    assert "没有在运行" in line
    (line,) = _lines(capsys, "采集器")
    assert "没有在运行" in line
    _fail(conn, _SEVEN[0], "超时 timed out", "schedule")
    conn.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert sites.try_lead(conn)
    (line,) = _lines(capsys, "定时器")
    assert "在运行 runs" in line
    assert "上次定时采集 last scheduled crawl 20" in line
    (line,) = _lines(capsys, "采集器")
    assert "在运行 runs" in line
