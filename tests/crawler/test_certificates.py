"""Certificates that are refused, each in words that say who must do what."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed

from crawler.network.reasons import reason_of
from demo.certificates import Authority
from tests.crawler import plain
from tests.crawler.hostile import HostileServer, article, listing
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.rig import Rig


def test_a_refused_certificate_is_said_in_one_plain_sentence(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path / "trusted")
    contexts = {
        "good": authority.context("localhost"),
        "wrong": authority.context("www.example.cn"),
        "untrusted": Authority(tmp_path / "other").context("localhost"),
    }
    monkeypatch.setattr("demo.certificates._LIFE", -timedelta(hours=1))
    authority._contexts.clear()
    contexts["expired"] = authority.context("localhost")
    rig.environment |= dict.fromkeys(("no_proxy", "NO_PROXY"), "localhost")
    rig.environment |= {"TZWATCH_ALLOW_HOSTS": "localhost,127.0.0.1", "SSL_CERT_FILE": str(authority.file)}
    with ExitStack() as running:
        for name, tls in contexts.items():
            server = running.enter_context(HostileServer({"/list.html": listing(1), Link(1).path: article(1)}, tls))
            plain.define(rig.sites, name, f"https://localhost:{server.port}")
        reports = rig.crawl(*contexts).reports
    assert reports["good"]["new"] == 1
    said = {name: str(report["error"]) for name, report in reports.items()}
    assert "证书已过期" in said["expired"]
    assert "证书是别的网站的" in said["wrong"]
    assert "证书不可信" in said["untrusted"]
    assert not [error for error in said.values() if "Failure" in error or "[" in error]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (SSL.Error([("SSL routines", "", "wrong version number")]), "TLS"),
        (ConnectionLost(), "broken off"),
        (ParseError("wrong number of parts", b"<html>"), "no HTTP"),  # type: ignore[no-untyped-call]
    ],
)
def test_a_connection_that_failed_is_told_without_the_words_of_the_libraries(inner: Exception, said: str) -> None:
    error = DownloadFailedError("[<twisted.python.failure.Failure …>]")
    error.__cause__ = ResponseFailed([Failure(inner)])  # type: ignore[no-untyped-call]
    assert reason_of(error) == f"连接失败 connection failed: {said}"
