"""The outbox and the subscriptions as the mailer finds them: large batches, old bytes, the same wish twice."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.mailer import Letterhead, enqueue, forget_sent
from db import events, outbox, subscriptions
from db.connection import connect
from tests.alerts.conftest import FROM, NAMES, publish, subscribe

if TYPE_CHECKING:
    from psycopg import Connection

HEAD = Letterhead(FROM, "", NAMES)
NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def many_readers(conn: Connection, count: int) -> None:
    conn.execute(
        """INSERT INTO subscriptions (recipient, after_seq)
           SELECT 'r' || number || '@example.org', 0 FROM generate_series(1, %s) AS number""",
        (count,),
    )


def test_a_large_batch_is_written_in_parts_and_each_reader_has_one_mail(conn: Connection) -> None:
    many_readers(conn, 120)
    for title in ("第一篇", "第二篇"):
        publish(conn, title)
    while enqueue(conn, HEAD, NOW):
        assert conn.execute("SELECT seq < %s FROM matching", (events.last_seq(conn),)).fetchone() == (True,)
    assert outbox.counts(conn) == {"pending": 240}
    assert conn.execute("SELECT count(DISTINCT (recipient, event_seq)) FROM deliveries").fetchone() == (240,)
    assert conn.execute("SELECT seq FROM matching").fetchone() == (events.last_seq(conn),)
    assert not enqueue(conn, HEAD, NOW)


def test_mailers_that_die_between_two_parts_leave_the_rest_to_the_next(conn: Connection, database_url: str) -> None:
    many_readers(conn, 120)
    publish(conn, "新文")
    for _ in range(2):
        with connect(database_url) as own:
            assert enqueue(own, HEAD, NOW)
    while enqueue(conn, HEAD, NOW):
        pass
    assert outbox.counts(conn) == {"pending": 120}


def test_a_subscription_is_made_while_thousands_of_mails_are_written(conn: Connection, database_url: str) -> None:
    many_readers(conn, 600)
    publish(conn, "新文")
    waits: list[float] = []

    def write() -> None:
        with connect(database_url) as own:
            while outbox.has_unmatched(own):
                enqueue(own, HEAD, NOW)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        began = time.monotonic()
        subscribe(conn, f"late{len(waits)}@example.org")
        waits.append(time.monotonic() - began)
    writer.join()
    assert len(waits) > 3
    assert max(waits) < 4
    assert outbox.counts(conn) == {"pending": 600}


@pytest.mark.parametrize("state", ["sent", "unclear", "bounced", "cancelled"])
def test_the_bytes_of_a_mail_go_after_thirty_days_and_its_row_stays(conn: Connection, state: str) -> None:
    subscribe(conn, "a@example.org")
    publish(conn, "新文")
    enqueue(conn, HEAD, NOW)
    conn.execute("UPDATE deliveries SET state = %s, sent_at = %s, created_at = %s", (state, NOW, NOW))
    assert forget_sent(conn, NOW + timedelta(days=29)) == 0
    assert forget_sent(conn, NOW + timedelta(days=31)) == 1
    assert forget_sent(conn, NOW + timedelta(days=31)) == 0
    row = conn.execute("SELECT recipient, state, sent_at, message FROM deliveries").fetchone()
    assert row == ("a@example.org", state, NOW, None)


def test_the_bytes_of_a_mail_that_waits_are_kept_however_long(conn: Connection) -> None:
    subscribe(conn, "a@example.org")
    publish(conn, "新文")
    enqueue(conn, HEAD, NOW)
    assert forget_sent(conn, datetime.now(UTC) + timedelta(days=400)) == 0


def added(conn: Connection, words: tuple[str, ...] = (), sites: tuple[str, ...] = (), to: str = "a@example.org") -> int:
    return subscribe(conn, to, *words, sites=sites)


def test_the_same_subscription_twice_is_one(conn: Connection) -> None:
    first = added(conn, ("民盟", "座谈会"), ("minmeng", "zytzb"))
    publish(conn, "早先的新文")
    known = subscriptions.find(conn, "a@example.org", ("座谈会", "民盟"), ("zytzb", "minmeng"))
    assert known is not None
    assert known.id == first
    assert added(conn, ("座谈会", "民盟"), ("zytzb", "minmeng")) == first
    assert subscriptions.listed(conn) == [known]


def test_other_words_sites_or_readers_are_another_subscription(conn: Connection) -> None:
    made = {
        added(conn),
        added(conn, ("民盟",)),
        added(conn, ("民盟", "座谈会")),
        added(conn, (), ("minmeng",)),
        added(conn, ("民盟",), ("minmeng",)),
        added(conn, ("民盟",), to="b@example.org"),
    }
    assert len(made) == 6
    assert subscriptions.find(conn, "c@example.org", (), ()) is None


def test_a_removed_subscription_is_made_anew(conn: Connection) -> None:
    first = added(conn)
    with conn.transaction():
        subscriptions.remove(conn, first)
    assert added(conn) != first


def test_the_same_subscription_added_by_many_at_once_is_one(conn: Connection, database_url: str) -> None:
    def add() -> None:
        with connect(database_url) as own:
            added(own, ("民盟",))

    adders = [threading.Thread(target=add) for _ in range(6)]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    assert len(subscriptions.listed(conn)) == 1
