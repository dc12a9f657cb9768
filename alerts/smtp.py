"""Handing mails over: one connection for a batch, and what became of each mail."""

from __future__ import annotations

import smtplib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alerts.server import MailServer, connect, decoded, parse_server, redacted, words
from news.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Iterator

# unknown: the mail was handed over and the answer never came, so it may have arrived.
OutcomeKind = Literal["sent", "retry", "unknown", "bounced"]

_COMMAND_SECONDS = 60.0
# After the final dot a server may scan the mail first; who gives up earlier makes copies (RFC 5321, 4.5.3.2.6).
_ANSWER_SECONDS = 600.0
_DONE, _TOO_BUSY, _LOGIN_WANTED = 250, 421, 530


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail, and the server's words."""

    kind: OutcomeKind
    said: str


class Sender:
    """A mail server by its URL. Neither its repr nor anything it raises holds the password."""

    def __init__(
        self, url: str, *, command_seconds: float = _COMMAND_SECONDS, answer_seconds: float = _ANSWER_SECONDS
    ) -> None:
        self.server = parse_server(url)
        self.command_seconds = command_seconds
        self.answer_seconds = answer_seconds

    def __repr__(self) -> str:
        return f"Sender({self.server!r})"

    def check(self) -> None:
        """Connect, secure and log in. Raise MailError when the server cannot be used."""
        _end(connect(self.server, self.command_seconds))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Hold a conversation for the length of the block; it connects at the first mail."""
        session = Session(self.server, self.command_seconds, self.answer_seconds)
        try:
            yield session
        finally:
            session.close()


class Session:
    """One conversation: its connection goes from mail to mail and is replaced when it breaks."""

    def __init__(self, server: MailServer, command_seconds: float, answer_seconds: float) -> None:
        self._server = server
        self._command_seconds = command_seconds
        self._answer_seconds = answer_seconds
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail_from: str, recipient: str, message: bytes) -> Outcome:
        """Hand one mail over for one recipient. Raise MailError when neither of them is at fault."""
        smtp = self._begin(mail_from)
        try:
            outcome = self._hand_over(smtp, recipient, message)
        except OSError as error:
            outcome = Outcome("retry", redacted(self._server, words(error)))
        if outcome.kind != "sent":
            self._reset()
        return outcome

    def close(self) -> None:
        if self._smtp:
            _end(self._smtp)
            self._smtp = None

    def _begin(self, mail_from: str) -> smtplib.SMTP:
        """Open the envelope; a connection that the server has had enough of (421, or gone) is replaced first."""
        if self._smtp:
            with suppress(OSError):
                if self._smtp.mail(mail_from)[0] == _DONE:
                    return self._smtp
            self.close()
        smtp = self._smtp = connect(self._server, self._command_seconds)
        try:
            code, said = smtp.mail(mail_from)
        except OSError as error:
            code, said = _TOO_BUSY, words(error).encode()
        if code == _DONE:
            return smtp
        reply = redacted(self._server, f"{code} {decoded(said)}")
        if code < 500:
            raise MailError(
                f"{self._server} 暂不收信，邮件留在发件箱 it takes no mail now, mail waits in the outbox: {reply}"
            )
        raise MailError(
            f"{self._server} 不接受发件人，请核对 TZWATCH_MAIL_FROM 和登录 sender {mail_from} refused: {reply}"
        )

    def _hand_over(self, smtp: smtplib.SMTP, recipient: str, message: bytes) -> Outcome:
        code, said = smtp.rcpt(recipient)
        if code // 100 != 2:
            return self._refusal(code, said)
        _wait_at_most(smtp, self._answer_seconds)
        try:
            code, said = smtp.data(message)
        except smtplib.SMTPDataError as error:
            return self._refusal(error.smtp_code, error.smtp_error)
        except OSError as error:
            return Outcome("unknown", redacted(self._server, f"交出后没有答复 no answer to the mail: {words(error)}"))
        _wait_at_most(smtp, self._command_seconds)
        return Outcome("sent", decoded(said)) if code == _DONE else self._refusal(code, said)

    def _refusal(self, code: int, said: bytes | str) -> Outcome:
        """Tell a refusal for now (4xx) from one for good (5xx)."""
        reply = redacted(self._server, f"{code} {decoded(said)}")
        if code == _LOGIN_WANTED:
            raise MailError(f"{self._server} 要求登录，请在 TZWATCH_SMTP_URL 写用户名和密码 it wants a login: {reply}")
        return Outcome("bounced" if code // 100 == 5 else "retry", reply)

    def _reset(self) -> None:
        """Clear the envelope that a refusal left open; a connection that cannot do that is given up."""
        if self._smtp:
            with suppress(OSError):
                if self._smtp.rset()[0] == _DONE:
                    return
        self.close()


def _wait_at_most(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock:
        smtp.sock.settimeout(seconds)


def _end(smtp: smtplib.SMTP) -> None:
    """Say goodbye and close; a server that is gone already needs no goodbye."""
    with suppress(OSError):
        smtp.quit()
    smtp.close()
