"""A real mail server on this machine with knobs, and articles to be told of."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alerts.mailer import run_once
from alerts.smtp import Sender
from db import articles, events, subscriptions
from db.articles import Sighting, Snapshot
from news.article import Article
from news.changes.change import decide
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session
    from psycopg import Connection

    from alerts.mailer import Counts
    from news.matching import Changes

FROM = "tzwatch@example.org"
NAMES = {"minmeng": "民盟网站"}
PASSWORD = "s3cret/canary"
PASSWORD_IN_URL = "s3cret%2Fcanary"
# Both reach this machine; only the first is a loopback address by its looks.
_ADDRESSES = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("0.0.0.0"))


@dataclass
class Mailbox:
    """The server's handler. `at_rcpt` and `at_data` may answer instead of it, or break the connection (None)."""

    received: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    logins: list[str] = field(default_factory=list)
    at_mail: Callable[[], str] = lambda: "250 OK"
    at_rcpt: Callable[[str], str] = lambda _: "250 OK"
    at_data: Callable[[], str | None] = lambda: "250 OK"
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.received]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.at_mail()
        if said.startswith("250"):
            envelope.mail_from = address
        return said

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.at_rcpt(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.received += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        said = self.at_data()
        if said is None:
            assert server.transport is not None
            server.transport.close()
            return "421 gone"
        return said

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.logins.append(mechanism)
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@dataclass
class MailServer:
    """Starts and stops the server on one port, so that a test can take it away and bring it back."""

    mailbox: Mailbox
    options: dict[str, Any]
    controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(
            self.mailbox,
            hostname="127.0.0.1",
            port=self.mailbox.port,
            authenticator=self.mailbox.authenticate,
            **self.options,
        )
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def mail_servers() -> Iterator[Callable[..., MailServer]]:
    """Start mail servers with aiosmtpd's options; all are stopped at the end."""
    started: list[MailServer] = []

    def start(**options: Any) -> MailServer:
        server = MailServer(Mailbox(port=free_port()), options)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def mail_server(mail_servers: Callable[..., MailServer]) -> MailServer:
    return mail_servers()


@pytest.fixture
def mailbox(mail_server: MailServer) -> Mailbox:
    return mail_server.mailbox


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and 0.0.0.0 that no authority signed, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tzwatch test")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip) for ip in _ADDRESSES])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "self-signed.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def tls_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def publish(conn: Connection, title: str, *, site: str = "minmeng", baseline: bool = False) -> str:
    """Store one new article the way the crawler does and return its URL."""
    number = events.last_seq(conn) + 1
    url = f"https://www.{site}.example/{number}.html"
    article = Article(url=url, title=title, body_text="正文。")
    _store(conn, article, site=site, baseline=baseline)
    return url


def edit(conn: Connection, url: str, title: str, *, site: str = "minmeng") -> None:
    """Store another version of an article that is known."""
    _store(conn, Article(url=url, title=title, body_text="改过的正文。"), site=site, baseline=False)


def _store(conn: Connection, article: Article, *, site: str, baseline: bool) -> None:
    at = datetime.now(UTC)
    key = url_key(article.url)
    seen = Sighting(site=site, key=key, url=article.url, at=at, baseline=baseline, run_id=None, next_visit_at=None)
    with conn.transaction():
        change = decide(articles.known(conn, key), article)
        articles.store(conn, seen, change, article, Snapshot(article.url, at, 200, None, b"\0" * 32, "w", 0, 1))


def subscribe(
    conn: Connection, recipient: str, *keywords: str, sites: tuple[str, ...] = (), changes: Changes | None = None
) -> int:
    with conn.transaction():
        return subscriptions.add(conn, recipient, keywords, sites, changes).id


def mailed(conn: Connection, mailbox: Mailbox) -> Counts:
    return run_once(conn, Sender(mailbox.url), mail_from=FROM, site_names=NAMES)


def due_again(conn: Connection) -> None:
    """Let the pause after a failure be over."""
    conn.execute("UPDATE deliveries SET next_try_at = now() WHERE state = 'pending'")
