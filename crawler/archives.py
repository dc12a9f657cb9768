"""The records of WARC and ARC files, whoever made them: packed record by record, as a whole, or not at all."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, NamedTuple

from news.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# A page beyond this is none that can be read: its bytes are passed over, not held.
LARGEST_BLOCK = 32 * 1024 * 1024
_PIECE = 64 * 1024
_MOST_UNPACKED = 1024 * 1024
_LONGEST_HEAD = 256 * 1024
_GZIP = b"\x1f\x8b"
_VERSION = re.compile(rb"WARC/\d")
# url, server, time, type, length: the heading of a record in the older format.
_ARC = re.compile(rb"(\S+) \S+ (\d{14}) (\S*) (?:\S+ \S+ \S+ \S+ )?(\d+)$")


class Place(NamedTuple):
    """Where reading can begin: an offset in the file, and how many records lie between that and the one meant."""

    position: int
    records: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record. kind: its WARC-Type; block: None when it was not wanted or too large; place: where it lies."""

    kind: str
    headers: Mapping[str, str]
    length: int
    block: bytes | None
    place: Place

    @property
    def url(self) -> str:
        # The first edition of the standard was read as asking for brackets; wget writes them.
        return self.headers.get("warc-target-uri", "").strip("<> ")

    @property
    def at(self) -> datetime | None:
        return _time(self.headers.get("warc-date", ""))


def records(file: IO[bytes], start: Place, wanted: Callable[[str], bool]) -> Iterator[Record]:
    """Yield the records from `start` on, with the blocks of the kinds that are `wanted`.

    Raise ReadError at the place where the file breaks off or is no archive any more.
    """
    stream = _Stream(file, start.position)
    left_out = start.records
    while line := stream.first_line():
        place = stream.place()
        try:
            kind, headers = _heading(stream, line)
            length = int(headers.get("content-length", ""))
            if length < 0:
                raise ValueError
        except ValueError as error:
            raise _broken(place) from error
        keep = not left_out and wanted(kind) and length <= LARGEST_BLOCK
        block = stream.take(length, keep=keep)
        stream.count()
        if left_out:
            left_out -= 1
            continue
        yield Record(kind, headers, length, block, place)


class _Stream:
    """The bytes of an archive, unpacked as they are asked for, which knows where in the file records begin."""

    def __init__(self, file: IO[bytes], position: int) -> None:
        file.seek(position)
        self._file = file
        self._held = bytearray()
        self._packed = b""
        self._unpacker: zlib._Decompress | None = None
        # Of the file, of what of it was handed over unpacked, and of the beginnings that lie in what is held.
        self._read = position
        self._taken = 0
        self._begins = [(0, position)]
        self._begin = position
        self._records = 0
        self._is_packed: bool | None = None

    def place(self) -> Place:
        """Return the place of the record that is being read."""
        return Place(self._begin, self._records)

    def count(self) -> None:
        """Note that a record was read."""
        self._records += 1

    def first_line(self) -> bytes:
        """Return the first line of the next record, b"" at the end of the file."""
        while True:
            while not self._held:
                if not self._fill():
                    return b""
            blank = len(self._held) - len(self._held.lstrip(b"\r\n\0"))
            if blank < len(self._held):
                self._drop(blank)
                break
            self._drop(blank)
        while self._begins and self._begins[0][0] <= self._taken:
            self._begin = self._begins.pop(0)[1]
            self._records = 0
        if self._is_packed is False:
            self._begin, self._records = self._read - len(self._held), 0
        return self.line()

    def line(self) -> bytes:
        """Return a line without its end. Raise ReadError where the file ends before the line does."""
        looked = 0
        while (end := self._held.find(b"\n", looked)) < 0:
            looked = len(self._held)
            if looked > _LONGEST_HEAD or not self._fill():
                raise _broken(self.place())
        line = bytes(self._held[:end])
        self._drop(end + 1)
        return line.rstrip(b"\r")

    def take(self, length: int, *, keep: bool) -> bytes | None:
        """Return so many bytes, or pass over them. Raise ReadError when there are fewer."""
        kept = bytearray()
        while length:
            if not self._held and not self._fill():
                raise _broken(self.place())
            piece = min(length, len(self._held))
            if keep:
                kept += self._held[:piece]
            self._drop(piece)
            length -= piece
        return bytes(kept) if keep else None

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._taken += count

    def _fill(self) -> bool:
        """Read on, until there is more to be had; False at the end of the file."""
        before = len(self._held)
        while len(self._held) == before:
            if not self._packed:
                self._packed = self._file.read(_PIECE)
                self._read += len(self._packed)
                if not self._packed:
                    return False
            if self._is_packed is None:
                self._is_packed = self._packed.startswith(_GZIP)
            if not self._is_packed:
                self._held += self._packed
                self._packed = b""
            else:
                self._unpack()
        return True

    def _unpack(self) -> None:
        if self._unpacker is None:
            # Some writers fill up with zeros.
            self._packed = self._packed.lstrip(b"\0")
            if not self._packed:
                return
            self._unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
            self._begins.append((self._taken + len(self._held), self._read - len(self._packed)))
        try:
            self._held += self._unpacker.decompress(self._packed, _MOST_UNPACKED)
        except zlib.error as error:
            raise _broken(self.place()) from error
        self._packed = self._unpacker.unconsumed_tail
        if self._unpacker.eof:
            self._packed = self._unpacker.unused_data
            self._unpacker = None


def _heading(stream: _Stream, line: bytes) -> tuple[str, dict[str, str]]:
    """Return a record's kind and its headers, names in lower case. Raise ValueError when it is none."""
    if found := _ARC.match(line):
        return _arc_heading(*(part.decode("utf-8", "replace") for part in found.groups()))
    if not _VERSION.match(line):
        raise ValueError
    headers: dict[str, str] = {}
    name, size = "", 0
    while line := stream.line():
        size += len(line)
        if size > _LONGEST_HEAD:
            raise ValueError
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name:
            headers[name] += f" {text.strip()}"
        else:
            name, _, value = text.partition(":")
            name = name.strip().lower()
            headers[name] = value.strip()
    return headers.get("warc-type", "").lower(), headers


def _arc_heading(url: str, time: str, kind: str, length: str) -> tuple[str, dict[str, str]]:
    headers = {"warc-target-uri": url, "warc-date": time, "content-type": kind, "content-length": length}
    return "response" if url.lower().startswith("http") else "filedesc", headers


def _time(text: str) -> datetime | None:
    """Return the time of a record, None when it has none that can be."""
    digits = re.sub(r"\D", "", text.partition(".")[0])
    try:
        at = datetime.strptime(digits[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if datetime(1990, 1, 1, tzinfo=UTC) <= at <= datetime.now(UTC) else None


def _broken(place: Place) -> ReadError:
    return ReadError(
        f"存档在这里断了，前面的已读 the archive breaks off here, what is before was read: {place.position}"
    )
