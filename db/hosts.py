"""Hosts 主机: which process may ask a host now, and when it may be asked again, for all processes on one database.

Every function takes the process's one lease connection, in autocommit mode. Times are the database's clock's; what
goes in and out is a length in seconds, so that machines need not agree about the time.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

import psycopg

from db.connection import connect, database_errors
from news.errors import DatabaseError

if TYPE_CHECKING:
    from psycopg import Connection

# No pause is longer; a time further ahead was written by a clock that has been put back since.
_LONGEST_SECONDS = 600


def open_leases(url: str) -> Connection:
    """Open the connection that leases are held by: they end with it, at once when the process is killed."""
    conn = connect(url)
    with database_errors():
        # What a crash of the database forgets of the last second is a pause, not an article.
        conn.execute("SET synchronous_commit = off")
    return conn


def try_lease(conn: Connection, host: str, gap: float) -> float | None:
    """Take the right to ask `host`, until let_go or the connection's end; None: another process has it.

    Return the seconds to wait before the first request: `gap` when the last holder died, for nobody knows when it
    asked. Not to be called for a host that is held: Postgres would count two leases.
    """
    row = conn.execute("SELECT pg_try_advisory_lock(hashtextextended('host ' || %s, 0))", (host,)).fetchone()
    if row != (True,):
        return None
    # A statement of its own: its snapshot must be younger than the lock.
    row = conn.execute(
        """WITH before AS (
               SELECT coalesce(extract(epoch FROM free_at - clock_timestamp()), %(gap)s) AS wait
               FROM hosts WHERE host = %(host)s),
           taken AS (
               INSERT INTO hosts (host) VALUES (%(host)s) ON CONFLICT (host) DO UPDATE SET free_at = NULL)
           SELECT greatest(0, least(coalesce(max(wait), 0), %(longest)s))::float FROM before""",
        {"host": host, "gap": gap, "longest": _LONGEST_SECONDS},
    ).fetchone()
    assert row is not None
    return float(row[0])


def let_go(conn: Connection, host: str, seconds: float) -> None:
    """Give the host to whoever comes next, who asks it in `seconds` at the earliest."""
    conn.execute(
        "UPDATE hosts SET free_at = clock_timestamp() + %s * interval '1 second' WHERE host = %s", (seconds, host)
    )
    # A statement of its own: the next holder must find the time.
    conn.execute("SELECT pg_advisory_unlock(hashtextextended('host ' || %s, 0))", (host,))


def is_undisturbed(conn: Connection) -> bool:
    """Tell whether the server has said nothing unasked: then the connection stands. Costs no round trip."""
    try:
        poll = select.poll()
        poll.register(conn.fileno(), select.POLLIN)
        return not poll.poll(0)
    except (psycopg.OperationalError, OSError, ValueError):
        # Closed, perhaps by another thread just now.
        return False


def stands(conn: Connection) -> bool:
    """Tell whether the connection, and so its leases, still stand; a server that stops says so before it goes."""
    if is_undisturbed(conn):
        return True
    try:
        with database_errors():
            conn.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def forget_old(conn: Connection) -> None:
    """Remove the hosts that nobody has asked for a day: redirects lead to many that are met once."""
    conn.execute("DELETE FROM hosts WHERE free_at < clock_timestamp() - interval '1 day'")
