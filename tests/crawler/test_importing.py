"""Imports: folders, lists, archives; versions in the order of their dates; killed, they go on where they were."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from crawler.imports import importing
from crawler.imports.importing import Import
from crawler.imports.saved import Importer
from db import imports
from tests.crawler.packing import (
    AT,
    CATALOGUE,
    archived,
    article_pages,
    import_files,
    outcomes,
    packed,
    page,
    record,
    rows_of,
)
from tests.db.samples import ARTICLE, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


_URL = "http://www.example.cn/a/1.html"
_OTHER = "第二版把话说得完全不一样了，与会者强调要加强思想政治引领，凝聚共识。"


def _versions(conn: Connection) -> list[tuple[int, datetime, str]]:
    rows = conn.execute("SELECT version, seen_at, split_part(title, ' ', 1) FROM versions ORDER BY article_id, version")
    return [(number, at, title) for number, at, title in rows]


def test_a_page_of_an_archive_was_seen_when_the_archive_says(conn: Connection, tmp_path: Path) -> None:
    done = import_files(conn, tmp_path, archived(tmp_path, article_pages(2)))
    assert outcomes(done) == ["new", "new"]
    rows = conn.execute(
        """SELECT a.first_seen_at, a.last_seen_at, a.baseline, a.next_visit_at, v.seen_at, s.fetched_at, s.status
           FROM articles a JOIN versions v ON v.article_id = a.id JOIN snapshots s ON s.id = v.snapshot_id"""
    ).fetchall()
    assert rows == [(AT, AT, True, None, AT, AT, 200)] * 2
    assert conn.execute("SELECT DISTINCT kind, baseline, at FROM events").fetchall() == [("new", True, AT)]


def test_importing_the_same_again_adds_nothing(conn: Connection, tmp_path: Path) -> None:
    archive = archived(tmp_path, article_pages(3))
    import_files(conn, tmp_path, archive)
    before = [rows_of(conn, table) for table in ("articles", "versions", "events", "snapshots")]
    moved = archive.rename(tmp_path / "moved.warc.gz")
    (done,) = import_files(conn, tmp_path, moved)
    assert (done.outcome, done.count) == ("known", 3)
    assert outcomes(import_files(conn, tmp_path, moved, again=True)) == ["known"] * 3
    assert [rows_of(conn, table) for table in ("articles", "versions", "events", "snapshots")] == before


def test_an_archive_that_grew_is_read_from_where_it_ended(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_HEAD", 1000)
    records = article_pages(12)
    archive = archived(tmp_path, records[:10])
    import_files(conn, tmp_path, archive)
    archived(tmp_path, records)
    done = import_files(conn, tmp_path, archive)
    assert [(one.outcome, one.count) for one in done] == [("known", 10), ("new", 1), ("new", 1)]
    assert rows_of(conn, "articles") == 12


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_pages_of_one_address_become_versions_in_the_order_of_their_dates(
    conn: Connection, tmp_path: Path, order: tuple[int, ...]
) -> None:
    texts = ["第一版", "第二版", "第三版"]
    days = [AT + timedelta(days=n) for n in range(3)]
    records = [record(_URL, page(f"{texts[n]} 的标题", _OTHER * (n + 1)), at=days[n]) for n in range(3)]
    done = import_files(conn, tmp_path, archived(tmp_path, [records[n] for n in order]))
    assert outcomes(done) == ["new", "version", "version"]
    assert _versions(conn) == [(1, days[0], "第一版"), (2, days[1], "第二版"), (3, days[2], "第三版")]
    row = conn.execute("SELECT version, first_seen_at, last_seen_at FROM articles").fetchone()
    assert row == (3, days[0], days[2])
    assert outcomes(import_files(conn, tmp_path, tmp_path / "a.warc.gz", again=True)) == ["known"] * 3
    assert rows_of(conn, "versions") == 3
    assert conn.execute("SELECT bool_and(baseline) FROM events").fetchone() == (True,)


def test_what_came_and_went_is_three_versions(conn: Connection, tmp_path: Path) -> None:
    days = [AT + timedelta(days=n) for n in range(3)]
    first, other = page("第一版 的标题"), page("第二版 的标题", _OTHER)
    looks = [record(_URL, body, at=day) for body, day in zip([first, other, first], days, strict=True)]
    import_files(conn, tmp_path, archived(tmp_path, [looks[0], looks[2], looks[1]]))
    assert _versions(conn) == [(1, days[0], "第一版"), (2, days[1], "第二版"), (3, days[2], "第一版")]


def test_an_older_page_of_a_crawled_article_is_no_news_and_changes_nothing_about_its_visits(
    conn: Connection, tmp_path: Path
) -> None:
    look(conn, ARTICLE, sighting("example.cn/a/1.html"))
    before = conn.execute("SELECT next_visit_at, last_seen_at, status FROM articles").fetchone()
    (done,) = import_files(conn, tmp_path, archived(tmp_path, [record(_URL, page("从前的标题", _OTHER))]))
    assert done.outcome == "version"
    assert [(number, title) for number, _, title in _versions(conn)] == [(1, "从前的标题"), (2, ARTICLE.title)]
    assert conn.execute("SELECT next_visit_at, last_seen_at, status FROM articles").fetchone() == before
    assert conn.execute("SELECT first_seen_at, version FROM articles").fetchone() == (AT, 2)
    # The event that told of the article tells of the same version as before.
    rows = conn.execute("SELECT e.kind, v.title FROM events e JOIN versions v USING (article_id, version)").fetchall()
    assert rows == [("new", ARTICLE.title)]


def test_a_withdrawn_article_stays_withdrawn(conn: Connection, tmp_path: Path) -> None:
    look(conn, ARTICLE, sighting("example.cn/a/1.html"))
    conn.execute("UPDATE articles SET status = 'gone'")
    later = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    import_files(conn, tmp_path, archived(tmp_path, [record(_URL, page("后来的标题", _OTHER), at=later)]))
    assert conn.execute("SELECT status, version, last_seen_at, etag FROM articles").fetchone() == (
        "gone",
        2,
        later,
        None,
    )
    assert conn.execute("SELECT kind, baseline FROM events ORDER BY seq").fetchall()[1:] == [("changed", True)]


@pytest.mark.parametrize("packing", ["by record", "as a whole"])
def test_an_import_that_was_killed_goes_on_where_it_was_with_nothing_twice(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    records = article_pages(40)
    archive = tmp_path / "a.warc.gz"
    archive.write_bytes(packed(records) if packing == "by record" else gzip.compress(b"".join(records)))
    running = Import(conn, Importer(conn, tmp_path, CATALOGUE)).run([archive])
    for _ in range(25):
        next(running)
    # Nothing of the generator runs on, as nothing of a killed process does.
    done = import_files(conn, tmp_path, archive)
    assert done[0].count == 20
    assert outcomes(done)[1:] == ["known"] * 10 + ["new"] * 10
    assert [rows_of(conn, table) for table in ("articles", "versions", "events", "search")] == [40] * 4
    del running


def test_another_file_with_the_same_beginning_is_read_from_its_own(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_HEAD", 100)
    (tmp_path / "one").mkdir()
    first = [record(_URL, page("头一篇文章"))]
    pad = record(_URL, b"x" * 300, kind="metadata")
    one = archived(tmp_path / "one", [pad, *first, *article_pages(3)])
    others = [record(f"http://www.example.cn/b{n}.html", page(f"另外第{n}篇")) for n in range(9)]
    two = archived(tmp_path, [pad, *first, *others])
    import_files(conn, tmp_path, one)
    assert outcomes(import_files(conn, tmp_path, two)) == ["known"] + ["new"] * 9


def test_an_archive_that_breaks_off_is_read_up_to_there_and_further_once_it_is_mended(
    conn: Connection, tmp_path: Path
) -> None:
    records = article_pages(5)
    archive = archived(tmp_path, records)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) - 50])
    done = import_files(conn, tmp_path, archive)
    assert outcomes(done) == ["new"] * 4 + ["failed"]
    assert "断" in done[-1].said
    assert [held.origin for held in imports.held(conn)] == [str(archive)]
    archive.write_bytes(whole)
    done = import_files(conn, tmp_path, archive, again=True)
    assert outcomes(done) == ["known"] * 4 + ["new"]
    assert imports.held(conn) == []


def test_a_folder_is_walked_in_order_and_what_is_no_page_is_counted(conn: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    for name in ("b", "a", ".git", "a/one_files", "a/plain_files"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("b/2.htm", "a/one.html", "a/1.shtml", "a/one_files/frame.html", "b/page.php?id=3", "b/no-ending"):
        (folder / name).write_bytes(page(f"标题是 {name}", name * 10))
    (folder / "a/plain_files/3.html").write_bytes(page("不在网页旁边的文件夹"))
    (folder / ".git/x.html").write_bytes(page("隐藏的文件夹"))
    for name in ("a/.hidden.html", "a/logo.png", "robots.txt", "b/data.bin"):
        (folder / name).write_bytes(b"x")
    archived(folder, article_pages(1), "c.warc.gz")
    lines = "".join(f'<li><a href="/{n}.html">第{n}条新闻的标题文字</a> 2020-01-0{n}</li>' for n in range(1, 9))
    (folder / "list.html").write_text(f"<title>列表</title><ul>{lines}</ul>", encoding="utf-8")
    done = import_files(conn, tmp_path, folder)
    told = [one for one in done if one.kind not in ("media", "hidden")]
    named = [(one.origin.removeprefix(f"{folder}/").partition("#")[0], one.outcome) for one in told]
    assert named == [
        ("c.warc.gz", "new"),
        ("list.html", "skipped"),
        ("a/1.shtml", "new"),
        ("a/one.html", "new"),
        ("a/plain_files/3.html", "new"),
        ("b/2.htm", "new"),
        ("b/no-ending", "new"),
        ("b/page.php?id=3", "new"),
    ]
    assert sorted(one.kind for one in done if one.kind) == ["hidden", "listing", "media", "media", "media"]
    assert set(outcomes(import_files(conn, tmp_path, folder))) == {"known", "skipped"}
    assert rows_of(conn, "articles") == 7


_NO_TIMES = (
    *("9999-01-01T00:00:00+00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"),
    *("1000-01-01T00:00:00+08:00", "2019-05-01T08:00:00", 7),
)


def test_one_odd_row_of_a_list_fails_alone(conn: Connection, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(page("第一页"))
    (tmp_path / "2.html").write_bytes(page("第二页", _OTHER))
    rows: list[bytes] = [
        json.dumps({"id": 1, "html_path": "1.html", "url": _URL}).encode(),
        b"no json",
        b"[]",
        b'{"html_path": 7}',
        b'{"html_path": "1.html", "url": 7}',
        b'{"html_path": "none.html"}',
        b'{"html_path": "a\\u0000b.html"}',
        b'{"html_path": "1.html", "url": "ftp://a/"}',
        b'{"html_path": "1.html", "url": "http://\\ud800/"}',
        *(json.dumps({"html_path": "1.html", "fetched_at": at}).encode() for at in _NO_TIMES),
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"html_path": "2.html", "url": _URL, "fetched_at": "2019-05-01T08:00:00+08:00"}).encode(),
    ]
    (tmp_path / "list.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\r\n".join([rows[0], b"", *rows[1:]]))
    done = import_files(conn, tmp_path, tmp_path / "list.jsonl")
    assert outcomes(done) == ["new"] + ["failed"] * (10 + len(_NO_TIMES)) + ["version"]
    assert [title for _, _, title in _versions(conn)] == ["第二页", "第一页"]
    # A file that one row names well is not held for another.
    assert len(imports.held(conn)) == 14


def test_another_text_of_a_known_page_from_a_file_is_a_version_and_no_news(conn: Connection, tmp_path: Path) -> None:
    one, two, same = (tmp_path / name for name in ("1.html", "2.html", "3.html"))
    one.write_bytes(page("一篇文章"))
    two.write_bytes(page("一篇文章", _OTHER))
    same.write_bytes(page("一篇文章") + b"<!-- saved once more -->")
    done = [import_files(conn, tmp_path, file, url=_URL)[0] for file in (one, same, two, two, one, same)]
    assert outcomes(done) == ["new", "known", "version", "known", "known", "known"]
    assert [(number, title) for number, _, title in _versions(conn)] == [(1, "一篇文章"), (2, "一篇文章")]
    assert conn.execute("SELECT kind, baseline FROM events ORDER BY seq").fetchall() == [
        ("new", True),
        ("changed", True),
    ]
    assert [one.is_timeless for one in done] == [True, False, True, False, False, False]


def test_a_single_page_from_a_file_is_no_version_of_a_stitched_article(conn: Connection, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(page("一篇文章"))
    import_files(conn, tmp_path, tmp_path / "1.html", url=_URL)
    conn.execute("UPDATE versions SET further_snapshots = ARRAY[snapshot_id], body_text = '两页合起来的文字'")
    (tmp_path / "1.html").write_bytes(page("一篇文章", _OTHER))
    assert outcomes(import_files(conn, tmp_path, tmp_path / "1.html", url=_URL)) == ["known"]


def test_what_is_no_regular_file_is_held_and_the_rest_goes_on(conn: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    names = ("a.html", "b.warc.gz", "c.zip", "d.jsonl")
    for name in names:
        os.mkfifo(folder / name)
    (folder / "e.html").write_bytes(page("一篇文章"))
    (tmp_path / "list.jsonl").write_text(json.dumps({"html_path": "pages/a.html"}), encoding="utf-8")
    files = [folder / name for name in names]
    done = import_files(conn, tmp_path, *files, tmp_path / "list.jsonl", folder / "e.html")
    assert outcomes(done) == ["failed"] * 5 + ["new"]
    assert all("不是普通文件" in one.said for one in done[:5])
    assert outcomes(import_files(conn, tmp_path, folder)).count("failed") == 2


def test_a_bad_record_is_said_once_and_an_import_ends_behind_it(conn: Connection, tmp_path: Path) -> None:
    records = article_pages(4)
    records[1] = records[1].replace(b"Content-Length: ", b"Content-Length: -")
    archive = archived(tmp_path, records)
    assert outcomes(import_files(conn, tmp_path, archive)) == ["new", "failed", "new", "new"]
    assert outcomes(import_files(conn, tmp_path, archive)) == ["known"]
    assert len(imports.held(conn)) == 1
