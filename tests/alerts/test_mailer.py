"""From the event log to the mailbox: each new article once to each reader, whatever the mail server does."""

from __future__ import annotations

import email
import email.policy
import threading
from typing import TYPE_CHECKING

import pytest

from alerts.mailer import Counts, run_once
from alerts.smtp import Sender
from db import outbox, subscriptions
from db.connection import connect
from news.errors import ConfigError, MailError
from tests.alerts.conftest import NAMES, due_again, edit, mailed, publish, subscribe

if TYPE_CHECKING:
    from psycopg import Connection

    from tests.alerts.conftest import Mailbox, MailServer

A, B, C = "a@example.org", "b@example.org", "c@example.org"


def subjects(mailbox: Mailbox) -> list[tuple[str, str]]:
    read = [(to, email.message_from_bytes(raw, policy=email.policy.default)) for to, raw in mailbox.received]
    return sorted((to, str(message["Subject"])) for to, message in read)


def test_each_new_article_reaches_each_reader_who_asked_for_it_once(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A, "民盟")
    subscribe(conn, B, sites=("zytzb",))
    subscribe(conn, C, "侨联")
    publish(conn, "民盟召开座谈会")
    publish(conn, "会议举行", site="zytzb")
    assert mailed(conn, mailbox) == Counts(sent=2)
    assert mailed(conn, mailbox) == Counts()
    assert subjects(mailbox) == [(A, "【新文】民盟召开座谈会"), (B, "【新文】会议举行")]
    assert outbox.counts(conn) == {"sent": 2}


def test_the_first_crawl_of_a_site_mails_nothing(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    for number in range(30):
        publish(conn, f"旧文 {number}", baseline=True)
    publish(conn, "新文一")
    assert mailed(conn, mailbox) == Counts(sent=1)


def test_what_was_news_before_the_subscription_is_not_mailed(conn: Connection, mailbox: Mailbox) -> None:
    publish(conn, "早先的新文")
    subscribe(conn, A)
    publish(conn, "后来的新文")
    mailed(conn, mailbox)
    assert subjects(mailbox) == [(A, "【新文】后来的新文")]


def test_an_edited_article_is_no_new_mail(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    url = publish(conn, "原来的标题")
    mailed(conn, mailbox)
    edit(conn, url, "改过的标题")
    assert mailed(conn, mailbox) == Counts()


def test_an_article_edited_before_the_mailer_came_is_mailed_as_it_was_announced(
    conn: Connection, mailbox: Mailbox
) -> None:
    subscribe(conn, A)
    edit(conn, publish(conn, "原来的标题"), "改过的标题")
    assert mailed(conn, mailbox) == Counts(sent=1)
    assert subjects(mailbox) == [(A, "【新文】原来的标题")]


def test_more_news_than_one_batch_holds_is_mailed_in_one_round(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    titles = [f"第 {number} 篇" for number in range(45)]
    for title in titles:
        publish(conn, title)
    assert mailed(conn, mailbox) == Counts(sent=45)
    assert mailbox.connections == 1
    said = [str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"]) for _, raw in mailbox.received]
    assert said == [f"【新文】{title}" for title in titles]


def test_two_subscriptions_of_one_reader_give_one_mail(conn: Connection, mailbox: Mailbox) -> None:
    first, second = subscribe(conn, A, "民盟"), subscribe(conn, A, "座谈会")
    publish(conn, "民盟召开座谈会")
    assert mailed(conn, mailbox) == Counts(sent=1)
    message = email.message_from_bytes(mailbox.received[0][1], policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert f"name subscription {first}、{second}" in said
    assert "民盟、座谈会" in said


def test_a_removed_subscriptions_waiting_mails_are_not_sent(conn: Connection, mail_server: MailServer) -> None:
    number = subscribe(conn, A)
    subscribe(conn, B)
    publish(conn, "新文")
    mail_server.stop()
    with pytest.raises(MailError):
        mailed(conn, mail_server.mailbox)
    with conn.transaction():
        assert subscriptions.remove(conn, number)
    assert not subscriptions.remove(conn, number)
    assert outbox.counts(conn) == {"cancelled": 1, "pending": 1}
    mail_server.start()
    assert mailed(conn, mail_server.mailbox) == Counts(sent=1)
    assert mail_server.mailbox.recipients == [B]


def test_a_mail_that_another_subscription_of_the_reader_wants_too_is_still_sent(
    conn: Connection, mail_server: MailServer
) -> None:
    first, second = subscribe(conn, A, "民盟"), subscribe(conn, A, "座谈会")
    publish(conn, "民盟召开座谈会")
    mail_server.stop()
    with pytest.raises(MailError):
        mailed(conn, mail_server.mailbox)
    subscriptions.remove(conn, first)
    assert outbox.counts(conn) == {"pending": 1}
    subscriptions.remove(conn, second)
    assert outbox.counts(conn) == {"cancelled": 1}


def test_a_subscription_removed_while_its_mail_is_on_the_way_waits_for_nobody(
    conn: Connection, database_url: str, mailbox: Mailbox
) -> None:
    number = subscribe(conn, A)
    publish(conn, "新文")

    def remove_meanwhile() -> str:
        with connect(database_url) as other:
            subscriptions.remove(other, number)
        return "451 4.3.0 later"

    mailbox.at_data = remove_meanwhile
    assert mailed(conn, mailbox) == Counts(retried=1)
    due_again(conn)
    assert mailed(conn, mailbox) == Counts()
    assert outbox.counts(conn) == {"cancelled": 1}


def test_two_mailers_at_once_send_nothing_twice(conn: Connection, database_url: str, mailbox: Mailbox) -> None:
    recipients = [f"r{number}@example.org" for number in range(8)]
    for recipient in recipients:
        subscribe(conn, recipient)
    sent: list[int] = []

    def work() -> None:
        with connect(database_url) as own:
            for _ in range(8):
                sent.append(mailed(own, mailbox).sent)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for number in range(6):
        publish(conn, f"第 {number} 篇")
    for worker in workers:
        worker.join()
    sent.append(mailed(conn, mailbox).sent)
    assert sum(sent) == 48
    assert len(mailbox.received) == len(set(mailbox.received)) == 48


def test_a_wrong_sender_address_is_said_before_anything_is_written(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    publish(conn, "新文")
    with pytest.raises(ConfigError, match="TZWATCH_MAIL_FROM"):
        run_once(conn, Sender(mailbox.url), mail_from="no address", site_names=NAMES)
    assert outbox.counts(conn) == {}


def test_the_mailer_lets_old_bytes_go_in_its_round(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A)
    publish(conn, "新文")
    mailed(conn, mailbox)
    conn.execute("UPDATE deliveries SET sent_at = now() - interval '31 days'")
    mailed(conn, mailbox)
    assert conn.execute("SELECT message FROM deliveries").fetchone() == (None,)


def test_a_subscription_that_rests_wakes_when_it_is_added_again_and_is_told_of_what_comes_then(
    conn: Connection, mailbox: Mailbox
) -> None:
    first = subscribe(conn, A)
    conn.execute("UPDATE subscriptions SET state = 'bounced'")
    publish(conn, "睡着时的新文")
    assert subscribe(conn, A) == first
    publish(conn, "醒来后的新文")
    assert mailed(conn, mailbox).sent == 1
    assert [s.state for s in subscriptions.listed(conn)] == ["active"]
