"""Mail servers that talk without end, drip, talk nonsense or leave: one clear error, no mail lost, few sent twice."""

from __future__ import annotations

import logging
import resource
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alerts.mailer import Counts, run_once
from alerts.smtp import Outcome, Sender
from db import outbox
from news.errors import MailError
from tests.alerts.conftest import FROM, NAMES, due_again, publish, subscribe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection

A, B, C = "a@example.org", "b@example.org", "c@example.org"
STEPS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "content", "RSET", "QUIT")
ANSWERS = {
    "greeting": b"220 ready\r\n",
    "EHLO": b"250-here\r\n250 8BITMIME\r\n",
    "DATA": b"354 go ahead\r\n",
    "QUIT": b"221 bye\r\n",
}


class Server:
    """A mail server of plain sockets. `script(step, n)` answers at the n-th time that step is reached, counted over
    all connections; b"" closes the connection, None is the usual answer.
    """

    def __init__(self, script: Callable[[str, int], bytes | None]) -> None:
        self.script = script
        self.received: list[tuple[str, bytes]] = []
        self.counts: dict[str, int] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            self._open.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                if self._answer(connection, "greeting"):
                    self._talk(connection, lines)
            except OSError:
                return

    def _talk(self, connection: socket.socket, lines: Iterator[bytes]) -> None:
        recipient = ""
        for line in lines:
            step = line[:4].decode("latin-1").strip().upper()
            if step == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if not self._answer(connection, step):
                return
            if step == "DATA" and self._last.startswith(b"354"):
                content = self._content(lines)
                if content is None:
                    return
                self.received.append((recipient, content))
                if not self._answer(connection, "content"):
                    return

    def _content(self, lines: Iterator[bytes]) -> bytes | None:
        """Return what came up to the final dot; None when that never came."""
        content = b""
        for line in lines:
            if line == b".\r\n":
                return content
            content += line
        return None

    def _answer(self, connection: socket.socket, step: str) -> bool:
        self.counts[step] = self.counts.get(step, 0) + 1
        said = self.script(step, self.counts[step])
        self._last = ANSWERS.get(step, b"250 OK\r\n") if said is None else said
        connection.sendall(self._last)
        return self._last != b""


@contextmanager
def serving(script: Callable[[str, int], bytes | None]) -> Iterator[Server]:
    server = Server(script)
    try:
        yield server
    finally:
        server.close()


def rounds(conn: Connection, server: Server, most: int = 12) -> None:
    """Let the mailer go round until nothing waits."""
    sender = Sender(server.url, command_seconds=2, answer_seconds=1)
    said: list[str] = []
    for _ in range(most):
        due_again(conn)
        try:
            run_once(conn, sender, mail_from=FROM, site_names=NAMES)
        except MailError as error:
            said.append(str(error))
        if "pending" not in outbox.counts(conn):
            break
    assert all(line.isprintable() for line in said)


@pytest.mark.parametrize(
    "endless", [b"220-and on\r\n", b"x" * 1000, b"220 \0\xff" * 100], ids=["lines", "line", "noise"]
)
def test_a_greeting_without_end_is_given_up_early_and_in_little_memory(endless: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    with serving(lambda step, _: endless * 20_000 if step == "greeting" else None) as server:
        with pytest.raises(MailError, match="不可用") as error:
            Sender(server.url, command_seconds=10).check()
        assert len(str(error.value)) < 600
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_an_answer_without_end_counts_as_none(conn: Connection) -> None:
    subscribe(conn, A)
    publish(conn, "新文")
    with serving(lambda step, _: b"250-and on\r\n" * 20_000 if step == "content" else None) as server:
        assert run_once(conn, Sender(server.url), mail_from=FROM, site_names=NAMES) == Counts(retried=1)


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL"])
def test_a_server_that_drips_is_given_up_when_the_time_is_over(step: str) -> None:
    began = time.monotonic()
    with (
        dripping_at(step) as url,
        Sender(url, command_seconds=0.6).session() as session,
        pytest.raises(MailError, match="timed out"),
    ):
        session.send(FROM, A, b"x\r\n")
    assert time.monotonic() - began < 4


@contextmanager
def dripping_at(step: str) -> Iterator[str]:
    """A server that says one byte every 0.1 s at one step: no single wait is ever long."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection = listener.accept()[0]
            with connection, suppress(OSError):
                for each in ("greeting", "EHLO", "MAIL"):
                    if each != "greeting":
                        connection.recv(1000)
                    if each == step:
                        break
                    connection.sendall(ANSWERS.get(each, b"250 OK\r\n"))
                while not over.wait(0.1):
                    connection.sendall(b"2")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"250 OK\r\n", "sent"),
        (b"251 forwarded\r\n", "sent"),
        (b"252 perhaps\r\n", "sent"),
        (b"299 fine\r\n", "sent"),
        (b"", "unknown"),
        (b"354 more?\r\n", "unknown"),
        (b"hello\r\n", "unknown"),
        (b"\0\xff\xfe\r\n", "unknown"),
        (b"25\r\n", "unknown"),
        (b"421 4.3.2 closing\r\n", "retry"),
        (b"554 5.7.1 no\r\n", "bounced"),
    ],
)
def test_the_answer_to_the_final_dot_is_read_for_what_it_says(said: bytes, kind: str) -> None:
    with serving(lambda step, _: said if step == "content" else None) as server:
        with Sender(server.url, command_seconds=2, answer_seconds=1).session() as session:
            assert session.send(FROM, A, b"Subject: x\r\n\r\n.y\r\n").kind == kind
        assert server.received == [(A, b"Subject: x\r\n\r\n..y\r\n")]


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_mail_went_is_an_ordinary_retry(step: str) -> None:
    with serving(lambda at, _: b"" if at == step else None) as server:
        with Sender(server.url, command_seconds=2, answer_seconds=1).session() as session:
            assert session.send(FROM, A, b"x\r\n").kind == "retry"
        assert server.received == []


def test_answers_that_come_too_early_are_no_acceptance() -> None:
    with serving(lambda step, _: b"220 one\r\n220 two\r\n" if step == "greeting" else None) as server:
        with Sender(server.url, command_seconds=2, answer_seconds=1).session() as session:
            assert session.send(FROM, A, b"x\r\n") == Outcome("retry", "250 OK")
        assert server.received == []


@pytest.mark.parametrize(
    "offer",
    [
        b"250-\r\n250-AUTH\r\n250 SIZE\r\n",
        b"250-AUTH=\0\xff LOGIN\r\n250 SIZE 1\r\n",
        b"250-SIZE 99999999999999999999999\r\n250-SIZE -1\r\n250 STARTTLS\0\r\n",
        b"250-\xd6\xd0\xce\xc4\r\n250-AUTH CRAM-MD5 XOAUTH2 NTLM \r\n250 =?utf-8?q?=0D?=\r\n",
        b"250\r\n",
    ],
)
def test_odd_offers_of_a_server_change_nothing(offer: bytes) -> None:
    with (
        serving(lambda step, _: offer if step == "EHLO" else None) as server,
        Sender(server.url, command_seconds=2).session() as session,
    ):
        assert session.send(FROM, A, b"x\r\n").kind == "sent"


@pytest.mark.parametrize("challenge", [b"334 !\r\n", b"334 \xff\0\r\n", b"334 QQ\r\n", b"334\r\n", b"x\r\n", b""])
@pytest.mark.parametrize("mechanism", [b"CRAM-MD5", b"PLAIN", b"LOGIN", b"NTLM"])
def test_a_login_that_makes_no_sense_is_one_clear_error(mechanism: bytes, challenge: bytes) -> None:
    offers = {"EHLO": b"250-here\r\n250 AUTH " + mechanism + b"\r\n", "AUTH": challenge}
    with serving(lambda step, _: offers.get(step)) as server:
        url = server.url.replace("//", "//reader:s3cret@")
        with pytest.raises(MailError) as error:
            Sender(url, command_seconds=1).check()
    assert "s3cret" not in str(error.value)


def test_a_server_that_closes_at_one_recipient_gets_the_others(conn: Connection) -> None:
    for reader in (A, B, C):
        subscribe(conn, reader)
    publish(conn, "新文")
    with serving(lambda step, n: b"" if (step, n) == ("RCPT", 1) else None) as server:
        sender = Sender(server.url, command_seconds=2)
        assert run_once(conn, sender, mail_from=FROM, site_names=NAMES) == Counts(sent=2, retried=1)
        rounds(conn, server)
        assert sorted(to for to, _ in server.received) == [A, B, C]


NONSENSE = st.sampled_from(
    [b"", b"\0\0\r\n", b"\xff\xfe\xd6\xd0\r\n", b"421 bye\r\n", b"451 later\r\n", b"250\0OK\r\n", b"??\r\n"]
)


@settings(max_examples=24, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.sampled_from(STEPS), at=st.integers(1, 3), said=NONSENSE)
@example(step="content", at=1, said=b"")
@example(step="content", at=3, said=b"\0\0\r\n")
def test_wherever_a_conversation_breaks_once_each_mail_arrives_once_or_twice(
    conn: Connection, caplog: pytest.LogCaptureFixture, step: str, at: int, said: bytes
) -> None:
    caplog.set_level(logging.ERROR)
    conn.execute("TRUNCATE deliveries, subscriptions")
    for reader in (A, B, C):
        subscribe(conn, reader)
    publish(conn, "新文")
    with serving(lambda now, n: said if (now, n) == (step, at) else None) as server:
        rounds(conn, server)
        copies = {reader: [raw for to, raw in server.received if to == reader] for reader in (A, B, C)}
    assert outbox.counts(conn) == {"sent": 3}
    assert {len(each) for each in copies.values()} <= {1, 2}
    assert all(len(set(each)) == 1 for each in copies.values())
    assert caplog.records == []
