"""Handing mails over to a real server: what becomes of each, and that the password stays where it belongs."""

from __future__ import annotations

import base64
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from alerts.messages import send_test
from alerts.smtp import Outcome, Sender
from news.errors import ConfigError, MailError
from tests.alerts.conftest import PASSWORD, PASSWORD_IN_URL, free_port, tls_context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.alerts.conftest import Mailbox, MailServer

FROM, TO = "tzwatch@example.org", "reader@example.org"
MESSAGE = b"Subject: x\r\nTo: reader@example.org\r\n\r\nline\r\n.dot\r\n"


def handed_over(url: str, *recipients: str) -> list[Outcome]:
    with Sender(url, command_seconds=2, answer_seconds=0.5).session() as session:
        return [session.send(FROM, recipient, MESSAGE) for recipient in recipients or (TO,)]


def test_a_mail_arrives_byte_for_byte(mailbox: Mailbox) -> None:
    assert [outcome.kind for outcome in handed_over(mailbox.url)] == ["sent"]
    assert mailbox.received == [(TO, MESSAGE)]


def test_one_connection_carries_a_batch(mailbox: Mailbox) -> None:
    mailbox.at_rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("no") else "250 OK"
    kinds = [outcome.kind for outcome in handed_over(mailbox.url, TO, "no@example.org", TO, TO)]
    assert kinds == ["sent", "bounced", "sent", "sent"]
    assert mailbox.connections == 1


@pytest.mark.parametrize(
    ("at_rcpt", "at_data", "outcome"),
    [
        ("451 4.7.1 greylisted", "250 OK", Outcome("retry", "451 4.7.1 greylisted")),
        ("550 5.1.1 no such user", "250 OK", Outcome("bounced", "550 5.1.1 no such user")),
        ("421 4.7.0 slow down", "250 OK", Outcome("retry", "421 4.7.0 slow down")),
        ("250 OK", "451 4.3.0 try again", Outcome("retry", "451 4.3.0 try again")),
        ("250 OK", "452 4.2.2 full", Outcome("retry", "452 4.2.2 full")),
        ("250 OK", "554 5.7.1 refused content", Outcome("bounced", "554 5.7.1 refused content")),
    ],
)
def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(
    mailbox: Mailbox, at_rcpt: str, at_data: str, outcome: Outcome
) -> None:
    mailbox.at_rcpt = lambda _: at_rcpt
    mailbox.at_data = lambda: at_data
    assert handed_over(mailbox.url) == [outcome]


def test_a_connection_that_breaks_after_the_last_dot_leaves_the_outcome_open(mailbox: Mailbox) -> None:
    answers = iter([None, "250 OK"])
    mailbox.at_data = lambda: next(answers)
    assert [outcome.kind for outcome in handed_over(mailbox.url, TO, TO)] == ["unknown", "sent"]
    assert mailbox.connections == 2


def test_an_answer_that_never_comes_leaves_the_outcome_open(mailbox: Mailbox) -> None:
    over = threading.Event()

    def silent() -> str:
        over.wait(1.0)
        return "250 OK"

    mailbox.at_data = silent
    assert [outcome.kind for outcome in handed_over(mailbox.url)] == ["unknown"]
    over.set()


def test_a_connection_that_the_server_ended_between_two_mails_is_replaced(mailbox: Mailbox) -> None:
    answers = iter(["250 OK", "421 4.7.0 enough mails on this connection", "250 OK"])
    mailbox.at_mail = lambda: next(answers)
    assert [outcome.kind for outcome in handed_over(mailbox.url, TO, TO)] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("at_mail", "said"),
    [("550 5.7.1 not you", "TZWATCH_MAIL_FROM"), ("451 4.3.2 later", "发件箱"), ("530 login", "登录")],
)
def test_a_refused_sender_is_no_recipients_fault(mailbox: Mailbox, at_mail: str, said: str) -> None:
    mailbox.at_mail = lambda: at_mail
    with pytest.raises(MailError, match=said):
        handed_over(mailbox.url)


def test_a_server_that_wants_a_login_first_bounces_nobody(mailbox: Mailbox) -> None:
    mailbox.at_rcpt = lambda _: "530 5.7.0 Authentication required"
    with pytest.raises(MailError, match="TZWATCH_SMTP_URL"):
        handed_over(mailbox.url)


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(MailError, match=r"发件箱.*Connection refused") as error:
        Sender(f"smtp://127.0.0.1:{free_port()}").check()
    assert "\n" not in str(error.value)


def test_a_server_that_never_speaks_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(MailError, match="timed out"):
            Sender(f"smtp://127.0.0.1:{port}", command_seconds=0.3).check()


def test_a_test_mail_is_sent_or_says_why_not(mailbox: Mailbox) -> None:
    send_test(Sender(mailbox.url), TO, mail_from=FROM)
    assert mailbox.recipients == [TO]
    mailbox.at_rcpt = lambda _: "550 5.1.1 no such user"
    with pytest.raises(MailError, match="no such user"):
        send_test(Sender(mailbox.url), TO, mail_from=FROM)


def login_url(
    mailbox: Mailbox, *, host: str = "127.0.0.1", scheme: str = "smtp", password: str = PASSWORD_IN_URL
) -> str:
    return f"{scheme}://reader:{password}@{host}:{mailbox.port}"


def test_a_password_goes_in_clear_to_this_machine_only(mail_servers: Callable[..., MailServer]) -> None:
    mailbox = mail_servers(auth_require_tls=False).mailbox
    Sender(login_url(mailbox)).check()
    assert mailbox.logins != []
    mailbox.logins.clear()
    with pytest.raises(MailError, match="STARTTLS"):
        Sender(login_url(mailbox, host="0.0.0.0")).check()
    assert mailbox.logins == []


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_certificate_that_nobody_signed_ends_the_attempt_before_the_password(
    mail_servers: Callable[..., MailServer], certificate: Path, host: str
) -> None:
    mailbox = mail_servers(tls_context=tls_context(certificate), auth_require_tls=False).mailbox
    with pytest.raises(MailError, match="SSL_CERT_FILE"):
        Sender(login_url(mailbox, host=host)).check()
    assert mailbox.logins == []
    assert mailbox.received == []


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_certificate_of_ones_own_authority_is_trusted_by_ssl_cert_file(
    mail_servers: Callable[..., MailServer], certificate: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = mail_servers(tls_context=tls_context(certificate), auth_require_tls=True).mailbox
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert [outcome.kind for outcome in handed_over(login_url(mailbox, host=host))] == ["sent"]
    assert mailbox.logins != []


def test_smtps_is_secured_from_the_first_byte(
    mail_servers: Callable[..., MailServer], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = mail_servers(ssl_context=tls_context(certificate), auth_require_tls=False).mailbox
    url = login_url(mailbox, scheme="smtps")
    with pytest.raises(MailError, match="SSL_CERT_FILE"):
        Sender(url).check()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert [outcome.kind for outcome in handed_over(url)] == ["sent"]


def test_smtps_to_a_port_without_tls_says_what_to_check(mailbox: Mailbox) -> None:
    with pytest.raises(MailError, match="smtps://"):
        Sender(login_url(mailbox, scheme="smtps"), command_seconds=2).check()


def test_a_wrong_password_is_said_without_the_password(mail_servers: Callable[..., MailServer]) -> None:
    mailbox = mail_servers(auth_require_tls=False).mailbox
    sender = Sender(login_url(mailbox, password="wr0ng%2Fcanary"))
    with pytest.raises(MailError, match="TZWATCH_SMTP_URL") as error:
        sender.check()
    for shown in (str(error.value), repr(sender), str(sender), repr(sender.server), str(sender.server)):
        assert "canary" not in shown


def test_a_server_that_repeats_the_password_is_not_quoted(mail_servers: Callable[..., MailServer]) -> None:
    mailbox = mail_servers(auth_require_tls=False).mailbox
    token = base64.b64encode(f"\0reader\0{PASSWORD}".encode()).decode()
    mailbox.at_rcpt = lambda _: f"550 you said {PASSWORD} and {token}"
    assert handed_over(login_url(mailbox)) == [Outcome("bounced", "550 you said *** and ***")]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "canary",
        "http://user:canary@example.org",
        "smtp://",
        "smtp://:25",
        "smtp://user:can/ary@example.org",
        "smtp://user:can#ary@example.org",
        "smtp://user:can?ary@example.org",
        "smtp://user:1/canary@example.org",
        "smtp://user@example.org",
        "smtp://:canary@example.org",
        "smtp://user:canary@example.org:0",
        "smtp://user:canary@example.org:99999",
        "smtp://user:canary@example.org:canary",
        "smtp://user:canary密@example.org",
        "smtp://user:canary@exa..mple.org",
        "smtp://user:canary@[::1",
        "smtp://user:canary@example.org/path",
    ],
)
def test_a_wrong_url_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ConfigError, match="TZWATCH_SMTP_URL") as error:
        Sender(url)
    assert "canary" not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("url", "port", "implicit_tls"),
    [
        ("smtp://mail.example.org", 25, False),
        ("smtp://u:p@mail.example.org", 587, False),
        ("smtps://u:p@mail.example.org", 465, True),
        ("smtps://u:p@mail.example.org:1465/", 1465, True),
    ],
)
def test_the_usual_port_is_taken_when_none_is_given(url: str, port: int, implicit_tls: bool) -> None:
    server = Sender(url).server
    assert (server.host, server.port, server.implicit_tls) == ("mail.example.org", port, implicit_tls)
