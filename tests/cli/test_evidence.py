"""The evidence package: everything that was kept of an article, verifiable with sha256sum and the archives' tools."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from cli.main import run
from crawler.archive.records import Wire
from crawler.archive.warc import RawPage, WarcFile
from db import articles, visits
from news.changes.change import Change
from tests.crawler.packing import archived, article_pages, import_files, outcomes, page
from tests.db.samples import ARTICLE, KEY, MISSING, NOW, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

    from news.article import Article

URL = f"http://{KEY}"
_BODY = "<html><script>alert(1)</script>原件</html>".encode("gb18030")


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    return tmp_path


def _store(conn: Connection, home: Path, article: Article, kind: str, *, hours: float = 0, pages: int = 1) -> str:
    """Store one version with its raw pages; return the name of their WARC file."""
    at = NOW + timedelta(hours=hours)
    wire = Wire(asked=[("User-Agent", "tzwatch")])
    raw = [RawPage(URL if n == 0 else f"{URL}?page={n}", _BODY + b"%d" % n, 200, (), at, wire) for n in range(pages)]
    with conn.transaction():
        articles.known(conn, KEY)
        first, *further = WarcFile(home, "minmeng", at).add_all(raw)
        seen = sighting(at=at)
        articles.store(conn, seen, Change(kind, kind, ("title",)), article, first, further)  # type: ignore[arg-type]
    return first.file


def _package(home: Path, name: str = "e.zip", *, url: str = URL, code: int = 0) -> dict[str, bytes]:
    assert run(["evidence", url, "--out", str(home / name)]) == code
    with zipfile.ZipFile(home / name) as package:
        assert package.testzip() is None
        return {entry: package.read(entry) for entry in package.namelist()}


def _manifest(files: dict[str, bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files["manifest.json"])
    return read


def _warc(files: dict[str, bytes]) -> bytes:
    return next(data for name, data in files.items() if name.startswith("warc/"))


def test_a_package_holds_every_version_and_what_proves_it(home: Path, conn: Connection) -> None:
    _store(conn, home, ARTICLE, "new", pages=2)
    _store(conn, home, replace(ARTICLE, title="民盟中央召开紧急会议"), "changed", hours=3)
    look(conn, MISSING, sighting(at=NOW + timedelta(hours=5)))
    look(conn, MISSING, sighting(at=NOW + timedelta(hours=6)))
    files = _package(home)
    assert {name for name in files if not name.startswith("warc/")} == {
        "diff/v1-v2.html",
        "README.txt",
        "citation.txt",
        "events.json",
        "manifest.json",
        "sha256sums.txt",
        *(f"text/v{n}.{ending}" for n in (1, 2) for ending in ("txt", "html", "json")),
    }
    assert files["text/v1.txt"].decode().startswith("民盟中央召开会议\n\n第一段。\n第二段。")
    assert "<ins>" in files["diff/v1-v2.html"].decode()
    told = json.loads(files["text/v2.json"])
    assert (told["title"], told["version"], told["status"]) == ("民盟中央召开紧急会议", 2, "gone")
    assert [event["kind"] for event in json.loads(files["events.json"])["events"]] == ["new", "changed", "gone"]
    assert [len(version["pages"]) for version in _manifest(files)["versions"]] == [2, 1]


def test_a_withdrawal_is_proved_by_what_came_in_the_articles_place(home: Path, conn: Connection) -> None:
    _store(conn, home, ARTICLE, "new")
    at = NOW + timedelta(hours=5)
    (answer,) = WarcFile(home, "minmeng", at).add_all([RawPage(URL, b"404 Not Found", 404, (), at)])
    with conn.transaction():
        known = articles.known(conn, KEY)
        assert known
        visits.mark_gone(conn, sighting(at=at), known.article_id, answer)
    files = _package(home)
    (withdrawal,) = _manifest(files)["withdrawals"]
    assert (withdrawal["http_status"], withdrawal["intact"]) == (404, True)
    assert withdrawal["seq"] == json.loads(files["events.json"])["events"][-1]["seq"]
    member = _warc(files)[withdrawal["warc_offset"] :][: withdrawal["warc_length"]]
    assert next(ArchiveIterator(BytesIO(member))).http_headers.statusline == "404 Not Found"
    assert [len(version["pages"]) for version in _manifest(files)["versions"]] == [1]


def test_every_file_but_the_sums_has_its_sum_in_both_lists(home: Path, conn: Connection) -> None:
    _store(conn, home, ARTICLE, "new")
    files = _package(home)
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "sha256sums.txt"}
    said = (line.split("  ") for line in files["sha256sums.txt"].decode().splitlines())
    assert {name: digest for digest, name in said} == sums
    del sums["manifest.json"]
    listed = {file["name"]: (file["sha256"], file["size"]) for file in _manifest(files)["files"]}
    assert listed == {name: (digest, len(files[name])) for name, digest in sums.items()}


def test_the_archive_holds_the_records_as_they_were_written(home: Path, conn: Connection) -> None:
    sources = [
        _store(conn, home, ARTICLE, "new", pages=2),
        _store(conn, home, replace(ARTICLE, title="另一个题目"), "changed", hours=3),
    ]
    files = _package(home)
    archive = _warc(files)
    assert archive == b"".join((home / name).read_bytes() for name in sources)
    kinds = [record.rec_type for record in ArchiveIterator(BytesIO(archive), check_digests="raise")]
    assert kinds == ["warcinfo", "response", "request", "response", "request", "warcinfo", "response", "request"]
    for kept in (kept for version in _manifest(files)["versions"] for kept in version["pages"]):
        member = archive[kept["warc_offset"] : kept["warc_offset"] + kept["warc_length"]]
        record = next(ArchiveIterator(BytesIO(member)))
        assert hashlib.sha256(record.content_stream().read()).hexdigest() == kept["page_sha256"]
        assert record.rec_headers.get_header("WARC-Record-ID") == kept["warc_record_id"]
        assert (kept["intact"], kept["missing"]) == (True, None)


def test_the_same_article_gives_the_same_bytes_but_for_the_time_of_making(home: Path, conn: Connection) -> None:
    _store(conn, home, ARTICLE, "new")
    first, second = _package(home, name="1.zip"), _package(home, name="2.zip")
    assert list(first) == list(second)
    assert {name for name in first if first[name] != second[name]} <= {"manifest.json", "sha256sums.txt"}
    one, other = _manifest(first), _manifest(second)
    assert one | {"made_at": ""} == other | {"made_at": ""}


def test_versions_whose_raw_pages_are_not_there_are_said_and_the_rest_goes_on(
    home: Path, conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    dropped, lost, damaged, _, _ = (
        _store(conn, home, replace(ARTICLE, title=f"第{n}个题目"), "changed" if n else "new", hours=n) for n in range(5)
    )
    conn.execute("UPDATE snapshots SET dropped_at = now() WHERE warc_file = %s", (dropped,))
    (home / lost).unlink()
    data = (home / damaged).read_bytes()
    (home / damaged).write_bytes(data[:-700] + bytes(byte ^ 0x55 for byte in data[-700:]))
    conn.execute("UPDATE versions SET snapshot_id = NULL WHERE version = 4")
    files = _package(home)
    versions = _manifest(files)["versions"]
    pages = [kept for version in versions for kept in version["pages"]]
    assert [len(version["pages"]) for version in versions] == [1, 1, 1, 0, 1]
    assert "没有网页原件" in versions[3]["missing"]
    for kept, why in zip(pages[:2], ("已按保存期删除", "读不到"), strict=True):
        assert why in kept["missing"]
        assert kept["warc_offset"] is None
    assert pages[2]["missing"] or pages[2]["intact"] is False
    assert pages[3]["intact"]
    said = capsys.readouterr().err
    assert all(f"第 {n} 版" in said for n in (1, 2, 3, 4))
    assert "第 5 版" not in said


def test_an_article_without_any_raw_page_still_has_a_package(home: Path, conn: Connection) -> None:
    look(conn, ARTICLE)
    files = _package(home, code=1)
    assert not [name for name in files if name.startswith("warc/")]
    assert _manifest(files)["versions"][0]["pages"][0]["missing"]


@pytest.mark.parametrize(
    ("sql", "advice"),
    [
        ("SELECT", "恢复这个文件夹"),
        ("UPDATE snapshots SET moved_at = now()", "TZWATCH_PAGES_ARCHIVE"),
        ("UPDATE snapshots SET dropped_at = now()", "备份"),
        ("UPDATE versions SET snapshot_id = NULL", "没有保存"),
    ],
)
def test_a_package_that_proves_nothing_is_written_and_is_a_failure(
    home: Path, conn: Connection, capsys: pytest.CaptureFixture[str], sql: str, advice: str
) -> None:
    look(conn, ARTICLE)
    conn.execute(sql.encode())
    files = _package(home, code=1)
    assert "README.txt" in files
    last = capsys.readouterr().err.splitlines()[-1]
    assert "网页原件一个也没有" in last
    assert advice in last


_PAGE_URL = "http://www.example.cn/0.html"


def test_a_page_from_a_file_was_imported_and_not_fetched(home: Path, conn: Connection) -> None:
    saved = home / "saved.html"
    saved.write_bytes(page("存下的一页文章"))
    before = datetime.now(UTC).replace(microsecond=0)
    assert outcomes(import_files(conn, home, saved)) == ["new"]
    files = _package(home, url=saved.as_uri())
    (kept,) = _manifest(files)["versions"][0]["pages"]
    assert kept["origin"] == "imported"
    assert before <= datetime.fromisoformat(kept["imported_at"]) <= datetime.now(UTC)
    assert not {"fetched_at", "http_status"} & set(kept)
    cited = files["citation.txt"].decode()
    assert cited.startswith("民盟中央. 存下的一页文章[EB/OL]. (2020-04-30)[导入于 20")
    assert "无公开网址" in cited
    assert not [words for words in ("读取于", "file:", "import.") if words in cited]
    assert "导入于 imported" in files["text/v1.html"].decode()
    assert "见到 seen" not in files["text/v1.html"].decode()
    readme = files["README.txt"].decode()
    assert "从文件导入" in readme
    assert "这台机器收到的内容" not in readme
    assert json.loads(files["text/v1.json"])["origin"] == "imported"


def test_the_day_that_a_list_of_files_names_is_not_the_day_of_the_import(home: Path, conn: Connection) -> None:
    (home / "saved.html").write_bytes(page("存下的一页文章"))
    row = {"html_path": "saved.html", "url": _PAGE_URL, "fetched_at": "2020-05-01T08:00:00+08:00"}
    (home / "list.jsonl").write_text(json.dumps(row), encoding="utf-8")
    before = datetime.now(UTC).replace(microsecond=0)
    assert outcomes(import_files(conn, home, home / "list.jsonl")) == ["new"]
    files = _package(home, url=_PAGE_URL)
    (kept,) = _manifest(files)["versions"][0]["pages"]
    assert (kept["origin"], kept["dated_at"]) == ("imported", "2020-05-01T08:00:00+08:00")
    assert datetime.fromisoformat(kept["imported_at"]) >= before
    assert "[导入于 20" in files["citation.txt"].decode()
    assert "导入于 2020-" not in files["citation.txt"].decode()


def test_a_page_out_of_an_archive_has_the_date_of_its_record(home: Path, conn: Connection) -> None:
    assert outcomes(import_files(conn, home, archived(home, article_pages(1)))) == ["new"]
    files = _package(home, url=_PAGE_URL)
    (kept,) = _manifest(files)["versions"][0]["pages"]
    assert (kept["origin"], kept["archived_at"]) == ("archive", "2020-05-01T16:00:00+08:00")
    assert kept["http_status"] == 200
    assert "fetched_at" not in kept
    assert datetime.fromisoformat(kept["imported_at"]) > datetime.fromisoformat(kept["archived_at"])
    assert "[存档于 2020-05-01]" in files["citation.txt"].decode()
    assert "存档于 archived" in files["text/v1.html"].decode()
    assert "别人的存档" in files["README.txt"].decode()


def test_where_a_lost_page_came_from_is_known_all_the_same(home: Path, conn: Connection) -> None:
    assert outcomes(import_files(conn, home, archived(home, article_pages(1)))) == ["new"]
    for path in (home / "warc").rglob("*.warc.gz"):
        path.unlink()
    (kept,) = _manifest(_package(home, url=_PAGE_URL, code=1))["versions"][0]["pages"]
    assert (kept["origin"], kept["archived_at"]) == ("archive", "2020-05-01T16:00:00+08:00")


def test_a_page_that_this_machine_fetched_says_when_and_what_the_server_said(home: Path, conn: Connection) -> None:
    _store(conn, home, ARTICLE, "new")
    files = _package(home)
    (kept,) = _manifest(files)["versions"][0]["pages"]
    assert (kept["origin"], kept["fetched_at"], kept["http_status"]) == ("fetched", "2026-11-01T16:00:00+08:00", 200)
    assert "imported_at" not in kept
    assert "这台机器收到的内容" in files["README.txt"].decode()
    assert "导入" not in files["README.txt"].decode()


def test_hostile_words_stay_words(home: Path, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = replace(ARTICLE, title="../../</title><script>alert(1)</script>/..\\题", author="</th><img src=x>")
    _store(conn, home, hostile, "new")
    monkeypatch.chdir(home)
    assert run(["evidence", URL]) == 0
    (package,) = home.glob("*.zip")
    assert package.name.startswith("tzwatch-minmeng-")
    assert "题" in package.name
    with zipfile.ZipFile(package) as opened:
        assert not [name for name in opened.namelist() if ".." in name or name.startswith("/")]
        shown = opened.read("text/v1.html").decode()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "default-src 'none'" in shown


def test_the_citation_names_the_version_and_its_digest(home: Path, conn: Connection) -> None:
    _store(conn, home, replace(ARTICLE, author=None), "new")
    said = _package(home)["citation.txt"].decode().splitlines()
    assert said[0] == f"新华社. 民盟中央召开会议[EB/OL]. (2026-11-01)[2026-11-01]. {URL}."
    assert " 第 1 版，读取于 2026-11-01T16:00:00+08:00，SHA-256: " in said[2]
    assert f"SHA-256: {hashlib.sha256(_BODY + b'0').hexdigest()}" in said[2]


def test_an_unknown_article_is_a_wrong_call(home: Path, conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "http://www.minmeng.org.cn/nowhere.html"]) == 2
    assert "没有存这篇文章" in capsys.readouterr().err
    assert not list(home.glob("*.zip"))
