"""The mailbox keeps what it accepts, and refuses what it is told to."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest

from demo.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mail") as running:
        yield running


def send(mailbox: Mailbox, subject: str = "【新文】民盟中央召开座谈会", to: str = "reader@example.org") -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"], message["To"] = subject, "tzwatch@example.org", to
    message.set_content("正文第一行\n")
    host, port = mailbox.smtp_url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port), timeout=10) as smtp:
        smtp.send_message(message)


def test_a_mail_arrives_whole_and_as_a_file(mailbox: Mailbox, tmp_path: Path) -> None:
    send(mailbox)
    assert mailbox.wait_for(1, 5)
    (message,) = mailbox.messages
    assert message["Subject"] == "【新文】民盟中央召开座谈会"
    assert message.get_content().strip() == "正文第一行"
    assert (tmp_path / "mail" / "0001.eml").is_file()


def test_mails_keep_the_order_of_their_arrival(mailbox: Mailbox) -> None:
    for subject in ("一", "二", "三"):
        send(mailbox, subject)
    assert [message["Subject"] for message in mailbox.messages] == ["一", "二", "三"]


def test_waiting_for_a_mail_that_does_not_come_says_no(mailbox: Mailbox) -> None:
    assert not mailbox.wait_for(1, 0.05)


def test_a_refused_recipient_is_turned_away_and_others_are_not(mailbox: Mailbox) -> None:
    mailbox.refuse("gone@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
        send(mailbox, to="gone@example.org")
    send(mailbox)
    assert len(mailbox.messages) == 1


def test_the_next_mail_is_refused_as_often_as_asked(mailbox: Mailbox) -> None:
    mailbox.refuse_next("451 4.3.0 later", times=2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            send(mailbox)
    send(mailbox)
    assert len(mailbox.messages) == 1


def test_a_mailbox_that_is_down_refuses_connections_and_comes_back_at_the_same_address(mailbox: Mailbox) -> None:
    url = mailbox.smtp_url
    send(mailbox, "之前")
    mailbox.down()
    with pytest.raises(ConnectionRefusedError):
        send(mailbox)
    mailbox.up()
    assert mailbox.smtp_url == url
    send(mailbox, "之后")
    assert [message["Subject"] for message in mailbox.messages] == ["之前", "之后"]
