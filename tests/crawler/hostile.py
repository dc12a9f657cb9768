"""A web server on this machine that breaks off, falls silent or talks nonsense, byte by byte as it is told."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

# How long a silent answer stays silent at most: no test waits for it.
_SILENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Raw:
    """What is sent, and what then happens: close, reset, silence, or the last bytes again and again."""

    data: bytes
    then: str = "close"


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> Raw:
    head = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", "Connection: close", *headers]
    head.append(f"Content-Length: {len(body) if length is None else length}")
    return Raw("\r\n".join(head).encode() + b"\r\n\r\n" + body)


class HostileServer:
    """Answers a path with its Raw, anything else with 404, until the `with` block ends."""

    def __init__(self, pages: Mapping[str, Raw]) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []
        self.ended = threading.Event()
        self._tcp = _Listener(self)
        self._thread = threading.Thread(target=self._tcp.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._tcp.shutdown()
        self._thread.join()
        self._tcp.server_close()

    @property
    def port(self) -> int:
        port: int = self._tcp.server_address[1]
        return port

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = False

    def __init__(self, hostile: HostileServer) -> None:
        self.hostile = hostile
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        hostile = self.server.hostile  # type: ignore[attr-defined]
        path = self.rfile.readline().split(b" ")[1].decode()
        while self.rfile.readline().strip():
            pass
        hostile.asked.append(path)
        raw = hostile.pages.get(path, answer(b"not here", "404 Not Found"))
        try:
            self.wfile.write(raw.data)
            self._end(raw.then, hostile.ended)
        except OSError:
            return

    def _end(self, then: str, ended: threading.Event) -> None:
        if then == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif then == "silence":
            ended.wait(_SILENCE_SECONDS)
        elif then == "drip":
            while not ended.wait(0.1):
                self.wfile.write(b"x")
        elif then == "flood":
            until = time.monotonic() + _SILENCE_SECONDS
            while time.monotonic() < until and not ended.is_set():
                self.wfile.write(b"x" * 65_536)
