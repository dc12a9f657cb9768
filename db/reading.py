"""Looking: articles as people and scripts see them, one row shape for the list, the export and the API."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from db.searching import found, stored_text, titles_found
from news.search.query import matches
from news.search.ranking import score
from news.text import fold

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from datetime import datetime

    from psycopg import Connection

    from db.searching import Found
    from news.search.query import Query

Sort = Literal["newest", "best"]

_ROWS_AT_A_TIME = 200
_FIRST_ROWS = 32
# Best first: the order is made among so many of the newest, and as many of the newest whose titles answer.
_RANKED = 300

_ROW = """
SELECT a.id, a.site, a.url, v.title, v.original_title, v.subtitle, v.published_at, v.published_precision, v.source,
       v.source_url, v.author, v.editor, v.breadcrumb, v.keywords, v.body_text, v.body_html, v.images, v.attachments,
       a.status, a.version, a.first_seen_at, a.last_seen_at, a.changed_at, f.story_id
FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
LEFT JOIN fingerprints f ON f.article_id = a.id"""
_SELECTED = """
JOIN search s ON s.article_id = a.id
WHERE (%(sites)s::text[] = '{}' OR a.site = ANY (%(sites)s))
  AND (%(new_since)s::timestamptz IS NULL OR (NOT a.baseline AND a.first_seen_at >= %(new_since)s))
  AND (%(since)s::timestamptz IS NULL OR s.at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR s.at < %(until)s)
  AND (%(source)s::text IS NULL
       OR position(%(source)s IN regexp_replace(lower(normalize(v.source, NFKC)), '\\s', '', 'g')) > 0)
  AND (%(section)s::text IS NULL
       OR position(%(section)s IN regexp_replace(lower(normalize(concat_ws('|', array_to_string(v.breadcrumb, '|'), (
              SELECT c.name FROM entries e JOIN channels c ON c.site = e.site AND c.url = e.channel
              WHERE e.url_key = a.url_key)), NFKC)), '\\s', '', 'g')) > 0)"""
# Old pages without a date that a first crawl or an import found: their time would be ours, and they would lead.
_UNDATED = "(a.baseline AND v.published_at IS NULL)"
_NEWEST_FIRST = """
ORDER BY s.at DESC, s.article_id DESC LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: of some sites, answering a query, whose 来源 and whose 栏目 or breadcrumb contain a word, new
    since a time (baseline excluded), published at or after one and before another.

    sort best: those that answer the query best come first (news/search/ranking.py).
    """

    sites: tuple[str, ...] = ()
    query: Query | None = None
    source: str | None = None
    section: str | None = None
    new_since: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = "newest"
    limit: int | None = None


def select(conn: Connection, selection: Selection) -> Generator[dict[str, Any]]:
    """Yield the current version of each selected article, newest or best first, a batch at a time.

    An article without a date stands where it was first seen; without a query, undated ones of the baseline come last.
    """
    with _one_state(conn):
        if selection.query is None:
            yield from _all(conn, selection)
        else:
            rows = _best if selection.sort == "best" else _newest
            yield from islice(rows(conn, selection, selection.query), selection.limit)


def one(conn: Connection, key: str, url: str) -> dict[str, Any] | None:
    """Return the current version of the article with a key, else with an address as it is stored."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            _ROW + " WHERE a.url_key = %(key)s OR a.url = %(url)s ORDER BY a.url_key = %(key)s DESC, a.id LIMIT 1",
            {"key": key, "url": url},
        ).fetchone()


def has_site(conn: Connection, site: str) -> bool:
    """Tell whether an article of `site` is stored."""
    return conn.execute("SELECT EXISTS (SELECT FROM articles WHERE site = %s)", (site,)).fetchone() == (True,)


def total(conn: Connection, sites: Sequence[str] = ()) -> int:
    """Return how many articles are stored, of these sites or of all, whether or not a site has a definition."""
    row = conn.execute(
        "SELECT count(*) FROM articles WHERE %(sites)s::text[] = '{}' OR site = ANY (%(sites)s)", {"sites": list(sites)}
    ).fetchone()
    assert row is not None
    return int(row[0])


def is_empty(conn: Connection) -> bool:
    """Tell whether no article is stored at all."""
    return conn.execute("SELECT EXISTS (SELECT FROM articles)").fetchone() == (False,)


def event_before(conn: Connection, at: datetime) -> int | None:
    """Return the number below that of the first event at or after a time; None when there is no such event."""
    row = conn.execute("SELECT min(seq) - 1 FROM events WHERE at >= %s", (at,)).fetchone()
    assert row is not None
    return None if row[0] is None else int(row[0])


@contextmanager
def _one_state(conn: Connection) -> Iterator[None]:
    """See one state of the database for the length of the block, which may be long: a person with a pager reads."""
    outermost = conn.info.transaction_status == TransactionStatus.IDLE
    with conn.transaction():
        if outermost:
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        conn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def _all(conn: Connection, selection: Selection) -> Iterator[dict[str, Any]]:
    left = selection.limit
    for which in (" AND NOT ", " AND "):
        with conn.cursor("articles", row_factory=dict_row) as cursor:
            cursor.itersize = _ROWS_AT_A_TIME
            cursor.execute(_ROW + _SELECTED + which + _UNDATED + _NEWEST_FIRST, _values(selection) | {"limit": left})
            for row in cursor:
                left = None if left is None else left - 1
                yield row
        if left == 0:
            return


def _newest(conn: Connection, selection: Selection, query: Query) -> Iterator[dict[str, Any]]:
    return _rows(conn, selection, query, _in_time(selection, found(conn, query, selection.sites)))


def _best(conn: Connection, selection: Selection, query: Query) -> Iterator[dict[str, Any]]:
    """Yield the best of the newest, then all others, newest first."""
    titled = _in_time(selection, titles_found(conn, query, selection.sites))
    newest = _in_time(selection, found(conn, query, selection.sites))
    pool = {hit.article_id: hit for hit in (*islice(titled, _RANKED), *islice(newest, _RANKED))}
    at = {article_id: hit.at for article_id, hit in pool.items()}
    now = max(at.values(), default=None)
    if now is None:
        return
    ranked = [
        (-score(query, stored_text(row), (now - at[row["id"]]).days), -at[row["id"]].timestamp(), -row["id"], row)
        for row in _rows(conn, selection, query, pool.values())
    ]
    for *_, row in sorted(ranked, key=lambda entry: entry[:3]):
        yield row
    others = _in_time(selection, found(conn, query, selection.sites))
    yield from _rows(conn, selection, query, (hit for hit in others if hit.article_id not in pool))


def _in_time(selection: Selection, hits: Iterable[Found]) -> Iterator[Found]:
    for hit in hits:
        if selection.since is not None and hit.at < selection.since:
            return
        if selection.until is None or hit.at < selection.until:
            yield hit


def _rows(conn: Connection, selection: Selection, query: Query, hits: Iterable[Found]) -> Iterator[dict[str, Any]]:
    """Yield the selected rows among the hits, in their order; the text of one that is not certain is looked at."""
    hits = iter(hits)
    wanted = min(selection.limit or _ROWS_AT_A_TIME, _FIRST_ROWS)
    while batch := list(islice(hits, wanted)):
        with conn.cursor(row_factory=dict_row) as cursor:
            ids = [hit.article_id for hit in batch]
            cursor.execute(_ROW + _SELECTED + " AND a.id = ANY (%(ids)s)", _values(selection) | {"ids": ids})
            rows = {row["id"]: row for row in cursor}
        for hit in batch:
            row = rows.get(hit.article_id)
            if row is not None and (hit.certain or matches(query, stored_text(row))):
                yield row
        wanted = _ROWS_AT_A_TIME


def _values(selection: Selection) -> dict[str, Any]:
    return {
        "sites": list(selection.sites),
        "new_since": selection.new_since,
        "since": selection.since,
        "until": selection.until,
        "source": None if selection.source is None else fold(selection.source),
        "section": None if selection.section is None else fold(selection.section),
    }
