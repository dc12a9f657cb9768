"""A mailer killed around the moment of sending loses nothing, and repeats at most the mail in its hands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db import outbox, subscriptions
from tests.alerts.conftest import publish

if TYPE_CHECKING:
    from psycopg import Connection

    from tests.alerts.conftest import Mailbox

_MAILER = """
import sys, threading
from alerts.mailer import run_forever
from alerts.smtp import Sender
run_forever(sys.argv[1], Sender(sys.argv[2]), mail_from="tzwatch@example.org", site_names={}, stop=threading.Event())
"""


def start_mailer(database_url: str, smtp_url: str) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-c", _MAILER, database_url, smtp_url], cwd=root)


class Killer:
    """Kills the mailer at its n-th mail, for each n given."""

    def __init__(self, *mails: int) -> None:
        self.mails = mails
        self.seen = 0
        self.victim = 0

    def strike(self) -> str:
        self.seen += 1
        if self.seen in self.mails:
            os.kill(self.victim, signal.SIGKILL)
        return "250 OK"

    def strike_soon(self) -> str:
        threading.Timer(0.003, self.strike).start()
        return "250 OK"


@pytest.mark.parametrize("moment", ["before the mail", "before the answer", "after the answer"])
def test_a_killed_mailer_loses_nothing_and_repeats_the_same_bytes(
    conn: Connection, database_url: str, mailbox: Mailbox, moment: str
) -> None:
    recipients = [f"r{number}@example.org" for number in range(3)]
    for recipient in recipients:
        with conn.transaction():
            subscriptions.add(conn, recipient, (), ())
    for number in range(4):
        publish(conn, f"第 {number} 篇")
    killer = Killer(2, 5)
    if moment == "before the mail":
        mailbox.at_rcpt = lambda _: killer.strike()
    else:
        mailbox.at_data = killer.strike if moment == "before the answer" else killer.strike_soon
    deaths = run_until_all_is_sent(conn, database_url, mailbox, killer, mails=12)
    assert deaths == 2
    assert len(set(mailbox.received)) == 12
    assert len(mailbox.received) <= 12 + deaths
    assert sorted(set(mailbox.recipients)) == recipients
    assert outbox.counts(conn) == {"sent": 12}


def run_until_all_is_sent(conn: Connection, database_url: str, mailbox: Mailbox, killer: Killer, *, mails: int) -> int:
    """Start a mailer again each time it dies; return how often it died."""
    deadline = time.monotonic() + 60
    deaths = 0
    while True:
        mailer = start_mailer(database_url, mailbox.url)
        killer.victim = mailer.pid
        try:
            while mailer.poll() is None and outbox.counts(conn).get("sent", 0) < mails:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            if mailer.poll() is None:
                return deaths
        finally:
            mailer.kill()
            mailer.wait()
        deaths += 1
