"""One connection to the replica's proxy: plain requests, and tunnels whose TLS ends here."""

from __future__ import annotations

import gzip
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from demo.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import BufferedIOBase

    from demo.server import ReplicaServer

_WORTH_PACKING = 200


class ProxyHandler(BaseHTTPRequestHandler):
    """Answers from the world. After CONNECT the same handler goes on inside the tunnel, with `_tunnel` set."""

    protocol_version = "HTTP/1.1"
    server_version = "replica"
    sys_version = ""
    # Headers and body leave in one piece; otherwise the second one waits for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self._tunnel = ""
        self._replica: ReplicaServer = self.server.replica  # type: ignore[attr-defined]
        self._replica.hold(self.connection)

    def finish(self) -> None:
        self._replica.release(self.connection)
        try:
            super().finish()
        except OSError:
            self.close_connection = True
        finally:
            self.rfile.close()
            self.connection.close()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            # The other end has gone: a client that was killed, or the end of the replica.
            self.close_connection = True

    def do_CONNECT(self) -> None:
        host = self.path.rpartition(":")[0].lower()
        if host in self._replica.down:
            self.close_connection = True
        elif not self._replica.world.knows(host):
            self._refuse(502, f"仿真网络里没有这个站点 no such host in the replica: {host}")
        else:
            self.send_response(200, "Connection established")
            self.end_headers()
            self.wfile.flush()
            self._enter_tunnel(host)

    def do_GET(self) -> None:
        self._serve()

    do_HEAD = do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Leave the record to ReplicaServer.log."""

    def _enter_tunnel(self, host: str) -> None:
        plain = self.connection
        secured = self._replica.authority.context(host).wrap_socket(plain, server_side=True)
        self._replica.release(plain)
        self._replica.hold(secured)
        self.rfile.close()
        self.wfile.close()
        self.connection = secured
        self.rfile = cast("BufferedIOBase", secured.makefile("rb", self.rbufsize))
        self.wfile = cast("BufferedIOBase", secured.makefile("wb", self.wbufsize))
        self._tunnel = f"https://{host}"
        self.close_connection = False

    def _serve(self) -> None:
        started = time.monotonic()
        url = self._tunnel + self.path
        if not url.startswith(("http://", "https://")):
            self._refuse(
                400, f"这是代理 this is a proxy: curl -x http://{self.headers.get('Host')} http://tyzx.people.cn/"
            )
            return
        host = urlsplit(url).hostname or ""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if host in self._replica.down:
            self.close_connection = True
            return
        time.sleep(self._replica.delay)
        status, headers, body = self._replica.world.respond(self.command, url, dict(self.headers.items()))
        headers, body = self._packed(headers, body)
        self._note(started, host, url, status)
        self._send(status, headers, body)

    def _note(self, started: float, host: str, url: str, status: int) -> None:
        """Write the record before the answer sets out: a client's next request must not seem to overlap it."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        agent = self.headers.get("User-Agent", "")
        now = time.monotonic()
        self._replica.note(Record(started, now, host, self.command, path, status, agent, conditional))

    def _packed(self, headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        is_text = headers.get("Content-Type", "").startswith("text/")
        if not (wanted and is_text and len(body) >= _WORTH_PACKING):
            return headers, body
        return headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}, gzip.compress(body, 1, mtime=0)

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)
        self.wfile.flush()

    def _refuse(self, status: int, said: str) -> None:
        self._send(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{said}\n".encode())
