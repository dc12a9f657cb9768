"""Archives made by others: however they are packed, what is whole in them is read, and from any place."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.warc import RawPage, WarcFile
from crawler.imports import archives
from crawler.imports.archive_stream import Place
from crawler.imports.archives import Record, records
from crawler.imports.payloads import Answer, answer_in, is_html, unpacked
from crawler.imports.sources import Fault, FoundPage, Passed, pages_in_archive
from news.errors import ReadError
from tests.crawler.packing import AT, chunked, packed, page, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crawler.imports.sources import Item


def _zipped(data: bytes) -> bytes:
    # Without the time: two processes must name a test alike.
    return gzip.compress(data, mtime=0)


_URLS = [f"http://www.example.cn/{number}.html" for number in range(5)]
_RECORDS = [record(url, page(f"第{number}篇文章的标题")) for number, url in enumerate(_URLS)]
_BEGINNING = Place(0, 0)
_INFO = record("", b"software: Wget/1.21\r\n", kind="warcinfo")


def _read(data: bytes, start: Place = _BEGINNING) -> list[Record]:
    found = records(BytesIO(data), start, lambda kind: kind == "response")
    return [one for one in found if isinstance(one, Record)]


def _items(data: bytes) -> list[Item]:
    return [item for item, _ in pages_in_archive(BytesIO(data), "a.warc.gz", _BEGINNING)]


def _pages(data: bytes) -> list[FoundPage]:
    return [item for item in _items(data) if isinstance(item, FoundPage)]


_WAYS = {
    "plain": b"".join([_INFO, *_RECORDS]),
    "by record": packed([_INFO, *_RECORDS]),
    "as a whole": _zipped(b"".join([_INFO, *_RECORDS])),
    "two a member": packed([_INFO + _RECORDS[0], _RECORDS[1] + _RECORDS[2], _RECORDS[3], _RECORDS[4]]),
    "zeros between": b"\0\0\0".join(_zipped(one) for one in [_INFO, *_RECORDS]),
    "line feeds only": b"".join([_INFO, *_RECORDS]).replace(b"\r\nWARC-", b"\nWARC-"),
}


@pytest.mark.parametrize("way", _WAYS)
def test_an_archive_is_read_however_it_is_packed(way: str) -> None:
    assert [found.url for found in _pages(_WAYS[way])] == _URLS


@pytest.mark.parametrize("way", _WAYS)
def test_reading_goes_on_from_the_place_of_any_record(way: str) -> None:
    every = _read(_WAYS[way])
    assert len(every) == 6
    for number, found in enumerate(every):
        again = _read(_WAYS[way], found.place)
        assert [one.url for one in again] == [one.url for one in every[number:]]
        assert again[0].block == found.block


@pytest.mark.parametrize("way", ["plain", "by record", "as a whole"])
def test_wherever_an_archive_breaks_off_what_is_before_is_read(way: str) -> None:
    data = _WAYS[way]
    for end in range(0, len(data) + 1, 97):
        items = _items(data[:end])
        found = [item.url for item in items if isinstance(item, FoundPage)]
        assert found == _URLS[: len(found)]
        assert all("断" in item.reason for item in items if isinstance(item, Fault))
        assert sum(isinstance(item, Fault) for item in items) <= 1
    assert len(_pages(data)) == len(_URLS)


def test_a_torn_page_is_none() -> None:
    torn = _items(packed(_RECORDS)[:-40])
    assert [type(item) for item in torn] == [FoundPage] * 4 + [Fault]


@pytest.mark.parametrize(
    "data",
    [
        b"no archive at all\n\n",
        b"\x1f\x8bbroken",
        b"WARC/1.0\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: many\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.0\r\n" + b"a: b\r\n" * 60_000 + b"\r\n",
        b"WARC/1.0 " + b"x" * 600_000,
        b"WARC/1.0\r\n: \r\n\xff\xfe: \xff\r\nContent-Length: 1\r\n\r\n",
        b"\xff" * 1000,
    ],
    ids=range(9),
)
def test_what_is_no_archive_is_one_line(data: bytes) -> None:
    (item,) = _items(data)
    assert isinstance(item, Fault)
    assert len(item.reason) < 300


def test_an_empty_file_holds_nothing() -> None:
    assert _items(b"") == _items(b"\r\n\r\n") == _items(_zipped(b"")) == []


def test_records_that_are_no_answers_are_passed_over_and_what_is_no_page_is_told_apart() -> None:
    image = (("Content-Type", "image/png"),)
    data = [
        _INFO,
        record(_URLS[0], b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(_URLS[0], b"fetchTimeMs: 1\r\n", kind="metadata"),
        record(_URLS[0], page("页面的标题"), kind="resource"),
        record(_URLS[0], kind="revisit"),
        record(_URLS[1], b"\x89PNG", headers=image),
        record(_URLS[1], page("没有了"), status="404 Not Found"),
        record(_URLS[1], b"", status="302 Found"),
        record("dns:www.example.cn", b"20200501 1.2.3.4"),
        record(_URLS[2], page("网页的标题")),
        record(_URLS[3], b"a{}", headers=(("Content-Type", "text/css"),)),
    ]
    kinds = [item.kind if isinstance(item, Passed) else type(item) for item in _items(packed(data))]
    assert kinds == ["revisit", "media", "status", "status", "media", FoundPage, "media"]


@pytest.mark.parametrize("version", ["0.18", "1.0", "1.1"])
@pytest.mark.parametrize("url", [_URLS[0], f"<{_URLS[0]}>"])
def test_addresses_with_brackets_and_every_edition(version: str, url: str) -> None:
    assert _pages(record(url, page("标题"), version=version))[0].url == _URLS[0]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2020-05-01T08:00:00Z", AT),
        ("2020-05-01T08:00:00.123456Z", AT),
        ("20200501080000", AT),
        ("2020-05-01T08:00Z", AT),
        ("2020-05-01T16:00:00+08:00", AT),
        ("2020-05-01T16:00:00.5+0800", AT),
        ("2020-05-01", AT.replace(hour=0)),
        ("2020-02-30T08:00:00Z", None),
        ("2020-05-01T08:00:00+99:00", None),
        ("9999", None),
        ("0001-01-01T00:00:00+08:00", None),
        ("9999-12-31T23:59:59Z", None),
        ("0000-00-00T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_that_cannot_be_is_none(said: str, at: datetime | None) -> None:
    assert _pages(record(_URLS[0], page("标题"), at=said))[0].at == at


def test_the_older_format_is_read_too() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page("旧存档")
    head = b"filedesc://a.arc 0.0.0.0 20200501080000 text/plain 12\n1 0 example\n\n"
    data = head + b"%s 1.2.3.4 20200501080000 text/html %d\n%s\n" % (_URLS[0].encode(), len(answer), answer)
    for packing in (data, _zipped(data)):
        (found,) = _pages(packing)
        assert (found.url, found.at, found.body) == (_URLS[0], AT, page("旧存档"))


def _deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("gzip", _zipped(page("标题"))),
        ("GZIP", _zipped(page("标题"))),
        ("x-gzip", _zipped(page("标题"))),
        ("deflate", zlib.compress(page("标题"))),
        ("deflate", _deflated(page("标题"))),
        ("br", brotli.compress(page("标题"))),
        ("gzip, br", brotli.compress(_zipped(page("标题")))),
        ("identity", page("标题")),
        # Unpacked by whoever wrote the archive, who left the headers as they were.
        ("gzip", page("标题")),
        ("br", page("标题")),
        ("deflate", page("标题")),
        ("zstd", page("标题")),
    ],
)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_a_body_is_unpacked(encoding: str, sent: bytes, in_chunks: bool) -> None:
    headers = [("Content-Type", "text/html"), ("Content-Encoding", encoding)]
    if in_chunks:
        headers.append(("Transfer-Encoding", "chunked"))
    (found,) = _pages(record(_URLS[0], chunked(sent) if in_chunks else sent, headers=headers))
    assert found.body == page("标题")


def test_a_body_whose_chunks_were_joined_already_is_as_it_is() -> None:
    headers = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]
    assert _pages(record(_URLS[0], page("标题"), headers=headers))[0].body == page("标题")


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("gzip", _zipped(page("标题"))[:-30]),
        ("br", brotli.compress(page("标题"))[:-30]),
        ("deflate", b"\x78\x9cnonsense"),
        ("zstd", b"\x28\xb5\x2f\xfd nonsense"),
        ("gzip", _zipped(bytes(archives.LARGEST_BLOCK + 1))),
        ("br", brotli.compress(bytes(archives.LARGEST_BLOCK + 1), quality=1)),
    ],
    ids=range(6),
)
def test_a_body_that_is_damaged_or_a_bomb_is_a_fault_with_its_address(encoding: str, sent: bytes) -> None:
    headers = [("Content-Type", "text/html"), ("Content-Encoding", encoding)]
    (item, after) = _items(record(_URLS[0], sent, headers=headers) + _RECORDS[1])
    assert isinstance(item, Fault)
    assert item.url == _URLS[0]
    assert isinstance(after, FoundPage)


def test_chunks_that_end_too_early_are_a_fault() -> None:
    with pytest.raises(ReadError, match="不完整"):
        unpacked(Answer(200, (("Transfer-Encoding", "chunked"),), chunked(page("标题"))[:-20]))


def test_a_record_that_is_too_large_is_a_fault_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_BLOCK", 5000)
    large, small = _items(packed([record(_URLS[0], page("标题", times=500)), _RECORDS[1]]))
    assert isinstance(large, Fault)
    assert "过大" in large.reason
    assert isinstance(small, FoundPage)


@pytest.mark.parametrize(
    ("kind", "body", "is_page"),
    [
        ("text/html", b"", True),
        ("application/xhtml+xml", b"", True),
        ("", b"\xef\xbb\xbf \n<!DOCTYPE html>", True),
        ("", b"<!-- saved --><html>", True),
        ("text/plain", b"<html>", True),
        ("text/plain", b"User-agent: *", False),
        ("image/png", b"<html>", False),
        ("application/json", b"<html>", False),
        ("application/xml", b'<?xml version="1.0"?><html xmlns="a">', True),
        ("application/xml", b'<?xml version="1.0"?><rss>', False),
    ],
)
def test_a_page_is_told_by_its_type_or_by_how_it_begins(kind: str, body: bytes, is_page: bool) -> None:
    assert is_html(kind, body) == is_page


def test_an_answer_is_taken_apart_whatever_its_line_ends() -> None:
    answer = answer_in(b"HTTP/2 200\nA: b: c\nno header\n: x\n\nbody\r\n\r\nmore")
    assert answer == Answer(200, (("A", "b: c"),), b"body\r\n\r\nmore")
    assert answer_in(b"GET / HTTP/1.1\r\n\r\n") is None


def _by_warcio(urls: Sequence[str]) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "browsertrix"}))
    for url in urls:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=gb2312")], protocol="HTTP/1.1")
        body = page("标题", charset="gb2312")
        answer = writer.create_warc_record(url, "response", payload=BytesIO(body), length=len(body), http_headers=head)
        writer.write_request_response_pair(
            writer.create_warc_record(url, "request", http_headers=StatusAndHeaders("GET / HTTP/1.1", [])), answer
        )
    return out.getvalue()


def test_what_another_program_wrote_is_read() -> None:
    found = _pages(_by_warcio(_URLS))
    assert [one.url for one in found] == _URLS
    assert {one.content_type for one in found} == {"text/html; charset=gb2312"}
    assert {one.body for one in found} == {page("标题", charset="gb2312")}


def test_our_own_archives_are_read_pages_from_files_too(tmp_path: Path) -> None:
    file = WarcFile(tmp_path, "minmeng", datetime.now(UTC))
    kind = [("Content-Type", "text/html")]
    kept = [
        file.add(RawPage(_URLS[0], page("一"), 200, [*kind, ("Content-Encoding", "gzip")], AT)),
        file.add(RawPage(_URLS[1], page("二"), 200, kind, AT, saved=True)),
    ]
    found = _pages((tmp_path / kept[0].file).read_bytes())
    assert [(one.url, one.body, one.at) for one in found] == [(_URLS[0], page("一"), AT), (_URLS[1], page("二"), AT)]
