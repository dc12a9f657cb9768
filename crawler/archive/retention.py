"""Raw pages past their time: whole WARC files moved to the archive, or given up. Articles and versions stay for ever.

A file goes when the youngest of its pages is older than the age and nothing has been written to it for as long. The
rows say so before the file goes, so that a kill in between leaves a file too many and never a row that lies; the next
time ends what was begun.
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from db import snapshots
from news.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from psycopg import Connection

logger = logging.getLogger(__name__)

What = Literal["moved", "dropped", "unnamed"]

# A crash between a page's file and its row leaves a file that no row names; a crawl that runs has one too, for moments.
_ORPHANED_FOR = timedelta(days=7)
# Crashes leave one such file now and then. So many are another database's, or of the time that a restored one forgot.
_MOST_ORPHANS = 0.1


@dataclass(frozen=True, slots=True)
class Retention:
    """The operator's rules. keep_days: None keeps for ever; archive: None gives up what is older."""

    home: Path
    keep_days: int | None = None
    archive: Path | None = None

    @property
    def checked_archive(self) -> Path | None:
        """Raise ConfigError when the archive's folder is not there: a disk that is not mounted must not be filled; and
        when it is the home itself, by whatever name: a file that is moved onto itself is lost.
        """
        if self.archive is None:
            return None
        if not self.archive.is_dir():
            raise ConfigError(f"TZWATCH_PAGES_ARCHIVE 不是文件夹 is no folder: {self.archive}")
        for below in ("", "warc"):
            _keep_apart(self.home / below, self.archive / below)
        return self.archive


@dataclass(frozen=True, slots=True)
class Step:
    """One file: what becomes of it, its size in bytes and how many raw pages rows say it holds."""

    file: str
    what: What
    size: int
    pages: int


def prune(conn: Connection, rules: Retention, now: datetime, *, dry_run: bool = False) -> Iterator[Step]:
    """Move or give up what is past its time, a file at a time, and yield what became of each.

    Only one process prunes at a time, another finds nothing to do. May be left off or killed between any two steps.
    """
    with snapshots.pruning(conn) as may:
        if not may:
            return
        archive = rules.checked_archive
        named = snapshots.named_files(conn)
        for found in _old(named, rules, now):
            path = rules.home / found.file
            size = path.stat().st_size
            what: What = "moved" if archive else "dropped"
            pages = 0 if dry_run else _move(conn, found, path, archive) if archive else _drop(conn, found, path)
            yield Step(found.file, what, size, pages)
        for path in _unnamed(conn, named, rules, now):
            size = path.stat().st_size
            if not dry_run:
                path.unlink()
            yield Step(str(path.relative_to(rules.home)), "unnamed", size, 0)


def _old(named: Mapping[str, snapshots.NamedFile], rules: Retention, now: datetime) -> Iterator[snapshots.NamedFile]:
    """Yield the files of this machine that are past their age; those of other machines are theirs to prune."""
    if rules.keep_days is None:
        return
    before = now - timedelta(days=rules.keep_days)
    for file in sorted(named):
        # The pages of an imported archive are old, and came to us today.
        if named[file].youngest < before and (at := _written_at(rules.home / file)) and at < before:
            yield named[file]


def _written_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _move(conn: Connection, found: snapshots.NamedFile, path: Path, archive: Path) -> int:
    target = archive / found.file
    target.parent.mkdir(parents=True, exist_ok=True)
    _keep_apart(path.parent, target.parent)
    _copy(path, target)
    _keep_apart(path, target)
    pages = snapshots.mark_moved(conn, found)
    path.unlink()
    return pages


def _copy(path: Path, target: Path) -> None:
    """Copy a file to the disk, whole or not at all. Raise OSError; one of the archive's disk names the archive."""
    part = target.with_name(f"{target.name}.part")
    try:
        try:
            shutil.copy2(path, part)
            with part.open("rb+") as copy:
                os.fsync(copy.fileno())
            part.replace(target)
        except OSError as error:
            if error.filename == str(path) and error.filename2 is None:
                raise
            # Of a copy that failed the system names what was copied, else nothing.
            raise OSError(error.errno, error.strerror, str(target)) from error
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _keep_apart(ours: Path, archived: Path) -> None:
    """Raise ConfigError when both names lead to one file or folder."""
    if ours.exists() and archived.exists() and archived.samefile(ours):
        raise ConfigError(
            f"TZWATCH_PAGES_ARCHIVE 就是 TZWATCH_HOME，请换一个文件夹 leads to TZWATCH_HOME, "
            f"name another folder: {archived}"
        )


def _drop(conn: Connection, found: snapshots.NamedFile, path: Path) -> int:
    pages = snapshots.mark_dropped(conn, found)
    path.unlink()
    return pages


def _unnamed(
    conn: Connection, named: Mapping[str, snapshots.NamedFile], rules: Retention, now: datetime
) -> Iterator[Path]:
    """Yield the files that nobody will ask for: left by a crash, or by a prune that was cut off."""
    born = snapshots.born(conn)
    orphans = []
    for path in sorted((rules.home / "warc").glob("*/*.warc.gz")):
        at = _written_at(path)
        file = str(path.relative_to(rules.home))
        if file in named or at is None or not born < at < now - _ORPHANED_FOR:
            continue
        fate = snapshots.fate_of(conn, file)
        if fate is None:
            orphans.append(path)
        elif fate == "dropped" or _is_archived(path, rules, file):
            yield path
    if len(orphans) > _MOST_ORPHANS * len(named):
        logger.warning(
            "%d 个网页原件文件没有记录，未删除，请核对数据库是否是这个目录的 files that no row names were left: "
            "does this database belong to %s?",
            len(orphans),
            rules.home,
        )
        return
    yield from orphans


def _is_archived(path: Path, rules: Retention, file: str) -> bool:
    copy = rules.archive / file if rules.archive else None
    if copy is None or not copy.exists() or copy.samefile(path):
        return False
    return copy.stat().st_size == path.stat().st_size
