"""Handing mails over: one connection for a batch, and what became of each mail."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alerts.server import MailServer, connect, decoded, parse_server, redacted, words
from news.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alerts.conversation import Conversation

# unknown: the mail was handed over and the answer never came, so it may have arrived.
OutcomeKind = Literal["sent", "retry", "unknown", "bounced"]

# For connecting up to the login, and again for each mail up to its final dot.
_COMMAND_SECONDS = 60.0
# After the final dot a server may scan the mail first; who gives up earlier makes copies (RFC 5321, 4.5.3.2.6).
_ANSWER_SECONDS = 600.0
# For what may fail without harm: the connection is closed then.
_FAREWELL_SECONDS = 5.0
_GO_AHEAD, _TOO_BUSY, _LOGIN_WANTED = 354, 421, 530


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
        self._smtp: Conversation | None = None

    def send(self, mail_from: str, recipient: str, message: bytes) -> Outcome:
        """Hand one mail over for one recipient. Raise MailError when neither of them is at fault."""
        smtp = self._begin(mail_from)
        try:
            outcome = self._hand_over(smtp, recipient, message)
        except OSError as error:
            outcome = Outcome("retry", redacted(self._server, words(error)))
        if outcome.kind == "unknown":
            # Its answer may come later, in place of another mail's.
            self.close()
        elif outcome.kind != "sent":
            self._reset()
        return outcome

    def close(self) -> None:
        if self._smtp:
            _end(self._smtp)
            self._smtp = None

    def _begin(self, mail_from: str) -> Conversation:
        """Open the envelope; a connection that the server has had enough of (421, or gone) is replaced first."""
        if self._smtp:
            with suppress(OSError):
                self._smtp.allow(self._command_seconds)
                if _is_done(self._smtp.mail(mail_from)[0]):
                    return self._smtp
            self.close()
        smtp = self._smtp = connect(self._server, self._command_seconds)
        smtp.allow(self._command_seconds)
        try:
            code, said = smtp.mail(mail_from)
        except OSError as error:
            code, said = _TOO_BUSY, words(error).encode()
        if _is_done(code):
            return smtp
        reply = redacted(self._server, f"{code} {decoded(said)}")
        if code < 500:
            raise MailError(
                f"{self._server} 暂不收信，邮件留在发件箱 it takes no mail now, mail waits in the outbox: {reply}"
            )
        raise MailError(
            f"{self._server} 不接受发件人，请核对 TZWATCH_MAIL_FROM 和登录 sender {mail_from} refused: {reply}"
        )

    def _hand_over(self, smtp: Conversation, recipient: str, message: bytes) -> Outcome:
        code, said = smtp.rcpt(recipient)
        if not _is_done(code):
            return self._refusal(code, said)
        code, said = smtp.docmd("DATA")
        if code != _GO_AHEAD:
            return self._refusal(code, said)
        # A connection that breaks in here never brought the final dot: the mail was not taken.
        smtp.hand_in(message)
        smtp.allow(self._answer_seconds)
        try:
            code, said = smtp.getreply()
        except OSError as error:
            return self._unanswered(words(error))
        if _is_done(code):
            return Outcome("sent", decoded(said))
        return self._refusal(code, said) if code // 100 in (4, 5) else self._unanswered(f"{code} {decoded(said)}")

    def _unanswered(self, said: str) -> Outcome:
        return Outcome("unknown", redacted(self._server, f"交出后没有明确答复 no clear answer to the mail: {said}"))

    def _refusal(self, code: int, said: bytes | str) -> Outcome:
        """Tell a refusal for now (4xx) from one for good (5xx). What is neither came out of step: no more of it."""
        if code // 100 not in (4, 5):
            self.close()
        reply = redacted(self._server, f"{code} {decoded(said)}")
        if code == _LOGIN_WANTED:
            raise MailError(f"{self._server} 要求登录，请在 TZWATCH_SMTP_URL 写用户名和密码 it wants a login: {reply}")
        return Outcome("bounced" if code // 100 == 5 else "retry", reply)

    def _reset(self) -> None:
        """Clear the envelope that a refusal left open; a connection that cannot do that is given up."""
        if self._smtp:
            with suppress(OSError):
                self._smtp.allow(_FAREWELL_SECONDS)
                if _is_done(self._smtp.rset()[0]):
                    return
        self.close()


def _is_done(code: int) -> bool:
    return code // 100 == 2


def _end(smtp: Conversation) -> None:
    """Say goodbye and close; a server that is gone already needs no goodbye."""
    with suppress(OSError):
        smtp.allow(_FAREWELL_SECONDS)
        smtp.quit()
    smtp.close()
