"""A stored raw page comes back as it was, or not at all."""

from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.archive.records import Wire
from crawler.archive.snapshots import Shelf
from crawler.archive.warc import RawPage, WarcFile
from db.snapshots import Stored
from news.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

_BODY = "<html>镕基同志</html>".encode("gb18030") * 50
_NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_a_damaged_file_gives_the_page_itself_or_an_error_and_never_another_text(tmp_path: Path) -> None:
    wire = Wire(gzip.compress(_BODY), "gzip", [("Accept", "*/*")])
    kept = WarcFile(tmp_path, "minmeng", _NOW).add(RawPage("http://a.example.cn/", _BODY, 200, (), _NOW, wire))
    page = Stored(kept.url, _NOW, 200, None, kept.sha256, kept.file, kept.offset, kept.length, 1, None, None)
    shelf, path = Shelf(tmp_path), tmp_path / kept.file
    whole = path.read_bytes()
    assert shelf.body(page)[0] == _BODY
    assert gzip.decompress(shelf.info_of_file(page)).startswith(b"WARC/1.1\r\nWARC-Type: warcinfo")
    assert gzip.decompress(shelf.request_behind(page)).startswith(b"WARC/1.1\r\nWARC-Type: request")
    chance, unread = random.Random(20261120), 0
    for _ in range(300):
        data = bytearray(whole[: chance.choice((len(whole), chance.randrange(len(whole))))])
        for _ in range(chance.choice((0, 1, 40))):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            assert shelf.body(page)[0] == _BODY
        except ReadError:
            unread += 1
        shelf.info_of_file(page)
        shelf.request_behind(page)
    assert 100 < unread < 300
