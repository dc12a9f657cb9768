"""Bytes to text, once: byte order mark, HTTP, meta, strict UTF-8, detection."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import TYPE_CHECKING

import chardet

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([\w.:-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*+=\s*+["']([\w.:-]{1,40})""")
_HTTP = re.compile(r"""charset\s*+=\s*+["']?\s*+([\w.:-]{1,40})""", re.IGNORECASE)
# Noise that is taken for GB 18030, the mildest reading of it, has 27 of them in 100 characters, programs 50 and more;
# of a page that is damaged fewer than one (2026-11).
_NEVER_TYPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")
_MOST_NEVER_TYPED = 0.1
_TAG = re.compile(rb"<[!/]?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,300})?/?>")
# Noise has a tag by chance in 300,000 bytes; pages have one in 100.
_BYTES_A_TAG = 2_000
_SNIFFED = 4096
_CHARACTERS_A_FAULT = 5
# What browsers take for text on these sites. Everything else a page may claim (hex, zlib, idna, punycode,
# unicode_escape, utf-7 …) is a Python codec or an attack.
_KNOWN = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
}


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page. Never raises: what no encoding explains becomes U+FFFD.

    A declared encoding that does not fit every byte loses to one that does: pages that say UTF-8 and are GBK, and
    the reverse, are common.
    """
    return _decoded(body, content_type)[0]


def in_utf8(body: bytes, content_type: str | None = None) -> bytes:
    """Return a page in UTF-8, as `decode` reads it: the bytes themselves where they are that already."""
    text, is_utf8 = _decoded(body, content_type)
    return body if is_utf8 else text.encode("utf-8", "replace")


def is_text(body: bytes, content_type: str | None = None) -> bool:
    """Tell a page, or its plain text, from bytes that are neither: no tags, and much that nobody ever typed."""
    tags = sum(1 for _ in islice(_TAG.finditer(body), len(body) // _BYTES_A_TAG + 1))
    if tags * _BYTES_A_TAG > len(body):
        return True
    text = decode(body, content_type)
    return len(_NEVER_TYPED.findall(text)) <= _MOST_NEVER_TYPED * len(text)


def _decoded(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """Return the text of a page, and whether its bytes are that text in UTF-8."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), False
    declared = list(_declared(body, content_type))
    for name in dict.fromkeys([*declared, "utf-8", "gb18030"]):
        # cp1252 explains any bytes, so it proves nothing before the others were tried.
        if name != "cp1252" and (text := _strict(body, name)) is not None:
            return text, name == "utf-8"
        if name == "utf-8" and name in declared and (text := _nearly(body, name)) is not None:
            return text, False
    return _mended(body, declared), False


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    http = _HTTP.search(content_type or "")
    head = body[:_SNIFFED]
    names = [http[1] if http else "", *(m[1].decode("ascii", "ignore") for p in (_XML, _META) if (m := p.search(head)))]
    for name in names:
        if name.lower() in _KNOWN:
            yield _KNOWN[name.lower()]


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _nearly(body: bytes, name: str) -> str | None:
    """Decode bytes that a declared encoding explains but for a few broken ones; another one may fit them by chance."""
    text = body.decode(name, "replace")
    faults = text.count("\ufffd")
    # Not of all characters: a page is mostly markup, which every encoding explains.
    foreign = len(text) - len(text.encode("ascii", "ignore")) - faults
    return text if faults * _CHARACTERS_A_FAULT <= foreign else None


def _mended(body: bytes, declared: list[str]) -> str:
    """Decode bytes that no encoding explains whole: a cut page, or a few broken characters."""
    candidates = [*declared, "utf-8", "gb18030"]
    guess = _KNOWN.get((chardet.detect(body[:65536]).get("encoding") or "").lower())
    if guess:
        candidates.append(guess)
    return min((body.decode(name, "replace") for name in dict.fromkeys(candidates)), key=lambda t: t.count("\ufffd"))
