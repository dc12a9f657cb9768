"""The search's large segments made one, in the background: by their lists alone, for their texts are not kept.

A search reads a row of every segment: of a million articles 44 instead of 250. Storing does not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from db.connection import database_errors
from db.search import LARGE, alone, copy_parts, drop_emptied, new_segment
from news.search.merging import LEFT, Old, merged
from news.search.postings import LARGEST, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

# So many large segments make one of the largest.
_LARGE_ONES = LARGEST // LARGE
_PARTS_AT_ONCE = 2000


def merge(conn: Connection) -> int:
    """Make one segment of large ones; return how many they were, 0 when there are too few. It takes some seconds.

    `conn` must be in autocommit mode. Another process that makes segments is not waited for.
    """
    with database_errors():
        merged_ones = _merge(conn)
        if merged_ones:
            # The room of the old lists is free for the next: the table does not grow by each merge.
            conn.execute("VACUUM (SKIP_LOCKED, TRUNCATE false) search_parts")
        return merged_ones


def _merge(conn: Connection) -> int:
    with conn.transaction():
        if not alone(conn):
            return 0
        sizes = _chosen(conn)
        if len(sizes) < _LARGE_ONES:
            return 0
        _make_one(conn, sizes)
        drop_emptied(conn, list(sizes))
        return len(sizes)


def _chosen(conn: Connection) -> dict[int, int]:
    """Return the oldest large segments with their sizes; those whose texts are kept are small ones."""
    return dict(
        conn.execute(
            """SELECT id, size FROM search_segments g
               WHERE size <= %s AND NOT EXISTS (SELECT FROM search WHERE segment = g.id AND text IS NOT NULL)
               ORDER BY id LIMIT %s""",
            (LARGE, _LARGE_ONES),
        ).fetchall()
    )


def _make_one(conn: Connection, sizes: dict[int, int]) -> None:
    rows = conn.execute(
        """SELECT article_id, segment, place, at FROM search WHERE segment = ANY (%s)
           ORDER BY at DESC, article_id DESC""",
        (list(sizes),),
    ).fetchall()
    if not rows:
        return
    old = {segment: Old(size, np.full(size, LEFT, dtype=np.int16)) for segment, size in sizes.items()}
    for place, (_, segment, old_place, _) in enumerate(rows):
        old[segment].places[old_place] = place
    made = new_segment(conn, [row[3] for row in rows])
    for parts in merged(_parts(conn, list(sizes)), old, len(rows)):
        copy_parts(conn, made, parts)
    _move(conn, made, list(sizes), [row[0] for row in rows])


def _parts(conn: Connection, segments: list[int]) -> Iterator[list[tuple[int, Part]]]:
    with conn.cursor("parts", binary=True) as cursor:
        cursor.execute(
            """SELECT segment, first, grams, ends, places FROM search_parts WHERE segment = ANY (%s)
               ORDER BY first, segment""",
            (segments,),
        )
        while rows := cursor.fetchmany(_PARTS_AT_ONCE):
            yield [(segment, Part(*part)) for segment, *part in rows]


def _move(conn: Connection, segment: int, old: list[int], article_ids: list[int]) -> None:
    """Give the articles their places, in this order. One that is being stored again is not waited for: it leaves."""
    conn.execute(
        """WITH still AS (SELECT article_id FROM search WHERE segment = ANY (%s) ORDER BY article_id
                          FOR UPDATE SKIP LOCKED)
           UPDATE search s SET segment = %s, place = w.place
           FROM unnest(%s::bigint[], %s::smallint[]) AS w (article_id, place) JOIN still USING (article_id)
           WHERE s.article_id = w.article_id""",
        (old, segment, article_ids, list(range(len(article_ids)))),
    )
