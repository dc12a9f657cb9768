"""The replica as a proxy on this machine: every request of a client that honours http_proxy lands here."""

from __future__ import annotations

import socket
import socketserver
import threading
from typing import TYPE_CHECKING

from demo.certificates import Authority
from demo.handler import ProxyHandler

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from demo.record import Record
    from demo.world import World


class ReplicaServer:
    """Serves a world until the `with` block ends.

    `environment` makes a child process use it; `delay` is how long every answer waits, in seconds; hosts in
    `down` close the connection without a word.
    """

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.authority = Authority(folder)
        self.delay = 0.0
        self.down: set[str] = set()
        self._log: list[Record] = []
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._tcp = _Listener(self)
        self._thread = threading.Thread(target=self._tcp.serve_forever, args=(0.05,), name="replica", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tcp.shutdown()
        self._thread.join()
        # Idle keep-alive connections would hold their threads for ever.
        with self._lock:
            for connection in self._connections:
                _hang_up(connection)
        self._tcp.server_close()

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self._tcp.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to see the replica in place of the web."""
        found = {"SSL_CERT_FILE": str(self.authority.file)}
        for name, value in (("http_proxy", self.proxy_url), ("https_proxy", self.proxy_url), ("no_proxy", "")):
            found[name] = found[name.upper()] = value
        return found

    @property
    def log(self) -> list[Record]:
        """Return the requests answered so far, in the order of their answers."""
        with self._lock:
            return list(self._log)

    def forget_log(self) -> None:
        with self._lock:
            self._log.clear()

    def most_in_flight(self, host: str) -> int:
        """Return how many requests to a host, www. or not, were ever being answered at one time."""
        bare = host.removeprefix("www.")
        spans = [(r.started, r.ended) for r in self.log if r.host.removeprefix("www.") == bare]
        return max((sum(a <= moment < b for a, b in spans) for moment, _ in spans), default=0)

    # For the handler

    def note(self, record: Record) -> None:
        with self._lock:
            self._log.append(record)

    def hold(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)

    def release(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.discard(connection)


class _Listener(socketserver.ThreadingTCPServer):
    """Listens on a free port; one thread a connection, all joined at the end."""

    request_queue_size = 128
    daemon_threads = False

    def __init__(self, replica: ReplicaServer) -> None:
        self.replica = replica
        super().__init__(("127.0.0.1", 0), ProxyHandler)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
