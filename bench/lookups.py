"""How fast a large store is asked: for near-duplicates of an article, and for words, newest first."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, TypeVar

from bench.fill import SEED
from bench.worlds_stories import mixed
from db import placing
from db.connection import connect
from db.reading import Selection, select
from db.searching import found
from news.search.query import parse
from news.stories.fingerprint import fingerprint
from news.stories.reprint import copy_of
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection

T = TypeVar("T")
# A page of results.
_SHOWN = 20
_LOOKUPS, _WARM = 600, 60
# Articles of which words are drawn; those in one of them are rare, those in a tenth common.
_SAMPLE = 3000
_WORDS_OF_A_KIND, _SCANNED_OF_A_KIND = 40, 5


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of every call."""

    seconds: list[float]

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the index found of some words beside a plain scan: articles both found, only one found."""

    words: int
    both: int
    only_index: int
    only_scan: int

    @property
    def precision(self) -> float:
        return self.both / (self.both + self.only_index or 1)

    @property
    def recall(self) -> float:
        return self.both / (self.both + self.only_scan or 1)


def near_duplicates(url: str, stored: int) -> Times:
    """Time the query for what an article may be a reprint of, for articles drawn from the filled ones."""
    chance = Random(stored)
    numbers = [chance.randrange(stored) for _ in range(_LOOKUPS + _WARM)]
    with connect(url) as conn:
        return _timed(numbers, lambda number: _near(conn, number))


def _near(conn: Connection, number: int) -> Callable[[], object]:
    article = mixed(SEED, number)
    assert article.published
    copy = copy_of(article, key=url_key(article.url), at=article.published.at)
    marks = fingerprint(copy)
    # The part of placing that grows with the store; what the crawl does around it is in the ingest's time.
    return lambda: placing.candidates(conn, {number + 1: copy}, {number + 1: marks})


def searches(url: str) -> dict[str, Times]:
    """Time the first page of results for two-character words, by how common they are."""
    with connect(url) as conn:
        return {kind: _timed(words, lambda word: _search(conn, word)) for kind, words in _words().items()}


def _search(conn: Connection, word: str) -> Callable[[], object]:
    return lambda: list(select(conn, Selection(query=parse(word), limit=_SHOWN)))


def _timed(values: list[T], prepared: Callable[[T], Callable[[], object]]) -> Times:
    warm = min(_WARM, len(values) // 4)
    calls = [prepared(value) for value in values]
    for call in calls[:warm]:
        call()
    seconds = []
    for call in calls[warm:]:
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return Times(seconds)


def _words() -> dict[str, list[str]]:
    """Return two-character words: in one of the sampled articles, in about a hundredth, in a tenth and more."""
    counts: Counter[str] = Counter()
    for number in range(_SAMPLE):
        text = mixed(SEED, number).body_text
        counts.update({pair for pair in map("".join, pairwise(text)) if _is_chinese(pair)})
    kinds: dict[str, Callable[[int], bool]] = {
        "rare": lambda count: count == 1,
        "middling": lambda count: 0.005 * _SAMPLE <= count <= 0.02 * _SAMPLE,
        "common": lambda count: count >= 0.1 * _SAMPLE,
    }
    chance = Random(SEED)
    found = {kind: sorted(w for w, count in counts.items() if belongs(count)) for kind, belongs in kinds.items()}
    return {kind: chance.sample(words, min(_WORDS_OF_A_KIND, len(words))) for kind, words in found.items()}


def _is_chinese(pair: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in pair)


def against_a_scan(url: str) -> Agreement:
    """Compare what the index finds of some words of each kind with a scan of all texts."""
    words = [word for chosen in _words().values() for word in chosen[:_SCANNED_OF_A_KIND]]
    both = only_index = only_scan = 0
    with connect(url) as conn:
        conn.execute("SET statement_timeout = 0")
        scanned = _scan(conn, words)
        for word in words:
            with conn.transaction():
                indexed = {hit.article_id for hit in found(conn, parse(word))}
            truth = scanned.get(word, set())
            both += len(indexed & truth)
            only_index += len(indexed - truth)
            only_scan += len(truth - indexed)
    return Agreement(len(words), both, only_index, only_scan)


def _scan(conn: Connection, words: list[str]) -> dict[str, set[int]]:
    """Return the ids of the articles with each word, in one pass; a space between Chinese is none."""
    rows = conn.execute(
        """WITH texts AS MATERIALIZED (
               SELECT a.id, translate(concat_ws(E'\\n', v.title, v.original_title, v.subtitle, v.source, v.author,
                                                array_to_string(v.keywords, E'\\n'), v.body_text), ' 　', '') AS text
               FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version)
           SELECT word, array_agg(id) FROM texts JOIN unnest(%s::text[]) AS w (word) ON position(word IN text) > 0
           GROUP BY word""",
        (words,),
    ).fetchall()
    return {word: set(ids) for word, ids in rows}
