"""Articles over time: new, edited, withdrawn, restored; every look is one transaction."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.rows import dict_row

from db import articles, entries, events, sites, visits
from db.connection import connect, database_errors
from db.entries import NewEntry
from news.errors import UnstorableError
from tests.db.samples import ARTICLE, KEY, MISSING, NOW, URL, look, sighting

if TYPE_CHECKING:
    from psycopg import Connection

    from db.events import Event
    from news.article import Article

_HOUR = timedelta(hours=1)


def _row(conn: Connection, key: str = KEY) -> dict[str, Any]:
    with conn.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute("SELECT * FROM articles WHERE url_key = %s", (key,)).fetchone()
    assert row
    return row


def _events(conn: Connection) -> list[Event]:
    return events.listed(conn, site=None, after=0, limit=100, with_baseline=True)


def _kinds(conn: Connection) -> list[str]:
    return [event.kind for event in _events(conn)]


def test_a_first_look_stores_the_article_its_version_and_one_event(conn: Connection) -> None:
    assert look(conn, ARTICLE).kind == "new"
    row = _row(conn)
    assert (row["version"], row["status"], row["first_seen_at"], row["changed_at"]) == (1, "live", NOW, None)
    assert _events(conn) == [
        events.Event(
            seq=1,
            kind="new",
            site="minmeng",
            url=f"http://{KEY}",
            title="民盟中央召开会议",
            at=NOW,
            baseline=False,
            fields=[],
            weight=None,
            classes=[],
        )
    ]
    version = conn.execute(
        "SELECT title, published_precision, images, attachments, snapshot_id FROM versions"
    ).fetchone()
    assert version == (
        "民盟中央召开会议",
        "minute",
        [{"url": "http://www.minmeng.org.cn/1.jpg", "caption": "图说"}],
        [{"url": "http://www.minmeng.org.cn/1.doc", "title": "附件"}],
        1,
    )


def test_what_was_stored_is_what_the_next_look_is_compared_with(conn: Connection) -> None:
    look(conn, ARTICLE)
    with conn.transaction():
        known = articles.known(conn, KEY)
    assert known
    assert (known.version, known.gone, known.missing_since, known.unrest) == (1, False, None, None)
    assert ARTICLE.published
    assert (known.first_seen_at, known.published_at) == (NOW, ARTICLE.published.at)
    assert look(conn, ARTICLE, sighting(at=NOW + _HOUR)).kind == "unchanged"
    assert _row(conn)["last_seen_at"] == NOW + _HOUR
    assert _kinds(conn) == ["new"]


def test_an_edit_adds_a_version_and_keeps_the_old_one(conn: Connection) -> None:
    look(conn, ARTICLE)
    look(conn, replace(ARTICLE, title="改题"), sighting(at=NOW + _HOUR))
    assert conn.execute("SELECT version, title FROM versions ORDER BY version").fetchall() == [
        (1, "民盟中央召开会议"),
        (2, "改题"),
    ]
    assert _events(conn)[-1].fields == ["title"]
    assert _row(conn)["changed_at"] == NOW + _HOUR


def test_a_withdrawal_needs_two_looks_and_keeps_the_last_text(conn: Connection) -> None:
    look(conn, ARTICLE)
    assert look(conn, MISSING, sighting(at=NOW + _HOUR)).kind == "missing"
    assert (_row(conn)["status"], _row(conn)["missing_since"]) == ("live", NOW + _HOUR)
    assert look(conn, MISSING, sighting(at=NOW + 2 * _HOUR)).kind == "gone"
    assert (_row(conn)["status"], _row(conn)["version"]) == ("gone", 1)
    assert _kinds(conn) == ["new", "gone"]
    assert look(conn, MISSING, sighting(at=NOW + 3 * _HOUR)).kind == "unchanged"
    assert _kinds(conn) == ["new", "gone"]


def test_a_page_that_is_back_before_the_second_look_was_never_gone(conn: Connection) -> None:
    look(conn, ARTICLE)
    look(conn, MISSING)
    look(conn, ARTICLE)
    assert look(conn, MISSING).kind == "missing"
    assert _kinds(conn) == ["new"]


def test_an_outage_withdraws_nothing(conn: Connection) -> None:
    look(conn, ARTICLE)
    look(conn, MISSING)
    assert look(conn, MISSING, healthy=False).kind == "unreadable"
    assert _row(conn)["status"] == "live"


def test_a_restored_article_is_live_again_and_told(conn: Connection) -> None:
    for page in (ARTICLE, MISSING, MISSING, ARTICLE):
        look(conn, page)
    assert _kinds(conn) == ["new", "gone", "restored"]
    row = _row(conn)
    assert (row["status"], row["missing_since"], row["version"]) == ("live", None, 2)


def test_what_is_gone_is_looked_at_ever_more_rarely(conn: Connection) -> None:
    for page in (ARTICLE, MISSING, MISSING):
        look(conn, page)
    look(conn, MISSING, sighting(next_visit_at=None))
    assert _row(conn)["next_visit_at"] is None
    assert _row(conn)["last_seen_at"] == NOW


def test_what_is_gone_is_asked_for_without_validators(conn: Connection) -> None:
    look(conn, ARTICLE, sighting(etag='"a"', last_modified="yesterday"))
    (due,) = visits.due(conn, "minmeng", whatever_the_time=True, limit=9)
    assert (due.etag, due.last_modified) == ('"a"', "yesterday")
    look(conn, MISSING)
    look(conn, MISSING)
    (due,) = visits.due(conn, "minmeng", whatever_the_time=True, limit=9)
    assert (due.etag, due.last_modified) == (None, None)


def test_a_page_that_never_rests_gets_neither_versions_nor_events(conn: Connection) -> None:
    for number in range(9):
        look(conn, _with_quote(f"名言第{number}则"))
    assert _kinds(conn) == ["new", "changed"]
    assert _row(conn)["version"] == 2
    assert look(conn, replace(_with_quote("又一则"), title="改题")).fields == ("title",)
    assert _row(conn)["version"] == 3


def _with_quote(quote: str) -> Article:
    return replace(ARTICLE, body_text=f"第一段。\n{quote}\n第二段。")


def test_a_page_that_has_not_come_to_rest_is_asked_for_without_validators(conn: Connection) -> None:
    for number in (0, 1, 2):
        look(conn, _with_quote(f"名言第{number}则"), sighting(etag='"a"'))
    (due,) = visits.due(conn, "minmeng", whatever_the_time=True, limit=9)
    assert due.etag is None
    look(conn, _with_quote("名言第1则"), sighting(etag='"a"'))
    (due,) = visits.due(conn, "minmeng", whatever_the_time=True, limit=9)
    assert due.etag == '"a"'


def test_a_first_look_that_found_nothing_is_the_one_that_counts(conn: Connection) -> None:
    look(conn, ARTICLE)
    for hours in (1, 2):
        visits.mark_missing(conn, KEY, NOW + hours * _HOUR, NOW + 3 * _HOUR)
    assert _row(conn)["missing_since"] == NOW + _HOUR


def test_how_often_an_article_came_back_is_counted(conn: Connection) -> None:
    for page in (ARTICLE, MISSING, MISSING, ARTICLE, MISSING, MISSING, ARTICLE):
        look(conn, page)
    assert _row(conn)["restorations"] == 2


def test_a_sites_standing_counts_what_was_read_since_the_first_was_missing(conn: Connection) -> None:
    now = datetime.now(UTC)
    for name, at in (("old", now - 50 * _HOUR), ("a", now), ("b", now), ("c", now), ("d", now)):
        look(conn, ARTICLE, sighting(name, at=at))
    for name in ("a", "b"):
        visits.mark_missing(conn, name, now - _HOUR, now)
    assert visits.standing(conn, "minmeng") == visits.Standing(missing=2, well=2)
    assert [control.url_key for control in visits.controls(conn, "minmeng")] == ["c", "d", "old"]


def test_articles_are_due_in_the_order_of_their_time(conn: Connection) -> None:
    for name, hours in (("a", 3), ("b", 1), ("c", 2)):
        look(conn, ARTICLE, sighting(name, next_visit_at=NOW + hours * _HOUR))
    look(conn, ARTICLE, sighting("never", next_visit_at=None))
    look(conn, ARTICLE, sighting("elsewhere", site="acfic", next_visit_at=NOW))
    conn.execute("UPDATE articles SET next_visit_at = next_visit_at - interval '100 years' WHERE url_key <> 'a'")
    conn.execute("UPDATE articles SET next_visit_at = now() + interval '1 hour' WHERE url_key = 'a'")
    due = visits.due(conn, "minmeng", whatever_the_time=False, limit=9)
    assert [article.url_key for article in due] == ["b", "c"]
    everything = visits.due(conn, "minmeng", whatever_the_time=True, limit=9)
    assert [article.url_key for article in everything] == ["b", "c", "a", "never"]
    assert len(visits.due(conn, "minmeng", whatever_the_time=True, limit=2)) == 2


def test_a_page_that_tells_nothing_is_put_off_longer_each_time(conn: Connection) -> None:
    look(conn, ARTICLE)
    conn.execute("UPDATE articles SET last_seen_at = now() - interval '10 days'")
    visits.postpone(conn, KEY, NOW - 1000 * _HOUR)
    row = conn.execute("SELECT next_visit_at - now() > interval '4 days 23 hours' FROM articles").fetchone()
    assert row == (True,)


def test_storing_the_article_settles_its_entry(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟')")
    entries.record(conn, "minmeng", "c", [NewEntry(KEY, URL, "题", None)], baseline=False, at=NOW)
    look(conn, ARTICLE)
    assert entries.pending(conn, "minmeng", whatever_the_wait=True, limit=9) == []


def test_a_look_that_breaks_off_half_way_leaves_nothing(conn: Connection) -> None:
    def breaks() -> None:
        with conn.transaction():
            look(conn, ARTICLE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks()
    assert conn.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM snapshots").fetchone() == (0,)
    assert _events(conn) == []


def test_a_value_that_postgres_refuses_costs_that_article_alone(conn: Connection) -> None:
    with pytest.raises(UnstorableError) as refused, database_errors():
        look(conn, replace(ARTICLE, title="坏\x00题"))
    assert "\n" not in str(refused.value)
    assert look(conn, ARTICLE).kind == "new"


def test_two_sites_that_find_one_page_at_once_tell_it_once(database_url: str, conn: Connection) -> None:
    kinds: list[str] = []
    both = threading.Barrier(2)

    def crawl(site: str) -> None:
        with connect(database_url) as own:
            both.wait()
            kinds.append(look(own, ARTICLE, sighting(site=site)).kind)

    threads = [threading.Thread(target=crawl, args=(site,)) for site in ("minmeng", "minmeng-bj")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kinds) == ["new", "unchanged"]
    assert _kinds(conn) == ["new"]


def test_a_sites_articles_are_counted(conn: Connection) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟'), ('acfic', '工商联')")
    look(conn, ARTICLE)
    states = sites.states(conn)
    assert (states["minmeng"].articles, states["acfic"].articles) == (1, 0)
