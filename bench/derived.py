"""What the product derives from articles for search and stories, as rows to copy: a segment's worth at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.worlds_stories import REPRINT
from news.search.grams import searched_text
from news.search.postings import LARGEST, parts_of
from news.search.times import kept
from news.stories.fingerprint import fingerprint
from news.stories.reprint import copy_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.article import Article

    Rows = list[tuple[Any, ...]]

# So many articles make one segment of the search, once the background has merged what storing made.
SEGMENT = LARGEST
COLUMNS = {
    "fingerprints": "article_id story_id bands",
    "bands": "band article_id",
    "search_segments": "id size newest times",
    "search_parts": "segment first grams ends places",
    "search": "article_id site at text segment place",
}
# Columns that count on by themselves, beside those of the articles' own tables.
SEQUENCES = {"story_ids": ("fingerprints", "story_id")}
IDENTITIES = (("search_segments", "id"),)


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it is filled in, numbered from 1."""

    number: int
    article: Article
    key: str
    site: str
    at: datetime


def tables(stored: Sequence[Stored], segment: int) -> dict[str, Rows]:
    """Return the rows of all tables for articles that come one after the other, SEGMENT at most."""
    bands = [list(fingerprint(copy_of(one.article, key=one.key, at=one.at)).bands) for one in stored]
    of_stories: dict[str, Rows] = {
        "fingerprints": [(one.number, _story(one.number), own) for one, own in zip(stored, bands, strict=True)],
        "bands": [(band, one.number) for one, own in zip(stored, bands, strict=True) for band in own],
    }
    return of_stories | _segment(segment, stored)


def _story(number: int) -> int | None:
    """The story of an article that was reprinted, and of its reprint: the number of the former."""
    place = (number - 1) % 10
    return number if place == REPRINT - 1 else number - 1 if place == REPRINT else None


def _segment(segment: int, stored: Sequence[Stored]) -> dict[str, Rows]:
    newest_first = sorted(stored, key=lambda one: (one.at, one.number), reverse=True)
    parts = parts_of([(_text(one.article), one.site) for one in newest_first])
    return {
        "search_segments": [(segment, len(stored), newest_first[0].at, kept([one.at for one in newest_first]))],
        "search_parts": [(segment, part.first, part.grams, part.ends, part.places) for part in parts],
        "search": [(one.number, one.site, one.at, None, segment, place) for place, one in enumerate(newest_first)],
    }


def _text(article: Article) -> str:
    titles = (article.title, article.original_title, article.subtitle)
    return searched_text(titles, (article.source, article.author), article.keywords, article.body_text)
