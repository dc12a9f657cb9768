"""The frontier: what a listing showed stays until it is stored, or until a person must look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db import articles, entries
from db.entries import MAX_TRIES, NewEntry
from tests.db.samples import ARTICLE, NOW, look, sighting, snapshot

if TYPE_CHECKING:
    from psycopg import Connection

_LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def two_sites(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟'), ('acfic', '工商联')")


def _entry(key: str, title: str = "题") -> NewEntry:
    return NewEntry(key, f"http://{key}", title, None)


def _record(conn: Connection, *keys: str, site: str = "minmeng") -> None:
    entries.record(conn, site, "要闻", [_entry(key) for key in keys], baseline=False, at=NOW)


def _pending(conn: Connection, *, whatever_the_wait: bool = True, limit: int = 99) -> list[str]:
    found = entries.pending(conn, "minmeng", whatever_the_wait=whatever_the_wait, limit=limit)
    return [entry.url_key for entry in found]


def test_an_entry_is_new_at_first_sight_only(conn: Connection) -> None:
    assert entries.record(conn, "minmeng", "c", [_entry("a")], baseline=True, at=NOW) == {"a": NOW}
    again = entries.record(conn, "minmeng", "c", [_entry("a"), _entry("b")], baseline=False, at=_LATER)
    assert again == {"a": NOW, "b": _LATER}
    assert [(e.url_key, e.baseline) for e in entries.pending(conn, "minmeng", whatever_the_wait=True, limit=9)] == [
        ("a", True),
        ("b", False),
    ]


def test_an_article_shown_twice_on_one_list_is_one_entry(conn: Connection) -> None:
    seen = entries.record(conn, "minmeng", "c", [_entry("a", "全题"), _entry("a", "…")], baseline=False, at=NOW)
    assert seen == {"a": NOW}
    assert entries.pending(conn, "minmeng", whatever_the_wait=True, limit=9)[0].title == "全题"


def test_an_empty_list_records_nothing(conn: Connection) -> None:
    assert entries.record(conn, "minmeng", "c", [], baseline=False, at=NOW) == {}


def test_an_entry_whose_article_is_known_already_is_not_fetched(conn: Connection) -> None:
    look(conn, ARTICLE, sighting("a"))
    _record(conn, "a", "b")
    assert _pending(conn) == ["b"]


def test_entries_are_fetched_in_the_order_of_first_sight(conn: Connection) -> None:
    entries.record(conn, "minmeng", "c", [_entry("z")], baseline=False, at=NOW)
    entries.record(conn, "minmeng", "c", [_entry("b"), _entry("a")], baseline=False, at=_LATER)
    _record(conn, "elsewhere", site="acfic")
    assert _pending(conn) == ["z", "a", "b"]
    assert _pending(conn, limit=1) == ["z"]


def test_each_failure_waits_longer_until_the_entry_is_in_quarantine(conn: Connection) -> None:
    _record(conn, "a")
    waits = []
    for number in range(MAX_TRIES):
        assert _pending(conn) == ["a"]
        entries.mark_failed(conn, "a", f"超时 {number}\x00\n\ud800", unreadable=True)
        row = conn.execute("SELECT next_try_at - now(), last_error FROM entries").fetchone()
        assert row
        waits.append(row[0])
        assert row[1] == f"超时 {number}"
        assert _pending(conn, whatever_the_wait=False) == []
    assert waits == sorted(waits)
    assert waits[1] > 2 * waits[0]
    assert _pending(conn) == []
    assert conn.execute("SELECT state, tries FROM entries").fetchone() == ("quarantine", MAX_TRIES)


def test_a_try_counted_before_the_reading_stays_counted_when_nothing_comes_after_it(conn: Connection) -> None:
    _record(conn, "a")
    for _ in range(MAX_TRIES):
        assert entries.count_before(conn, "a", "程序中断")
    assert not entries.count_before(conn, "a", "程序中断")
    assert conn.execute("SELECT state, tries, last_error FROM entries").fetchone() == (
        "quarantine",
        MAX_TRIES,
        "程序中断",
    )


def test_a_page_in_whose_reading_a_process_ended_waits_only_from_the_second_time_on(conn: Connection) -> None:
    _record(conn, "a")
    entries.count_before(conn, "a", "程序中断")
    assert _pending(conn, whatever_the_wait=False) == ["a"]
    entries.count_before(conn, "a", "程序中断")
    assert _pending(conn, whatever_the_wait=False) == []


def test_a_try_taken_back_was_never_counted(conn: Connection) -> None:
    _record(conn, "a", "b")
    for _ in range(MAX_TRIES - 1):
        entries.mark_failed(conn, "a", "没有正文", unreadable=True)
    assert entries.count_before(conn, "a", "程序中断")
    assert _pending(conn) == ["b"]
    entries.take_back(conn, "a")
    assert conn.execute("SELECT tries, unreadable, state FROM entries WHERE url_key = 'a'").fetchone() == (
        MAX_TRIES - 1,
        MAX_TRIES - 1,
        "pending",
    )
    assert _pending(conn, whatever_the_wait=False) == ["b", "a"]


def test_a_stored_entry_is_neither_counted_nor_taken_back(conn: Connection) -> None:
    _record(conn, "a")
    entries.mark_stored(conn, "a")
    assert not entries.count_before(conn, "a", "程序中断")
    entries.take_back(conn, "a")
    assert conn.execute("SELECT state, tries FROM entries").fetchone() == ("stored", 0)


def test_what_failed_before_is_fetched_last(conn: Connection) -> None:
    _record(conn, "a", "b", "c")
    entries.mark_failed(conn, "a", "超时", unreadable=False)
    assert _pending(conn) == ["b", "c", "a"]


def test_a_failure_keeps_the_page_that_taught_it(conn: Connection) -> None:
    _record(conn, "a")
    kept = articles.add_snapshot(conn, snapshot())
    entries.mark_failed(conn, "a", "拦截页", unreadable=True, snapshot_id=kept)
    entries.mark_failed(conn, "a", "超时", unreadable=True)
    assert conn.execute("SELECT snapshot_id FROM entries").fetchone() == (kept,)


def test_a_failed_visit_to_a_stored_article_does_not_reopen_its_entry(conn: Connection) -> None:
    _record(conn, "a")
    entries.mark_stored(conn, "a")
    entries.mark_failed(conn, "a", "超时", unreadable=True)
    assert conn.execute("SELECT state, tries FROM entries").fetchone() == ("stored", 0)
    assert _pending(conn) == []


def test_an_entry_that_failed_before_is_stored_without_its_error(conn: Connection) -> None:
    _record(conn, "a")
    entries.mark_failed(conn, "a", "超时", unreadable=True)
    entries.mark_stored(conn, "a")
    assert conn.execute("SELECT state, last_error FROM entries").fetchone() == ("stored", None)


def test_an_entry_whose_site_does_not_answer_is_never_given_up(conn: Connection) -> None:
    _record(conn, "a")
    for _ in range(MAX_TRIES * 2):
        entries.mark_failed(conn, "a", "HTTP 503", unreadable=False)
    assert _pending(conn) == ["a"]
    entries.mark_failed(conn, "a", "没有正文", unreadable=True)
    assert _pending(conn) == ["a"]
