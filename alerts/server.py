"""The mail server of TZWATCH_SMTP_URL: reached, secured and logged in to, or in one line why not."""

from __future__ import annotations

import base64
import ipaddress
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from alerts.conversation import Conversation, SecureConversation
from news.errors import ConfigError, MailError
from news.text import clean_text, cut

_SMTP, _SUBMISSION, _SMTPS = 25, 587, 465
# The URL itself is never shown: it holds the password.
_WRONG_URL = (
    "TZWATCH_SMTP_URL 无效，应为 smtp://user:pass@host:587 或 smtps://…，用户名和密码限 ASCII，特殊字符写成 %XX"
    " is wrong: give smtp://user:pass@host:587 or smtps://…, ASCII only, special characters as %XX"
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and as whom ('': nobody). implicit_tls: secured from the first byte (smtps)."""

    host: str
    port: int
    implicit_tls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        return f"邮件服务器 {self.host}:{self.port}"


def parse_server(url: str) -> MailServer:
    """Read an smtp:// or smtps:// URL. Raise ConfigError, without a word of the URL, for anything else."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise ConfigError(_WRONG_URL) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # A / ? or # in the password ends the host part early.
    leftover = parts.path.strip("/") or parts.query or parts.fragment
    # smtplib sends credentials in ASCII only (Python 3.11).
    if parts.scheme not in ("smtp", "smtps") or not host or leftover or not (user + password).isascii():
        raise ConfigError(_WRONG_URL)
    if bool(user) != bool(password) or port == 0:
        raise ConfigError(_WRONG_URL)
    usual = _SMTPS if parts.scheme == "smtps" else _SUBMISSION if user else _SMTP
    return MailServer(host, port or usual, parts.scheme == "smtps", user, password)


def connect(server: MailServer, seconds: float) -> Conversation:
    """Return a connection that is secured and logged in, within the given time. Raise MailError when there is none."""
    try:
        smtp = _dial(server, seconds)
    except OSError as error:
        raise MailError(_unusable(server, error)) from error
    try:
        _secure(smtp, server)
        if server.user:
            _log_in(smtp, server)
    except OSError as error:
        smtp.close()
        raise MailError(_unusable(server, error)) from error
    except MailError:
        smtp.close()
        raise
    return smtp


def redacted(server: MailServer, said: str) -> str:
    """Return what a server said as one short clean line, without the password should it repeat it."""
    if server.password:
        for secret in (server.password, f"\0{server.user}\0{server.password}"):
            said = said.replace(base64.b64encode(secret.encode()).decode(), "***").replace(secret, "***")
    return cut(clean_text(said), 300)


def words(error: OSError) -> str:
    """Return what an error of smtplib or of the network says, the server's own words first."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {decoded(error.smtp_error)}"
    return str(error) or type(error).__name__


def decoded(said: bytes | str) -> str:
    return said if isinstance(said, str) else said.decode("utf-8", "replace")


def _dial(server: MailServer, seconds: float) -> Conversation:
    # smtplib would ask the name service for our own full name, which takes many seconds where that is down.
    name = socket.gethostname()
    own_name = name if "." in name else "[127.0.0.1]"
    if server.implicit_tls:
        context = ssl.create_default_context()
        return SecureConversation(server.host, server.port, own_name, seconds, context=context)
    return Conversation(server.host, server.port, own_name, seconds)


def _log_in(smtp: Conversation, server: MailServer) -> None:
    try:
        smtp.login(server.user, server.password)
    except ValueError as error:
        # A challenge that is no base64.
        raise smtplib.SMTPException(str(error)) from error


def _secure(smtp: Conversation, server: MailServer) -> None:
    """Turn on TLS; a password leaves this machine in no other way."""
    smtp.ehlo_or_helo_if_needed()
    # A relay on this machine that wants no password has nothing to hide, and usually a certificate of its own making.
    if server.implicit_tls or (server.is_loopback and not server.user):
        return
    if smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
    elif server.user and not server.is_loopback:
        raise MailError(
            f"{server} 不支持 STARTTLS，密码不会明文发送，请改用 smtps:// it offers no STARTTLS: use smtps://"
        )


def _unusable(server: MailServer, error: OSError) -> str:
    """Say what is wrong and who mends what. The mails wait meanwhile."""
    said = redacted(server, words(error))
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{server} 的证书不可信，自有 CA 请用 SSL_CERT_FILE 指定 certificate not trusted, see SSL_CERT_FILE: {said}"
        )
    if isinstance(error, ssl.SSLError):
        return f"{server} 的 TLS 连接失败，请核对端口和 smtps:// TLS failed, check the port and smtps://: {said}"
    if isinstance(error, (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError)):
        return (
            f"{server} 拒绝登录，请核对 TZWATCH_SMTP_URL 的用户名和密码 login refused, check user and password: {said}"
        )
    return f"{server} 不可用，邮件留在发件箱，稍后再发 it cannot be used, mail waits in the outbox: {said}"
