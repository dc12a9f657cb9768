"""The operator's mail: one a day while something is open, none when nothing is."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING

import pytest

from alerts.mailer import run_once
from alerts.smtp import Sender
from db import findings
from news.errors import ConfigError
from news.health import Finding
from tests.alerts.conftest import FROM, NAMES

if TYPE_CHECKING:
    from psycopg import Connection

    from tests.alerts.conftest import Mailbox

_OPERATOR = "ops@example.org"
_SILENT = Finding("silent", "", "太久没有新文 no new post for 9 working days")


@pytest.fixture(autouse=True)
def known_site(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟网站')")


def _round(conn: Connection, mailbox: Mailbox, operator: str = _OPERATOR) -> None:
    run_once(conn, Sender(mailbox.url), mail_from=FROM, site_names=NAMES, operator=operator)


def test_what_is_open_is_told_once_a_day(conn: Connection, mailbox: Mailbox) -> None:
    _round(conn, mailbox)
    assert mailbox.received == []
    findings.record(conn, "minmeng", [_SILENT])
    for _ in range(3):
        _round(conn, mailbox)
    assert mailbox.recipients == [_OPERATOR]
    read = email.message_from_bytes(mailbox.received[0][1], policy=email.policy.default)
    assert "1 个站点" in str(read["Subject"])
    body = read.get_body(("plain",))
    assert body is not None
    assert "民盟网站（minmeng）：太久没有新文" in body.get_content()
    conn.execute("UPDATE operator_mail SET next_at = now()")
    findings.record(conn, "minmeng", [])
    _round(conn, mailbox)
    assert len(mailbox.received) == 1
    findings.record(conn, "minmeng", [_SILENT])
    _round(conn, mailbox)
    assert len(mailbox.received) == 2


def test_without_an_operator_nobody_is_told(conn: Connection, mailbox: Mailbox) -> None:
    findings.record(conn, "minmeng", [_SILENT])
    _round(conn, mailbox, operator="")
    assert mailbox.received == []


def test_a_mail_that_was_put_off_is_tried_again_within_the_day(conn: Connection, mailbox: Mailbox) -> None:
    findings.record(conn, "minmeng", [_SILENT])
    mailbox.at_rcpt = lambda _: "450 later"
    _round(conn, mailbox)
    assert mailbox.received == []
    mailbox.at_rcpt = lambda _: "250 OK"
    _round(conn, mailbox)
    assert mailbox.received == []
    conn.execute("UPDATE operator_mail SET next_at = next_at - interval '1 hour'")
    _round(conn, mailbox)
    assert mailbox.recipients == [_OPERATOR]


def test_an_address_that_is_none_is_a_wrong_setting(conn: Connection, mailbox: Mailbox) -> None:
    with pytest.raises(ConfigError, match="TZWATCH_OPERATOR"):
        _round(conn, mailbox, operator="no address")
