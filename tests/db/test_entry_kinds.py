"""Entries that are no articles, pages that say that there is none, and a site under a new name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import entries
from db.entries import MAX_TRIES, NewEntry
from tests.db.samples import ARTICLE, NOW, look, sighting

if TYPE_CHECKING:
    from psycopg import Connection


@pytest.fixture(autouse=True)
def two_sites(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟'), ('acfic', '工商联')")


def _record(conn: Connection, *found: NewEntry, site: str = "minmeng") -> None:
    entries.record(conn, site, "c", found, baseline=False, at=NOW)


def _entry(key: str) -> NewEntry:
    return NewEntry(key, f"http://{key}", "题", None)


def _pending(conn: Connection) -> list[str]:
    return [e.url_key for e in entries.pending(conn, "minmeng", whatever_the_wait=True, limit=9)]


def test_what_is_no_article_is_kept_and_never_fetched(conn: Connection) -> None:
    _record(conn, NewEntry("a/1.pdf", "http://a/1.pdf", "通知", NOW, "pdf"), _entry("a/2"))
    assert _pending(conn) == ["a/2"]
    assert conn.execute("SELECT kind, state, listed_at FROM entries WHERE url_key = 'a/1.pdf'").fetchone() == (
        "pdf",
        "listed",
        NOW,
    )


def test_a_page_that_says_again_and_again_that_there_is_none_is_missing_and_not_in_quarantine(conn: Connection) -> None:
    _record(conn, _entry("a/1"))
    for _ in range(MAX_TRIES):
        assert _pending(conn) == ["a/1"]
        entries.mark_failed(conn, "a/1", "HTTP 404", unreadable=False, missing=True)
    assert _pending(conn) == []
    assert conn.execute("SELECT state FROM entries").fetchone() == ("missing",)
    entries.take_back(conn, "a/1")
    assert conn.execute("SELECT state FROM entries").fetchone() == ("missing",)


def test_a_wait_that_the_server_named_is_kept_and_a_shorter_one_shortens_nothing(conn: Connection) -> None:
    _record(conn, _entry("a/1"), _entry("a/2"))
    entries.mark_failed(conn, "a/1", "HTTP 503", unreadable=False, wait=timedelta(hours=3))
    entries.mark_failed(conn, "a/2", "HTTP 503", unreadable=False, wait=timedelta(seconds=1))
    waits = conn.execute(
        "SELECT next_try_at - now() > '2h', next_try_at - now() > '4min' FROM entries ORDER BY url_key"
    )
    assert waits.fetchall() == [(True, True), (False, True)]


def test_what_was_known_under_the_old_name_is_known_under_the_new_one(conn: Connection) -> None:
    look(conn, ARTICLE, sighting("old.cn/1"))
    look(conn, ARTICLE, sighting("new.cn/2"))
    look(conn, ARTICLE, sighting("old.cn/2"))
    _record(conn, _entry("old.cn/1"), _entry("old.cn.b/1"), _entry("a.old.cn/1"))
    _record(conn, _entry("old.cn/9"), site="acfic")
    for _ in range(2):
        entries.rename_host(conn, "minmeng", "old.cn", "new.cn")
    keys = [key for (key,) in conn.execute("SELECT url_key FROM articles ORDER BY 1")]
    # Known under both names before anybody said that they are one: they stay two.
    assert keys == ["new.cn/1", "new.cn/2", "old.cn/2"]
    found = {key for (key,) in conn.execute("SELECT url_key FROM entries")}
    assert found == {"new.cn/1", "old.cn.b/1", "a.old.cn/1", "old.cn/9"}
