"""`tzwatch alerts` as a person types it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from cli import main
from db import subscriptions

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

_ADD = ("alerts", "add", "--to", "reader@example.org")


@pytest.fixture(autouse=True)
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))


def test_the_same_subscription_twice_is_one_and_said_to_exist(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run([*_ADD, "--keyword", "民盟", "--keyword", "九三"]) == 0
    assert "已订阅" in capsys.readouterr().out
    assert main.run([*_ADD, "--keyword", "九三", "--keyword", "民盟"]) == 0
    assert "订阅 1：" in (said := capsys.readouterr().out)
    assert "已有" in said
    assert main.run([*_ADD, "--keyword", "民盟"]) == 0
    assert "已订阅" in capsys.readouterr().out
    assert len(subscriptions.listed(conn)) == 2


def test_a_subscription_that_was_removed_can_be_made_again(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(_ADD) == 0
    assert main.run(["alerts", "remove", "1"]) == 0
    capsys.readouterr()
    assert main.run(_ADD) == 0
    assert "已订阅" in capsys.readouterr().out
    assert [s.state for s in subscriptions.listed(conn)] == ["active"]


def test_a_test_mail_that_nobody_took_is_not_said_to_wait(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("TZWATCH_SMTP_URL", f"smtp://127.0.0.1:{port}")
    assert main.run(["alerts", "test", "--to", "reader@example.org"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("测试邮件没有发出")
    assert "发件箱" not in said
    assert "outbox" not in said
    assert len(said.splitlines()) == 1
