"""WARC 1.1 records by the byte: what the server sent, what we asked, and which program wrote it down."""

from __future__ import annotations

import hashlib
import re
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC
from http.client import responses
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from warcio.bufferedreaders import BufferedReader

from config import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawler.archive.warc import RawPage

Headers = list[tuple[str, str]]

# Untrue of a body that was unpacked or put together from its chunks; kept under another name, as web archives do.
_OF_THE_WAY_HERE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_RENAMED = "X-Archive-Orig-"
# What every reader of WARC files unpacks. zstd none does (2026-11).
_COMMON_ENCODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br"}
# Those of the operator's own proxy and log-in are no part of what the site was asked.
_SECRET = frozenset({"proxy-authorization", "authorization"})
_UNPRINTABLE = re.compile(rb"[^\x21-\x7e]")
_LINE_ENDS = re.compile("[\x00\r\n]+")
_FORMAT = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
# Level 9 takes three times as long as 6 for 1 % (2026-11).
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Wire:
    """What only the archive wants of a page's way here: the body as it was sent and how it was packed (None: as it
    is), the headers we sent, the server's address (None: unknown, or a proxy's).
    """

    packed: bytes | None = None
    encoding: str = ""
    asked: Sequence[tuple[str, str]] = ()
    ip: str | None = None
    protocol: str = "HTTP/1.1"


NO_WIRE = Wire()


def info_member(name: str, at: datetime, *, crawled: bool) -> tuple[str, bytes]:
    """Return the id and the record of a file's beginning: who made the file `name`, and by which rules."""
    rules = [("robots", "obey")] if crawled else []
    lines = [("software", f"tzwatch/{VERSION}"), ("format", "WARC File Format 1.1"), ("conformsTo", _FORMAT), *rules]
    lines.append(
        (
            "description",
            "Bodies as sent, chunks joined. X-Archive-Orig-*: the header was not true of the stored body any more. "
            "X-Made-By: browser: the page as its scripts made it.",
        )
    )
    block = "".join(f"{key}: {value}\r\n" for key, value in lines).encode()
    return _member("warcinfo", at, "application/warc-fields", block, [("WARC-Filename", name)])


def page_members(page: RawPage, info_id: str) -> list[bytes]:
    """Return a page's record, and behind it the request's when it is known."""
    about = [("WARC-Warcinfo-ID", info_id), ("WARC-Target-URI", _uri(page.url))]
    if page.saved:
        kind = page.header("content-type") or "application/octet-stream"
        return [_member("resource", page.fetched_at, kind, page.body, [*about, _digest("Payload", page.body)])[1]]
    body, headers = _as_stored(page)
    first = f"{page.wire.protocol} {page.status} {responses.get(page.status, '')}"
    found = [("WARC-IP-Address", page.wire.ip)] if page.wire.ip else []
    response_id, member = _member(
        "response",
        page.fetched_at,
        "application/http; msgtype=response",
        _head(first, headers) + body,
        [*about, *found, _digest("Payload", body)],
    )
    return [member, _request(page, [*about, ("WARC-Concurrent-To", response_id)])] if page.wire.asked else [member]


def _request(page: RawPage, about: Headers) -> bytes:
    parts = urlsplit(page.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = [(key, value) for key, value in page.wire.asked if key.lower() not in _SECRET]
    head = _head(f"GET {_uri(target)} HTTP/1.1", [("Host", parts.netloc.rpartition("@")[2]), *asked])
    about = [*about, _digest("Payload", b"")]
    return _member("request", page.fetched_at, "application/http; msgtype=request", head, about)[1]


def _as_stored(page: RawPage) -> tuple[bytes, Headers]:
    """Return the body with the headers that are true of it: packed as it was sent, if other readers can unpack it."""
    body, encoding = page.body, ""
    if page.wire.packed is not None and _unpacks_to(page.wire.packed, page.wire.encoding, page.body):
        body, encoding = page.wire.packed, page.wire.encoding
    sent = [*page.headers, ("Content-Encoding", page.wire.encoding)] if page.wire.encoding else [*page.headers]
    kept = [(f"{_RENAMED}{key}" if key.lower() in _OF_THE_WAY_HERE else key, value) for key, value in sent]
    if encoding:
        kept[-1] = ("Content-Encoding", encoding)
    # A length that is still true needs no second mention.
    kept = [pair for pair in kept if pair != (f"{_RENAMED}Content-Length", str(len(body)))]
    return body, [*kept, ("Content-Length", str(len(body)))]


def _unpacks_to(packed: bytes, encoding: str, body: bytes) -> bool:
    """Tell whether the readers of archives make of a packed body what ours made of it."""
    name = _COMMON_ENCODINGS.get(encoding.strip().lower())
    if name is None:
        return False
    try:
        return bool(BufferedReader(BytesIO(packed), decomp_type=name).read() == body)
    except Exception:
        # Each of its unpackers raises an error of its own.
        return False


def _member(kind: str, at: datetime, content_type: str, block: bytes, about: Headers) -> tuple[str, bytes]:
    """Return a record's id and the record as a gzip member of its own."""
    record_id = f"<urn:uuid:{uuid.uuid4()}>"
    headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        *about,
        _digest("Block", block),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    return record_id, packed_member(_head("WARC/1.1", headers) + block + b"\r\n\r\n")


def packed_member(record: bytes) -> bytes:
    """Return a whole record as a gzip member; the same bytes each time."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packer.compress(record) + packer.flush()


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{key}: {_LINE_ENDS.sub(' ', value)}" for key, value in headers)]
    # Latin-1: a header's bytes came in so, and leave as they were.
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _digest(of: str, data: bytes) -> tuple[str, str]:
    return f"WARC-{of}-Digest", f"sha256:{hashlib.sha256(data).hexdigest()}"


def _uri(url: str) -> str:
    return _UNPRINTABLE.sub(lambda byte: b"%%%02X" % byte.group()[0], url.encode("utf-8", "replace")).decode()
