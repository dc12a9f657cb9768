"""Stories 同稿: each article is placed among its reprints when it is stored, and again when it was edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from db import events, versions
from news.article import Article, Moment
from news.fingerprint import LINK_WORTH, TITLE_WORTH, fingerprint
from news.reprint import LONGEST, Copy, copy_of
from news.same import chosen, compare, may_be_same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.fingerprint import Marks

# Of a band that hundreds share, the newest: a reprint comes within days. What was met most is read and compared.
MOST_IN_A_BAND = 64
MOST_COMPARED = 8

_CANDIDATES = """
WITH met AS (
    SELECT found.article_id::bigint, sum(wanted.worth) AS worth
    FROM unnest(%(bands)s::bigint[], %(worths)s::integer[]) AS wanted (band, worth)
    CROSS JOIN LATERAL (SELECT article_id FROM bands WHERE band = wanted.band AND article_id <> %(article)s
                        ORDER BY article_id DESC LIMIT %(most_in_a_band)s) AS found
    GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT %(most)s
), own AS MATERIALIZED (
    SELECT story_id FROM fingerprints WHERE article_id = %(article)s
), chosen AS (
    SELECT article_id, worth FROM met
    UNION SELECT id, %(link)s FROM articles WHERE url_key = %(source)s AND id <> %(article)s
    UNION (SELECT f.article_id, 0 FROM fingerprints f, own
           WHERE f.story_id = own.story_id AND f.article_id <> %(article)s ORDER BY f.article_id LIMIT %(most)s)
    UNION SELECT %(article)s, 0
)
SELECT DISTINCT ON (a.id) a.id, a.url_key, f.story_id, a.first_seen_at,
       left(v.title, %(longest)s) AS title, left(v.original_title, %(longest)s) AS original_title,
       CASE a.id WHEN %(article)s THEN '' ELSE left(v.body_text, %(longest)s) END AS body_text,
       v.source_url, v.published_at, v.published_precision, chosen.worth
FROM chosen JOIN articles a ON a.id = chosen.article_id
JOIN versions v ON v.article_id = a.id AND v.version = a.version
LEFT JOIN fingerprints f ON f.article_id = a.id
ORDER BY a.id, chosen.worth DESC"""

# The parts see the tables as they were before: what is taken away and what is added never meet.
_WRITE = """
WITH gone AS (
    DELETE FROM bands b USING fingerprints f
    WHERE f.article_id = %(article)s AND b.article_id = f.article_id AND b.band = ANY (f.bands)
      AND NOT b.band = ANY (%(bands)s::bigint[])
), added AS (
    INSERT INTO bands (band, article_id) SELECT unnest(%(bands)s::bigint[]), %(article)s ON CONFLICT DO NOTHING
)
INSERT INTO fingerprints (article_id, story_id, bands) VALUES (%(article)s, %(story)s, %(bands)s::bigint[])
ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id, bands = excluded.bands"""


@dataclass(frozen=True, slots=True)
class _Candidate:
    article_id: int
    story_id: int | None
    row: dict[str, Any]

    def copy(self) -> Copy:
        return _copy(self.row)

    @property
    def group(self) -> int:
        return self.story_id or -self.article_id


def place(conn: Connection, article_id: int, article: Article, *, key: str, at: datetime) -> int | None:
    """Join an article to the story it belongs to, and return the story's id; None: no reprint of it is known.

    Call it in the article's transaction, after each version was written. `key`: the article's identity; `at`: when
    it was seen. Stories that turn out to be one are merged; one that no other article is left in ends.
    """
    copy = copy_of(article, key=key, at=at)
    marks = fingerprint(copy)
    # Of two reprints stored at once the later one must see the earlier one.
    events.take_turn(conn)
    itself, others = _candidates(conn, article_id, copy, marks)
    story = _joined(conn, _partners(replace(copy, at=itself.copy().at), others))
    conn.execute(_WRITE, {"article": article_id, "story": story, "bands": list(marks.bands)})
    if itself.story_id not in (None, story):
        _end_if_alone(conn, itself.story_id)
    return story


def backlog(conn: Connection, limit: int = 100) -> int:
    """Place up to `limit` articles that were stored before there were stories; return how many they were."""
    with conn.transaction():
        if not has_backlog(conn):
            return 0
        events.take_turn(conn)
        rows = conn.execute(
            """SELECT f.article_id, a.version, a.url_key, a.first_seen_at
               FROM fingerprints f JOIN articles a ON a.id = f.article_id
               WHERE f.bands IS NULL ORDER BY f.article_id LIMIT %s""",
            (limit,),
        ).fetchall()
        for article_id, number, key, first_seen_at in rows:
            stored = versions.version(conn, article_id, number)
            assert stored is not None
            place(conn, article_id, stored.article, key=key, at=first_seen_at)
        return len(rows)


def has_backlog(conn: Connection) -> bool:
    """Tell whether an article is stored that was not compared with the others yet."""
    return conn.execute("SELECT EXISTS (SELECT FROM fingerprints WHERE bands IS NULL)").fetchone() == (True,)


def _candidates(conn: Connection, article_id: int, copy: Copy, marks: Marks) -> tuple[_Candidate, list[_Candidate]]:
    """Return the article itself, with its story and time but without its text, and those to compare, best first."""
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "article": article_id,
                "bands": list(marks.sought),
                "worths": list(marks.sought.values()),
                "source": copy.source_key,
                "link": LINK_WORTH,
                "most_in_a_band": MOST_IN_A_BAND,
                "most": MOST_COMPARED,
                "longest": LONGEST,
            },
        )
        found = [
            _Candidate(row["id"], row["story_id"], row)
            for row in sorted(cursor, key=lambda row: (-row["worth"], -row["id"]))
            if row["id"] == article_id or row["worth"] >= TITLE_WORTH or may_be_same(copy, row["body_text"])
        ]
    (itself,) = (candidate for candidate in found if candidate.article_id == article_id)
    return itself, [candidate for candidate in found if candidate is not itself]


def _copy(row: dict[str, Any]) -> Copy:
    published = Moment(row["published_at"], row["published_precision"]) if row["published_at"] else None
    article = Article(
        url="",
        title=row["title"],
        body_text=row["body_text"],
        original_title=row["original_title"],
        published=published,
        source_url=row["source_url"],
    )
    return copy_of(article, key=row["url_key"], at=row["first_seen_at"])


def _partners(copy: Copy, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return those that are the same story; of a story that certainly is, one is enough."""
    certain: set[int] = set()
    compared, verdicts = [], []
    for candidate in candidates:
        if candidate.group not in certain:
            verdict = compare(copy, candidate.copy())
            compared.append(candidate)
            verdicts.append(verdict)
            certain |= {candidate.group} if verdict.is_sure else set()
    return [compared[number] for number in chosen(verdicts, [candidate.group for candidate in compared])]


def _joined(conn: Connection, partners: Sequence[_Candidate]) -> int | None:
    """Make the partners one story and return its id: of several the oldest."""
    if not partners:
        return None
    stories = sorted({partner.story_id for partner in partners if partner.story_id})
    story = stories[0] if stories else _next_story(conn)
    conn.execute("UPDATE fingerprints SET story_id = %s WHERE story_id = ANY (%s)", (story, stories[1:]))
    conn.execute(
        """INSERT INTO fingerprints (article_id, story_id, bands) SELECT unnest(%s::bigint[]), %s, NULL
           ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id""",
        ([partner.article_id for partner in partners if partner.story_id is None], story),
    )
    return story


def _next_story(conn: Connection) -> int:
    row = conn.execute("SELECT nextval('story_ids')").fetchone()
    assert row is not None
    return int(row[0])


def _end_if_alone(conn: Connection, story: int | None) -> None:
    """End a story that an article left, when only one is still in it."""
    conn.execute(
        """UPDATE fingerprints SET story_id = NULL
           WHERE story_id = %(story)s AND (SELECT count(*) FROM fingerprints WHERE story_id = %(story)s) = 1""",
        {"story": story},
    )
