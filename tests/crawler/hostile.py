"""A web server on this machine that breaks off, falls silent or talks nonsense, byte by byte as it is told."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.connection import connect
from tests.crawler import plain
from tests.crawler.plain import Link

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, Self

    from tests.crawler.rig import Done, Rig

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


def article(n: int) -> Raw:
    """Answer with the article page number `n` of a plain site."""
    return answer(plain.article_page(plain.title(n)).encode())


def listing(*numbers: int) -> Raw:
    return answer(plain.list_page([Link(n) for n in numbers]).encode())


def listing_of(paths: Sequence[str]) -> Raw:
    """Answer with a list page of links to anywhere."""
    links = "".join(f"<li><a href='{path}'>{plain.title(k)}</a></li>" for k, path in enumerate(paths))
    return answer(f"<ul>{links}</ul>".encode())


class HostileServer:
    """Answers a path with its Raw, anything else with 404, until the `with` block ends; with `tls` over https."""

    def __init__(self, pages: Mapping[str, Raw], tls: ssl.SSLContext | None = None) -> None:
        self.pages = dict(pages)
        self.tls = tls
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


DIRECT = {"TZWATCH_ALLOW_HOSTS": "127.0.0.1", "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}


@contextmanager
def hostile_site(rig: Rig) -> Iterator[HostileServer]:
    """A hostile server that is the site `hostile` of a rig, found without the replica's proxy."""
    with HostileServer({}) as server:
        rig.environment |= DIRECT
        plain.define(rig.sites, "hostile", server.origin)
        yield server


def crawl_with(rig: Rig, code: str, *words: str) -> Done:
    """Crawl the site `hostile` in a process that runs `code` first."""
    return rig.run(*(words or ("crawl", "hostile", "--json")), first=code)


def entries_of(rig: Rig) -> dict[str, tuple[str, int, str | None]]:
    """Return state, unreadable tries and last error of each entry by the end of its address."""
    with connect(rig.url) as conn:
        rows = conn.execute("SELECT url, state, unreadable, last_error FROM entries").fetchall()
    return {url.rpartition("/")[2]: (state, unreadable, error) for url, state, unreadable, error in rows}


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = False

    def __init__(self, hostile: HostileServer) -> None:
        self.hostile = hostile
        super().__init__(("127.0.0.1", 0), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.hostile.tls is None:
            super().finish_request(request, client_address)
            return
        try:
            with self.hostile.tls.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)
        except OSError:
            # The client did not like the certificate.
            return


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        hostile = self.server.hostile  # type: ignore[attr-defined]
        words = self.rfile.readline().split(b" ")
        if len(words) < 3:
            return
        path = words[1].decode("latin-1")
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
