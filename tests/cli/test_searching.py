"""What a person asks for with a query: the hits with what was found marked, and help when nothing was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cli import main
from tests.db.samples import ARTICLE, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


@pytest.fixture(autouse=True)
def stored(conn: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    texts = {"jilin": "民盟吉林省委会召开会议。", "changchun": "民盟在长春调研。", "jobs": "民盟吉林省委会招聘公告。"}
    for key, text in texts.items():
        look(conn, replace(ARTICLE, title=key, body_text=text), sighting(f"a/{key}"))
    look(conn, replace(ARTICLE, title="工商联", keywords=(), body_text="民营经济。"), sighting("b/1", site="acfic"))


def _said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> tuple[str, str]:
    assert main.run(words) == code
    said = capsys.readouterr()
    return said.out, said.err


def _titles(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    return sorted(row["title"] for row in json.loads(_said(capsys, "articles", "--json", *words)[0]))


def test_a_query_of_words_and_operators(capsys: pytest.CaptureFixture[str]) -> None:
    assert _titles(capsys, "--search", "民盟 AND (吉林 OR 长春) NOT 招聘") == ["changchun", "jilin"]
    assert _titles(capsys, "--search", "NOT 民盟") == ["工商联"]
    assert _titles(capsys, "--search", "民", "--site", "acfic") == ["工商联"]
    assert _titles(capsys, "--search", "民", "--site", "acfic", "--site", "minmeng", "--sort", "best") == [
        "changchun",
        "jilin",
        "jobs",
        "工商联",
    ]


def test_each_hit_is_shown_with_what_was_found_marked(capsys: pytest.CaptureFixture[str]) -> None:
    said, _ = _said(capsys, "articles", "--search", "长春 民盟")
    assert "【民盟】在【长春】调研。" in said
    (row,) = json.loads(_said(capsys, "articles", "--search", "长春", "--json")[0])
    assert row["snippet"] == "民盟在【长春】调研。"
    assert json.loads(_said(capsys, "articles", "--search", "NOT 民盟", "--json")[0])[0]["snippet"] is None
    assert "snippet" not in json.loads(_said(capsys, "articles", "--json")[0])[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--search", "长春", "--site", "acfic"), "去掉 --site"),
        (("--search", "长春", "--since", "2026-12-01"), "去掉 --site、--since"),
        (("--search", "长春 NOT 调研"), "去掉 NOT 则有"),
        (("--search", "没有这个词"), "换个词"),
        (("--source", "没有这个来源"), "去掉 --site、--since"),
    ],
)
def test_when_nothing_is_found_something_else_is_offered(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    said, _ = _said(capsys, "articles", *words)
    assert said.startswith("没有符合的文章")
    assert says in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--search", "(民盟"), "括号不成对"),
        (("--search", ""), "检索式是空的"),
        (("--sort", "best"), "--sort best 需要"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), "早于"),
        (("--site", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    _, said = _said(capsys, "articles", *words, code=2)
    assert says in said
    assert len(said.splitlines()) == 1


def test_articles_from_before_the_search_are_found_after_a_migration(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    conn.execute("UPDATE search SET text = NULL")
    out, said = _said(capsys, "articles", "--search", "长春")
    assert out.startswith("没有符合的文章")
    assert "tzwatch db migrate" in out
    assert "crawl" not in out
    assert "tzwatch db migrate" in said
    assert "4 篇旧文章" in _said(capsys, "db", "migrate")[1]
    assert _titles(capsys, "--search", "长春") == ["changchun"]


def test_an_empty_store_is_told_to_be_filled(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    conn.execute("TRUNCATE articles CASCADE")
    for words in ((), ("--search", "民盟"), ("--new",)):
        assert "先运行 tzwatch crawl SITE" in _said(capsys, "articles", *words)[0]
