"""Which articles answer a query, newest first: looked up in the segments (db/search.py), a few rows at a time.

Of each segment it is known how new its next hit can be (news/search/times.py), so that only those are read whose turn
it may be: where times are at random, as in an imported archive, every segment has hits and few have the newest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import heappop, heappush, heapreplace
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, Any

from psycopg.rows import args_row

from news.search.bitmaps import bounds, by_grams, listed, query_grams, set_bits
from news.search.grams import searched_text, site_gram
from news.search.query import every_word, without_not
from news.search.times import newest_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.search.bitmaps import Bounds
    from news.search.query import Query

# Segments read at once; rows asked for at first of each, and at most.
_SEGMENTS_AT_ONCE = 32
_FIRST_ROWS = 2
_MOST_ROWS = 512
# Segments opened first, then four times as many: articles come about in order, and the newest twenty that have a common
# word are found in the newest few.
_FIRST_SEGMENTS = 16
# Parts of the index held at once: two to five kilobytes each.
_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """An article that answers a query; not `certain`: it may, its text tells."""

    at: datetime
    article_id: int
    certain: bool


@dataclass(frozen=True, slots=True)
class _Segment:
    """newest: seconds since 1970, as where its times are read; times: see news/search/times.py."""

    id: int
    size: int
    newest: float
    times: bytes


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked up in the segments."""

    query: Query
    sites: tuple[str, ...]
    in_title: bool = False

    def grams(self) -> list[int]:
        return sorted(query_grams(self.query, in_title=self.in_title) | {site_gram(site) for site in self.sites})


@dataclass(slots=True)
class _Source:
    """What one segment found: the set of places yet to be read, and the rows read of others, newest last."""

    segment: _Segment | None
    left: int
    certain: int
    rows: list[Found] = field(default_factory=list)
    at_once: int = _FIRST_ROWS

    @property
    def number(self) -> int:
        return self.segment.id if self.segment else 0

    def turn(self) -> tuple[float, int]:
        """Return what is least for the newest; before a row is read, for how new it can be."""
        if self.segment is None or self.rows:
            return -self.rows[-1].at.timestamp(), -self.rows[-1].article_id
        return -newest_at(next(set_bits(self.left)), self.segment.newest, self.segment.times), 0

    def next_places(self) -> list[int]:
        """Take the places to read next."""
        places = list(islice(set_bits(self.left), self.at_once))
        self.left &= -1 << places[-1] + 1 if places else 0
        self.at_once = min(2 * self.at_once, _MOST_ROWS)
        return places


def found(conn: Connection, query: Query, sites: Sequence[str] = ()) -> Iterator[Found]:
    """Yield the articles that answer `query`, or may, newest first.

    Call it inside a transaction that sees one state of the database.
    """
    return _merged(conn, _waiting(conn, query, sites), _Wanted(query, tuple(sites)))


def titles_found(conn: Connection, query: Query, sites: Sequence[str] = ()) -> Iterator[Found]:
    """Yield the articles that may answer `query` and whose titles have what it wants; not those that wait."""
    wanted = without_not(query)
    if wanted is not None:
        for hit in _merged(conn, [], _Wanted(wanted, tuple(sites), in_title=True)):
            yield replace(hit, certain=False)


def _merged(conn: Connection, sources: list[_Source], wanted: _Wanted) -> Iterator[Found]:
    """Yield what the sources and all segments have, newest first; a group of segments is opened when it is its turn."""
    groups = _groups(conn, wanted)
    heap = [(source.turn(), source.number, source) for source in sources]
    while heap or groups:
        if groups and (not heap or -groups[-1][0].newest <= heap[0][0][0]):
            for source in _opened(conn, groups.pop(), wanted):
                heappush(heap, (source.turn(), source.number, source))
            continue
        source = heap[0][2]
        if not source.rows:
            _read_next(conn, heap)
            continue
        yield source.rows.pop()
        if source.rows or source.left:
            heapreplace(heap, (source.turn(), source.number, source))
        else:
            heappop(heap)


def _read_next(conn: Connection, heap: list[tuple[tuple[float, int], int, _Source]]) -> None:
    """Read rows of the sources that come next and have none."""
    first = [heappop(heap)[2] for _ in range(min(_SEGMENTS_AT_ONCE, len(heap)))]
    _read_rows(conn, [source for source in first if not source.rows])
    for source in first:
        if source.rows or source.left:
            heappush(heap, (source.turn(), source.number, source))


def has_backlog(conn: Connection) -> bool:
    """Tell whether an article is stored that cannot be found yet (db.search.backlog)."""
    return conn.execute("SELECT EXISTS (SELECT FROM search WHERE segment IS NULL AND text IS NULL)").fetchone() == (
        True,
    )


def stored_text(row: Mapping[str, Any]) -> str:
    """Return what an article is found by, from a row with the columns of `versions`."""
    titles = (row["title"], row["original_title"], row["subtitle"])
    return searched_text(titles, (row["source"], row["author"]), row["keywords"], row["body_text"])


def _waiting(conn: Connection, query: Query, sites: Sequence[str]) -> list[_Source]:
    """Look through the texts that wait for a segment."""
    words = every_word(query)
    rows = conn.execute(
        """SELECT at, article_id, ARRAY(SELECT position(word IN text) > 0 FROM unnest(%(words)s::text[]) AS word)
           FROM search
           WHERE segment IS NULL AND text IS NOT NULL AND (%(sites)s::text[] = '{}' OR site = ANY (%(sites)s))
           ORDER BY at, article_id""",
        {"words": words, "sites": list(sites)},
    ).fetchall()
    texts = {word: sum(1 << n for n, row in enumerate(rows) if row[2][i]) for i, word in enumerate(words)}
    answers, _ = bounds(query, lambda word: (texts[word], texts[word]), (1 << len(rows)) - 1)
    found = [Found(rows[n][0], rows[n][1], certain=True) for n in set_bits(answers)]
    return [_Source(None, 0, 0, found)] if found else []


def _groups(conn: Connection, wanted: _Wanted) -> list[list[_Segment]]:
    """Return the segments by their newest article, the newest group at the end; a group fits the memory."""
    with conn.cursor(row_factory=args_row(_Segment), binary=True) as cursor:
        segments = cursor.execute(
            """SELECT id, size, extract(epoch FROM newest)::float8, times FROM search_segments
               ORDER BY newest DESC, id DESC"""
        ).fetchall()
    most = max(1, _MOST_PARTS // len(wanted.grams()))
    groups, first, at_once = [], 0, _FIRST_SEGMENTS
    while first < len(segments):
        groups.append(segments[first : first + min(at_once, most)])
        first += len(groups[-1])
        at_once *= 4
    return groups[::-1]


def _opened(conn: Connection, segments: list[_Segment], wanted: _Wanted) -> list[_Source]:
    """Look the query up in some segments; return those that have an answer."""
    lists = _lists(conn, segments, wanted.grams())
    sources = []
    for segment in segments:
        certain, possible = _answers(lists.get(segment.id, {}), segment.size, wanted)
        if possible:
            sources.append(_Source(segment, possible, certain))
    return sources


def _answers(texts: Mapping[int, int], size: int, wanted: _Wanted) -> Bounds:
    certain, possible = bounds(wanted.query, by_grams(texts, in_title=wanted.in_title), (1 << size) - 1)
    if wanted.sites:
        possible &= reduce(or_, (texts.get(site_gram(site), 0) for site in wanted.sites))
    return certain, possible


def _lists(conn: Connection, segments: Sequence[_Segment], grams: list[int]) -> dict[int, dict[int, int]]:
    """Return for each segment the texts of each gram."""
    sizes = {segment.id: segment.size for segment in segments}
    lists: dict[int, dict[int, int]] = defaultdict(dict)
    with conn.cursor(binary=True) as cursor:
        cursor.execute(
            """SELECT s.id, w.gram, p.grams, p.ends, p.places
               FROM unnest(%s::bigint[]) AS s (id) CROSS JOIN unnest(%s::integer[]) AS w (gram)
               CROSS JOIN LATERAL (SELECT grams, ends, places FROM search_parts
                                   WHERE segment = s.id AND first <= w.gram ORDER BY first DESC LIMIT 1) p""",
            (list(sizes), grams),
        )
        for segment, gram, held, ends, places in cursor:
            if texts := listed(gram, held, ends, places, sizes[segment]):
                lists[segment][gram] = texts
    return lists


def _read_rows(conn: Connection, sources: Sequence[_Source]) -> None:
    """Read the next rows of each source. An article that was stored again since is found elsewhere: no row here."""
    rows = _rows(conn, {source.number: source.next_places() for source in sources})
    for source in sources:
        source.rows = [
            Found(at, article_id, bool(source.certain >> place & 1))
            for place, at, article_id in reversed(rows.get(source.number, []))
        ]


def _rows(conn: Connection, wanted: Mapping[int, list[int]]) -> dict[int, list[tuple[int, datetime, int]]]:
    """Return place, time and article of each place of each segment that is still taken, in the order of the places."""
    pairs = [(segment, place) for segment, places in wanted.items() for place in places]
    rows: dict[int, list[tuple[int, datetime, int]]] = defaultdict(list)
    if pairs:
        # OFFSET 0: one look-up a place, however many places there are.
        for segment, place, at, article_id in conn.execute(
            """SELECT w.segment, w.place, s.at, s.article_id
               FROM unnest(%s::bigint[], %s::smallint[]) WITH ORDINALITY AS w (segment, place, n)
               CROSS JOIN LATERAL (SELECT at, article_id FROM search
                                   WHERE segment = w.segment AND place = w.place OFFSET 0) s
               ORDER BY w.n""",
            ([segment for segment, _ in pairs], [place for _, place in pairs]),
            binary=True,
        ):
            rows[segment].append((place, at, article_id))
    return rows
