"""Why an article was found, for people and scripts, and what else could be asked when none was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.reading import Selection, select
from news.query import without_not, words
from news.snippet import marked, snippet

if TYPE_CHECKING:
    from psycopg import Connection

    from news.query import Query
    from news.snippet import Snippet

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def shown_hit(row: dict[str, Any], query: Query, *, bold: bool) -> str | None:
    """Return the line below an article: the piece of it that answers; None when its title alone does.

    bold: for a terminal; else the words stand in 【】.
    """
    found = _of_text(row, query)
    return None if found is None else marked(found, _BOLD, _PLAIN) if bold else marked(found)


def as_json_hit(row: dict[str, Any], query: Query) -> str | None:
    """Return the piece of an article that answers, with the words in 【】; None when the query wants no word."""
    found = _of_text(row, query) or snippet([row["title"]], words(query))
    return marked(found) if found else None


def advice(conn: Connection, wanted: Selection) -> str:
    """Return what a person may do when nothing was found; '' when there is nothing to say."""
    if wanted.query is None:
        return ""
    wider = Selection(query=wanted.query)
    if wanted != replace(wider, limit=wanted.limit, sort=wanted.sort) and _finds(conn, wider):
        return "去掉 --site、--since 等条件则有 there are some without --site, --since and the like"
    without = without_not(wanted.query)
    if without not in (None, wanted.query) and _finds(conn, replace(wider, query=without)):
        return "去掉 NOT 则有 there are some without NOT"
    return ""


def _finds(conn: Connection, wanted: Selection) -> bool:
    return any(True for _ in select(conn, replace(wanted, limit=1)))


def _of_text(row: dict[str, Any], query: Query) -> Snippet | None:
    others = (row["original_title"], row["subtitle"], row["source"], row["author"], *row["keywords"])
    return snippet([*row["body_text"].split("\n"), *filter(None, others)], words(query))
