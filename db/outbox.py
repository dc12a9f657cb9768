"""The outbox 投递: how far the event log is matched, and the mails between being written and being sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from psycopg.rows import class_row, dict_row

from db.versions import article_of, version
from news.matching import News

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from psycopg import Connection

    from news.changes.change import EventKind


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the event log has been matched, and the salt of every Message-ID."""

    seq: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A rendered mail on its way into the outbox."""

    subscription_ids: tuple[int, ...]
    event_seq: int
    recipient: str
    message_id: str
    message: bytes


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A mail whose next try is due; tries: how many there were."""

    id: int
    recipient: str
    message: bytes
    tries: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that was refused for good, or whose arrival nobody confirmed, and what the server said."""

    recipient: str
    said: str


def has_unmatched(conn: Connection) -> bool:
    """Tell without a lock whether there is anything to match: the usual answer, every two seconds, is no."""
    row = conn.execute("SELECT EXISTS (SELECT FROM events WHERE seq > (SELECT seq FROM matching))").fetchone()
    return row == (True,)


def lock_mark(conn: Connection) -> Mark | None:
    """Take the right to match, until the caller's transaction ends. None: another mailer is at it."""
    with conn.cursor(row_factory=class_row(Mark)) as cursor:
        cursor.execute("SELECT seq, salt FROM matching FOR UPDATE SKIP LOCKED")
        return cursor.fetchone()


def news_between(conn: Connection, after: int, upto: int, limit: int, kinds: Sequence[EventKind]) -> list[News]:
    """Return the first `limit` articles of which there is news of these kinds, and not from a first crawl or import.

    What an article said before comes with a change, not with a withdrawal: there it is what it said last.
    """
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            """SELECT e.seq, e.kind, e.site, e.weight, e.at, e.url, v.*
               FROM events e JOIN versions v ON v.article_id = e.article_id AND v.version = e.version
               WHERE e.seq > %s AND e.seq <= %s AND e.kind = ANY (%s) AND NOT e.baseline
               ORDER BY e.seq LIMIT %s""",
            (after, upto, list(kinds), limit),
        )
        return [_news(conn, row) for row in cursor.fetchall()]


def _news(conn: Connection, row: dict[str, Any]) -> News:
    had_other = row["kind"] in ("changed", "restored")
    before = version(conn, row["article_id"], row["version"] - 1) if had_other else None
    return News(
        row["seq"],
        row["site"],
        article_of(row),
        row["kind"],
        before.article if before else None,
        row["weight"],
        row["at"],
    )


def advance(conn: Connection, seq: int) -> None:
    conn.execute("UPDATE matching SET seq = %s", (seq,))


def recipients_written(conn: Connection, event_seq: int) -> set[str]:
    """Return who has a mail about this event in the outbox already."""
    rows = conn.execute("SELECT recipient FROM deliveries WHERE event_seq = %s", (event_seq,)).fetchall()
    return {recipient for (recipient,) in rows}


def add(conn: Connection, deliveries: Sequence[NewDelivery]) -> None:
    """Put mails into the outbox in one statement; one that is there already stays as it was rendered first."""
    conn.execute(
        """INSERT INTO deliveries (subscription_ids, event_seq, recipient, message_id, message)
           SELECT ids::bigint[], seq, recipient, message_id, message
           FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::bytea[])
                AS new (ids, seq, recipient, message_id, message)
           ON CONFLICT (recipient, event_seq) DO NOTHING""",
        (
            [f"{{{','.join(map(str, d.subscription_ids))}}}" for d in deliveries],
            [d.event_seq for d in deliveries],
            [d.recipient for d in deliveries],
            [d.message_id for d in deliveries],
            [d.message for d in deliveries],
        ),
    )


def take(conn: Connection) -> DueDelivery | None:
    """Return the mail that waits longest, its row locked until the caller's transaction ends; None: nothing is due.

    The lock is held while the mail server answers, which may take ten minutes after the final dot (RFC 5321,
    4.5.3.2.6): longer than a transaction may otherwise stand idle.
    """
    conn.execute("SET LOCAL idle_in_transaction_session_timeout = '20min'")
    with conn.cursor(row_factory=class_row(DueDelivery)) as cursor:
        cursor.execute(
            """SELECT d.id, d.recipient, d.message, d.tries FROM deliveries d
               WHERE d.state = 'pending' AND d.next_try_at <= now()
                 AND EXISTS (SELECT FROM subscriptions s
                             WHERE s.id = ANY (d.subscription_ids) AND s.state = 'active')
               ORDER BY d.next_try_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED"""
        )
        return cursor.fetchone()


def mark_sent(conn: Connection, delivery_id: int) -> None:
    conn.execute(
        "UPDATE deliveries SET state = 'sent', sent_at = now(), tries = tries + 1, last_error = NULL WHERE id = %s",
        (delivery_id,),
    )


def mark_bounced(conn: Connection, delivery_id: int, said: str) -> None:
    conn.execute(
        "UPDATE deliveries SET state = 'bounced', tries = tries + 1, last_error = %s WHERE id = %s",
        (said, delivery_id),
    )


def postpone(conn: Connection, delivery_id: int, said: str, wait: timedelta) -> None:
    """Keep the mail for another try. The wait counts from now, not from the start of a long conversation."""
    conn.execute(
        """UPDATE deliveries SET tries = tries + 1, last_error = %s, next_try_at = clock_timestamp() + %s
           WHERE id = %s""",
        (said, wait, delivery_id),
    )


def postpone_unanswered(conn: Connection, delivery_id: int, said: str, wait: timedelta) -> bool:
    """Keep a mail that may have arrived for one more try; False when this was that try, and it is left as it is.

    It may then have arrived twice, once, or not at all: a person is told (`latest_unclear`), no third copy is sent.
    """
    row = conn.execute(
        """UPDATE deliveries SET tries = tries + 1, unanswered = unanswered + 1, last_error = %s,
                  state = CASE WHEN unanswered > 0 THEN 'unclear' ELSE state END,
                  sent_at = CASE WHEN unanswered > 0 THEN clock_timestamp() END,
                  next_try_at = clock_timestamp() + %s
           WHERE id = %s RETURNING state""",
        (said, wait, delivery_id),
    ).fetchone()
    return row == ("pending",)


def cancel_unwanted(conn: Connection) -> int:
    """Let go the waiting mails that no active subscription asks for any more; return how many.

    One that is being sent at this moment is left alone, and let go next time if it is still waiting then.
    """
    return conn.execute(
        """UPDATE deliveries SET state = 'cancelled', last_error = '订阅已停止 the subscription ended'
           WHERE id IN (SELECT d.id FROM deliveries d
                        WHERE d.state = 'pending'
                          AND NOT EXISTS (SELECT FROM subscriptions s
                                          WHERE s.id = ANY (d.subscription_ids) AND s.state = 'active')
                        FOR UPDATE SKIP LOCKED)"""
    ).rowcount


def drop_messages(conn: Connection, before: datetime, limit: int) -> int:
    """Let go the bytes of at most `limit` mails that went, or were given up, before then; return how many.

    What is left of each tells who was told of what and when.
    """
    return conn.execute(
        """UPDATE deliveries SET message = NULL
           WHERE id IN (SELECT id FROM deliveries
                        WHERE message IS NOT NULL AND state <> 'pending' AND coalesce(sent_at, created_at) < %s
                        ORDER BY coalesce(sent_at, created_at) LIMIT %s FOR UPDATE SKIP LOCKED)""",
        (before, limit),
    ).rowcount


def counts(conn: Connection) -> dict[str, int]:
    """Return how many mails are in each state: pending, sent, unclear, bounced, cancelled."""
    return dict(conn.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())


def latest_bounces(conn: Connection, limit: int) -> list[Undelivered]:
    """Return what was said at the last refused mail of each recipient, newest first."""
    return _latest(conn, "bounced", limit)


def latest_unclear(conn: Connection, limit: int) -> list[Undelivered]:
    """As `latest_bounces`, for mails that were handed over twice without a clear answer."""
    return _latest(conn, "unclear", limit)


def _latest(conn: Connection, state: Literal["bounced", "unclear"], limit: int) -> list[Undelivered]:
    with conn.cursor(row_factory=class_row(Undelivered)) as cursor:
        cursor.execute(
            """SELECT recipient, said FROM (
                   SELECT DISTINCT ON (recipient) id, recipient, last_error AS said FROM deliveries
                   WHERE state = %s ORDER BY recipient, id DESC) AS latest
               ORDER BY id DESC LIMIT %s""",
            (state, limit),
        )
        return cursor.fetchall()
