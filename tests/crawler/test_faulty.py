"""What breaks on this machine: a reader that fails at a page, a process that dies of one, a disk that is full."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from crawler.archive.warc import ArchiveError, RawPage, WarcFile
from db.connection import connect
from db.entries import MAX_TRIES
from demo.world import beijing_now
from tests.crawler import plain
from tests.crawler.hostile import HostileServer, article, crawl_with, entries_of, hostile_site, listing, listing_of
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

    from tests.crawler.rig import Rig

# A fault of the reader's own at one page, and a page at which the process dies.
_FAULTY = """import os, sys, extract.lists.listing, extract.reader
def faulty(inner):
    def read(page, *args, **kwargs):
        url = getattr(page, "url", None) or page.page.url
        if "/deep" in url:
            raise RecursionError("maximum recursion depth exceeded")
        if "/deadly" in url:
            os._exit(9)
        return inner(page, *args, **kwargs)
    return read
extract.lists.listing.listing_of = faulty(extract.lists.listing.listing_of)
extract.reader._read = faulty(extract.reader._read)"""
# No room for any page that is archived.
_FULL = """import errno, os, sys, types, cli.crawl, cli.imports, crawler.archive.warc
def full(number):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
crawler.archive.warc.os = types.SimpleNamespace(fsync=full)"""


@pytest.fixture
def site(rig: Rig) -> Iterator[HostileServer]:
    with hostile_site(rig) as server:
        yield server


# Pages that the reader fails at


def test_a_fault_of_the_reader_costs_one_article_which_ends_in_quarantine(rig: Rig, site: HostileServer) -> None:
    paths = ["/a/deep.html", *(Link(n).path for n in (1, 2))]
    site.pages = {"/list.html": listing_of(paths), "/a/deep.html": article(9)}
    site.pages |= {Link(n).path: article(n) for n in (1, 2)}
    reports = [crawl_with(rig, _FAULTY).reports["hostile"] for _ in range(2)]
    assert reports[0]["new"] == 2
    assert "RecursionError" in reports[0]["reasons"][0]["reason"]
    assert entries_of(rig)["deep.html"][:2] == ("pending", 2)
    with connect(rig.url) as conn:
        conn.execute("UPDATE entries SET unreadable = %s WHERE state = 'pending'", (MAX_TRIES - 1,))
    crawl_with(rig, _FAULTY)
    assert entries_of(rig)["deep.html"][0] == "quarantine"


def test_a_fault_of_the_reader_at_a_list_page_costs_that_channel_only(rig: Rig, site: HostileServer) -> None:
    file = rig.sites / "hostile.toml"
    further = f'"{site.origin}/list.html" }}, {{ name = "又", url = "{site.origin}/deep.html" }}'
    file.write_text(file.read_text().replace(f'"{site.origin}/list.html" }}', further))
    site.pages = {"/list.html": listing(1), "/deep.html": listing(1, 2), Link(1).path: article(1)}
    done = crawl_with(rig, _FAULTY)
    assert done.code == 0
    assert done.reports["hostile"]["new"] == 1
    with connect(rig.url) as conn:
        told: dict[str, str | None] = dict(conn.execute("SELECT name, last_error FROM channels").fetchall())
    assert told["要闻"] is None
    assert "RecursionError" in str(told["又"])


def test_a_page_at_which_the_process_dies_is_counted_before_and_given_up_in_the_end(
    rig: Rig, site: HostileServer
) -> None:
    site.pages = {"/list.html": listing_of(["/a/deadly.html", Link(1).path])}
    site.pages |= {"/a/deadly.html": article(9), Link(1).path: article(1)}
    assert crawl_with(rig, _FAULTY).code == 9
    assert entries_of(rig)["deadly.html"][:2] == ("pending", 1)
    with connect(rig.url) as conn:
        conn.execute("UPDATE entries SET unreadable = %s WHERE url LIKE '%%deadly%%'", (MAX_TRIES - 1,))
    # What never failed goes first, so the page that kills comes after everything else.
    assert crawl_with(rig, _FAULTY).code == 9
    assert [row["title"] for row in rig.rows()] == [plain.title(1)]
    assert entries_of(rig)["deadly.html"][0] == "quarantine"
    assert "中断" in str(entries_of(rig)["deadly.html"][2])
    assert crawl_with(rig, _FAULTY).code == 0


# The disk


def test_a_full_disk_stops_the_run_in_one_line_and_the_database_knows_of_no_page_that_is_not_there(
    rig: Rig, site: HostileServer
) -> None:
    numbers = (3, 2, 1)
    site.pages = {"/list.html": listing(*numbers)} | {Link(n).path: article(n) for n in numbers}
    done = crawl_with(rig, _FULL)
    assert done.code == 1
    assert "请腾出空间" in done.reports["hostile"]["error"]
    assert len(done.said) == 1
    with connect(rig.url) as conn:
        assert conn.execute("SELECT count(*) FROM snapshots").fetchone() == (0,)
    assert rig.rows() == []
    assert all(entry[:2] == ("pending", 0) for entry in entries_of(rig).values())
    assert rig.crawl("hostile").reports["hostile"]["new"] == 3


def test_half_a_page_on_a_full_disk_hides_no_later_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(file: FileIO, data: bytes) -> None:
        file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    archive = WarcFile(tmp_path, "minmeng", beijing_now())
    pages = [RawPage(f"http://www.example.cn/{n}.html", b"x" * 999, 200, (), beijing_now()) for n in range(3)]
    first = archive.add(pages[0])
    with monkeypatch.context() as full:
        full.setattr("crawler.archive.warc._write_all", cut_short)
        with pytest.raises(ArchiveError, match="腾出空间"):
            archive.add(pages[1])
    assert archive.add(pages[2]).offset == first.offset + first.length


def test_an_import_stops_in_one_line_when_the_disk_is_full(rig: Rig) -> None:
    for n in (1, 2):
        (rig.home / f"{n}.html").write_text(plain.article_page(plain.title(n)), encoding="utf-8")
    done = crawl_with(rig, _FULL, "import", *(str(rig.home / f"{n}.html") for n in (1, 2)))
    assert done.code == 1
    assert done.err.count("腾出空间") == 1
    assert rig.rows() == []
