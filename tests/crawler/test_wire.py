"""What the archive keeps of a page's way here: the bytes as they were sent, what was asked, and whom."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.network.limits import CompressionMiddleware
from crawler.network.responses import raw_page

if TYPE_CHECKING:
    from crawler.archive.warc import RawPage

_URL = "http://www.example.cn/a.html"
_BODY = "<html><p>正文</p></html>".encode()


def _arrived(request: Request, body: bytes, **headers: str) -> RawPage:
    """Return the raw page of an answer that went through the middleware which unpacks it."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Response(_URL, headers=sent, body=body, ip_address=ip_address("192.0.2.7"), protocol="HTTP/1.1")
    unpacked = CompressionMiddleware(crawler=get_crawler()).process_response(request, answer)
    assert isinstance(unpacked, Response)
    unpacked.request = request
    return raw_page(unpacked, datetime.now(UTC))


def test_the_packed_bytes_are_kept_beside_the_page() -> None:
    packed = gzip.compress(_BODY)
    page = _arrived(Request(_URL, headers={"User-Agent": "tzwatch"}), packed, Content_Encoding="gzip")
    assert (page.body, page.wire.packed, page.wire.encoding) == (_BODY, packed, "gzip")
    assert (page.wire.ip, page.wire.protocol) == ("192.0.2.7", "HTTP/1.1")
    assert page.wire.asked == [("User-Agent", "tzwatch")]


def test_what_an_earlier_answer_was_packed_in_is_not_taken_for_this_ones() -> None:
    request = Request(_URL)
    _arrived(request, gzip.compress(b"redirected"), Content_Encoding="gzip")
    page = _arrived(request.replace(url=_URL + "?b"), _BODY)
    assert (page.body, page.wire.packed, page.wire.encoding) == (_BODY, None, "")


def test_a_proxys_address_is_not_the_sites() -> None:
    assert _arrived(Request(_URL, meta={"proxy": "http://192.0.2.1:3128"}), _BODY).wire.ip is None


def test_headers_are_kept_byte_by_byte_and_cleaned_where_they_are_used() -> None:
    long = "x" * 5000
    page = _arrived(Request(_URL), _BODY, X_Long=long, ETag='"é"', X_Name="列表".encode("gb18030").decode("latin-1"))
    assert dict(page.headers)["X-Long"] == long
    assert page.header("ETag") is None
    assert len(page.header("X-Long") or "") < 5000
