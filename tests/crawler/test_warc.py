"""Raw pages are kept as WARC records that any reader opens and that can be cut out by offset and length."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator

from crawler.warc import RawPage, WarcFile

if TYPE_CHECKING:
    from pathlib import Path

_AT = datetime(2026, 11, 20, 18, 30, 5, tzinfo=timezone(timedelta(hours=8)))
_BODY = "<html><head><meta charset=gb2312></head>镕基同志</html>".encode("gb18030")


def _page(number: int, body: bytes = _BODY, *headers: tuple[str, str], status: int = 200) -> RawPage:
    return RawPage(f"http://www.example.cn/{number}.html", body, status, headers, _AT)


def _records(data: bytes) -> list[tuple[Any, bytes]]:
    return [(record, record.content_stream().read()) for record in ArchiveIterator(BytesIO(data))]


def test_a_file_of_pages_is_read_back_by_another_reader(tmp_path: Path) -> None:
    file = WarcFile(tmp_path, "minmeng", _AT)
    pages = [
        _page(1, _BODY, ("Content-Type", "text/html"), ("Server", "a")),
        _page(2, b""),
        _page(3, b"\r\n\r\n\0" * 9),
    ]
    kept = [file.add(page) for page in pages]
    assert {snapshot.file for snapshot in kept} == {kept[0].file}
    read = _records((tmp_path / kept[0].file).read_bytes())
    assert [body for _, body in read] == [page.body for page in pages]
    record = read[0][0]
    assert record.rec_type == "response"
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.rec_headers.get_header("WARC-Target-URI") == pages[0].url
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-20T10:30:05Z"
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("Server") == "a"


def test_offset_and_length_cut_out_exactly_one_gzip_member(tmp_path: Path) -> None:
    file = WarcFile(tmp_path, "minmeng", _AT)
    pages = [_page(number, bytes([number]) * 5000) for number in range(1, 5)]
    kept = [file.add(page) for page in pages]
    data = (tmp_path / kept[0].file).read_bytes()
    assert [snapshot.offset for snapshot in kept[1:]] == [s.offset + s.length for s in kept[:-1]]
    assert kept[-1].offset + kept[-1].length == len(data)
    for page, snapshot in zip(pages, kept, strict=True):
        member = data[snapshot.offset : snapshot.offset + snapshot.length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")
        ((record, body),) = _records(member)
        assert record.rec_headers.get_header("WARC-Target-URI") == page.url
        assert body == page.body
        assert snapshot.sha256 == hashlib.sha256(page.body).digest()


def test_headers_that_are_not_true_of_the_decoded_body_are_left_out(tmp_path: Path) -> None:
    sent = (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("content-length", "17"), ("ETag", '"e"'))
    kept = WarcFile(tmp_path, "minmeng", _AT).add(_page(1, _BODY, *sent))
    ((record, body),) = _records((tmp_path / kept.file).read_bytes())
    assert body == _BODY
    assert record.http_headers.headers == [("ETag", '"e"'), ("Content-Length", str(len(_BODY)))]


def test_a_missing_page_is_kept_with_its_status(tmp_path: Path) -> None:
    kept = WarcFile(tmp_path, "minmeng", _AT).add(_page(1, b"gone", status=404))
    ((record, _),) = _records((tmp_path / kept.file).read_bytes())
    assert kept.status == 404
    assert record.http_headers.get_statuscode() == "404"


def test_what_a_crash_tore_off_does_not_hide_the_pages_before_it(tmp_path: Path) -> None:
    file = WarcFile(tmp_path, "minmeng", _AT)
    first, second = file.add(_page(1)), file.add(_page(2))
    data = (tmp_path / first.file).read_bytes()
    torn = data[: second.offset + second.length // 2]
    assert _records(torn[first.offset : first.offset + first.length])[0][1] == _BODY


def test_two_files_never_share_a_name_and_no_file_is_made_without_a_page(tmp_path: Path) -> None:
    files = [WarcFile(tmp_path, "minmeng", _AT) for _ in range(2)]
    assert not list(tmp_path.iterdir())
    names = {file.add(_page(1)).file for file in files}
    assert len(names) == 2
    assert all(name.startswith("warc/2026/") for name in names)


def test_a_header_is_found_whatever_its_case() -> None:
    page = RawPage("http://www.example.cn/", b"", 200, [("etag", '"1"')], datetime.now(UTC))
    assert page.header("ETag") == '"1"'
    assert page.header("Last-Modified") is None
