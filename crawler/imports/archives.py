"""The records of WARC and ARC files, whoever made them: packed record by record, as a whole, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from crawler.imports.archive_stream import LONGEST_HEAD, ArchiveStream, Place
from news.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# A page beyond this is none that can be read: its bytes are passed over, not held.
LARGEST_BLOCK = 32 * 1024 * 1024
_VERSION = re.compile(rb"WARC/\d")
_WEB_BEGAN = datetime(1990, 1, 1, tzinfo=UTC)
# url, server, time, type, length: the heading of a record in the older format.
_ARC = re.compile(rb"(\S+) \S+ (\d{14}) (\S*) (?:\S+ \S+ \S+ \S+ )?(\d+)$")

_DATE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}|)"
)
_ARC_DATE = re.compile(r"(?P<day>[0-9]{8})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})(?P<zone>)")


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


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two records and is none that can be read: `size` bytes from `position` on."""

    position: int
    size: int


def records(file: IO[bytes], start: Place, wanted: Callable[[str], bool]) -> Iterator[Record | Gap]:
    """Yield the records from `start` on, with the blocks of the kinds that are `wanted`; gaps where some are damaged.

    Raise ReadError at the place where the file breaks off or is no archive any more.
    """
    stream = ArchiveStream(file, start.position)
    left_out = start.records
    gap: Gap | None = None
    while True:
        try:
            record = _record(stream, _nothing if left_out else wanted)
        except ReadError:
            behind = None if stream.is_over else _gap(stream)
            if behind:
                gap = Gap(gap.position, gap.size + behind.size) if gap else behind
                continue
            if gap:
                yield gap
            raise
        # Said once for all that lies between two records: it may be thousands (2026-11).
        if gap and not left_out:
            yield gap
        gap = None
        if record is None:
            return
        stream.count()
        if left_out:
            left_out -= 1
        else:
            yield record


def _record(stream: ArchiveStream, wanted: Callable[[str], bool]) -> Record | None:
    """Return the next record, None at the end. Raise ReadError when it is damaged."""
    line = stream.first_line()
    if not line:
        return None
    place = stream.place()
    try:
        kind, headers = _heading(stream, line)
        length = int(headers.get("content-length", ""))
        if length < 0:
            raise ValueError
    except ValueError as error:
        raise stream.broken() from error
    block = stream.take(length, keep=wanted(kind) and length <= LARGEST_BLOCK)
    if _VERSION.match(line) and not stream.ends_well():
        raise stream.broken()
    return Record(kind, headers, length, block, place)


def _nothing(_kind: str) -> bool:
    return False


def _gap(stream: ArchiveStream) -> Gap | None:
    """Go behind what is damaged, to the next record; None when there is none."""
    place, at = stream.place(), stream.reached
    stream.go_back()
    return Gap(place.position, stream.left_out(place, at)) if stream.find_next() else None


def _heading(stream: ArchiveStream, line: bytes) -> tuple[str, dict[str, str]]:
    """Return a record's kind and its headers, names in lower case. Raise ValueError when it is none."""
    if found := _ARC.match(line):
        return _arc_heading(*(part.decode("utf-8", "replace") for part in found.groups()))
    if not _VERSION.match(line):
        raise ValueError
    headers: dict[str, str] = {}
    name, size = "", 0
    while line := stream.line():
        size += len(line)
        if size > LONGEST_HEAD:
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
    """Return the time of a record, None when it has none that can be; a day without a time is its beginning."""
    found = _DATE.fullmatch(text) or _ARC_DATE.fullmatch(text)
    if not found:
        return None
    zone = found["zone"].replace("Z", "+0000").replace(":", "")
    fields = "".join(found[name] or "00" for name in ("day", "hour", "minute", "second")).replace("-", "")
    try:
        at = datetime.strptime(f"{fields}{zone or '+0000'}", "%Y%m%d%H%M%S%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if can_be(at) else None


def can_be(at: datetime) -> bool:
    """Tell whether a page can have been fetched at a time, which has its zone: since there is a web, until now."""
    return _WEB_BEGAN <= at <= datetime.now(UTC)
