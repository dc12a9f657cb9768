"""The head of a response, bounded: what sends more header lines than any web server does is cut off at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadCancelledError

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request
    from twisted.web.iweb import IResponse

# Twisted keeps every header line it gets: tens of thousands of them in one response took 757 MB (2026-11).
_MAX_BYTES = 64 * 1024
_MAX_LINES = 200


class HeadTooLargeError(DownloadCancelledError):
    """Raised when a server sends more headers than _MAX_LINES or _MAX_BYTES; nobody acts, it is tried again later."""


class _BoundedParser(_LenientHTTPClientParser):
    # Of all heads of one answer: a server may send any number of 1xx responses before the one that counts.
    _lines = 0
    _bytes = 0

    def lineReceived(self, line: bytes) -> None:
        self._lines += 1
        self._bytes += len(line)
        if self._lines > _MAX_LINES or self._bytes > _MAX_BYTES:
            raise HeadTooLargeError
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise HeadTooLargeError


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Request) -> Deferred[IResponse]:
        answer = super().request(request)
        # As Scrapy does it: the class of the parser is fixed in Twisted, and the parser is always there by now.
        assert self._parser is not None
        self._parser.__class__ = _BoundedParser
        return answer


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections whose responses have a bounded head."""

    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
