"""smtplib with bounds: how long a server may take, and how much it may say."""

from __future__ import annotations

import re
import smtplib
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket
    import ssl

# smtplib bounds a line at 8 KiB, not the lines of an answer nor the seconds of a line. 2026-11: a greeting without
# end took 2.5 GB, one byte a minute held the mailer for ever.
_MOST_LINES = 100


class _Answers:
    """What `smtplib` reads answers from, line by line."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = bytearray()

    def begin(self, deadline: float) -> None:
        """Expect an answer that is complete by then."""
        self._deadline = deadline
        self._lines = 0

    def readline(self, limit: int) -> bytes:
        """Return a line with its end; what there is of it at `limit` bytes, or when the server closes."""
        self._lines += 1
        if self._lines > _MOST_LINES:
            raise OSError(f"答复超过 {_MOST_LINES} 行 the answer has more lines than that")
        while b"\n" not in self._buffer and len(self._buffer) < limit:
            self._sock.settimeout(_seconds_left(self._deadline))
            got = self._sock.recv(4096)
            if not got:
                break
            self._buffer += got
        end = self._buffer.find(b"\n", 0, limit) + 1 or limit
        line = bytes(self._buffer[:end])
        del self._buffer[:end]
        return line

    def close(self) -> None:
        self._buffer.clear()


class Conversation(smtplib.SMTP):
    """A conversation whose steps end by `deadline` (monotonic seconds), or with an OSError."""

    def __init__(self, host: str, port: int, own_name: str, seconds: float, **tls: ssl.SSLContext) -> None:
        self.allow(seconds)
        super().__init__(host, port, own_name, timeout=seconds, **tls)  # type: ignore[arg-type]

    def allow(self, seconds: float) -> None:
        """Give the steps that follow this much time from now, all together."""
        self.deadline = time.monotonic() + seconds

    def send(self, s: Any) -> None:
        if self.sock:
            self.sock.settimeout(_seconds_left(self.deadline))
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        # No file after every connect and STARTTLS: what was said in clear goes with the reader that holds it.
        if self.file is None and self.sock:
            self.file = _Answers(self.sock)
        if self.file:
            self.file.begin(self.deadline)
        return super().getreply()

    def hand_in(self, message: bytes) -> None:
        """Send a mail up to its final dot, after a 354; the answer is not read."""
        dotted = re.sub(rb"(?m)^\.", b"..", message)
        self.send(dotted + (b".\r\n" if dotted.endswith(b"\r\n") else b"\r\n.\r\n"))


class SecureConversation(Conversation, smtplib.SMTP_SSL):
    """The same, secured from the first byte; takes `context`."""


def _seconds_left(deadline: float) -> float:
    """Return what a socket may wait. Raise TimeoutError when the time is over."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left
