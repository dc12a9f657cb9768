"""The proxy: plain and encrypted, verified, counted, slow or down on demand."""

from __future__ import annotations

import gzip
import http.client
import os
import ssl
import subprocess
import sys
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from demo.server import ReplicaServer
from tests.demo.conftest import Client

if TYPE_CHECKING:
    from pathlib import Path

    from demo.world import World

_PLAIN = "http://tyzx.people.cn/GB/419900/index.html"
_SECURE = "https://www.acfic.org.cn/qlyw/"


@pytest.mark.parametrize("url", [_PLAIN, _SECURE, "http://www.acfic.org.cn/qlyw/", "https://zytzb.gov.cn/"])
def test_pages_arrive_over_http_and_verified_https(client: Client, url: str) -> None:
    got = client.get(url)
    assert (got.status, got.headers["content-type"]) == (200, "text/html")
    assert int(got.headers["content-length"]) == len(got.body)


def test_a_client_that_does_not_know_the_authority_is_not_fooled(server: ReplicaServer) -> None:
    connection = http.client.HTTPSConnection("127.0.0.1", urlsplit(server.proxy_url).port, timeout=10)
    connection.set_tunnel("www.acfic.org.cn", 443)
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/")
    connection.close()


def test_one_connection_carries_many_requests_plain_and_inside_a_tunnel(server: ReplicaServer) -> None:
    port = urlsplit(server.proxy_url).port
    trust = ssl.create_default_context(cafile=server.environment["SSL_CERT_FILE"])
    secure = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trust)
    secure.set_tunnel("www.acfic.org.cn", 443)
    plain = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for connection, target in ((plain, _PLAIN), (secure, "/qlyw/")):
        connection.request("GET", target)
        connection.getresponse().read()
        socket = connection.sock
        for _ in range(3):
            connection.request("GET", target)
            assert connection.getresponse().read()
        assert connection.sock is socket
        connection.close()
    assert len(server.log) == 8


def test_gzip_is_used_when_asked_for(client: Client) -> None:
    plain, packed = client.get(_PLAIN), client.get(_PLAIN, Accept_Encoding="gzip, deflate")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] == plain.headers["etag"]


def test_304_and_head_answers_have_no_body(client: Client) -> None:
    etag = client.get(_SECURE).headers["etag"]
    unchanged = client.get(_SECURE, If_None_Match=etag)
    assert (unchanged.status, unchanged.body, unchanged.headers["etag"]) == (304, b"", etag)
    head = client.get(_SECURE, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 1000


def test_what_is_published_edited_and_withdrawn_shows_at_the_next_fetch(client: Client, world: World) -> None:
    post = world.publish("acfic", "民营企业家座谈会召开")
    assert post.title in client.get(_SECURE).body.decode()
    world.edit(post, title="民营企业家座谈会在京召开")
    assert "民营企业家座谈会在京召开" in client.get(post.url).body.decode()
    world.withdraw(post)
    assert client.get(post.url).status == 404


def test_the_log_says_who_asked_what_when(server: ReplicaServer, client: Client) -> None:
    client.get(f"{_SECURE}?a=1", If_None_Match='"x"')
    (record,) = server.log
    assert (record.host, record.method, record.path) == ("www.acfic.org.cn", "GET", "/qlyw/?a=1")
    assert (record.status, record.user_agent, record.conditional) == (200, "Mozilla/5.0 (test)", True)
    assert record.started <= record.ended
    server.forget_log()
    assert server.log == []


def test_requests_in_flight_are_counted_a_host(server: ReplicaServer, client: Client) -> None:
    server.delay = 0.2
    urls = [_PLAIN, _PLAIN, _PLAIN, _SECURE]
    threads = [threading.Thread(target=client.get, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.most_in_flight("tyzx.people.cn") == 3
    assert server.most_in_flight("acfic.org.cn") == 1


def test_one_request_after_the_other_never_counts_as_two(server: ReplicaServer, client: Client) -> None:
    for _ in range(20):
        client.get(_PLAIN)
    assert server.most_in_flight("tyzx.people.cn") == 1


def test_a_host_that_is_down_hangs_up_and_comes_back(server: ReplicaServer, client: Client) -> None:
    server.down |= {"tyzx.people.cn", "www.acfic.org.cn"}
    with pytest.raises(http.client.RemoteDisconnected):
        client.get(_PLAIN)
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        client.get(_SECURE)
    server.down.clear()
    assert client.get(_PLAIN).status == client.get(_SECURE).status == 200


def test_an_unknown_host_is_named_in_a_502(client: Client) -> None:
    got = client.get("http://nowhere.example/x")
    assert got.status == 502
    assert "nowhere.example" in got.body.decode()
    with pytest.raises(OSError, match="502"):
        client.get("https://nowhere.example/x")


def test_a_browser_pointed_at_the_proxy_itself_is_told_so(client: Client, server: ReplicaServer) -> None:
    got = client.get(f"{server.proxy_url}/")
    assert got.status == 502
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.proxy_url).port, timeout=10)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert answer.status == 400
    assert "代理" in answer.read().decode()
    connection.close()


def test_a_child_process_with_the_environment_sees_the_replica(server: ReplicaServer) -> None:
    code = f"import urllib.request as u; print(len(u.urlopen({_SECURE!r}).read()))"
    environment = os.environ | server.environment
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 1000
    assert server.log[0].host == "www.acfic.org.cn"


def test_the_end_of_the_block_frees_port_and_threads(world: World, tmp_path: Path) -> None:
    before = threading.active_count()
    with ReplicaServer(world, tmp_path / "replica") as server:
        held = http.client.HTTPConnection("127.0.0.1", urlsplit(server.proxy_url).port, timeout=10)
        held.request("GET", _PLAIN)
        held.getresponse().read()
    assert threading.active_count() == before
    held.close()
    with pytest.raises(ConnectionRefusedError):
        Client(server).get(_PLAIN)
