"""The event log: numbered in the order of commits, so that who read up to 11 has read 10."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from db import events
from db.connection import connect
from tests.db.samples import ARTICLE, look, sighting

if TYPE_CHECKING:
    from psycopg import Connection


def test_no_number_becomes_visible_after_a_higher_one(database_url: str, conn: Connection) -> None:
    writers, each = 4, 12

    def write(writer: int) -> None:
        with connect(database_url) as own:
            for number in range(each):
                look(own, ARTICLE, sighting(f"a.cn/{writer}/{number}"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    # A reader that remembers its place, as the mailer does.
    read: list[int] = []
    while any(thread.is_alive() for thread in threads):
        read += _numbers_after(conn, read[-1] if read else 0)
    read += _numbers_after(conn, read[-1] if read else 0)
    assert len(read) == writers * each
    assert read == sorted(set(read))
    assert events.last_seq(conn) == read[-1]


def _numbers_after(conn: Connection, seq: int) -> list[int]:
    return [event.seq for event in events.listed(conn, site=None, after=seq, limit=1000, with_baseline=True)]


def test_a_writer_that_gives_up_leaves_the_log_to_the_next(database_url: str, conn: Connection) -> None:
    with connect(database_url) as own, own.transaction(force_rollback=True):
        look(own, ARTICLE)
    look(conn, ARTICLE)
    assert len(_numbers_after(conn, 0)) == 1


def test_the_log_is_listed_newest_last_by_site_and_without_the_baseline(conn: Connection) -> None:
    for name in ("a", "b", "c"):
        look(conn, ARTICLE, sighting(name))
    look(conn, ARTICLE, sighting("d", site="acfic"))
    look(conn, ARTICLE, sighting("e", baseline=True))

    def urls(site: str | None = None, after: int = 0, limit: int = 9, with_baseline: bool = False) -> list[str]:
        found = events.listed(conn, site=site, after=after, limit=limit, with_baseline=with_baseline)
        return [event.url.removeprefix("http://") for event in found]

    assert urls() == ["a", "b", "c", "d"]
    assert urls(site="acfic") == ["d"]
    assert urls(limit=2) == ["c", "d"]
    assert urls(with_baseline=True, limit=1) == ["e"]
    first = events.listed(conn, site=None, after=0, limit=9, with_baseline=True)[0].seq
    assert urls(after=first) == ["b", "c", "d"]


def test_an_empty_log_ends_at_zero(conn: Connection) -> None:
    assert events.last_seq(conn) == 0
