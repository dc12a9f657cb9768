"""A mail server on this machine that keeps what it is handed: one file a mail."""

from __future__ import annotations

import socket
import threading
from collections import deque
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path
    from typing import Self

    from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Accepts mail from inside the `with` block on; writes `folder`/0001.eml, 0002.eml …

    `refuse(address, reply)` turns one recipient away, `refuse_next(reply)` the next mail after its last byte;
    `down` stops listening, `up` listens again on the same port.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._port = _free_port()
        self._arrived = threading.Condition()
        self._files: list[Path] = []
        self._refused: dict[str, str] = {}
        self._next_replies: deque[str] = deque()
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.down()

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """Return the mails in the order of their arrival."""
        with self._arrived:
            files = list(self._files)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def wait_for(self, count: int, seconds: float) -> bool:
        """Wait until so many mails have arrived; tell whether they have."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self._files) >= count, seconds)

    def refuse(self, address: str, reply: str = "550 5.1.1 no such mailbox") -> None:
        self._refused[address] = reply

    def refuse_next(self, reply: str = "451 4.3.0 try again later", times: int = 1) -> None:
        self._next_replies.extend([reply] * times)

    def up(self) -> None:
        if self._controller is None:
            self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
            self._controller.start()

    def down(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    # What aiosmtpd calls, on its own thread

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._refused:
            return self._refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._next_replies:
            return self._next_replies.popleft()
        content = envelope.content
        assert isinstance(content, bytes)
        with self._arrived:
            file = self._folder / f"{len(self._files) + 1:04d}.eml"
            file.write_bytes(content)
            self._files.append(file)
            self._arrived.notify_all()
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
