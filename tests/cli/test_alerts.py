"""`tzwatch alerts` as a person types it."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from cli import main
from db import outbox, subscriptions
from tests.alerts.conftest import Mailbox, free_port
from tests.db.samples import ARTICLE, look

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


def test_changes_are_asked_for_and_asked_for_otherwise(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*_ADD, "--changes", "major"]) == 0
    assert "含重要改稿和撤稿" in capsys.readouterr().out
    assert main.run(_ADD) == 0
    assert "已有，没有重复添加" in capsys.readouterr().out
    assert main.run([*_ADD, "--changes", "all"]) == 0
    assert "已有，改稿设置已更新" in capsys.readouterr().out
    assert [s.changes for s in subscriptions.listed(conn)] == ["all"]
    assert main.run(["alerts", "list", "--json"]) == 0
    assert '"changes": "all"' in capsys.readouterr().out
    assert main.run([*_ADD, "--changes", "some"]) == 2


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


def test_a_mail_without_a_clear_answer_is_shown_with_its_reader(
    conn: Connection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    look(conn, ARTICLE)
    (seq,) = conn.execute("SELECT max(seq) FROM events").fetchone() or (0,)
    outbox.add(conn, [outbox.NewDelivery((1,), seq, "reader@example.org", "<1@x>", b"mail")])
    for _ in range(2):
        outbox.postpone_unanswered(conn, 1, "交出后没有明确答复 no clear answer", timedelta(0))
    assert main.run(["alerts", "list"]) == 0
    said = capsys.readouterr().out
    assert "没有明确答复，不再重发 never clearly answered: reader@example.org" in said
    assert "不明 unclear 1" in said
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("TZWATCH_SMTP_URL", f"smtp://127.0.0.1:{port}")
    main.run(["doctor"])
    assert "reader@example.org 的邮件没有明确答复" in capsys.readouterr().out


def test_the_mailer_names_the_contact_to_whom_a_reader_writes_to_unsubscribe(
    conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main.run(_ADD) == 0
    look(conn, ARTICLE)
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("TZWATCH_SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
    monkeypatch.setenv("TZWATCH_CONTACT", "desk@example.org")
    try:
        assert main.run(["mailer", "--once"]) == 0
    finally:
        controller.stop()
    ((_, sent),) = mailbox.received
    assert "List-Unsubscribe: <mailto:desk@example.org?subject=unsubscribe%201>" in sent.decode()


def test_without_a_mail_server_it_is_said_that_no_mail_is_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (_ADD, ("alerts", "list")):
        assert main.run(words) == 0
        assert "未设 TZWATCH_SMTP_URL，不发邮件" in capsys.readouterr().err
    assert main.run(["alerts", "list", "--json"]) == 0
    assert not capsys.readouterr().err
    monkeypatch.setenv("TZWATCH_SMTP_URL", "smtp://127.0.0.1:1")
    for words in (_ADD, ("alerts", "list")):
        assert main.run(words) == 0
        assert not capsys.readouterr().err


def test_what_is_no_choice_is_told_in_chinese_with_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*_ADD, "--changes", "some"]) == 2
    said = capsys.readouterr().err
    assert "没有 some" in said
    assert "none、major、all" in said
    assert len(said.splitlines()) == 1
