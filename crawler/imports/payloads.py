"""What a server answered, out of the bytes of an archive's record: status, headers and the body, unpacked."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import brotli

from crawler.imports.archives import LARGEST_BLOCK
from news.errors import ReadError

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_UNSURE_TYPES = ("", "text/plain", "application/octet-stream", "unknown", "text/xml", "application/xml")
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_SNIFFED = 4096
# Of a body, unpacked at a time.
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; `body` as it was sent until `unpacked`."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()


def answer_in(block: bytes) -> Answer | None:
    """Return the HTTP answer in a record, None when there is none."""
    status = _STATUS.match(block)
    if not status:
        return None
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    lines = [line.decode("latin-1").partition(":") for line in head.splitlines()[1:]]
    headers = tuple((name.strip(), value.strip()) for name, colon, value in lines if colon and name.strip())
    return Answer(int(status[1]), headers, body)


def unpacked(answer: Answer) -> bytes:
    """Return the body without chunks and content encodings. Raise ReadError when it is damaged or too large.

    Many archives keep the headers of a body that they have unpacked already: one that is not packed is taken as it is.
    """
    body = answer.body
    if "chunked" in answer.header("transfer-encoding").lower():
        body = _joined(body)
    for name in reversed(answer.header("content-encoding").lower().split(",")):
        body = _unpacked_once(name.strip(), body)
    return body


def is_html(kind: str, body: bytes) -> bool:
    """Tell a page from other files, by its media type, else by how it begins."""
    return kind in _HTML_TYPES or (kind in _UNSURE_TYPES and looks_like_html(body))


def looks_like_html(body: bytes) -> bool:
    return _HTML.match(body[:_SNIFFED]) is not None


def _joined(body: bytes) -> bytes:
    """Return the chunks of a body put together; a body without chunks as it is."""
    if not _CHUNK.match(body):
        return body
    parts: list[bytes] = []
    position = 0
    while found := _CHUNK.match(body, position):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[found.end() : found.end() + size])
        if len(parts[-1]) < size:
            break
        position = found.end() + size
    raise _damaged()


def _unpacked_once(name: str, body: bytes) -> bytes:
    match name:
        case "" | "identity" | "none":
            return body
        case "gzip" | "x-gzip":
            return _gunzipped(body) if body.startswith(b"\x1f\x8b") else body
        case "deflate":
            return _deflated(body)
        case "br":
            return _from_brotli(body)
    if looks_like_html(body):
        return body
    raise ReadError(f"网页的压缩方式不认识 an unknown content encoding: {name[:40]}")


def _gunzipped(body: bytes) -> bytes:
    found = _inflated(body, zlib.MAX_WBITS + 16)
    if found is None:
        raise _damaged()
    return found


def _deflated(body: bytes) -> bytes:
    # By the standard with a zlib frame, by custom often without.
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        if (found := _inflated(body, bits)) is not None:
            return found
    if looks_like_html(body):
        return body
    raise _damaged()


def _from_brotli(body: bytes) -> bytes:
    if looks_like_html(body):
        return body
    unpacker = brotli.Decompressor()
    data, size, parts = body, 0, []
    try:
        # A few hundred bytes may hold gigabytes: only so much is asked for at a time (2026-11).
        while not unpacker.is_finished():
            parts.append(unpacker.process(data, output_buffer_limit=_PIECE))
            data, size = b"", size + len(parts[-1])
            if size > LARGEST_BLOCK:
                raise _too_large()
            if not parts[-1] and unpacker.can_accept_more_data():
                raise _damaged()
    except brotli.error as error:
        raise _damaged() from error
    return b"".join(parts)


def _inflated(body: bytes, bits: int) -> bytes | None:
    """Return a body unpacked, None when it is damaged or packed otherwise. Raise ReadError when it is too large."""
    unpacker = zlib.decompressobj(bits)
    try:
        found = unpacker.decompress(body, LARGEST_BLOCK)
    except zlib.error:
        return None
    if unpacker.unconsumed_tail:
        raise _too_large()
    return found if unpacker.eof else None


def _too_large() -> ReadError:
    return ReadError(f"页面过大 page too large: more than {LARGEST_BLOCK} bytes")


def _damaged() -> ReadError:
    return ReadError("存档里的这一页不完整 this page is not whole in the archive")
