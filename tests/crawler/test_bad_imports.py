"""Whatever one saved page holds, the others are stored, and it is kept in quarantine."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from crawler.imports import saved
from db import imports
from news.dates import believed
from news.errors import UsageError
from tests.crawler.packing import AT, archived, article_pages, import_files, outcomes, page, record, rows_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from psycopg import Connection

    from news.article import Article

_URL = "http://www.example.cn/a/1.html"

_BAD = {
    "NUL": page("有\0空字符的\0标题"),
    "surrogates": page("标题里有&#xD83D;&#55296;半个字"),
    "10 MB title": page("长" * 200_000, times=3),
    "year 9999": page("遥远的日期").replace("2020年4月30日".encode(), "9999年12月31日".encode()),
    "charset lie": page("编码写错了", charset="gb18030").replace(b"gb18030", b"utf-8"),
    "odd charset": page("奇怪的编码").replace(b"utf-8", b"hex"),
    "control characters": page("控制\x01\x1b[31m\u202e字符"),
    "empty": b"",
    "no page": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "noise": random.Random(5).randbytes(3_000),
    "deep": b"<div>" * 5000 + page("深"),
    "34 MB": b"<html><body>" + "文".encode() * 11_500_000,
}


def test_no_bad_page_costs_the_others_theirs(conn: Connection, tmp_path: Path) -> None:
    records = []
    for number, body in enumerate(_BAD.values()):
        url = f"http://www.example.cn/{number}.html"
        records += [record(url, body, at=AT if number % 2 else "9999-12-31T23:59:59Z"), *article_pages(number + 1)[-1:]]
    records.append(record("http://www.example.cn/\0\x1b\ud7ff.html", page("坏网址")))
    records += [record(f"http://www.example.cn/{'x' * 5000}.html", page("长网址")), record(_URL, page("最后一篇"))]
    done = import_files(conn, tmp_path, archived(tmp_path, records))
    assert done[-1].outcome == "new"
    titles = {title for (title,) in conn.execute("SELECT title FROM versions")}
    assert {
        "有空字符的标题",
        "标题里有\ufffd\ufffd半个字",
        "遥远的日期",
        "编码写错了",
        "奇怪的编码",
        "最后一篇",
    } <= titles
    assert all(len(title) <= 500 for title in titles)
    assert conn.execute("SELECT count(*) FROM versions WHERE published_at > now()").fetchone() == (0,)
    held = {page.reason.partition(" ")[0] for page in imports.held(conn)}
    assert {"页面过大", "不是网页，也不是文字", "网址过长，不接受"} <= held


def test_what_postgres_refuses_is_held_and_the_rest_lands(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(article: Article, at: datetime) -> Article:
        return replace(article, body_text="空\0字符") if "第1篇" in article.title else believed(article, at)

    monkeypatch.setattr(saved, "believed", poisoned)
    done = import_files(conn, tmp_path, archived(tmp_path, article_pages(3)))
    assert outcomes(done) == ["new", "failed", "new"]
    assert [page.url for page in imports.held(conn)] == ["http://www.example.cn/1.html"]
    monkeypatch.undo()
    assert outcomes(import_files(conn, tmp_path, tmp_path / "a.warc.gz", again=True)) == ["known", "new", "known"]
    assert imports.held(conn) == []


def test_a_file_that_is_not_there_is_said_before_anything_is_read(conn: Connection, tmp_path: Path) -> None:
    archive = archived(tmp_path, article_pages(1))
    with pytest.raises(UsageError, match="没有这个文件"):
        import_files(conn, tmp_path, archive, tmp_path / "none.html")
    assert rows_of(conn, "articles") == 0
