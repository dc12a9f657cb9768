"""An import as a whole: every file and folder named, in order, and archives from where the last one came to."""

from __future__ import annotations

import hashlib
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from crawler.imports.archive_stream import Place
from crawler.imports.saved import Imported, storable
from crawler.imports.sources import (
    Fault,
    FoundPage,
    is_archive,
    listed_pages,
    named_page,
    no_regular_file,
    pages_in_archive,
    pages_in_folder,
    pages_in_zip,
)
from db import imports
from db.connection import database_errors
from db.imports import Progress
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from psycopg import Connection

    from crawler.imports.saved import Importer
    from crawler.imports.sources import Item

_HEAD = 64 * 1024
# Pages that are written together, and between two notes of how far an archive was read. What a batch costs whatever
# its size was a fifth of a page's time at fifty; for a hundred other writers of events wait .2 s (2026-11).
BATCH = 100
_BATCH_BYTES = 4 * 1024 * 1024
_TAKEN = ("new", "version", "known")


class Import:
    """Takes in files; `again`: archives from their beginning, whatever was imported before."""

    def __init__(self, conn: Connection, importer: Importer, *, again: bool = False) -> None:
        self._conn = conn
        self._importer = importer
        self._again = again

    def run(self, files: Sequence[Path], url: str | None = None) -> Iterator[Imported]:
        """Yield what becomes of each page. url: where the page came from, for one file. Killed, the same call goes on.

        Raise UsageError for a file that does not exist, before anything is read.
        """
        if missing := next((file for file in files if not file.exists()), None):
            raise UsageError(f"没有这个文件 no such file: {missing}")
        for file in files:
            yield from self._file(file, url)

    def _file(self, file: Path, url: str | None) -> Iterator[Imported]:
        name = file.name.lower()
        if file.is_dir():
            yield from self._folder(file)
        elif not file.is_file():
            yield from self._items([no_regular_file(file, url)])
        elif is_archive(file):
            yield from self._archive(file)
        elif name.endswith(".jsonl"):
            yield from self._items(listed_pages(file))
        elif name.endswith(".zip"):
            yield from self._items(pages_in_zip(file))
        else:
            yield from self._items([named_page(file, url)])

    def _folder(self, folder: Path) -> Iterator[Imported]:
        found = pages_in_folder(folder)
        # Between the archives, pages together.
        for is_archive_path, some in groupby(found, key=lambda one: isinstance(one, Path)):
            if is_archive_path:
                for path in some:
                    yield from self._archive(cast("Path", path))
            else:
                yield from self._items(cast("Iterator[Item]", some))

    def _items(self, items: Iterable[Item]) -> Iterator[Imported]:
        for some in _batches((item, None) for item in items):
            yield from self._importer.take([item for item, _ in some])

    def _archive(self, path: Path) -> Iterator[Imported]:
        try:
            with path.open("rb") as file, path.open("rb") as beside:
                yield from self._records(path, file, beside)
        except OSError as error:
            fault = Fault(str(path), f"读不到 cannot be read: {error.strerror or error}")
            yield from self._importer.take([fault])

    def _records(self, path: Path, file: BinaryIO, beside: BinaryIO) -> Iterator[Imported]:
        """Take in an archive. beside: the same file, opened once more to look at other places of it."""
        head = hashlib.sha256(beside.read(_HEAD)).digest()
        reached = self._reached(beside, head)
        if reached.pages:
            said = f"以前已导入 {reached.pages} 页，接着读 pages were imported before, reading on behind them"
            yield Imported(str(path), "known", said, count=reached.pages)
        pages, is_whole = reached.pages, True
        for some in _batches(pages_in_archive(file, str(path), Place(reached.position, reached.records))):
            for done in self._importer.take([item for item, _ in some]):
                pages += done.outcome in _TAKEN
                yield done
            places = [place for _, place in some if place]
            is_whole = not any(item.origin == str(path) for item, _ in some)
            if places:
                self._note(path, beside, head, places[-1], pages)
        if is_whole:
            self._importer.release(str(path))

    def _reached(self, beside: BinaryIO, head: bytes) -> Progress:
        """Return how far the archive was read before; its beginning when it is another file from there on."""
        with database_errors():
            found = None if self._again else imports.progress(self._conn, head)
        if found is None or _mark(beside, found.position) != found.mark:
            return Progress(0, 0, b"", 0)
        return found

    def _note(self, path: Path, beside: BinaryIO, head: bytes, place: Place, pages: int) -> None:
        reached = Progress(place.position, place.records + 1, _mark(beside, place.position), pages)
        with database_errors():
            imports.keep_progress(self._conn, head, storable(path.name), reached)


def _batches(items: Iterable[tuple[Item, Place | None]]) -> Iterator[list[tuple[Item, Place | None]]]:
    """Yield the items a few at a time, and no more than so many bytes of pages together."""
    batch: list[tuple[Item, Place | None]] = []
    held = 0
    for item, place in items:
        batch.append((item, place))
        held += len(item.body) if isinstance(item, FoundPage) else 0
        if len(batch) >= BATCH or held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _mark(file: BinaryIO, position: int) -> bytes:
    """Return a digest of what lies before a place of a file."""
    begin = max(0, position - _HEAD)
    file.seek(begin)
    return hashlib.sha256(file.read(position - begin)).digest()
