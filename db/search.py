"""What articles are found by: kept up with every version that is stored, in one transaction with it.

An article waits with its folded text; when enough wait, whoever stores the last of them makes a small segment, and of
enough small ones a large one. Of those larger ones are made in the background (db/merging.py). Looking is in
db/searching.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.rows import dict_row

from db.searching import stored_text
from news.search.grams import searched_text
from news.search.postings import Part, parts_of
from news.search.times import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.article import Article

# So many articles are looked through one by one, at some 5 µs each (2026-11).
SMALL = 512
# What storing can wait for: .5 s (2026-11).
LARGE = 4096
_SMALL_ONES = LARGE // SMALL
# Any constant will do, as long as nothing else of ours uses it.
_LOCK_KEY = 0x747A5345


def index(conn: Connection, article_id: int, article: Article, *, site: str, at: datetime) -> None:
    """Let an article be found by what it says now. at: when it was seen, its time while it has none of its own.

    Call it in the article's transaction, after each version was written.
    """
    row = conn.execute(
        """WITH put AS (
               INSERT INTO search (article_id, site, at, text)
               VALUES (%(article)s, %(site)s, coalesce(%(published)s, %(at)s), %(text)s)
               ON CONFLICT (article_id) DO UPDATE
               SET at = coalesce(%(published)s, (SELECT first_seen_at FROM articles WHERE id = %(article)s)),
                   text = excluded.text, segment = NULL, place = NULL)
           SELECT count(*) FROM search WHERE segment IS NULL AND text IS NOT NULL""",
        {
            "article": article_id,
            "site": site,
            "published": article.published.at if article.published else None,
            "at": at,
            "text": _text_of(article),
        },
    ).fetchone()
    # The count is of what was there before.
    if row and row[0] + 1 >= SMALL:
        _tidy(conn)


def index_many(conn: Connection, stored: Sequence[tuple[int, Article, str, datetime]]) -> None:
    """Do what `index` does for new articles: (id, article, site, when it was seen)."""
    with conn.cursor().copy("COPY search (article_id, site, at, text) FROM STDIN") as copy:
        for article_id, article, site, at in stored:
            own = article.published.at if article.published else at
            copy.write_row((article_id, site, own, _text_of(article)))
    row = conn.execute("SELECT count(*) FROM search WHERE segment IS NULL AND text IS NOT NULL").fetchone()
    assert row is not None
    for _ in range(row[0] // SMALL):
        _tidy(conn)


def backlog(conn: Connection, limit: int = LARGE) -> int:
    """Make up to `limit` articles found that were stored before there was a search; return how many they were.

    Nothing is left when it returns 0. Another process that does the same is not waited for.
    """
    with conn.transaction():
        if not alone(conn):
            return 0
        rows = conn.execute(
            """SELECT article_id FROM search WHERE segment IS NULL AND text IS NULL
               ORDER BY article_id LIMIT %s FOR UPDATE SKIP LOCKED""",
            (min(limit, LARGE),),
        ).fetchall()
        chosen = [row[0] for row in rows]
        if chosen:
            _make_segment(conn, _read(conn, chosen), keep_text=False)
        return len(chosen)


def _tidy(conn: Connection) -> None:
    """Make a segment of the articles that wait, unless another process is at it."""
    if not alone(conn):
        return
    waiting = conn.execute(
        """SELECT article_id, site, text, at FROM (
               SELECT article_id, site, text, at FROM search WHERE segment IS NULL AND text IS NOT NULL
               LIMIT %s FOR UPDATE SKIP LOCKED) chosen
           ORDER BY at DESC, article_id DESC""",
        (SMALL,),
    ).fetchall()
    _make_segment(conn, waiting, keep_text=True)
    small = conn.execute(
        "SELECT segment FROM search WHERE segment IS NOT NULL AND text IS NOT NULL GROUP BY segment ORDER BY segment"
    ).fetchall()
    if len(small) >= _SMALL_ONES:
        _merge(conn, [row[0] for row in small[:_SMALL_ONES]])


def _merge(conn: Connection, segments: list[int]) -> None:
    """Make one large segment of small ones; articles that were stored again since wait elsewhere and are left out."""
    rows = conn.execute(
        """SELECT article_id, site, text, at FROM (
               SELECT article_id, site, text, at FROM search
               WHERE segment = ANY (%s) AND text IS NOT NULL FOR UPDATE SKIP LOCKED) chosen
           ORDER BY at DESC, article_id DESC""",
        (segments,),
    ).fetchall()
    _make_segment(conn, rows, keep_text=False)
    drop_emptied(conn, segments)


def drop_emptied(conn: Connection, segments: list[int]) -> None:
    """Drop those of the segments in which no article is left."""
    left = conn.execute("SELECT DISTINCT segment FROM search WHERE segment = ANY (%s)", (segments,)).fetchall()
    emptied = sorted(set(segments) - {row[0] for row in left})
    conn.execute("DELETE FROM search_parts WHERE segment = ANY (%s)", (emptied,))
    conn.execute("DELETE FROM search_segments WHERE id = ANY (%s)", (emptied,))


def _make_segment(conn: Connection, rows: Sequence[tuple[int, str, str, datetime]], *, keep_text: bool) -> None:
    """Index articles (id, site, folded text, time), the newest first, as one segment."""
    if not rows:
        return
    segment = new_segment(conn, [row[3] for row in rows])
    copy_parts(conn, segment, parts_of([(text, site) for _, site, text, _ in rows]))
    conn.execute(
        """UPDATE search s SET segment = %s, place = w.place, text = CASE WHEN %s THEN s.text END
           FROM unnest(%s::bigint[], %s::smallint[]) AS w (article_id, place) WHERE s.article_id = w.article_id""",
        (segment, keep_text, [row[0] for row in rows], list(range(len(rows)))),
    )


def new_segment(conn: Connection, times: Sequence[datetime]) -> int:
    """Enter a segment of as many articles, with their times, newest first; return its id."""
    row = conn.execute(
        "INSERT INTO search_segments (size, newest, times) VALUES (%s, %s, %s) RETURNING id",
        (len(times), times[0], kept(times)),
    ).fetchone()
    assert row is not None
    return int(row[0])


def copy_parts(conn: Connection, segment: int, parts: Iterable[Part]) -> None:
    """Write some of the index of a segment."""
    with (
        conn.cursor() as cursor,
        cursor.copy("COPY search_parts (segment, first, grams, ends, places) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["int8", "int4", "bytea", "bytea", "bytea"])
        for part in parts:
            copy.write_row((segment, part.first, part.grams, part.ends, part.places))


def _read(conn: Connection, article_ids: list[int]) -> list[tuple[int, str, str, datetime]]:
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            """SELECT a.id, a.site, a.url, v.title, v.original_title, v.subtitle, v.source, v.author, v.keywords,
                      v.body_text, s.at
               FROM search s JOIN articles a ON a.id = s.article_id
                    JOIN versions v ON v.article_id = a.id AND v.version = a.version
               WHERE s.article_id = ANY (%s) ORDER BY s.at DESC, s.article_id DESC""",
            (article_ids,),
        )
        return [(row["id"], row["site"], stored_text(row), row["at"]) for row in cursor]


def _text_of(article: Article) -> str:
    titles = (article.title, article.original_title, article.subtitle)
    return searched_text(titles, (article.source, article.author), article.keywords, article.body_text)


def alone(conn: Connection) -> bool:
    """Take the lock of those who make segments, until the transaction ends; tell whether it was free."""
    return conn.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK_KEY,)).fetchone() == (True,)
