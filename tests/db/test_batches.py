"""Many articles at once: the same in the end as one after the other, and a bad one costs nobody else."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import articles, entries, events
from db.batches import Item, store_many
from db.connection import connect
from news.article import Moment
from news.changes.change import Change
from news.errors import UnstorableError
from tests.db.samples import ARTICLE, NOW, sighting, snapshot
from tests.news.reprint_world import world

if TYPE_CHECKING:
    from psycopg import Connection

    from news.article import Article

_TEXT = "民盟省委会召开会议，传达学习有关精神，研究部署第{}项工作。各支部负责人参加了会议，并就{}作交流发言。"
_WORDS = "春风夏雨秋月冬雪山川河海松竹梅兰江湖云霞星辰草木花鸟鱼虫琴棋书画诗酒茶香"


def _article(number: int) -> Article:
    word = _WORDS[number % len(_WORDS)] * 2
    body = "\n".join(_TEXT.format(place * 7 + number, f"{word}{_WORDS[place]}{number}") for place in range(6))
    at = ARTICLE.published.at + timedelta(hours=number) if ARTICLE.published else NOW
    return replace(ARTICLE, title=f"{word}第{number}号消息", body_text=body, published=Moment(at, "minute"))


def _item(number: int, article: Article | None = None) -> Item:
    return Item(sighting(f"a.example.cn/{number}.html"), article or _article(number), snapshot())


_TABLES = {
    "articles": "id site url_key url status version digests baseline first_seen_at last_seen_at next_visit_at",
    "versions": "article_id version seen_at title published_at published_precision source breadcrumb keywords "
    "body_text body_html images attachments provenance further_snapshots",
    "search": "article_id site at text segment place",
    "fingerprints": "article_id story_id bands",
    "bands": "band article_id",
    "events": "seq kind article_id version site url title fields baseline at",
}


def _stored(conn: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(conn.execute(f"SELECT {columns.replace(' ', ', ')} FROM {table}").fetchall(), key=repr)
        for table, columns in _TABLES.items()
    }


def test_a_batch_leaves_what_one_after_the_other_leaves(conn: Connection) -> None:
    items = [_item(number) for number in range(5)]
    items.append(_item(5, replace(items[2].article, title="另一个标题的转载消息")))
    for item in items:
        with conn.transaction():
            articles.known(conn, item.seen.key)
            articles.store(conn, item.seen, Change("new", "new"), item.article, item.snapshot)
    one_by_one = _stored(conn)
    conn.execute("TRUNCATE articles, versions, snapshots, events, search, fingerprints, bands RESTART IDENTITY CASCADE")
    conn.execute("ALTER SEQUENCE story_ids RESTART")
    assert store_many(conn, items) == ["new"] * 6
    assert _stored(conn) == one_by_one


def test_what_is_known_or_comes_twice_is_left_as_it_is(conn: Connection) -> None:
    assert store_many(conn, [_item(1)]) == ["new"]
    again = _item(1, _article(9))
    assert store_many(conn, [again, _item(2), _item(2, _article(8))]) == ["known", "new", "known"]
    titles = conn.execute("SELECT title FROM versions ORDER BY article_id").fetchall()
    assert titles == [(_article(1).title,), (_article(2).title,)]


@pytest.mark.parametrize("title", ["零\0字节", "半个\ud83d字符"])
def test_a_bad_one_is_refused_and_the_rest_lands(conn: Connection, title: str) -> None:
    bad = _item(2, replace(_article(2), title=title))
    first, refused, third = store_many(conn, [_item(1), bad, _item(3)])
    assert (first, third) == ("new", "new")
    assert isinstance(refused, UnstorableError)
    assert conn.execute("SELECT url_key FROM articles ORDER BY id").fetchall() == [
        ("a.example.cn/1.html",),
        ("a.example.cn/3.html",),
    ]
    assert [event.url for event in events.listed(conn, site=None, after=0, limit=9, with_baseline=True)] == [
        "http://a.example.cn/1.html",
        "http://a.example.cn/3.html",
    ]


def test_entries_of_a_batch_are_done(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟')")
    entry = entries.NewEntry("a.example.cn/1.html", "http://a.example.cn/1.html", "题", None)
    entries.record(conn, "minmeng", "http://a.example.cn/", [entry], baseline=False, at=NOW)
    store_many(conn, [_item(1)])
    assert not entries.pending(conn, "minmeng", whatever_the_wait=True, limit=9)


def test_two_batches_at_once_wait_for_each_other(conn: Connection, database_url: str) -> None:
    with connect(database_url) as other:
        with conn.transaction():
            assert store_many(conn, [_item(1), _item(2)]) == ["new", "new"]
            other.execute("SET lock_timeout = '100ms'")
            with pytest.raises(Exception, match="lock timeout"):
                store_many(other, [_item(2), _item(3)])
        other.execute("RESET lock_timeout")
        assert store_many(other, [_item(2), _item(3)]) == ["known", "new"]


def test_a_world_stored_at_once_has_the_stories_of_one_stored_one_by_one(conn: Connection) -> None:
    pieces = world(random.Random(4), stories=12, notices=30)
    items = [Item(sighting(piece.key, at=piece.at), piece.article, snapshot()) for piece in pieces]
    for item in items:
        with conn.transaction():
            articles.known(conn, item.seen.key)
            articles.store(conn, item.seen, Change("new", "new"), item.article, item.snapshot)
    one_by_one = _partition(conn)
    assert len(one_by_one) > 6
    conn.execute("TRUNCATE articles, versions, snapshots, events, search, fingerprints, bands RESTART IDENTITY CASCADE")
    for start in range(0, len(items), 17):
        store_many(conn, items[start : start + 17])
    assert _partition(conn) == one_by_one


@pytest.mark.parametrize("copies", [8, 9, 12, 60])
@pytest.mark.parametrize("stored_before", [0, 1])
def test_of_many_copies_in_one_batch_each_finds_the_others_and_what_is_stored(
    conn: Connection, copies: int, stored_before: int
) -> None:
    text = _article(3)
    items = [_item(number, text) for number in range(copies + stored_before)]
    store_many(conn, items[:stored_before])
    store_many(conn, items[stored_before:])
    assert [len(story) for story in _partition(conn)] == [copies + stored_before]


def test_copies_with_another_line_each_are_one_story_however_many_come_at_once(conn: Connection) -> None:
    text = _article(3)
    edited = [replace(text, body_text=f"{text.body_text}\n{_WORDS[number] * 3}供稿。") for number in range(14)]
    store_many(conn, [_item(number, article) for number, article in enumerate(edited)])
    assert [len(story) for story in _partition(conn)] == [14]


def _partition(conn: Connection) -> set[tuple[str, ...]]:
    rows = conn.execute(
        """SELECT array_agg(a.url_key ORDER BY a.url_key) FROM fingerprints f JOIN articles a ON a.id = f.article_id
           WHERE f.story_id IS NOT NULL GROUP BY f.story_id"""
    )
    return {tuple(row[0]) for row in rows}
