"""Why an article was found, for people and scripts, and what else could be done when none was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.reading import Selection, is_empty, select
from db.searching import has_backlog
from news.search.query import without_not, words
from news.search.snippet import marked, snippet

if TYPE_CHECKING:
    from psycopg import Connection

    from news.search.query import Query
    from news.search.snippet import Snippet

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


def nothing(conn: Connection, wanted: Selection) -> str:
    """Return what a person is told when nothing was found, with what to do."""
    if wanted.new_since is not None and wanted.query is None and not is_empty(conn):
        return (
            "没有新文 no new article（首次采集的底稿不算，去掉 --new 可见 the baseline is no news: look without --new）"
        )
    return f"没有符合的文章 no article matches（{_advice(conn, wanted)}）"


def _advice(conn: Connection, wanted: Selection) -> str:
    if is_empty(conn):
        return "还没有文章，先运行 tzwatch crawl SITE nothing is stored yet: crawl a site first"
    wider = Selection(query=wanted.query)
    if wanted != replace(wider, limit=wanted.limit, sort=wanted.sort) and _finds(conn, wider):
        return "去掉 --site、--since 等条件则有 there are some without --site, --since and the like"
    without = without_not(wanted.query) if wanted.query else None
    if without not in (None, wanted.query) and _finds(conn, replace(wider, query=without)):
        return "去掉 NOT 则有 there are some without NOT"
    if wanted.query and has_backlog(conn):
        return "旧文章还没有全部可检索，先运行 tzwatch db migrate not all older articles are found yet: run it first"
    return "换个词 try other words"


def _finds(conn: Connection, wanted: Selection) -> bool:
    return any(True for _ in select(conn, replace(wanted, limit=1)))


def _of_text(row: dict[str, Any], query: Query) -> Snippet | None:
    others = (row["original_title"], row["subtitle"], row["source"], row["author"], *row["keywords"])
    return snippet([*row["body_text"].split("\n"), *filter(None, others)], words(query))
