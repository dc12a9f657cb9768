"""Raw pages are kept as WARC records that any reader opens and that can be cut out by offset and length."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.exceptions import ArchiveLoadFailed

from config import VERSION
from crawler.archive.records import Wire
from crawler.archive.warc import RawPage, WarcFile

if TYPE_CHECKING:
    from pathlib import Path


def _zipped(data: bytes) -> bytes:
    # Without the time: two processes must name a test alike.
    return gzip.compress(data, mtime=0)


_AT = datetime(2026, 11, 20, 18, 30, 5, tzinfo=timezone(timedelta(hours=8)))
_BODY = "<html><head><meta charset=gb2312></head>镕基同志</html>".encode("gb18030")


def _page(number: int, body: bytes = _BODY, *headers: tuple[str, str], status: int = 200) -> RawPage:
    return RawPage(f"http://www.example.cn/{number}.html", body, status, headers, _AT)


def _records(data: bytes) -> list[tuple[Any, bytes]]:
    return [
        (record, record.content_stream().read()) for record in ArchiveIterator(BytesIO(data), check_digests="raise")
    ]


def _kept(folder: Path, page: RawPage) -> tuple[Any, bytes]:
    """Store one page alone and return its record, as another reader sees it."""
    return _records((folder / WarcFile(folder, "minmeng", _AT).add(page).file).read_bytes())[1]


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
    assert [body for _, body in read[1:]] == [page.body for page in pages]
    record = read[1][0]
    assert record.rec_type == "response"
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.rec_headers.get_header("WARC-Target-URI") == pages[0].url
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-20T10:30:05Z"
    assert record.http_headers.statusline == "200 OK"
    assert record.http_headers.get_header("Server") == "a"


def test_a_file_begins_with_who_made_it_and_by_which_rules(tmp_path: Path) -> None:
    kept = WarcFile(tmp_path, "minmeng", _AT).add(_page(1))
    record, said = _records((tmp_path / kept.file).read_bytes())[0]
    assert record.rec_type == "warcinfo"
    assert record.rec_headers.get_header("WARC-Filename") == kept.file.rpartition("/")[2]
    assert f"software: tzwatch/{VERSION}\r\n".encode() in said
    assert b"robots: obey\r\n" in said
    imported = WarcFile(tmp_path, "import", _AT, crawled=False).add(_page(1))
    assert b"robots" not in _records((tmp_path / imported.file).read_bytes())[0][1]


def test_every_record_carries_digests_that_sha256sum_would_print(tmp_path: Path) -> None:
    record, body = _kept(tmp_path, _page(1))
    assert record.rec_headers.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert record.rec_headers.get_header("WARC-Block-Digest").startswith("sha256:")


def test_a_packed_body_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    packed = _zipped(_BODY)
    page = RawPage("http://www.example.cn/", _BODY, 200, [("ETag", '"e"')], _AT, Wire(packed, "gzip"))
    file = WarcFile(tmp_path, "minmeng", _AT).add(page)
    record = next(r for r in ArchiveIterator(BytesIO((tmp_path / file.file).read_bytes())) if r.rec_type == "response")
    assert record.raw_stream.read() == packed
    assert record.http_headers.headers == [
        ("ETag", '"e"'),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(packed))),
    ]
    assert _kept(tmp_path, page)[1] == _BODY
    assert file.sha256 == hashlib.sha256(_BODY).digest()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("zstd", b"whatever"),
        ("gzip, gzip", _zipped(_zipped(_BODY))),
        ("gzip", _zipped(b"another text")),
        ("gzip", _zipped(_BODY)[:-30]),
        ("br", b"no brotli"),
        ("deflate", zlib.compress(_BODY)[:9]),
    ],
)
def test_what_other_readers_could_not_unpack_is_kept_unpacked_and_says_so(
    tmp_path: Path, encoding: str, packed: bytes
) -> None:
    record, body = _kept(tmp_path, RawPage("http://www.example.cn/", _BODY, 200, (), _AT, Wire(packed, encoding)))
    assert body == _BODY
    assert record.http_headers.headers == [
        ("X-Archive-Orig-Content-Encoding", encoding),
        ("Content-Length", str(len(_BODY))),
    ]


def test_what_was_asked_is_kept_behind_the_answer_without_what_is_secret(tmp_path: Path) -> None:
    asked = [("User-Agent", "tzwatch"), ("Proxy-Authorization", "Basic c2VjcmV0"), ("Cookie", "a=1")]
    page = RawPage("http://www.example.cn/列表?a=1", _BODY, 200, (), _AT, Wire(asked=asked, ip="192.0.2.7"))
    file = WarcFile(tmp_path, "minmeng", _AT).add(page)
    _, (answer, _), (request, _) = _records((tmp_path / file.file).read_bytes())
    assert answer.rec_headers.get_header("WARC-IP-Address") == "192.0.2.7"
    assert answer.rec_headers.get_header("WARC-Target-URI") == "http://www.example.cn/%E5%88%97%E8%A1%A8?a=1"
    assert request.rec_headers.get_header("WARC-Concurrent-To") == answer.rec_headers.get_header("WARC-Record-ID")
    assert request.http_headers.protocol == "GET"
    assert request.http_headers.statusline == "/%E5%88%97%E8%A1%A8?a=1 HTTP/1.1"
    assert request.http_headers.headers == [
        ("Host", "www.example.cn"),
        ("User-Agent", "tzwatch"),
        ("Cookie", "a=1"),
    ]


def test_a_header_cannot_smuggle_in_another_one(tmp_path: Path) -> None:
    record, _ = _kept(tmp_path, _page(1, _BODY, ("X-Name", "a\r\nContent-Type: b\0"), ("X-Bytes", "\xc1\xd0")))
    assert [name for name, _ in record.http_headers.headers] == ["X-Name", "X-Bytes", "Content-Length"]


def test_a_page_from_a_file_claims_no_server(tmp_path: Path) -> None:
    page = RawPage("file:///a.html", _BODY, 200, [("Content-Type", "text/html")], _AT, saved=True)
    record, body = _kept(tmp_path, page)
    assert (record.rec_type, record.content_type, record.http_headers) == ("resource", "text/html", None)
    assert body == _BODY


def test_the_checker_of_web_archives_has_nothing_to_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = WarcFile(tmp_path, "minmeng", _AT)
    wires = (Wire(), Wire(_zipped(_BODY), "gzip", [("Accept", "*/*")]), Wire(zlib.compress(_BODY), "deflate"))
    kept = file.add_all([RawPage(f"http://www.example.cn/{n}", _BODY, 200, (), _AT, w) for n, w in enumerate(wires)])

    class Asked:
        inputs = (str(tmp_path / kept[0].file),)
        verbose = True

    assert Checker(Asked).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 5


def test_offset_and_length_cut_out_exactly_one_gzip_member(tmp_path: Path) -> None:
    file = WarcFile(tmp_path, "minmeng", _AT)
    pages = [_page(number, bytes([number]) * 5000) for number in range(1, 5)]
    kept = [file.add(page) for page in pages]
    data = (tmp_path / kept[0].file).read_bytes()
    assert kept[0].offset > 0
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
    _, (record, body) = _records((tmp_path / kept.file).read_bytes())
    assert body == _BODY
    assert record.http_headers.headers == [
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-content-length", "17"),
        ("ETag", '"e"'),
        ("Content-Length", str(len(_BODY))),
    ]


def test_a_missing_page_is_kept_with_its_status(tmp_path: Path) -> None:
    kept = WarcFile(tmp_path, "minmeng", _AT).add(_page(1, b"gone", status=404))
    _, (record, _) = _records((tmp_path / kept.file).read_bytes())
    assert kept.status == 404
    assert record.http_headers.statusline == "404 Not Found"


def test_what_a_crash_tore_off_does_not_hide_the_pages_before_it(tmp_path: Path) -> None:
    file = WarcFile(tmp_path, "minmeng", _AT)
    first, second = file.add(_page(1)), file.add(_page(2))
    data = (tmp_path / first.file).read_bytes()
    torn = data[: second.offset + second.length // 2]
    assert _records(torn[first.offset : first.offset + first.length])[0][1] == _BODY
    read = []
    # Readers differ in whether they say that the end is missing.
    with suppress(ArchiveLoadFailed, EOFError):
        read += [record.content_stream().read() for record in ArchiveIterator(BytesIO(torn))]
    assert read[1] == _BODY


def test_two_files_never_share_a_name_and_no_file_is_made_without_a_page(tmp_path: Path) -> None:
    files = [WarcFile(tmp_path, "minmeng", _AT) for _ in range(2)]
    assert not list(tmp_path.iterdir())
    names = {file.add(_page(1)).file for file in files}
    assert len(names) == 2
    assert all(name.startswith("warc/2026/") for name in names)


def test_a_header_is_found_whatever_its_case() -> None:
    page = RawPage("http://www.example.cn/", b"", 200, [("etag", '"1"'), ("Last-Modified", "\x01")], datetime.now(UTC))
    assert page.header("ETag") == '"1"'
    assert page.header("Last-Modified") is None
