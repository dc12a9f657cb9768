"""Damage in the middle of an archive costs what was damaged, and is said; the records behind it are read."""

from __future__ import annotations

import gzip
import os
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from crawler.imports.archive_stream import Place
from crawler.imports.archives import Record, records
from crawler.imports.sources import Fault, FoundPage, named_page, pages_in_archive, pages_in_folder, pages_in_zip
from tests.crawler.packing import packed, page, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.imports.sources import Item

_URLS = [f"http://www.example.cn/{number}.html" for number in range(4)]
_RECORDS = [record(url, page(f"第{number}篇文章的标题")) for number, url in enumerate(_URLS)]
_SIZE = _RECORDS[1].partition(b"Content-Length: ")[2].partition(b"\r")[0]
_MIB = 1024 * 1024


def _sized(length: bytes) -> bytes:
    return _RECORDS[1].replace(b"Content-Length: " + _SIZE, b"Content-Length: " + length)


_BAD = {
    "negative": _sized(b"-5"),
    "no number": _sized(b"many"),
    "huge": _sized(b"1" + b"0" * 18),
    "large": _sized(b"20000000"),
    "somewhat too long": _sized(b"%d" % (int(_SIZE) + 300)),
    "too short": _sized(b"%d" % (int(_SIZE) // 2)),
    "no heading": b"nonsense\r\n\r\n" + _RECORDS[1][40:],
}
_PACKINGS: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "by record": packed,
    "as a whole": lambda some: gzip.compress(b"".join(some)),
}


def _items(data: bytes) -> list[Item]:
    return [item for item, _ in pages_in_archive(BytesIO(data), "a.warc", Place(0, 0))]


def _urls(items: list[Item]) -> list[str | None]:
    return [item.url for item in items if isinstance(item, FoundPage)]


def _faults(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Fault)]


@pytest.mark.parametrize("packing", _PACKINGS)
@pytest.mark.parametrize("bad", _BAD)
def test_one_bad_record_costs_itself_only(bad: str, packing: str) -> None:
    items = _items(_PACKINGS[packing]([_RECORDS[0], _BAD[bad], *_RECORDS[2:]]))
    assert _urls(items) == [_URLS[0], *_URLS[2:]]
    (said,) = _faults(items)
    assert "跳过" in said
    assert "bytes" in said


@pytest.mark.parametrize("at", [2, 30, -6])
def test_a_damaged_gzip_member_costs_itself_only(at: int) -> None:
    members = [gzip.compress(one, mtime=0) for one in _RECORDS]
    broken = bytearray(members[1])
    broken[at] ^= 0xFF
    items = _items(b"".join([members[0], bytes(broken), *members[2:]]))
    assert _urls(items) == [_URLS[0], *_URLS[2:]]
    assert len(_faults(items)) == 1


@pytest.mark.parametrize("packing", _PACKINGS)
def test_reading_goes_on_from_any_place_of_a_damaged_archive(packing: str) -> None:
    data = _PACKINGS[packing]([_RECORDS[0], _BAD["too short"], *_RECORDS[2:]])
    whole = [one for one in records(BytesIO(data), Place(0, 0), lambda _: True) if isinstance(one, Record)]
    for number, found in enumerate(whole):
        again = [one for one in records(BytesIO(data), found.place, lambda _: True) if isinstance(one, Record)]
        assert [one.url for one in again] == [one.url for one in whole[number:]]


@pytest.mark.parametrize("packing", _PACKINGS)
def test_bad_records_one_after_the_other_are_said_once(packing: str) -> None:
    items = _items(_PACKINGS[packing]([_RECORDS[0], *_BAD.values(), *_RECORDS[2:]]))
    assert _urls(items) == [_URLS[0], *_URLS[2:]]
    assert len(_faults(items)) == 1


@pytest.mark.parametrize("packing", ["plain", "by record"])
@pytest.mark.parametrize("blank", [b"\0", b"\n"])
def test_a_long_blank_is_where_an_archive_breaks_off(packing: str, blank: bytes) -> None:
    between = blank * (3 * _MIB)
    items = _items(_PACKINGS[packing]([_RECORDS[0], between, _RECORDS[1]]))
    assert _urls(items) == _URLS[:1]
    (said,) = _faults(items)
    assert "断" in said


def test_zeros_between_gzip_members_are_as_long_a_blank() -> None:
    items = _items(packed(_RECORDS[:1]) + bytes(3 * _MIB) + packed(_RECORDS[1:]))
    assert _urls(items) == _URLS[:1]
    assert "断" in _faults(items)[0]


def test_a_page_that_its_crawler_cut_off_is_a_fault() -> None:
    (item,) = _items(record(_URLS[0], page("标题"), more="WARC-Truncated: length\r\n"))
    assert isinstance(item, Fault)


@pytest.mark.parametrize("way", [ZIP_DEFLATED, ZIP_LZMA])
def test_a_damaged_member_of_a_zip_file_costs_itself_only(tmp_path: Path, way: int) -> None:
    path = tmp_path / "a.zip"
    noise = [os.urandom(3000).hex().encode() for _ in range(2)]
    with ZipFile(path, "w", way) as archive:
        archive.writestr("1.html", page("第一页") + noise[0])
        archive.writestr("2.warc", _RECORDS[0] + _RECORDS[1].replace(b"</html>", noise[1]))
        archive.writestr("3.html", page("第三页"))
        places = [info.header_offset + 60 + info.compress_size // 2 for info in archive.infolist()[:2]]
    data = bytearray(path.read_bytes())
    for place in places:
        data[place : place + 8] = bytes(byte ^ 0xFF for byte in data[place : place + 8])
    path.write_bytes(data)
    items = list(pages_in_zip(path))
    assert [item.origin.partition("#")[2] for item in items if isinstance(item, FoundPage)][-1] == "3.html"
    assert {item.origin.partition("#")[2] for item in items if isinstance(item, Fault)} == {"1.html", "2.warc"}


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    for name in ("a.html", "b", "c.warc.gz"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "d.html").symlink_to("/dev/zero")
    (tmp_path / "e.html").write_bytes(page("一篇文章"))
    (tmp_path / "f.html").symlink_to(tmp_path / "e.html")
    found = list(pages_in_folder(tmp_path))
    pages = [item.origin for item in found if isinstance(item, FoundPage)]
    assert [name.rpartition("/")[2] for name in pages] == ["e.html", "f.html"]
    held = [item for item in found if isinstance(item, Fault)]
    assert [item.origin.rpartition("/")[2] for item in held] == ["a.html", "c.warc.gz", "d.html"]
    assert all("不是普通文件" in item.reason for item in held)
    assert isinstance(named_page(tmp_path / "a.html"), Fault)


def _reason(data: bytes, position: int = 0) -> str:
    *_, (last, _) = pages_in_archive(BytesIO(data), "a.warc.gz", Place(position, 0))
    assert isinstance(last, Fault)
    return last.reason


def test_where_an_archive_breaks_off_is_said_in_bytes_and_how_much_was_read_in_records() -> None:
    whole = packed(_RECORDS[:3])
    at = len(packed(_RECORDS[:2]))
    assert f"第 {at} 字节 byte {at}" in _reason(whole[:-40])
    assert "已读 2 条记录 records read" in _reason(whole[:-40])
    assert "已读 0 条记录" in _reason(packed(_RECORDS[:1])[:-40])
    assert "断" in _reason(packed(_RECORDS[:1])[:-40])
    plain = b"".join(_RECORDS[:3])
    at = len(b"".join(_RECORDS[:2]))
    assert f"第 {at} 字节 byte {at}，" in _reason(plain[:-40])
    again = len(packed(_RECORDS[:1]))
    assert "已读 1 条记录" in _reason(whole[:-40], again)


@pytest.mark.parametrize(
    "data",
    [b"hello", b"hello\n" * 9000, gzip.compress(b"hello"), gzip.compress(b"<html>\n" * 9000), b"\0\0PK\x03\x04\n"],
    ids=["word", "lines", "packed word", "packed page", "other file"],
)
def test_what_was_never_an_archive_is_said_to_be_none(data: bytes) -> None:
    assert _reason(data).startswith("不是网页存档")


@pytest.mark.parametrize(
    "data", [b"WAR", b"WARC/1.0\r\nWARC-Type: resp", packed(_RECORDS[:1])[:300], b"filedesc://a"], ids=range(4)
)
def test_a_torn_beginning_is_one_of_an_archive(data: bytes) -> None:
    assert "断" in _reason(data)
