"""Subscriptions 订阅: who is told what, until removed or until the mail server keeps refusing the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import outbox
from news.matching import Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from news.matching import Changes

# Mails refused in a row after which a subscription rests: a dead address that goes on being written to ruins the
# sender's standing at the mail server.
MAX_BOUNCES = 3


def add(
    conn: Connection,
    recipient: str,
    keywords: Sequence[str],
    sites: Sequence[str],
    changes: Changes | None = None,
) -> Subscription:
    """Subscribe from the next event on; return the one that is there when `find` knows it, awake if it rested.

    changes: which changes are told from now on; None: as it is, none of them for a new subscription. Call it inside
    a transaction: no event is matched until its commit. Without that lock an event that commits in between could be
    matched before the subscription is visible.
    """
    conn.execute("SELECT FROM matching FOR UPDATE")
    known = find(conn, recipient, keywords, sites)
    if known is None:
        number = _insert(conn, recipient, keywords, sites, changes or "none")
    else:
        number = known.id
        _wake(conn, number)
        if changes:
            conn.execute("UPDATE subscriptions SET changes = %s WHERE id = %s", (changes, number))
    return next(s for s in listed(conn, recipient) if s.id == number)


def find(conn: Connection, recipient: str, keywords: Sequence[str], sites: Sequence[str]) -> Subscription | None:
    """Return the subscription with this address, these words and these sites in any order, or None."""
    wanted = set(keywords), set(sites)
    same = (s for s in listed(conn, recipient) if (set(s.keywords), set(s.sites)) == wanted)
    return min(same, key=lambda s: (s.state != "active", s.id), default=None)


def _insert(conn: Connection, recipient: str, keywords: Sequence[str], sites: Sequence[str], changes: Changes) -> int:
    row = conn.execute(
        """INSERT INTO subscriptions (recipient, keywords, sites, changes, after_seq)
           SELECT %s, %s, %s, %s, coalesce(max(seq), 0) FROM events
           RETURNING id""",
        (recipient, list(keywords), list(sites), changes),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _wake(conn: Connection, number: int) -> None:
    """Let a subscription that rested go on, from the next event on."""
    conn.execute(
        """UPDATE subscriptions SET state = 'active', after_seq = (SELECT coalesce(max(seq), 0) FROM events)
           WHERE id = %s AND state <> 'active'""",
        (number,),
    )


def listed(conn: Connection, recipient: str | None = None) -> list[Subscription]:
    """Return every subscription that was not removed, or those of one recipient, oldest first."""
    rows = conn.execute(
        """SELECT id, recipient, keywords, sites, after_seq, state, changes FROM subscriptions
           WHERE state <> 'removed' AND recipient = coalesce(%s, recipient) ORDER BY id""",
        (recipient,),
    ).fetchall()
    return [Subscription(i, who, tuple(words), tuple(sites), *rest) for i, who, words, sites, *rest in rows]


def remove(conn: Connection, number: int) -> bool:
    """End a subscription and let its waiting mails go; False when there is none of this number."""
    ended = conn.execute("UPDATE subscriptions SET state = 'removed' WHERE id = %s AND state <> 'removed'", (number,))
    outbox.cancel_unwanted(conn)
    return ended.rowcount > 0


def rest_bounced(conn: Connection, delivery_id: int) -> list[int]:
    """Rest the delivery's subscriptions whose last MAX_BOUNCES mails were all refused; return their numbers."""
    rows = conn.execute(
        """UPDATE subscriptions s SET state = 'bounced'
           FROM deliveries refused
           WHERE refused.id = %(id)s AND s.id = ANY (refused.subscription_ids) AND s.state = 'active'
             AND %(most)s = (SELECT count(*) FILTER (WHERE latest.state = 'bounced')
                             FROM (SELECT d.state FROM deliveries d
                                   WHERE d.recipient = s.recipient AND s.id = ANY (d.subscription_ids)
                                     AND d.state IN ('sent', 'unclear', 'bounced')
                                   ORDER BY d.event_seq DESC LIMIT %(most)s) AS latest)
           RETURNING s.id""",
        {"id": delivery_id, "most": MAX_BOUNCES},
    ).fetchall()
    return [row[0] for row in rows]
