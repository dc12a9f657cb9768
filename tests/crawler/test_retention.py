"""Raw pages past their time: moved or given up a whole file at a time, never so that a row names what is not there."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.archive.retention import Retention, prune
from crawler.archive.snapshots import Shelf
from crawler.archive.warc import RawPage, WarcFile
from db import articles, snapshots
from db.connection import connect
from news.errors import ConfigError, ReadError
from tests.db.samples import ARTICLE, look

if TYPE_CHECKING:
    from psycopg import Connection

# Years after the tests' database was made, so that every file of it may be old.
_NOW = datetime.now(UTC) + timedelta(days=2000)
_BODY = b"<html>raw</html>"


def _file(home: Path, conn: Connection | None, *ages: float, written: float | None = None) -> list[int]:
    """Write a WARC file with a page of each age in days, last written `written` days ago; return its rows' ids."""
    file = WarcFile(home, "minmeng", _NOW - timedelta(days=ages[0]))
    kept = file.add_all([RawPage("http://www.example.cn/", _BODY, 200, (), _NOW - timedelta(days=age)) for age in ages])
    at = (_NOW - timedelta(days=ages[0] if written is None else written)).timestamp()
    os.utime(home / kept[0].file, (at, at))
    return [articles.add_snapshot(conn, snapshot) for snapshot in kept] if conn else []


def _files(home: Path) -> int:
    return len(list(home.glob("warc/*/*.warc.gz")))


def _says(shelf: Shelf, conn: Connection, number: int) -> str:
    (stored,) = snapshots.stored(conn, [number])
    try:
        return shelf.body(stored)[0].decode()
    except ReadError as error:
        return str(error)


def test_without_an_age_everything_stays(conn: Connection, tmp_path: Path) -> None:
    _file(tmp_path, conn, 1000)
    assert list(prune(conn, Retention(tmp_path), _NOW)) == []
    assert _files(tmp_path) == 1


def test_a_file_goes_when_all_of_it_is_old_and_the_row_says_so(conn: Connection, tmp_path: Path) -> None:
    (old,) = _file(tmp_path, conn, 40)
    mixed = _file(tmp_path, conn, 40, 20)
    (written_of_late,) = _file(tmp_path, conn, 40, written=3)
    steps = list(prune(conn, Retention(tmp_path, 30), _NOW))
    assert [(step.what, step.pages) for step in steps] == [("dropped", 1)]
    shelf = Shelf(tmp_path)
    assert "网页原件已按保存期删除" in _says(shelf, conn, old)
    assert [_says(shelf, conn, number) for number in (*mixed, written_of_late)] == [_BODY.decode()] * 3
    assert list(prune(conn, Retention(tmp_path, 30), _NOW)) == []


def test_what_is_moved_to_the_archive_is_read_from_there(conn: Connection, tmp_path: Path) -> None:
    home, archive = tmp_path / "home", tmp_path / "archive"
    archive.mkdir()
    numbers = _file(home, conn, 40, 41)
    steps = list(prune(conn, Retention(home, 30, archive), _NOW))
    assert [(step.what, step.pages) for step in steps] == [("moved", 2)]
    assert (_files(home), _files(archive)) == (0, 1)
    assert [_says(Shelf(home, archive), conn, number) for number in numbers] == [_BODY.decode()] * 2
    assert "请接上 TZWATCH_PAGES_ARCHIVE" in _says(Shelf(home), conn, numbers[0])


def test_an_archive_that_is_not_mounted_is_not_made(conn: Connection, tmp_path: Path) -> None:
    _file(tmp_path, conn, 40)
    with pytest.raises(ConfigError, match="TZWATCH_PAGES_ARCHIVE"):
        list(prune(conn, Retention(tmp_path, 30, tmp_path / "nowhere"), _NOW))
    assert _files(tmp_path) == 1


def _linked(home: Path, archive: Path, how: str) -> Path:
    """Return a name of an archive that leads to `home`, or a folder of it that does."""
    match how:
        case "itself":
            return home
        case "roundabout":
            return home / "warc" / ".."
        case "link":
            archive.symlink_to(home)
        case "folder":
            archive.mkdir()
            (archive / "warc").symlink_to(home / "warc")
        case "year":
            (archive / "warc").mkdir(parents=True)
            for year in (home / "warc").iterdir():
                (archive / "warc" / year.name).symlink_to(year)
    return archive


@pytest.mark.parametrize("how", ["itself", "roundabout", "link", "folder", "year"])
def test_an_archive_that_is_the_home_takes_nothing(conn: Connection, tmp_path: Path, how: str) -> None:
    home = tmp_path / "home"
    (number,) = _file(home, conn, 40)
    rules = Retention(home, 30, _linked(home, tmp_path / "archive", how))
    with pytest.raises(ConfigError, match="TZWATCH_PAGES_ARCHIVE 就是 TZWATCH_HOME"):
        list(prune(conn, rules, _NOW))
    assert _files(home) == 1
    assert _says(Shelf(home), conn, number) == _BODY.decode()


def test_the_only_copy_of_a_moved_file_is_no_leftover_of_its_move(conn: Connection, tmp_path: Path) -> None:
    home, archive = tmp_path / "home", tmp_path / "archive"
    archive.mkdir()
    (number,) = _file(home, conn, 40)
    list(prune(conn, Retention(home, 30, archive), _NOW))
    # Brought back by hand, and the archive led to it.
    year = next((archive / "warc").iterdir())
    shutil.rmtree(home / "warc" / year.name)
    year.rename(home / "warc" / year.name)
    year.symlink_to(home / "warc" / year.name)
    assert list(prune(conn, Retention(home, 30, archive), _NOW)) == []
    assert _says(Shelf(home), conn, number) == _BODY.decode()


def test_an_archive_that_shares_its_files_by_hard_links_is_another(conn: Connection, tmp_path: Path) -> None:
    home, archive = tmp_path / "home", tmp_path / "archive"
    (number,) = _file(home, conn, 40)
    shutil.copytree(home, archive, copy_function=os.link)
    assert [step.what for step in prune(conn, Retention(home, 30, archive), _NOW)] == ["moved"]
    assert _says(Shelf(home, archive), conn, number) == _BODY.decode()


@pytest.mark.parametrize("at", ["copy", "fsync"])
def test_an_archive_that_is_full_is_named_and_left_as_it_was(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    home, archive = tmp_path / "home", tmp_path / "archive"
    archive.mkdir()
    (number,) = _file(home, conn, 40)

    def full(source: object, *target: Path) -> None:
        for place in target:
            place.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(source), None, *map(str, target))

    with monkeypatch.context() as patched:
        patched.setattr(*((shutil, "copy2") if at == "copy" else (os, "fsync")), full)
        with pytest.raises(OSError, match=str(archive)) as raised:
            list(prune(conn, Retention(home, 30, archive), _NOW))
    assert raised.value.errno == errno.ENOSPC
    assert str(home) not in str(raised.value)
    assert [path for path in archive.rglob("*") if path.is_file()] == []
    assert _says(Shelf(home, archive), conn, number) == _BODY.decode()


def test_a_dry_run_does_nothing(conn: Connection, tmp_path: Path) -> None:
    (number,) = _file(tmp_path, conn, 40)
    assert [step.what for step in prune(conn, Retention(tmp_path, 30), _NOW, dry_run=True)] == ["dropped"]
    assert _says(Shelf(tmp_path), conn, number) == _BODY.decode()


class _Killed(BaseException):
    pass


def _killed(*_: object) -> None:
    raise _Killed


def test_a_kill_in_between_loses_nothing_and_the_next_time_ends_it(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (archived, killed_at) in enumerate([(True, "replace"), (True, "unlink"), (False, "unlink")]):
        home, archive = tmp_path / f"{number}", tmp_path / f"archive{number}"
        archive.mkdir()
        rules = Retention(home, 30, archive if archived else None)
        (page,) = _file(home, conn, 40)
        with monkeypatch.context() as patched:
            patched.setattr(Path, killed_at, _killed)
            with pytest.raises(_Killed):
                list(prune(conn, rules, _NOW))
        said = _says(Shelf(home, rules.archive), conn, page)
        assert said == _BODY.decode() or "网页原件已按保存期删除" in said
        list(prune(conn, rules, _NOW))
        assert (_files(home), _files(archive)) == (0, int(archived))


def test_a_file_that_no_row_names_is_cleaned_after_a_week(conn: Connection, tmp_path: Path) -> None:
    for _ in range(10):
        _file(tmp_path, conn, 5)
    _file(tmp_path, None, 6)
    assert list(prune(conn, Retention(tmp_path), _NOW)) == []
    _file(tmp_path, None, 8)
    # Two of twelve are more than crashes leave.
    assert list(prune(conn, Retention(tmp_path), _NOW + timedelta(days=3))) == []
    next(path for path in tmp_path.rglob("*.gz") if _age(path) == 6).unlink()
    assert [step.what for step in prune(conn, Retention(tmp_path), _NOW)] == ["unnamed"]
    assert _files(tmp_path) == 10


def _age(path: Path) -> int:
    return round((_NOW.timestamp() - path.stat().st_mtime) / 86400)


def test_files_older_than_the_database_are_anothers(conn: Connection, tmp_path: Path) -> None:
    for _ in range(10):
        _file(tmp_path, conn, 5)
    _file(tmp_path, None, 2400)
    assert list(prune(conn, Retention(tmp_path), _NOW)) == []


def test_another_process_that_prunes_is_left_alone(conn: Connection, tmp_path: Path, database_url: str) -> None:
    _file(tmp_path, conn, 40)
    with connect(database_url) as other, snapshots.pruning(other) as may:
        assert may
        assert list(prune(conn, Retention(tmp_path, 30), _NOW)) == []


def test_articles_and_versions_stay_when_their_pages_go(conn: Connection, tmp_path: Path) -> None:
    look(conn, ARTICLE)
    look(conn, replace(ARTICLE, title="另一个标题"))
    conn.execute("UPDATE snapshots SET dropped_at = now()")
    list(prune(conn, Retention(tmp_path, 1), _NOW))
    assert conn.execute("SELECT count(*) FROM versions WHERE snapshot_id IS NOT NULL").fetchone() == (2,)
