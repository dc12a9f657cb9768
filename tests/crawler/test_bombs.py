"""A few bytes that unpack to gigabytes: refused before they are in memory."""

from __future__ import annotations

import bz2
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import brotli
import pytest

from crawler.imports.sources import Fault, FoundPage, pages_in_zip
from tests.crawler.packing import page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PIECE = bytes(16 * 1024 * 1024)
_PIECES = 20
# Of 320 MB, one page's worth (32 MiB) may be unpacked, held in pieces and once more as a whole.
_MOST_MB = 110

_MEASURED = """
import sys
from crawler.imports.payloads import Answer, unpacked
from news.errors import ReadError

def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

body = sys.stdin.buffer.read()
before = peak()
try:
    unpacked(Answer(200, (("Content-Encoding", sys.argv[1]),), body))
except ReadError as error:
    print(peak() - before, error)
"""


def _brotli() -> bytes:
    return bytes(brotli.compress(bytes(len(_PIECE) * _PIECES), quality=5, lgwin=24))


def _zlib(bits: int) -> Callable[[], bytes]:
    def made() -> bytes:
        packer = zlib.compressobj(1, zlib.DEFLATED, bits)
        return b"".join(packer.compress(_PIECE) for _ in range(_PIECES)) + packer.flush()

    return made


@pytest.mark.parametrize(
    ("encoding", "made"),
    [
        ("br", _brotli),
        ("gzip", _zlib(zlib.MAX_WBITS + 16)),
        ("deflate", _zlib(zlib.MAX_WBITS)),
        ("deflate", _zlib(-zlib.MAX_WBITS)),
        ("gzip, br", lambda: brotli.compress(_zlib(zlib.MAX_WBITS + 16)())),
    ],
    ids=["brotli", "gzip", "zlib", "deflate", "gzip in brotli"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_a_bomb_is_refused_before_it_is_in_memory(encoding: str, made: Callable[[], bytes]) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _MEASURED, encoding], input=made(), capture_output=True, timeout=120, check=True
    )
    grown, _, said = ended.stdout.decode().partition(" ")
    assert said.startswith("页面过大")
    assert int(grown) < _MOST_MB


def test_a_zip_member_is_unpacked_by_ways_that_can_be_stopped_only(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("a.html", page("能读的标题"), ZIP_LZMA)
        archive.writestr("b.html", page("不读的标题"), ZIP_BZIP2)
    assert len(bz2.compress(_PIECE)) < 100
    assert [type(item) for item in pages_in_zip(path)] == [FoundPage, Fault]
