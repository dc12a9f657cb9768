"""`tzwatch story`: who was first, who followed, and what each of them changed."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cli import main
from news.article import Moment
from news.dates import SHANGHAI
from tests.db.samples import MISSING, look, sighting
from tests.news.reprint_world import original

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

_NINE = datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
_FIRST = replace(original(random.Random(5), 1), published=Moment(_NINE, "minute"), title="民盟调研黑土地保护")
_LINES = _FIRST.body_text.split("\n")


@pytest.fixture(autouse=True)
def stored(conn: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A story of three, of which the first was stored last and one is withdrawn; and an article that nobody copied."""
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    seen = datetime.now(UTC) - timedelta(hours=5)
    reprint = replace(
        _FIRST,
        title="黑土地的一堂课",
        published=Moment(_NINE + timedelta(hours=3), "minute"),
        source="民盟中央",
        body_text="\n".join(["编者按：本网特予转载。", *_LINES[:-1]]),
    )
    look(conn, reprint, sighting("b.cn/2", site="acfic", at=seen))
    look(conn, replace(_FIRST, published=None), sighting("c.cn/3", site="mirror", at=seen + timedelta(hours=1)))
    look(conn, _FIRST, sighting("a.cn/1", at=seen + timedelta(hours=2)))
    for hours in (3, 4):
        look(conn, MISSING, sighting("b.cn/2", site="acfic", at=seen + timedelta(hours=hours)))
    look(conn, original(random.Random(9), 2), sighting("d.cn/4", at=seen))


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main.run(words) == 0
    return capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(_said(capsys, *words, "--json"))


@pytest.mark.parametrize("url", ["http://a.cn/1", "https://www.b.cn/2", "c.cn/3"])
def test_any_of_its_articles_leads_to_a_story(capsys: pytest.CaptureFixture[str], url: str) -> None:
    found = _json(capsys, "story", url)
    assert found["first"] == "http://a.cn/1"
    assert [(row["site"], row["appeared_by"], row["status"]) for row in found["articles"]] == [
        ("minmeng", "printed", "live"),
        ("acfic", "printed", "gone"),
        ("mirror", "seen", "live"),
    ]
    changed = found["articles"][1]["changes"]
    assert (changed["headline_changed"], changed["paragraphs_cut"], changed["paragraphs_added"]) == (True, 1, 1)
    assert found["articles"][1]["seconds_after_first"] == 3 * 3600
    assert found["articles"][2]["changes"]["headline_changed"] is False


def test_a_story_is_told_to_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "story", "a.cn/1")
    for part in (
        "3 篇",
        "按页面时间 by its printed time",
        "2026-11-03 09:00  minmeng  民盟调研黑土地保护",
        "+3 小时",
        "来源 民盟中央",
        "改题 headline changed，删 1 段 cut，加 1 段 added（重要 major）",
        "〔已撤〕",
        "首次见到 first seen",
    ):
        assert part in said


def _at_nine_too(conn: Connection) -> None:
    """A reprint with the time of the first, first seen before it."""
    seen = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
    look(conn, replace(_FIRST, title="黑土地保护"), sighting("e.cn/5", site="gmw", at=seen))


def test_of_two_with_one_time_none_is_called_the_first(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    _at_nine_too(conn)
    said = _said(capsys, "story", "a.cn/1")
    assert "时间相同，看不出先后 same time, order unknown" in said
    assert "首发" not in said
    assert "+0 分钟" not in said
    head, _, reprints = said.partition("转载 reprints")
    assert "minmeng" in head
    assert "gmw" in head
    assert "首次见到 first seen 2026-11-03 12:00" in head
    assert "acfic  +3 小时" in reprints
    found = _json(capsys, "story", "a.cn/1")
    assert found["first"] is None
    assert set(found["same_time"]) == {"http://a.cn/1", "http://e.cn/5"}
    after = {row["site"]: row["seconds_after_first"] for row in found["articles"]}
    assert (after["minmeng"], after["gmw"], after["acfic"]) == (None, None, 3 * 3600)


def test_a_source_says_who_was_first_of_two_with_one_time(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    named = replace(_FIRST, source_url="http://a.cn/1")
    look(conn, named, sighting("e.cn/5", site="gmw", at=datetime(2026, 11, 3, 4, 0, tzinfo=UTC)))
    said = _said(capsys, "story", "a.cn/1")
    assert "首发 first" in said
    assert "看不出先后" not in said
    assert "+0" not in said


def test_articles_that_were_not_compared_yet_are_said(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["story", "a.cn/1"], ["story", "--latest"]):
        assert main.run(words) == 0
        assert capsys.readouterr().err == ""
    conn.execute("UPDATE fingerprints SET bands = NULL WHERE article_id = (SELECT max(id) FROM articles)")
    for words in (["story", "a.cn/1"], ["story", "--latest", "--json"]):
        assert main.run(words) == 0
        said = capsys.readouterr()
        assert "旧文章还没有全部比对" in said.err
        assert "tzwatch db migrate" in said.err
        assert "旧文章" not in said.out


def test_an_article_without_a_reprint_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert _said(capsys, "story", "d.cn/4").startswith("没有发现转载 no reprint is known")
    found = _json(capsys, "story", "d.cn/4")
    assert (found["story_id"], len(found["articles"])) == (None, 1)


def test_the_stories_with_most_reprints_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    (story,) = _json(capsys, "story", "--latest")
    assert [row["site"] for row in story["articles"]] == ["minmeng", "acfic", "mirror"]
    assert "3 篇  2026-11-03 09:00  民盟调研黑土地保护" in _said(capsys, "story", "--latest", "5")
    assert "近来没有转载" in _said(capsys, "story", "--latest", "--days", "0")


def test_articles_and_export_name_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    stories = {row["url"]: row["story_id"] for row in _json(capsys, "articles")}
    assert stories["http://a.cn/1"] == stories["http://b.cn/2"] == stories["http://c.cn/3"] is not None
    assert stories["http://d.cn/4"] is None
    exported = [json.loads(line) for line in _said(capsys, "export", "--format", "jsonl").splitlines()]
    assert {row["url"]: row["story_id"] for row in exported} == stories
    assert "同稿 story：另有 2 处 also on acfic、mirror" in _said(capsys, "articles", "a.cn/1")
    assert "同稿" not in _said(capsys, "articles", "d.cn/4")


@pytest.mark.parametrize("words", [["story"], ["story", "a.cn/1", "--latest"]])
def test_an_address_or_the_list_but_not_both(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main.run(words) == 2
    assert "--latest" in capsys.readouterr().err
