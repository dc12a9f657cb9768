"""Every version of an article comes back as it was stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db import events
from db.versions import version, versions_of
from news.article import Moment
from news.dates import SHANGHAI
from tests.db.samples import ARTICLE, MISSING, NOW, look, sighting

if TYPE_CHECKING:
    from psycopg import Connection


def _id(conn: Connection) -> int:
    (number,) = conn.execute("SELECT id FROM articles").fetchone() or (0,)
    return int(number)


def test_versions_come_back_whole_and_oldest_first(conn: Connection) -> None:
    later = replace(ARTICLE, title="民盟中央举行会议", published=None, source=None)
    look(conn, ARTICLE)
    look(conn, later, sighting(at=NOW + timedelta(hours=1)))
    found = versions_of(conn, _id(conn))
    assert [v.version for v in found] == [1, 2]
    assert [v.seen_at for v in found] == [NOW, NOW + timedelta(hours=1)]
    assert [replace(v.article, url=ARTICLE.url) for v in found] == [ARTICLE, later]
    assert all(v.snapshot_id for v in found)
    assert found[0].further_snapshots == []


def test_one_version_is_found_by_its_number(conn: Connection) -> None:
    look(conn, ARTICLE)
    number = _id(conn)
    assert version(conn, number, 1) == versions_of(conn, number)[0]
    assert version(conn, number, 2) is None
    assert version(conn, number + 1, 1) is None
    assert versions_of(conn, number + 1) == []


def test_a_changed_event_says_how_much_the_change_matters_and_what_it_is(conn: Connection) -> None:
    slip = replace(ARTICLE, body_text="第一断。\n第二段。")
    look(conn, slip)
    look(conn, ARTICLE)
    look(conn, replace(ARTICLE, title="民盟中央主席张三讲话"))
    found = events.listed(conn, site=None, after=0, limit=9, with_baseline=True)
    assert [(e.kind, e.weight, e.classes) for e in found] == [
        ("new", None, []),
        ("changed", "minor", ["typo"]),
        ("changed", "major", ["headline", "name"]),
    ]


def test_a_return_says_what_differs_from_what_was_withdrawn(conn: Connection) -> None:
    look(conn, ARTICLE)
    look(conn, MISSING)
    look(conn, MISSING)
    look(conn, replace(ARTICLE, body_text="第一段。\n第二段，共300人。"))
    found = events.listed(conn, site=None, after=0, limit=9, with_baseline=True, kinds=("gone", "restored"))
    assert [(e.kind, e.weight, e.classes) for e in found] == [
        ("gone", None, []),
        ("restored", "major", ["number"]),
    ]
    assert [e.kind for e in events.listed(conn, site=None, after=0, limit=9, with_baseline=True, weight="major")] == [
        "restored"
    ]


def test_a_change_of_which_nothing_is_seen_is_minor(conn: Connection) -> None:
    at = datetime(2026, 11, 1, 9, 30, 5, tzinfo=SHANGHAI)
    look(conn, ARTICLE)
    look(conn, replace(ARTICLE, published=Moment(at, "minute")))
    found = events.listed(conn, site=None, after=0, limit=9, with_baseline=True)
    assert [(e.kind, e.weight, e.classes) for e in found] == [("new", None, []), ("changed", "minor", [])]
