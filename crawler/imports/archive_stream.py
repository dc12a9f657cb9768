"""The bytes of an archive, unpacked as they are asked for, with the places where its records begin."""

from __future__ import annotations

import re
import zlib
from os import SEEK_END
from typing import IO, NamedTuple

from news.errors import ReadError

LONGEST_HEAD = 256 * 1024
_PIECE = 64 * 1024
_MOST_UNPACKED = 1024 * 1024
# Some writers fill up with zeros; a file of nothing else is hours of work (2026-11).
_MOST_BLANK = 1024 * 1024
# What may be read to find records behind damaged ones, and what of that once more, of one archive together.
_MOST_SEARCHED = 1024 * 1024 * 1024
_MOST_GONE_BACK = 256 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
_ARC = b"filedesc:"
_NEXT = re.compile(rb"\n\r?\n(?=WARC/\d)")
# As much as is kept of what was searched: a blank line and the beginning of a record, across two pieces.
_OVERLAP = 16


class Place(NamedTuple):
    """Where reading can begin: an offset in the file, and how many records lie between that and the one meant."""

    position: int
    records: int


class ArchiveStream:
    """The bytes of an archive from a position of its file on. Raises ReadError where they cannot be had."""

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
        # Where, of what is handed over, the last beginning and the record lie; where the member being unpacked begins.
        self._begin_at = self._record_at = 0
        self._member = position
        self._is_damaged = False
        self._searched = self._gone_back = 0
        self._size: int | None = None
        self._is_in_block = False
        # Since this reading began; and whether it began with what no archive begins with.
        self._counted = 0
        self._is_other: bool | None = None
        # Nothing but blanks follows, for so long that it is no archive any more.
        self.is_over = False

    def place(self) -> Place:
        """Return the place of the record that is being read."""
        return Place(self._begin, self._records)

    def count(self) -> None:
        """Note that a record was read."""
        self._records += 1
        self._counted += 1

    def broken(self) -> ReadError:
        """Return what is said of an archive that cannot be read from here on, or of a file that is none."""
        if self._is_other and not self._counted:
            return ReadError("不是网页存档（WARC、ARC） not a web archive (WARC, ARC)")
        return ReadError(
            f"存档在这里断了，前面的已读 the archive breaks off here, what is before was read: "
            f"第 {self._begin} 字节 byte {self._begin}，本次已读 {self._counted} 条记录 records read this time"
        )

    def first_line(self) -> bytes:
        """Return the first line of the next record, b"" at the end of the file."""
        passed = 0
        while True:
            while not self._held:
                if not self._fill():
                    return b""
            head = self._held[:_PIECE]
            blank = len(head) - len(head.lstrip(b"\r\n\0"))
            self._drop(blank)
            passed += blank
            if passed > _MOST_BLANK:
                self.is_over = True
                raise self.broken()
            if blank < len(head):
                break
        if self._is_other is None:
            self._is_other = not _begins_archive(bytes(self._held[: len(_ARC)]))
        while self._begins and self._begins[0][0] <= self._taken:
            self._begin_at, self._begin = self._begins.pop(0)
            self._records = 0
        if self._is_packed is False:
            self._begin, self._begin_at, self._records = self._read - len(self._held), self._taken, 0
        self._record_at = self._taken
        self._is_in_block = False
        return self.line()

    def line(self) -> bytes:
        """Return a line without its end. Raise ReadError where the file ends before the line does."""
        looked = 0
        while (end := self._held.find(b"\n", looked)) < 0:
            looked = len(self._held)
            if looked > LONGEST_HEAD or not self._fill():
                raise self.broken()
        line = bytes(self._held[:end])
        self._drop(end + 1)
        return line.rstrip(b"\r")

    def take(self, length: int, *, keep: bool) -> bytes | None:
        """Return so many bytes, or pass over them. Raise ReadError when there are fewer."""
        kept = bytearray()
        self._is_in_block = True
        if length > _MOST_UNPACKED and self._is_packed is False and length > self._ahead():
            raise self.broken()
        while length:
            if not self._held and not self._fill():
                raise self.broken()
            if self._is_at_record():
                raise self.broken()
            ahead = self._begins[-1][0] - self._taken if self._begins else 0
            piece = min(length, len(self._held), ahead if ahead > 0 else length)
            if keep:
                kept += self._held[:piece]
            self._drop(piece)
            length -= piece
        return bytes(kept) if keep else None

    def ends_well(self) -> bool:
        """Tell whether a record can end here: another one follows, a blank, or nothing."""
        try:
            while len(self._held) < _OVERLAP and self._fill():
                pass
        except ReadError:
            return True
        rest = bytes(self._held[:_OVERLAP])
        after = rest.lstrip(b"\r\n\0")
        return rest.startswith(b"\r\n\r\n") or after.startswith(_RECORD[: len(after)])

    def go_back(self) -> None:
        """Go back behind the first byte of the record that is being read, as far as that is not too much work.

        In an archive that is packed record by record there is no need when the next one was reached.
        """
        back, again = self._taken - self._record_at, self._record_at - self._begin_at
        if not self._is_in_block or self._is_damaged or self._is_at_record():
            return
        self._gone_back += back + again + _PIECE
        if self._gone_back > _MOST_GONE_BACK:
            return
        self._start_at(self._begin, self._begin_at)
        while self._taken <= self._record_at and (self._held or self._fill()):
            self._drop(min(len(self._held), self._record_at + 1 - self._taken))
        self._begins = [one for one in self._begins if one[0] > self._record_at]

    def find_next(self) -> bool:
        """Go to where the next record begins, after a blank line or as a packed member; False when there is none."""
        try:
            while self._searched <= _MOST_SEARCHED:
                found = _NEXT.search(self._held)
                # Further than the record that is damaged: else it would be found for ever.
                begins = [self._taken, *(at for at, _ in self._begins if at >= self._taken)]
                marks = [at - self._taken for at in begins if at > self._record_at]
                ends = [at for at in marks if self._held.startswith(_RECORD, at)] + ([found.end()] if found else [])
                if ends:
                    self._drop(min(ends))
                    return True
                passed = max(0, len(self._held) - _OVERLAP)
                self._searched += passed
                self._drop(passed)
                if not self._fill():
                    return False
        except ReadError:
            return not self.is_over and self._find_member()
        return False

    def left_out(self, since: Place, at: int) -> int:
        """Return how many bytes lie between a record, by its place and `reached` then, and here."""
        begin = next((position for mark, position in reversed(self._begins) if mark <= self._taken), self._begin)
        if self._is_packed is False:
            begin = self._read - len(self._held)
        return begin - since.position if begin > since.position else self._taken - at

    @property
    def reached(self) -> int:
        """How many bytes were handed over before the record that is being read."""
        return self._record_at

    def _ahead(self) -> int:
        """Return how many bytes of a file that is not packed lie ahead."""
        if self._size is None:
            self._size = self._file.seek(0, SEEK_END)
            self._file.seek(self._read)
        return self._size - self._read + len(self._held)

    def _is_at_record(self) -> bool:
        """Tell whether a packed member begins here, with a record."""
        return bool(self._begins) and self._begins[-1][0] == self._taken and self._held.startswith(_RECORD)

    def _start_at(self, position: int, taken: int) -> None:
        self._file.seek(position)
        self._read, self._taken, self._begins = position, taken, []
        self._held.clear()
        self._packed, self._unpacker, self._is_damaged = b"", None, False

    def _find_member(self) -> bool:
        """Go to the next packed member that begins with a record, behind the one that cannot be unpacked."""
        position, ahead = self._member + 1, b""
        self._file.seek(position)
        while self._searched <= _MOST_SEARCHED and (piece := self._file.read(_PIECE)):
            self._searched += len(piece)
            ahead += piece
            at = -1
            while (at := ahead.find(_MEMBER, at + 1)) >= 0:
                if len(ahead) - at < _PIECE // 2:
                    ahead += self._file.read(_PIECE)
                if _is_record(ahead[at : at + _PIECE]):
                    self._start_at(position + at, self._taken)
                    return self._fill()
            keep = len(_MEMBER) - 1
            position += len(ahead) - keep
            ahead = ahead[-keep:]
        return False

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._taken += count

    def _fill(self) -> bool:
        """Read on, until there is more to be had; False at the end of the file."""
        before, read = len(self._held), self._read
        while len(self._held) == before:
            if self._is_damaged:
                raise self.broken()
            if not self._packed:
                if self._read - read > _MOST_BLANK:
                    self.is_over = True
                    raise self.broken()
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
            self._packed = self._packed.lstrip(b"\0")
            if not self._packed:
                return
            self._unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
            self._member = self._read - len(self._packed)
            self._begins.append((self._taken + len(self._held), self._member))
        try:
            self._held += self._unpacker.decompress(self._packed, _MOST_UNPACKED)
        except zlib.error as error:
            self._is_damaged = True
            raise self.broken() from error
        self._packed = self._unpacker.unconsumed_tail
        if self._unpacker.eof:
            self._packed = self._unpacker.unused_data
            self._unpacker = None


def _begins_archive(data: bytes) -> bool:
    """Tell how a record begins, cut off as it may be. An ARC file may be read from any of its pages on."""
    return any(begin.startswith(data[: len(begin)]) for begin in (_RECORD, _ARC, b"http:", b"https:", b"dns:"))


def _is_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(packed, _OVERLAP).startswith(_RECORD)
    except zlib.error:
        return False
