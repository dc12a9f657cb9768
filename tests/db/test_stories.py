"""Stories in the store: placed when stored, placed again when edited, merged, and one even when two come at once."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from db import articles, stories
from db.connection import connect
from news.article import Article, Moment
from news.changes.change import decide
from news.stories.fingerprint import BANDS
from tests.db.samples import MISSING, NOW, look, sighting, snapshot
from tests.news.reprint_world import original, reprint, world

if TYPE_CHECKING:
    from psycopg import Connection

_HOUR = timedelta(hours=1)
_STORY = replace(original(random.Random(5), 1), published=Moment(NOW, "minute"))
_OTHER = replace(original(random.Random(6), 1), published=Moment(NOW, "minute"))


def _store(conn: Connection, key: str, article: Article, *, hours: int = 0) -> None:
    look(conn, replace(article, url=f"http://{key}"), sighting(key, at=NOW + hours * _HOUR))


def _stories(conn: Connection) -> dict[str, int | None]:
    rows = conn.execute(
        "SELECT a.url_key, f.story_id FROM articles a LEFT JOIN fingerprints f ON f.article_id = a.id ORDER BY 1"
    )
    return dict(rows.fetchall())


def _count(conn: Connection, key: str) -> int:
    row = conn.execute(
        "SELECT count(*) FROM bands b JOIN articles a ON a.id = b.article_id WHERE a.url_key = %s", (key,)
    ).fetchone()
    assert row
    return int(row[0])


def test_an_article_without_a_reprint_has_no_story(conn: Connection) -> None:
    _store(conn, "a.cn/1", _STORY)
    _store(conn, "b.cn/1", _OTHER)
    assert _stories(conn) == {"a.cn/1": None, "b.cn/1": None}


def test_a_reprint_makes_a_story_of_both(conn: Connection) -> None:
    _store(conn, "a.cn/1", _STORY)
    _store(conn, "b.cn/1", replace(_STORY, title="另一个标题"), hours=1)
    _store(conn, "c.cn/1", _OTHER, hours=1)
    found = _stories(conn)
    assert found["a.cn/1"] == found["b.cn/1"] is not None
    assert found["c.cn/1"] is None


def test_one_site_that_posts_a_text_twice_has_one_story(conn: Connection) -> None:
    _store(conn, "a.cn/news/1", _STORY)
    _store(conn, "a.cn/party/7", _STORY)
    assert len(set(_stories(conn).values())) == 1


def test_two_stories_that_turn_out_to_be_one_are_merged(conn: Connection) -> None:
    lines = _STORY.body_text.split("\n")
    half = len(lines) // 2
    head, tail = replace(_STORY, body_text="\n".join(lines[:half])), replace(_OTHER, body_text="\n".join(lines[half:]))
    for site in "abcd":
        _store(conn, f"{site}.cn/1", head if site < "c" else tail)
    before = _stories(conn)
    assert before["a.cn/1"] == before["b.cn/1"] != before["c.cn/1"] == before["d.cn/1"]
    whole = replace(_STORY, source_url="http://c.cn/1")
    _store(conn, "e.cn/1", whole)
    _store(conn, "f.cn/1", replace(head, source_url="http://e.cn/1"))
    assert set(_stories(conn).values()) == {before["a.cn/1"]}


def test_an_edit_takes_an_article_out_of_its_story_and_a_story_of_one_ends(conn: Connection) -> None:
    _store(conn, "a.cn/1", _STORY)
    _store(conn, "b.cn/1", _STORY)
    _store(conn, "b.cn/1", _OTHER, hours=1)
    assert _stories(conn) == {"a.cn/1": None, "b.cn/1": None}
    _store(conn, "c.cn/1", _OTHER, hours=2)
    found = _stories(conn)
    assert found["b.cn/1"] == found["c.cn/1"] is not None
    assert found["a.cn/1"] is None


def test_a_small_edit_leaves_an_article_where_it_is_with_its_new_bands_only(conn: Connection) -> None:
    _store(conn, "a.cn/1", _STORY)
    _store(conn, "b.cn/1", _STORY)
    before = _stories(conn)
    for version in range(1, 6):
        _store(conn, "b.cn/1", replace(_STORY, body_text=_STORY.body_text + f"\n更正{version}处。"), hours=version)
    assert _stories(conn) == before
    assert _count(conn, "b.cn/1") <= BANDS + 2


def test_an_undated_article_stays_under_the_time_it_was_first_seen_at_when_it_is_edited(conn: Connection) -> None:
    undated = replace(_STORY, published=None)
    _store(conn, "a.cn/1", undated)
    before = _bands(conn, "a.cn/1")
    _store(conn, "a.cn/1", replace(undated, editor="李四"), hours=24 * 100)
    assert _bands(conn, "a.cn/1") == before


def _bands(conn: Connection, key: str) -> list[int]:
    rows = conn.execute(
        "SELECT b.band FROM bands b JOIN articles a ON a.id = b.article_id WHERE a.url_key = %s ORDER BY 1", (key,)
    )
    return [row[0] for row in rows]


def test_what_is_withdrawn_stays_in_its_story(conn: Connection) -> None:
    _store(conn, "a.cn/1", _STORY)
    _store(conn, "b.cn/1", _STORY)
    for hours in (1, 2):
        look(conn, MISSING, sighting("a.cn/1", at=NOW + hours * _HOUR))
    assert set(_stories(conn).values()) != {None}


@pytest.mark.parametrize("original_first", [True, False])
def test_a_source_link_joins_what_the_text_alone_would_not(conn: Connection, *, original_first: bool) -> None:
    part = "\n".join(_STORY.body_text.split("\n")[:2])
    extract = replace(_STORY, title="短讯", body_text=part, source_url="https://www.a.cn/1?from=timeline")
    pair = [("a.cn/1", _STORY), ("b.cn/1", extract)]
    for key, article in pair if original_first else pair[::-1]:
        _store(conn, key, article)
    assert None not in _stories(conn).values()
    assert len(set(_stories(conn).values())) == 1


@pytest.mark.parametrize("third", ["http://www.x.cn/politics/index.htm", "http://www.x.cn/politics/leaders.htm"])
def test_a_page_that_many_name_as_their_source_does_not_hide_the_original(conn: Connection, third: str) -> None:
    _store(conn, "a.cn/1", _STORY)
    for number in range(10, 22):
        other = replace(original(random.Random(number), 1), published=_STORY.published, source_url=third)
        _store(conn, f"b.cn/{number}", other)
    shortened = "\n".join(_STORY.body_text.split("\n")[:-1])
    _store(conn, "c.cn/1", replace(_STORY, body_text=shortened, source_url=third))
    found = _stories(conn)
    assert found["a.cn/1"] == found["c.cn/1"] is not None


def test_what_has_only_furniture_has_no_story(conn: Connection) -> None:
    furniture = Article(url="", title="图片新闻", body_text="分享到：\n打印\n来源：新华社\n责任编辑：张三")
    for site in "abc":
        _store(conn, f"{site}.cn/1", furniture)
    assert set(_stories(conn).values()) == {None}
    assert _count(conn, "a.cn/1") == 0


def test_two_reprints_stored_at_the_same_moment_are_one_story(conn: Connection, database_url: str) -> None:
    _store(conn, "seed.cn/1", _OTHER)

    def store(number: int, gate: threading.Barrier) -> None:
        key = f"s{number}.cn/1"
        with connect(database_url) as own, own.transaction():
            known = articles.known(own, key)
            gate.wait(timeout=30)
            page = replace(_STORY, url=f"http://{key}")
            articles.store(own, sighting(key), decide(known, page), page, snapshot())

    gate = threading.Barrier(4)
    threads = [threading.Thread(target=store, args=(number, gate)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    found = _stories(conn)
    assert found.pop("seed.cn/1") is None
    assert len(found) == 4
    assert len(set(found.values())) == 1
    assert None not in found.values()


def test_two_reprints_edited_at_the_same_moment_do_not_wait_for_each_other_for_ever(
    conn: Connection, database_url: str
) -> None:
    for number in range(3):
        _store(conn, f"s{number}.cn/1", _STORY)
    failures: list[BaseException] = []

    def edit(number: int, gate: threading.Barrier) -> None:
        key = f"s{number}.cn/1"
        try:
            with connect(database_url) as own:
                for version in range(4):
                    page = replace((_STORY, _OTHER)[version % 2], url=f"http://{key}", editor=f"改{version}")
                    gate.wait(timeout=30)
                    look(own, page, sighting(key, at=NOW + version * _HOUR))
        except Exception as error:
            failures.append(error)

    gate = threading.Barrier(3)
    threads = [threading.Thread(target=edit, args=(number, gate)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert len(set(_stories(conn).values())) == 1


def test_a_text_with_bad_characters_is_placed_like_any_other(conn: Connection) -> None:
    odd = replace(
        _STORY, title="𠮷" * 3000, body_text=_STORY.body_text + "\n" + "e\u0301\U0001f468\u200d\U0001f469" * 50
    )
    _store(conn, "a.cn/1", odd)
    _store(conn, "b.cn/1", reprint(odd, random.Random(1)))
    assert len(set(_stories(conn).values())) == 1


def test_a_world_of_reprints_and_of_notices_from_one_form_is_told_apart(conn: Connection) -> None:
    pieces = world(random.Random(11), stories=40, notices=60)
    for piece in pieces:
        look(conn, piece.article, sighting(piece.key, at=piece.at))
    found: dict[int, list[int]] = defaultdict(list)
    by_key = _stories(conn)
    for piece in pieces:
        if story := by_key[piece.key]:
            found[story].append(piece.story)
    pairs = [(a, b) for members in found.values() for a, b in combinations(members, 2)]
    right = sum(a == b for a, b in pairs)
    per_story = [[p.story for p in pieces].count(number) for number in range(40)]
    true_pairs = sum(n * (n - 1) // 2 for n in per_story)
    assert right / len(pairs) >= 0.995
    assert right / true_pairs >= 0.98


def test_articles_of_before_there_were_stories_are_placed_a_few_at_a_time(conn: Connection) -> None:
    for number, key in enumerate(("a.cn/1", "b.cn/1", "c.cn/1")):
        _store(conn, key, _STORY, hours=number)
    _store(conn, "d.cn/1", _OTHER)
    joined = _stories(conn)
    conn.execute("TRUNCATE bands")
    conn.execute("UPDATE fingerprints SET story_id = NULL, bands = NULL")
    assert [stories.backlog(conn, 3), stories.backlog(conn, 3), stories.backlog(conn, 3)] == [3, 1, 0]
    found = _stories(conn)
    assert {key for key, story in found.items() if story} == {key for key, story in joined.items() if story}
    assert len(set(found.values())) == 2
    assert _count(conn, "a.cn/1") == _count(conn, "c.cn/1") > 0


def test_many_copies_of_before_there_were_stories_are_one_story(conn: Connection) -> None:
    for number in range(20):
        _store(conn, f"s{number}.cn/1", _STORY)
    conn.execute("TRUNCATE bands")
    conn.execute("UPDATE fingerprints SET story_id = NULL, bands = NULL")
    assert stories.backlog(conn) == 20
    assert len(set(_stories(conn).values())) == 1
    assert None not in _stories(conn).values()
