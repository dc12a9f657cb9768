"""`tzwatch diff`: what a person, a script and a browser see of two versions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import main
from cli.diff_html import page
from news.article import Article
from news.diff.articles import compare
from tests.db.samples import ARTICLE, MISSING, NOW, URL, look, sighting

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

OLD = replace(
    ARTICLE,
    body_text="民盟中央在北京召开会仪。\n会议指出，同比增长5.2%。\n这一段后来被删去，因为它说的已经不合适了。",
)
NEW = replace(
    OLD,
    title="民盟中央主席召开会议",
    editor="张三",
    body_text="民盟中央在北京召开会议。\n会议指出，同比增长5.3%。\n新的一段说明了其他几件事情的来龙去脉。",
)


@pytest.fixture(autouse=True)
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main.run(["diff", *words]) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def test_the_last_two_versions_are_compared_and_each_change_has_its_class_and_weight(
    conn: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    look(conn, replace(OLD, title="最早的标题"))
    look(conn, OLD, sighting(at=NOW + timedelta(hours=1)))
    look(conn, NEW, sighting(at=NOW + timedelta(hours=2)))
    shown = said(capsys, URL)
    for words in (
        "第 2 版",
        "第 3 版",
        "2026-11-01 17:00",
        "民盟中央〔+主席+〕召开会议",
        "重要 major · 标题、姓名/职务 headline, name or post",
        "轻微 minor · 错字 typo",
        "召开会〔-仪-〕〔+议+〕。",
        "重要 major · 数字/日期 number or date",
        "同比增长〔-5.2%-〕〔+5.3%+〕。",
        "原第 3 段删去 old paragraph 3 removed",
        "第 3 段新增 paragraph 3 added",
        "编辑 editor",
        "〔+张三+〕",
    ):
        assert words in shown
    assert "最早的标题" not in shown
    assert "\x1b" not in shown
    assert shown.index("编辑 editor") < shown.index("第 1 段")
    assert "最早的标题" in said(capsys, URL, "--from", "1")
    assert "〔-主席-〕" in said(capsys, URL, "--from", "3", "--to", "2")


def test_an_article_of_one_version_says_so(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, OLD)
    assert "只有一个版本" in said(capsys, URL)
    assert json.loads(said(capsys, URL, "--json"))["weight"] is None


@pytest.mark.parametrize("name", ["d.html", "d.json", "d.txt"])
def test_a_file_of_one_version_says_that_nothing_was_compared(
    conn: Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    look(conn, OLD)
    assert main.run(["diff", URL, "--out", str(tmp_path / name)]) == 0
    said = capsys.readouterr().err
    assert "只有一个版本，没有比较 there is one version only, nothing was compared" in said
    look(conn, NEW, sighting(at=NOW + timedelta(hours=1)))
    assert main.run(["diff", URL, "--out", str(tmp_path / name)]) == 0
    assert "没有比较" not in capsys.readouterr().err


def test_a_withdrawn_article_says_since_when(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, OLD)
    look(conn, NEW, sighting(at=NOW + timedelta(hours=2)))
    look(conn, MISSING, sighting(at=NOW + timedelta(hours=3)))
    look(conn, MISSING, sighting(at=NOW + timedelta(hours=4)))
    assert "已撤 gone：2026-11-01 20:00" in said(capsys, URL)
    assert json.loads(said(capsys, URL, "--json"))["gone_since"] == "2026-11-01T20:00:00+08:00"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "7"), "没有第 7 版"),
        (("--from", "1", "--to", "1"), "同一个版本"),
        (("--to", "1"), "第 1 版之前没有版本"),
        (("--html", "--json"), "只能选一个"),
    ],
)
def test_what_cannot_be_compared_is_said(
    conn: Connection, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    look(conn, OLD)
    look(conn, NEW)
    assert message in said(capsys, URL, *words, code=2)


def test_a_script_gets_every_change_as_json(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, OLD)
    look(conn, NEW)
    read: dict[str, Any] = json.loads(said(capsys, URL, "--json"))
    assert (read["from"]["version"], read["to"]["version"]) == (1, 2)
    assert read["weight"] == "major"
    assert read["classes"][:2] == ["headline", "name"]
    assert [field["field"] for field in read["fields"]] == ["title", "editor"]
    assert read["fields"][0]["pieces"][1] == {
        "old": "",
        "new": "主席",
        "classes": ["name"],
        "weight": "major",
    }
    assert [change["kind"] for change in read["body"]] == ["edited", "edited", "removed", "added"]
    assert read["body"][0]["old"] == {"first": 1, "last": 1, "text": OLD.body_text.split("\n")[0]}
    assert read["body"][3]["old"] is None


def test_a_page_is_written_to_a_file(conn: Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    look(conn, OLD)
    look(conn, NEW)
    out = tmp_path / "差异.html"
    said(capsys, URL, "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert "<ins>5.3%</ins>" in text
    assert "<del>5.2%</del>" in text
    assert said(capsys, URL, "--html") == text


@pytest.mark.parametrize("name", ["d.pdf", "d.docx", "d.md"])
def test_another_ending_is_refused_unless_the_form_is_said(
    conn: Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    look(conn, OLD)
    assert main.run(["diff", URL, "--out", str(tmp_path / name)]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    for word in ("不认识后缀", ".txt", ".html", ".json", "--html"):
        assert word in told
    assert not list(tmp_path.glob("d.*"))
    assert main.run(["diff", URL, "--json", "--out", str(tmp_path / name)]) == 0
    assert json.loads((tmp_path / name).read_text(encoding="utf-8"))["url"]
    assert main.run(["diff", URL, "--out", str(tmp_path / "plain")]) == 0
    assert "<" not in (tmp_path / "plain").read_text(encoding="utf-8")


class _Reader(HTMLParser):
    """Collects what is no plain text in a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "div"),
    *("h1", "h2", "p", "ins", "del", "a", "br", "span"),
}
_HOSTILE = st.text(
    st.one_of(st.sampled_from(list("<>&\"'=/ \n`甲乙")), st.characters(exclude_categories=("Cs", "Cc"))), max_size=40
)


@given(old=_HOSTILE, new=_HOSTILE, url=st.sampled_from(["https://a.example/?a=1&b=2", "javascript:alert(1)", 'x"><b>']))
def test_nothing_of_a_text_becomes_markup(old: str, new: str, url: str) -> None:
    before = Article(
        url=url, title=f"<script>{old}</script>", body_text=f"{old}\n<img src=x onerror=y>{old}", source=old
    )
    after = replace(before, title=f"'\"--><b>{new}", body_text=f"{new}\n</style>{new}", source=new)
    read = _Reader(page(compare(before, after), before.url, after.title, ("1", "2"), ""))
    assert read.tags <= _TAGS
    assert not read.attributes - {"lang", "charset", "http-equiv", "content", "name", "class", "href"}
    assert all(link.startswith("https://") for link in read.links)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    text = page(compare(OLD, NEW), URL, NEW.title, ("第 1 版", "第 2 版"), "")
    assert "default-src 'none'" in text
    assert _Reader(text).links == [URL]
    assert "@media print" in text
