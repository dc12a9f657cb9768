"""Searching: what the index finds is what a look at every text would find, however the articles came and changed."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from psycopg import Rollback

from db import merging, reading, search, searching
from db.connection import connect
from db.reading import Selection
from news.article import Article, Moment
from news.search.query import matches, parse
from tests.db.samples import ARTICLE, NOW, look, sighting

if TYPE_CHECKING:
    from psycopg import Connection

# Few characters, so that every query meets some texts: Chinese, Latin, full width, a rare ideograph that shares its
# number with others, a space that parts words, signs that mean something to SQL.
_CHARACTERS = "民盟吉林招聘长春ab1ＡＢ％_ \u3000《𠮷\U00020bb7한"
_QUERIES = (
    "民", "盟", "民盟", "民盟吉", "民盟吉林", "ab", "AB1", "a b", '"a b"', "𠮷", "𠮷民", "한", "한민", "%", "_", "《",
    "民盟 AND (吉林 OR 长春) NOT 招聘", "NOT 民", "NOT 民盟吉", "NOT (民 OR 盟)", "吉 -林", "民盟吉 | 林招聘",
    "民盟 NOT 民盟吉", "NOT NOT 民盟吉", "没有这个词", "NOT 没有这个词", "招聘 长春 a",
)  # fmt: skip


def _text(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(_CHARACTERS, k=chance.randint(least, most))).strip() or "民"


def _query(chance: random.Random, deep: int) -> str:
    """A query of words, phrases and operators, as nobody types it."""
    match chance.choice(["word", "word", "and", "or", "not"]) if deep else "word":
        case "and":
            return f"{_query(chance, deep - 1)} {_query(chance, deep - 1)}"
        case "or":
            return f"({_query(chance, deep - 1)} OR {_query(chance, deep - 1)})"
        case "not":
            return f"NOT ({_query(chance, deep - 1)})"
        case _:
            return '"' + _text(chance, 1, 4) + '"'


def _some(chance: random.Random, number: int) -> Article:
    return replace(
        ARTICLE,
        url=f"http://a/{number}",
        title=_text(chance, 1, 4),
        original_title=chance.choice([None, _text(chance, 1, 3)]),
        source=chance.choice([None, "民", "新华社"]),
        keywords=(_text(chance, 1, 2),),
        published=chance.choice([None, Moment(NOW + timedelta(hours=chance.randint(-99, 99)), "minute")]),
        body_text="\n".join(_text(chance, 1, 8) for _ in range(chance.randint(0, 4))),
    )


def _texts(conn: Connection) -> dict[str, str]:
    """Every stored text by its address, in the order of the article's time."""
    rows = list(reading.select(conn, Selection()))
    rows.sort(key=lambda row: (row["published_at"] or row["first_seen_at"], row["id"]), reverse=True)
    return {row["url"]: searching.stored_text(row) for row in rows}


def _by_index(conn: Connection, query: str, **others: object) -> list[str]:
    selection = replace(Selection(query=parse(query)), **others)  # type: ignore[arg-type]
    return [row["url"] for row in reading.select(conn, selection)]


@pytest.mark.parametrize("seed", range(3))
def test_the_index_finds_what_looking_at_every_text_finds(
    conn: Connection, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(search, "SMALL", 7)
    monkeypatch.setattr(search, "_SMALL_ONES", 3)
    monkeypatch.setattr(merging, "LARGE", 21)
    monkeypatch.setattr(merging, "_LARGE_ONES", 2)
    chance = random.Random(seed)
    merges = 0
    for step in range(120):
        merges += merging.merge(conn) > 0
        number = chance.randint(0, 69)
        seen = sighting(f"a/{number}", at=NOW + timedelta(minutes=step), site=f"s{number % 3}")
        look(conn, _some(chance, number), seen)
    assert merges
    assert conn.execute("SELECT count(*) FROM search_segments WHERE size > 21").fetchone() != (0,)
    texts = _texts(conn)
    for query in (*_QUERIES, *(_query(chance, 3) for _ in range(25))):
        by_looking = [url for url, text in texts.items() if matches(parse(query), text)]
        assert _by_index(conn, query) == by_looking, query
        assert sorted(_by_index(conn, query, sort="best")) == sorted(by_looking), query


def test_sites_are_told_apart_in_every_part_of_the_index(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SMALL", 5)
    for number in range(13):
        look(conn, ARTICLE, sighting(f"a/{number}", site=f"s{number % 2}"))
    assert len(_by_index(conn, "民盟", sites=("s1",))) == 6
    assert len(_by_index(conn, "民盟", sites=("s1", "s0"))) == 13
    assert _by_index(conn, "民盟", sites=("s2",)) == []


def test_processes_that_store_at_once_lose_nothing_and_a_reader_sees_everything(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SMALL", 6)
    monkeypatch.setattr(search, "_SMALL_ONES", 2)
    monkeypatch.setattr(merging, "LARGE", 12)
    monkeypatch.setattr(merging, "_LARGE_ONES", 2)
    for number in range(20):
        look(conn, ARTICLE, sighting(f"old/{number}"))

    def store(writer: int) -> None:
        with connect(database_url) as own:
            for number in range(20):
                look(own, replace(ARTICLE, body_text=f"写{writer}"), sighting(f"{writer}/{number}"))
                look(own, replace(ARTICLE, body_text=f"改{writer}{number}"), sighting(f"old/{number}"))

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(store, writer) for writer in range(3)]
        while not all(writer.done() for writer in writers):
            merging.merge(conn)
            seen = _by_index(conn, "民盟")
            assert len(seen) == len(set(seen)) >= 20
    for writer in writers:
        writer.result()
    assert len(_by_index(conn, "民盟")) == 80
    assert len(_by_index(conn, "写1")) == 20
    assert _by_index(conn, "第一段") == []


def test_a_store_that_is_undone_leaves_no_trace(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SMALL", 3)
    look(conn, ARTICLE, sighting("a/1"))
    look(conn, ARTICLE, sighting("a/2"))
    with conn.transaction() as undone:
        look(conn, ARTICLE, sighting("a/3"))
        raise Rollback(undone)
    assert conn.execute("SELECT count(*) FROM search_segments").fetchone() == (0,)
    assert sorted(_by_index(conn, "民盟")) == ["http://a/1", "http://a/2"]


def test_a_reader_who_pages_slowly_sees_one_state(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SMALL", 4)
    monkeypatch.setattr(search, "_SMALL_ONES", 2)
    for number in range(11):
        look(conn, ARTICLE, sighting(f"a/{number}"))
    with closing(reading.select(conn, Selection(query=parse("民盟")))) as rows:
        seen = [next(rows)["url"]]
        with connect(database_url) as other:
            for number in range(9):
                look(other, replace(ARTICLE, body_text="别的"), sighting(f"a/{number}"))
        seen += [row["url"] for row in rows]
    assert seen == [f"http://a/{number}" for number in reversed(range(11))]
