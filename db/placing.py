"""What stories are placed by: the bands of articles, what meets in them, and which story each is in.

One statement for all articles of a batch: placed one by one, a quarter of them took a third of the time (2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from news.article import Article, Moment
from news.stories.fingerprint import NAMED_WORTH, TITLE_WORTH
from news.stories.reprint import LONGEST, Copy, copy_of
from news.stories.same import may_be_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg import Connection

    from news.stories.fingerprint import Marks
    from news.stories.joining import Stories

# Of a band that hundreds share, the newest: a reprint comes within days. What was met most is read and compared.
MOST_IN_A_BAND = 64
MOST_COMPARED = 8

# The parts see the tables as they were before: what is taken away and what is added never meet.
_WRITE_BANDS = """
WITH own AS MATERIALIZED (
    SELECT * FROM unnest(%(owners)s::bigint[], %(bands)s::bigint[]) AS own (article_id, band)
), gone AS (
    DELETE FROM bands b USING fingerprints f
    WHERE f.article_id = ANY (%(articles)s) AND b.article_id = f.article_id AND b.band = ANY (f.bands)
      AND NOT EXISTS (SELECT FROM own WHERE own.article_id = f.article_id AND own.band = b.band)
), added AS (
    INSERT INTO bands (band, article_id) SELECT band, article_id FROM own ON CONFLICT DO NOTHING
)
INSERT INTO fingerprints (article_id, bands)
SELECT article_id, ARRAY (SELECT band FROM own WHERE own.article_id = wanted.article_id)
FROM unnest(%(articles)s::bigint[]) AS wanted (article_id)
ON CONFLICT (article_id) DO UPDATE SET bands = excluded.bands
RETURNING article_id, story_id"""

# Of a batch, only what was placed before: those that come later look for those before them, and would take the places
# of what is stored.
_CANDIDATES = """
WITH met AS (
    SELECT wanted.article, found.article_id::bigint AS other, sum(wanted.worth) AS worth
    FROM unnest(%(owners)s::bigint[], %(bands)s::bigint[], %(worths)s::integer[]) AS wanted (article, band, worth)
    CROSS JOIN LATERAL (SELECT article_id FROM bands
                        WHERE band = wanted.band
                          AND (article_id < wanted.article OR NOT article_id = ANY (%(articles)s::bigint[]))
                        ORDER BY article_id DESC LIMIT %(most_in_a_band)s) AS found
    GROUP BY 1, 2
), ranked AS (
    SELECT article, other, worth, row_number() OVER (PARTITION BY article ORDER BY worth DESC, other DESC) AS place
    FROM met
), asked AS (
    SELECT * FROM unnest(%(articles)s::bigint[], %(sources)s::text[]) AS asked (article, source)
), chosen AS (
    SELECT article, other, worth FROM ranked WHERE place <= %(most)s
    UNION ALL SELECT asked.article, a.id, %(named)s FROM asked JOIN articles a ON a.url_key = asked.source
    UNION ALL SELECT asked.article, found.article_id, 0
              FROM asked JOIN fingerprints own ON own.article_id = asked.article
              CROSS JOIN LATERAL (SELECT article_id FROM fingerprints
                                  WHERE story_id = own.story_id
                                    AND (article_id < asked.article OR NOT article_id = ANY (%(articles)s::bigint[]))
                                  ORDER BY article_id LIMIT %(most)s) AS found
)
SELECT c.article, c.worth, a.id, a.url_key, f.story_id, a.first_seen_at,
       left(v.title, %(longest)s) AS title, left(v.original_title, %(longest)s) AS original_title,
       left(v.body_text, %(longest)s) AS body_text, v.source_url, v.published_at, v.published_precision
FROM (SELECT article, other, max(worth) AS worth FROM chosen
      WHERE other < article OR NOT other = ANY (%(articles)s::bigint[]) GROUP BY 1, 2) AS c
JOIN articles a ON a.id = c.other
JOIN versions v ON v.article_id = a.id AND v.version = a.version
LEFT JOIN fingerprints f ON f.article_id = a.id
ORDER BY c.article, c.worth DESC, a.id DESC"""

# A partner that was never placed itself has no row yet.
_WRITE_STORIES = """
WITH merged AS (
    UPDATE fingerprints f SET story_id = m.kept
    FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS m (story_id, kept)
    WHERE f.story_id = m.story_id AND NOT f.article_id = ANY (%(articles)s)
)
INSERT INTO fingerprints (article_id, story_id)
SELECT * FROM unnest(%(articles)s::bigint[], %(stories)s::bigint[])
ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that another may be a reprint of."""

    article_id: int
    story_id: int | None
    row: dict[str, Any]

    def copy(self) -> Copy:
        row = self.row
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


def write_bands(conn: Connection, bands: Mapping[int, Iterable[int]]) -> dict[int, int | None]:
    """Keep articles under their bands and no others; return the story of each, as it is known so far."""
    pairs = [(article_id, band) for article_id, own in bands.items() for band in own]
    rows = conn.execute(
        _WRITE_BANDS,
        {
            "articles": list(bands),
            "owners": _array(article_id for article_id, _ in pairs),
            "bands": _array(band for _, band in pairs),
        },
    )
    return dict(rows.fetchall())


def candidates(conn: Connection, copies: Mapping[int, Copy], marks: Mapping[int, Marks]) -> dict[int, list[Candidate]]:
    """Return for each article the others that it may be a reprint of, best first."""
    wanted = [(article_id, *pair) for article_id, own in marks.items() for pair in own.sought.items()]
    found: dict[int, list[Candidate]] = {article_id: [] for article_id in copies}
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "owners": _array(article_id for article_id, _, _ in wanted),
                "bands": _array(band for _, band, _ in wanted),
                "worths": _array(worth for _, _, worth in wanted),
                "articles": list(copies),
                "sources": [copy.source_key for copy in copies.values()],
                "named": NAMED_WORTH,
                "most_in_a_band": MOST_IN_A_BAND,
                "most": MOST_COMPARED,
                "longest": LONGEST,
            },
        )
        for row in cursor:
            if row["worth"] >= TITLE_WORTH or may_be_same(copies[row["article"]], row["body_text"]):
                found[row["article"]].append(Candidate(row["id"], row["story_id"], row))
    return found


def write_stories(conn: Connection, stories: Stories, before: Mapping[int, int | None]) -> dict[int, int | None]:
    """Write which story each article is in now; return that. before: the stories of those that were placed."""
    nameless = stories.nameless()
    now = stories.named(dict(zip(nameless, _new_ids(conn, len(nameless)), strict=True)))
    merged = stories.merged()
    moved = {article_id: story for article_id, story in now.items() if story != before.get(article_id)}
    if moved:
        conn.execute(
            _WRITE_STORIES,
            {
                "gone": list(merged),
                "kept": list(merged.values()),
                "articles": list(moved),
                "stories": list(moved.values()),
            },
        )
    left = {story for article_id, story in before.items() if story not in (None, now[article_id])}
    if left:
        _end_if_alone(conn, left)
    return now


def _array(numbers: Iterable[int]) -> str:
    """Return an array as Postgres reads it: psycopg takes ten times as long to write thousands of numbers (2026-11)."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _new_ids(conn: Connection, count: int) -> list[int]:
    if not count:
        return []
    return [row[0] for row in conn.execute("SELECT nextval('story_ids') FROM generate_series(1, %s)", (count,))]


def _end_if_alone(conn: Connection, stories: Iterable[int | None]) -> None:
    """End stories that an article left, when only one is still in them."""
    conn.execute(
        """UPDATE fingerprints SET story_id = NULL
           WHERE story_id IN (SELECT story_id FROM fingerprints WHERE story_id = ANY (%s)
                              GROUP BY story_id HAVING count(*) = 1)""",
        (list(stories),),
    )
