"""TLS certificates: checked as Scrapy checks them, and when one is refused, why in words a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenSSL.SSL import VERIFY_FAIL_IF_NO_PEER_CERT, VERIFY_PEER
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.exceptions import IgnoreRequest
from twisted.internet._sslverify import ClientTLSOptions, _verifyCB

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from OpenSSL.SSL import Connection
    from twisted.protocols.tls import TLSMemoryBIOProtocol

# OpenSSL's numbers (x509_vfy.h); any other one says that the chain of authorities does not hold.
_NOT_YET_VALID, _EXPIRED = 9, 10
_WRONG_HOST = 62


class CertificateError(IgnoreRequest):
    """Raised when a server's certificate is refused; its operator acts, or ours if the authority is his own."""


def said_of(code: int) -> str:
    """Return why a certificate was refused by OpenSSL's number for it."""
    if code == _EXPIRED:
        return "证书已过期 the certificate has expired"
    if code == _NOT_YET_VALID:
        return "证书尚未生效 the certificate is not valid yet (or this machine's clock is wrong)"
    if code == _WRONG_HOST:
        return "证书是别的网站的 the certificate is for another host"
    return "证书不可信 the certificate is not trusted"


class TellingContextFactory(_ScrapyClientContextFactory):
    """Remembers why a host's certificate was refused: Twisted hands on only that it was (2026-11)."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.refused: dict[str, int] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:  # type: ignore[override]
        creator = super().creatorForNetloc(hostname, port)
        return _TellingOptions(creator, self.refused)


class _TellingOptions(ClientTLSOptions):
    def __init__(self, usual: ClientTLSOptions, refused: dict[str, int]) -> None:
        super().__init__(usual._createConnection, usual._hostname)
        self._refused = refused

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        inner = _verifyCB(tlsProtocol, self._hostnameIsDnsName, self._hostnameASCII)

        def verify(conn: Connection, cert: X509, error: int, depth: int, ok: int) -> bool:
            verdict = inner(conn, cert, error, depth, bool(ok))
            if not verdict:
                self._refused[self._hostnameASCII] = error or _WRONG_HOST
            return verdict

        connection.set_verify(VERIFY_PEER | VERIFY_FAIL_IF_NO_PEER_CERT, verify)
        return connection
