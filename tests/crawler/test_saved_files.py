"""Saved pages of which nobody says where they came from: one article a file, whatever it says by and by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tests.crawler.packing import article_pages, import_files, outcomes, packed, page, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

_OTHER = "第二版把话说得完全不一样了，与会者强调要加强思想政治引领，凝聚共识。"
_FIRST, _SECOND, _THIRD = page("存下的一页"), page("存下的一页", _OTHER), page("另外一页", _OTHER * 2)


def _versions(conn: Connection) -> list[tuple[str, int]]:
    rows = conn.execute("SELECT url, version FROM articles ORDER BY id")
    return [(url.rpartition("/")[2], version) for url, version in rows]


def test_a_file_that_was_edited_is_another_version_of_its_article(conn: Connection, tmp_path: Path) -> None:
    file = tmp_path / "s.html"
    told = []
    for body in (_FIRST, _SECOND, _SECOND, _FIRST):
        file.write_bytes(body)
        told += import_files(conn, tmp_path, file)
    assert outcomes(told) == ["new", "version", "known", "known"]
    assert _versions(conn) == [("s.html", 2)]
    texts = conn.execute("SELECT body_text FROM versions ORDER BY seen_at, version").fetchall()
    assert [_OTHER in text for (text,) in texts] == [False, True]
    assert conn.execute("SELECT count(DISTINCT sha256) FROM snapshots").fetchone() == (2,)


def test_a_plain_text_that_was_edited_is_another_version_too(conn: Connection, tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    told = []
    for body in ("民盟中央在北京召开会议，研究部署今年的参政议政工作。", _OTHER):
        lines = "\n".join(f"第{number}点：{body}" for number in range(6))
        file.write_text(f"会议的标题文字\n2020-04-30 09:30 来源：民盟中央\n{lines}\n", encoding="utf-8")
        told += import_files(conn, tmp_path, file)
    assert outcomes(told) == ["new", "version"]


def test_the_same_bytes_under_other_names_are_one_article(conn: Connection, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("a.html", "b.html", "c.html")]
    for name in names:
        name.write_bytes(_FIRST)
    # Together, and one after the other.
    assert outcomes(import_files(conn, tmp_path, names[0])) == ["new"]
    assert outcomes(import_files(conn, tmp_path, *names)) == ["known"] * 3
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.html").write_bytes(_THIRD)
    done = import_files(conn, tmp_path, folder)
    assert outcomes(done) == ["new", "known"]
    assert done[0].url == done[1].url
    assert _versions(conn) == [("a.html", 1), ("1.html", 1)]


def test_a_file_that_was_moved_is_known_by_all_that_it_said(conn: Connection, tmp_path: Path) -> None:
    file = tmp_path / "s.html"
    for body in (_FIRST, _SECOND):
        file.write_bytes(body)
        import_files(conn, tmp_path, file)
    moved = file.rename(tmp_path / "t.html")
    assert outcomes(import_files(conn, tmp_path, moved)) == ["known"]
    # Where another one lies now, that one's article goes on.
    file.write_bytes(_THIRD)
    assert outcomes(import_files(conn, tmp_path, file)) == ["version"]
    assert _versions(conn) == [("s.html", 3)]


def test_each_member_of_a_zip_file_is_its_own_article_and_none_is_a_file_beside_it(
    conn: Connection, tmp_path: Path
) -> None:
    (tmp_path / "s.html").write_bytes(_FIRST)
    import_files(conn, tmp_path, tmp_path / "s.html")
    for body in (_SECOND, _THIRD):
        with ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("in/1.html", body)
            archive.writestr("../s.html", body + b"<!-- of a name that leads elsewhere -->")
        told = import_files(conn, tmp_path, tmp_path / "a.zip")
    assert outcomes(told) == ["version", "version"]
    assert sorted(_versions(conn)) == [("1.html", 2), ("s.html", 1), ("s.html", 2)]
    assert rows_of(conn, "versions") == 5


def test_a_zip_file_is_taken_in_with_the_archives_in_it(conn: Connection, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "evidence.zip", "w") as archive:
        archive.writestr("pages.warc.gz", packed(article_pages(2)))
        archive.writestr("text/1.txt", "文字")
        archive.writestr("saved.html", page("存下的一页"))
    assert outcomes(import_files(conn, tmp_path, tmp_path / "evidence.zip")) == ["new", "new", "new", "skipped"]
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 broken")
    assert outcomes(import_files(conn, tmp_path, tmp_path / "broken.zip")) == ["failed"]


def test_a_member_may_have_a_name_that_no_file_can_have(conn: Connection, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(2):
            archive.writestr(f"{'长' * 2_000}{number}.html", _FIRST)
    assert outcomes(import_files(conn, tmp_path, tmp_path / "a.zip")) == ["new", "known"]


def test_files_in_a_list_have_the_times_that_it_says(conn: Connection, tmp_path: Path) -> None:
    file, rows = tmp_path / "s.html", tmp_path / "list.jsonl"
    told = []
    for body, at in ((_SECOND, "2020-05-02T08:00:00Z"), (_FIRST, "2020-05-01T08:00:00Z")):
        file.write_bytes(body)
        rows.write_text(json.dumps({"html_path": "s.html", "fetched_at": at}), encoding="utf-8")
        told += import_files(conn, tmp_path, rows)
    assert outcomes(told) == ["new", "version"]
    texts = conn.execute("SELECT body_text FROM versions ORDER BY version").fetchall()
    assert [_OTHER in text for (text,) in texts] == [False, True]
