"""Mail servers and databases that fail: what waits, what bounces, what is repeated."""

from __future__ import annotations

import email
import email.policy
import logging
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.mailer import Counts, pause_after, run_forever
from alerts.smtp import Sender
from db import outbox, subscriptions
from news.errors import DatabaseError, MailError
from tests.alerts.conftest import FROM, NAMES, due_again, mailed, publish, subscribe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection

    from tests.alerts.conftest import Mailbox, MailServer

A, B, C = "a@example.org", "b@example.org", "c@example.org"


def test_a_server_that_is_down_costs_no_mail_and_no_order(conn: Connection, mail_server: MailServer) -> None:
    mailbox = mail_server.mailbox
    subscribe(conn, A)
    mail_server.stop()
    for number in range(5):
        publish(conn, f"第 {number} 篇")
        with pytest.raises(MailError):
            mailed(conn, mailbox)
    assert outbox.counts(conn) == {"pending": 5}
    mail_server.start()
    assert mailed(conn, mailbox) == Counts(sent=5)
    said = [str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"]) for _, raw in mailbox.received]
    assert said == [f"【新文】第 {number} 篇" for number in range(5)]


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_refusal_for_now_is_repeated_with_the_same_bytes_and_holds_nobody_up(
    conn: Connection, mailbox: Mailbox, where: str
) -> None:
    for recipient in (A, B, C):
        subscribe(conn, recipient)
    publish(conn, "新文")
    if where == "rcpt":
        mailbox.at_rcpt = lambda address: "451 4.7.1 greylisted" if address == A else "250 OK"
    else:
        mailbox.at_data = lambda: "451 4.3.0 later" if mailbox.recipients[-1] == A else "250 OK"
    assert mailed(conn, mailbox) == Counts(sent=2, retried=1)
    assert mailed(conn, mailbox) == Counts()
    mailbox.at_rcpt, mailbox.at_data = lambda _: "250 OK", lambda: "250 OK"
    due_again(conn)
    assert mailed(conn, mailbox) == Counts(sent=1)
    assert len({raw for to, raw in mailbox.received if to == A}) == 1
    assert sorted(set(mailbox.recipients)) == [A, B, C]


def test_a_mail_whose_answer_never_came_is_tried_once_more_and_then_left_as_unclear(
    conn: Connection, mailbox: Mailbox
) -> None:
    subscribe(conn, A)
    publish(conn, "新文")
    mailbox.at_data = lambda: None
    assert mailed(conn, mailbox) == Counts(retried=1)
    assert conn.execute("SELECT next_try_at - now() < '2min' FROM deliveries").fetchone() == (True,)
    due_again(conn)
    assert mailed(conn, mailbox) == Counts(unclear=1)
    due_again(conn)
    assert mailed(conn, mailbox) == Counts()
    assert len(mailbox.received) == 2
    assert len(set(mailbox.received)) == 1
    assert outbox.counts(conn) == {"unclear": 1}
    (left,) = outbox.latest_unclear(conn, 5)
    assert left.recipient == A
    assert "没有明确答复" in left.said


def test_refusals_for_now_between_two_missing_answers_do_not_make_a_third_copy(
    conn: Connection, mailbox: Mailbox
) -> None:
    subscribe(conn, A)
    publish(conn, "新文")
    for answer, counts in ((None, "retried"), ("451 4.3.0 later", "retried"), (None, "unclear")):
        mailbox.at_data = lambda answer=answer: answer  # type: ignore[misc]
        assert mailed(conn, mailbox) == Counts(**{counts: 1})
        due_again(conn)
    assert mailed(conn, mailbox) == Counts()


def test_a_mail_whose_second_copy_is_taken_is_sent(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    publish(conn, "新文")
    answers = iter([None, "250 OK"])
    mailbox.at_data = lambda: next(answers)
    mailed(conn, mailbox)
    due_again(conn)
    assert mailed(conn, mailbox) == Counts(sent=1)
    assert outbox.counts(conn) == {"sent": 1}
    assert outbox.latest_unclear(conn, 5) == []


def test_a_refused_address_bounces_with_its_reason_and_the_others_get_their_mail(
    conn: Connection, mailbox: Mailbox
) -> None:
    for recipient in (A, B, C):
        subscribe(conn, recipient)
    publish(conn, "新文")
    mailbox.at_rcpt = lambda address: "550 5.1.1 no such user" if address == B else "250 OK"
    assert mailed(conn, mailbox) == Counts(sent=2, bounced=1)
    assert outbox.counts(conn) == {"sent": 2, "bounced": 1}
    assert outbox.latest_bounces(conn, 5) == [outbox.Undelivered(B, "550 5.1.1 no such user")]


def test_after_three_refused_mails_in_a_row_an_address_is_written_to_no_more(
    conn: Connection, mailbox: Mailbox
) -> None:
    number = subscribe(conn, A)
    mailbox.at_rcpt = lambda _: "550 5.1.1 no such user"
    for count in range(5):
        publish(conn, f"第 {count} 篇")
    assert mailed(conn, mailbox) == Counts(bounced=3)
    mailed(conn, mailbox)
    assert outbox.counts(conn) == {"bounced": 3, "cancelled": 2}
    assert [(s.id, s.state) for s in subscriptions.listed(conn)] == [(number, "bounced")]


def test_a_mail_that_arrives_in_between_clears_the_address(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    for answer in ("550 no", "550 no", "250 OK", "550 no", "550 no"):
        mailbox.at_rcpt = lambda _, answer=answer: answer  # type: ignore[misc]
        publish(conn, f"新文 {answer}")
        mailed(conn, mailbox)
    assert [s.state for s in subscriptions.listed(conn)] == ["active"]


@contextmanager
def running(database_url: str, mailbox: Mailbox) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Run the mailer beside the test; yield a way to wait for what it does."""
    stop = threading.Event()
    keywords = {"mail_from": FROM, "site_names": NAMES, "stop": stop}
    worker = threading.Thread(target=run_forever, args=(database_url, Sender(mailbox.url)), kwargs=keywords)
    worker.start()

    def wait_until(is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    try:
        yield wait_until
    finally:
        stop.set()
        worker.join()


def test_the_mailer_outlives_an_outage_and_says_so_once_each_way(
    conn: Connection, database_url: str, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "alerts")
    subscribe(conn, A)
    publish(conn, "新文")
    mail_server.stop()
    with running(database_url, mail_server.mailbox) as wait_until:
        wait_until(lambda: "不可用" in caplog.text)
        mail_server.start()
        wait_until(lambda: outbox.counts(conn) == {"sent": 1})
        wait_until(lambda: "已恢复" in caplog.text)
    assert caplog.text.count("不可用") == 1
    assert caplog.text.count("已恢复") == 1
    # The server of this test has a log of its own, which another test may have switched on.
    assert not any(A in record.getMessage() for record in caplog.records if record.name.startswith("alerts"))


def test_the_mailer_ends_when_the_database_goes_away(conn: Connection, database_url: str, mailbox: Mailbox) -> None:
    ended: list[DatabaseError] = []

    def work() -> None:
        try:
            run_forever(database_url, Sender(mailbox.url), mail_from=FROM, site_names=NAMES, stop=threading.Event())
        except DatabaseError as error:
            ended.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    while worker.is_alive():
        conn.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
        worker.join(0.2)
    assert len(ended) == 1


@given(tries=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_a_pause_is_between_a_minute_and_four_hours(tries: int, jitter: float) -> None:
    assert timedelta(minutes=1) <= pause_after(tries, jitter) <= timedelta(hours=4)
    assert pause_after(tries, jitter) <= pause_after(tries + 1, jitter)
