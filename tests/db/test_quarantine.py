"""Quarantine is shown and can be left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from db import entries, quarantine, sites
from tests.db.samples import NOW, site

if TYPE_CHECKING:
    from psycopg import Connection


@pytest.fixture(autouse=True)
def one_of_two_is_held(conn: Connection) -> None:
    sites.register(conn, [site("minmeng", re.compile("x")), site("acfic", re.compile("x"))])
    found = [entries.NewEntry(f"m/{n}", f"http://m/{n}", f"第 {n} 篇", None) for n in (1, 2)]
    entries.record(conn, "minmeng", "http://m/", found, baseline=False, at=NOW)
    for _ in range(entries.MAX_TRIES):
        entries.mark_failed(conn, "m/1", "没有正文", unreadable=True)


def _pending(conn: Connection) -> set[str]:
    return {e.url_key for e in entries.pending(conn, "minmeng", whatever_the_wait=True, limit=9)}


def test_what_is_held_is_shown_with_its_reason(conn: Connection) -> None:
    (held,) = quarantine.listed(conn, "minmeng", limit=9)
    assert (held.url, held.title, held.tries, held.last_error) == (
        "http://m/1",
        "第 1 篇",
        entries.MAX_TRIES,
        "没有正文",
    )
    assert quarantine.counts(conn) == {"minmeng": 1}
    assert quarantine.listed(conn, "acfic", limit=9) == []


def test_what_is_released_is_tried_as_often_as_at_first(conn: Connection) -> None:
    assert _pending(conn) == {"m/2"}
    assert quarantine.release(conn, "acfic") == 0
    assert quarantine.release(conn, "minmeng") == 1
    assert _pending(conn) == {"m/1", "m/2"}
    for _ in range(entries.MAX_TRIES - 1):
        entries.mark_failed(conn, "m/1", "没有正文", unreadable=True)
    assert _pending(conn) == {"m/1", "m/2"}
    entries.mark_failed(conn, "m/1", "没有正文", unreadable=True)
    assert quarantine.counts(conn) == {"minmeng": 1}
