"""Where saved pages come from: files, folders, lists of files, archives, and what of them is a page at all."""

from __future__ import annotations

import json
import os
import stat
import zlib
from dataclasses import dataclass
from datetime import datetime
from lzma import LZMAError
from pathlib import Path
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from crawler.imports.archive_stream import Place
from crawler.imports.archives import LARGEST_BLOCK, Gap, can_be, records
from crawler.imports.payloads import answer_in, is_html, looks_like_html, unpacked
from news.errors import ReadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.imports.archives import Record

_PAGES = {".html", ".htm", ".shtml", ".shtm", ".xhtml", ".jhtml", ".phtml", ".asp", ".aspx", ".jsp", ".php"}
_TEXT = ".txt"
_ARCHIVES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_MEDIA = {".css", ".js", ".json", ".xml", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".pdf", ".mp4", ".md"}
# What a browser saves beside a page, under its name.
_BESIDE = ("_files", "_file", ".files")
_SNIFFED = 4096
_OURS = b"software: tzwatch/"
# By others (bzip2, zstd) a few kilobytes become gigabytes before anybody can stop it (2026-11).
_ZIP_METHODS = (ZIP_STORED, ZIP_DEFLATED, ZIP_LZMA)
# Whatever a ZIP file or one of its members can be wrong in, and ciphers and methods that are not known.
_ZIP_ERRORS = (BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError, zlib.error, LZMAError)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A saved page. origin: its file, and where in it; url: where it came from, None when nobody said; at: when it
    was fetched, None when nobody said; is_named: a person asked for this very page.
    """

    origin: str
    body: bytes
    url: str | None = None
    content_type: str | None = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is no page; `kind` says what it is instead."""

    origin: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that should be a page and cannot be had, and why. url: None when unknown."""

    origin: str
    reason: str
    url: str | None = None


Item = FoundPage | Passed | Fault


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(_ARCHIVES)


def type_of_saved(path: Path) -> str:
    """Return the content type of a saved page by its name: .txt is a page's plain text."""
    return "text/plain" if path.suffix.lower() == _TEXT else "text/html"


def named_page(path: Path, url: str | None = None) -> Item:
    """Return the page in a file that a person named."""
    return _page(path, url, is_named=True)


def pages_in_folder(folder: Path) -> Iterator[Item | Path]:
    """Yield what a folder holds, its folders too, in the order of the names; archives as their paths."""
    faults: list[OSError] = []
    for where, folders, files in os.walk(folder, onerror=faults.append):
        saved = {Path(name).stem for name in files if Path(name).suffix.lower() in _PAGES}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_beside(name, saved))
        for name in sorted(files):
            yield _in_folder(Path(where, name))
    for fault in faults:
        yield Fault(str(fault.filename), f"读不到 cannot be read: {fault.strerror}")


def _in_folder(path: Path) -> Item | Path:
    if path.name.startswith("."):
        return Passed(str(path), "hidden")
    if is_archive(path):
        return path if path.is_file() else no_regular_file(path)
    return _page(path, None) if _is_page(path) else Passed(str(path), "media")


def listed_pages(manifest: Path) -> Iterator[Item]:
    """Yield the pages of a JSON Lines file: {"html_path", "url", "fetched_at"}, paths relative to that file."""
    try:
        with manifest.open("rb") as file:
            # At line feeds only: a text may well hold U+2028.
            for number, line in enumerate(file, 1):
                if line.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield _listed_page(manifest, number, line.removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise UsageError(f"读不到 cannot be read: {manifest}: {error.strerror or error}") from error


def pages_in_zip(path: Path) -> Iterator[Item]:
    """Yield the pages of a ZIP file, those of the archives in it too; a damaged member is one fault."""
    try:
        with ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda i: i.filename):
                if not info.is_dir():
                    yield from _in_zip(archive, info, f"{path}#{info.filename}")
    except _ZIP_ERRORS as error:
        yield Fault(str(path), f"ZIP 读不了 this ZIP file cannot be read: {error}")


def _in_zip(archive: ZipFile, info: ZipInfo, origin: str) -> Iterator[Item]:
    name = Path(info.filename)
    is_page = name.suffix.lower() in _PAGES
    if not is_page and not is_archive(name):
        yield Passed(origin, "media")
        return
    try:
        if info.compress_type not in _ZIP_METHODS:
            raise NotImplementedError(f"method {info.compress_type}")
        with archive.open(info) as file:
            if is_page:
                body = file.read(LARGEST_BLOCK + 1)
                yield FoundPage(origin, body, None, "text/html") if len(body) <= LARGEST_BLOCK else _too_large(origin)
            else:
                yield from (item for item, _ in pages_in_archive(file, origin, Place(0, 0)))
    except _ZIP_ERRORS as error:
        yield Fault(origin, f"ZIP 里这一个读不了 this member of the ZIP file cannot be read: {error}")


def pages_in_archive(file: IO[bytes], origin: str, start: Place) -> Iterator[tuple[Item, Place | None]]:
    """Yield what a WARC or ARC file holds, each with the place of its record (None: where some is damaged).

    Requests, what archives say of themselves, and other records that are no answers are passed over silently.
    """
    ours = False
    try:
        for record in records(file, start, _holds_pages):
            if isinstance(record, Gap):
                yield _left_out(record, origin), None
                continue
            name = f"{origin}#{record.place.position}+{record.place.records}".removesuffix("+0")
            if record.kind == "warcinfo":
                ours = _OURS in (record.block or b"")
            elif record.kind == "revisit":
                yield Passed(name, "revisit"), record.place
            elif record.kind == "response" or (record.kind == "resource" and ours):
                yield _page_of(record, name), record.place
    except ReadError as error:
        yield Fault(origin, str(error)), None
    except OSError as error:
        yield Fault(origin, f"读不到 cannot be read: {error.strerror or error}"), None


def _left_out(gap: Gap, origin: str) -> Fault:
    said = "存档里这一段读不了，已跳过 a part of the archive cannot be read and was left out"
    return Fault(f"{origin}#{gap.position}", f"{said}: {gap.size} bytes")


def _holds_pages(kind: str) -> bool:
    return kind in ("response", "resource", "warcinfo")


def _page_of(record: Record, origin: str) -> Item:
    url = record.url
    if not url.lower().startswith(("http://", "https://")):
        return Passed(origin, "media")
    if record.block is None:
        return Fault(origin, f"页面过大 page too large: {record.length} bytes", url)
    if record.kind == "resource":
        kind = record.headers.get("content-type", "")
        return FoundPage(origin, record.block, url, kind, at=record.at)
    answer = answer_in(record.block)
    if answer is None:
        return Passed(origin, "media")
    if answer.status != 200:
        return Passed(origin, "status")
    if not is_html(answer.kind, b"") and answer.kind and not answer.kind.startswith(("text/", "application/")):
        return Passed(origin, "media")
    try:
        body = unpacked(answer)
    except ReadError as error:
        return Fault(origin, str(error), url) if is_html(answer.kind, b"") else Passed(origin, "media")
    if not is_html(answer.kind, body):
        return Passed(origin, "media")
    if "warc-truncated" in record.headers:
        return Fault(origin, "存档里的这一页不完整 this page is not whole in the archive", url)
    said = answer.header("content-type") or None
    return FoundPage(origin, body, url, said, answer.status, answer.headers, record.at)


def _page(path: Path, url: str | None, *, is_named: bool = False, at: datetime | None = None) -> Item:
    try:
        if not is_regular(path):
            return no_regular_file(path, url)
        with path.open("rb") as file:
            # What a file says of its size need not be so.
            body = file.read(LARGEST_BLOCK + 1)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        return Fault(str(path), f"读不到 cannot be read: {said or error}", url)
    if len(body) > LARGEST_BLOCK:
        return _too_large(str(path), url)
    return FoundPage(str(path), body, url, type_of_saved(path), at=at, is_named=is_named)


def is_regular(path: Path) -> bool:
    """Tell a file from pipes and devices, which are never read to their end. Raise OSError when there is none."""
    return stat.S_ISREG(path.stat().st_mode)


def no_regular_file(path: Path, url: str | None = None) -> Fault:
    return Fault(str(path), "不是普通文件，不读 no regular file, not read", url)


def _too_large(origin: str, url: str | None = None) -> Fault:
    return Fault(origin, f"页面过大 page too large: more than {LARGEST_BLOCK} bytes", url)


def _listed_page(manifest: Path, number: int, line: bytes) -> Item:
    origin = f"{manifest}:{number}"
    try:
        row = json.loads(line)
        path, url, at = Path(row["html_path"]), row.get("url") or None, row.get("fetched_at")
        if not isinstance(url, str | None):
            raise TypeError(f"url: {url!r}")
        fetched = datetime.fromisoformat(at) if at else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return Fault(origin, f"应为 should be {{id, html_path, url}}: {error}"[:300])
    if fetched and (fetched.tzinfo is None or not can_be(fetched)):
        said = "时间应带时区，在 1990 年以后、现在以前 a time should have its zone, be of 1990 or later, and past"
        return Fault(origin, f"{said}: {at}"[:300], url)
    return _page(manifest.parent / path, url, is_named=True, at=fetched)


def _is_beside(folder: str, saved: set[str]) -> bool:
    return any(folder.endswith(end) and folder.removesuffix(end) in saved for end in _BESIDE)


def _is_page(path: Path) -> bool:
    """Tell a page by its name, else by how it begins; wget keeps what follows a ? in the name."""
    suffix = Path(path.name.partition("?")[0]).suffix.lower()
    if suffix in _MEDIA or path.name.lower() == "robots.txt":
        return False
    if suffix in _PAGES or suffix == _TEXT:
        return True
    try:
        if not is_regular(path):
            return False
        with path.open("rb") as file:
            return looks_like_html(file.read(_SNIFFED))
    except OSError:
        return False
