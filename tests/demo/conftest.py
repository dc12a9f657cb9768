"""A replica for every test: the world as of one fixed day, behind its proxy, and a client that trusts it."""

from __future__ import annotations

import http.client
import ssl
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from demo.post import BEIJING
from demo.server import ReplicaServer
from demo.world import World, build_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = date(2026, 11, 20)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Fetches through the proxy, one connection a request; https is verified with the replica's own authority."""

    def __init__(self, server: ReplicaServer) -> None:
        self._port = urlsplit(server.proxy_url).port
        self._trust = ssl.create_default_context(cafile=server.environment["SSL_CERT_FILE"])

    def get(self, url: str, method: str = "GET", **headers: str) -> Got:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection("127.0.0.1", self._port, timeout=10, context=self._trust)
            connection.set_tunnel(parts.netloc, 443)
            url = url.partition(parts.netloc)[2]
        asked = {"User-Agent": "Mozilla/5.0 (test)"} | {k.replace("_", "-"): v for k, v in headers.items()}
        try:
            connection.request(method, url, headers=asked)
            answer = connection.getresponse()
            return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return build_world(TODAY, clock)


@pytest.fixture
def server(world: World, tmp_path: Path) -> Iterator[ReplicaServer]:
    with ReplicaServer(world, tmp_path / "replica") as running:
        yield running


@pytest.fixture
def client(server: ReplicaServer) -> Client:
    return Client(server)
