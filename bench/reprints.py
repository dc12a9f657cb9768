"""Are reprints joined, and nothing else? Generated stories stored one after the other, as they were published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.ingest import look_at, opened, site_of
from bench.worlds_stories import stories
from db.connection import connect
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

_SEED = 11


@dataclass(frozen=True, slots=True)
class Joined:
    """Pairs of articles that are one story, that were joined, and both; `articles` in all."""

    articles: int
    true: int
    joined: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0


def run(url: str, home: Path, *, originals: int = 600, notices: int = 1000) -> Joined:
    told = stories(_SEED, originals, notices)
    with opened(url, home, site_of(0)) as store:
        for one in told:
            store.save(look_at(one.article), site_healthy=True)
    with connect(url) as conn:
        rows = conn.execute(
            "SELECT a.url_key, f.story_id FROM articles a JOIN fingerprints f ON f.article_id = a.id"
        ).fetchall()
    known: dict[str, int | None] = dict(rows)
    keys = [url_key(one.article.url) for one in told]
    true = _pairs((one.story, key) for one, key in zip(told, keys, strict=True))
    joined = _pairs((known[key], key) for key in keys if known.get(key) is not None)
    return Joined(len(told), len(true), len(joined), len(true & joined))


def _pairs(members: Iterable[tuple[Hashable, str]]) -> set[tuple[str, str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for group, key in members:
        groups[group].append(key)
    return {(a, b) for keys in groups.values() for a in keys for b in keys if a < b}
