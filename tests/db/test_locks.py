"""Writers that meet: each waits for its turn, and none for one that waits for it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from db import articles, entries, search
from db.batches import Item, store_many
from db.connection import connect
from news.changes.change import decide
from tests.db.samples import ARTICLE, NOW, look, sighting, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from psycopg import Connection

_PATIENCE_SECONDS = 20.0
_HOUR = timedelta(hours=1)


class _Beside:
    """A writer with a connection of its own, in a thread."""

    def __init__(self, url: str, work: Callable[[Connection], object]) -> None:
        self.failure: Exception | None = None
        self._url, self._work = url, work
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with connect(self._url) as conn:
                self._work(conn)
        except Exception as error:
            self.failure = error

    def came_far(self, conn: Connection, waiting: int = 1) -> None:
        """Return when it has ended, or when so many wait for a lock."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while self._thread.is_alive() and time.monotonic() < until:
            row = conn.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
            if row and row[0] >= waiting:
                return
            time.sleep(0.02)

    def end(self) -> None:
        self._thread.join(_PATIENCE_SECONDS)
        assert self.failure is None
        assert not self._thread.is_alive()


def test_an_edit_does_not_wait_for_ever_for_one_who_merges_what_is_searched(
    conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SMALL", 4)
    monkeypatch.setattr(search, "_SMALL_ONES", 1)
    for number in range(3):
        look(conn, ARTICLE, sighting(f"a.cn/{number}"))
    edited = replace(ARTICLE, title="改了标题")
    with connect(database_url) as watching, conn.transaction():
        known = articles.known(conn, "a.cn/1")
        # The fourth: a segment is made, and merged.
        beside = _Beside(database_url, lambda own: look(own, ARTICLE, sighting("a.cn/9")))
        beside.came_far(watching)
        articles.store(conn, sighting("a.cn/1", at=NOW + _HOUR), decide(known, edited), edited, snapshot())
    beside.end()


def test_a_batch_with_a_bad_one_does_not_hold_the_events_while_it_waits_for_a_list_page(
    conn: Connection, database_url: str
) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('minmeng', '民盟')")

    def enter(own: Connection, *keys: str) -> None:
        new = [entries.NewEntry(key, f"http://{key}", "题", None) for key in keys]
        entries.record(own, "minmeng", "http://a.cn/", new, baseline=False, at=NOW)

    enter(conn, "a.cn/0", "a.cn/2", "a.cn/9")
    # No index takes so long a key.
    refused = "a.cn/" + "".join(chr(0x4E00 + place * 7 % 20_000) for place in range(3000))
    items = [Item(sighting(key), ARTICLE, snapshot()) for key in ("a.cn/0", refused, "a.cn/2")]
    with connect(database_url) as watching, conn.transaction():
        enter(conn, "a.cn/2")
        batch = _Beside(database_url, lambda own: store_many(own, items))
        batch.came_far(watching)
        crawl = _Beside(database_url, lambda own: look(own, replace(ARTICLE, title="别的"), sighting("a.cn/9")))
        crawl.came_far(watching, waiting=2)
        enter(conn, "a.cn/9")
    batch.end()
    crawl.end()
    assert len(conn.execute("SELECT FROM articles").fetchall()) == 3
