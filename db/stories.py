"""Stories 同稿: articles are placed among their reprints when they are stored, and again when they were edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import events, placing, reprints, versions
from news.stories.fingerprint import fingerprint
from news.stories.joining import Stories
from news.stories.reprint import copy_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An article as it is stored now. `key`: its identity; `at`: when it was first seen."""

    article_id: int
    article: Article
    key: str
    at: datetime


def place(conn: Connection, article_id: int, article: Article, *, key: str, at: datetime) -> int | None:
    """Do what `place_all` does for one article; return the story's id; None: no reprint of it is known."""
    return place_all(conn, [Unplaced(article_id, article, key, at)])[article_id]


def place_all(conn: Connection, unplaced: Sequence[Unplaced]) -> dict[int, int | None]:
    """Join each article to the story it belongs to, those stored first before the others; return each one's story.

    Call it in the articles' transaction, after each version was written. Stories that turn out to be one are merged;
    one that no other article is left in ends.
    """
    in_order = sorted(unplaced, key=lambda one: one.article_id)
    copies = {one.article_id: copy_of(one.article, key=one.key, at=one.at) for one in in_order}
    marks = {article_id: fingerprint(copy) for article_id, copy in copies.items()}
    # Of two reprints stored at once the later one must see the earlier one.
    events.take_turn(conn)
    before = placing.write_bands(conn, {article_id: own.bands for article_id, own in marks.items()})
    found = placing.candidates(conn, copies, marks)
    stories = Stories()
    for article_id, copy in copies.items():
        stories.add(article_id, None)
        for one in found[article_id]:
            stories.add(one.article_id, one.story_id)
        stories.place(article_id, copy, found[article_id])
    now = placing.write_stories(conn, stories, before)
    return {article_id: now[article_id] for article_id in copies}


def backlog(conn: Connection, limit: int = 100) -> int:
    """Place up to `limit` articles that were stored before there were stories; return how many they were."""
    with conn.transaction():
        if not reprints.has_backlog(conn):
            return 0
        events.take_turn(conn)
        rows = conn.execute(
            """SELECT f.article_id, a.version, a.url_key, a.first_seen_at
               FROM fingerprints f JOIN articles a ON a.id = f.article_id
               WHERE f.bands IS NULL ORDER BY f.article_id LIMIT %s""",
            (limit,),
        ).fetchall()
        unplaced = []
        for article_id, number, key, first_seen_at in rows:
            stored = versions.version(conn, article_id, number)
            assert stored is not None
            unplaced.append(Unplaced(article_id, stored.article, key, first_seen_at))
        place_all(conn, unplaced)
        return len(rows)
