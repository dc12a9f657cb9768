"""Stories of many new articles at once: few of them are reprints, and only those are placed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import events, stories
from news.fingerprint import TITLE_WORTH, fingerprint
from news.reprint import LONGEST, copy_of
from news.same import may_be_same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article
    from news.fingerprint import Marks
    from news.reprint import Copy

    # An article's id, itself, its key, when it was seen.
    Stored = tuple[int, Article, str, datetime]

_MET = """
WITH met AS (
    SELECT wanted.article, found.article_id::bigint AS other, sum(wanted.worth) AS worth
    FROM unnest(%(articles)s::bigint[], %(bands)s::bigint[], %(worths)s::integer[]) AS wanted (article, band, worth)
    CROSS JOIN LATERAL (SELECT article_id FROM bands WHERE band = wanted.band AND article_id <> wanted.article
                        ORDER BY article_id DESC LIMIT %(most_in_a_band)s) AS found
    GROUP BY 1, 2
), ranked AS (
    SELECT article, other, worth, row_number() OVER (PARTITION BY article ORDER BY worth DESC, other DESC) AS place
    FROM met
)
SELECT r.article, r.worth, CASE WHEN r.worth < %(enough)s THEN left(v.body_text, %(longest)s) END
FROM ranked r JOIN articles a ON a.id = r.other JOIN versions v ON v.article_id = a.id AND v.version = a.version
WHERE r.place <= %(most)s"""


def place_many(conn: Connection, stored: Sequence[Stored]) -> None:
    """Do what `stories.place` does for each, for articles whose first version was just written."""
    copies = {article_id: copy_of(article, key=key, at=at) for article_id, article, key, at in stored}
    marks = {article_id: fingerprint(copy) for article_id, copy in copies.items()}
    with conn.cursor().copy("COPY fingerprints (article_id, bands) FROM STDIN") as copy:
        for article_id, own in marks.items():
            copy.write_row((article_id, list(own.bands)))
    with conn.cursor().copy("COPY bands (band, article_id) FROM STDIN") as copy:
        for article_id, own in marks.items():
            for band in own.bands:
                copy.write_row((band, article_id))
    # Of two reprints stored at once the later one must see the earlier one.
    events.take_turn(conn)
    related = _related(conn, copies, marks)
    for article_id, article, key, at in stored:
        if article_id in related:
            stories.place(conn, article_id, article, key=key, at=at)


def _related(conn: Connection, copies: dict[int, Copy], marks: dict[int, Marks]) -> set[int]:
    """Return the articles that may have a reprint, by what they share with others."""
    wanted = [(article_id, band, worth) for article_id, own in marks.items() for band, worth in own.sought.items()]
    rows = conn.execute(
        _MET,
        {
            "articles": [article for article, _, _ in wanted],
            "bands": [band for _, band, _ in wanted],
            "worths": [worth for _, _, worth in wanted],
            "most_in_a_band": stories.MOST_IN_A_BAND,
            "most": stories.MOST_COMPARED,
            "enough": TITLE_WORTH,
            "longest": LONGEST,
        },
    )
    found = {article for article, worth, text in rows if worth >= TITLE_WORTH or may_be_same(copies[article], text)}
    return found | {article_id for article_id, copy in copies.items() if copy.source_key}
