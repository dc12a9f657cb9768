"""Whether the parts that run in the background do, as the database sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from db.queue import STALLED_SECONDS
from db.sites import LEADER_KEY

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Activity:
    """leads: a scheduler holds its lock. workers: how many gave a sign of life in the last seconds; alive_at: the last
    sign of any, None when all have left. scheduled_at: when the last scheduled crawl began.
    """

    leads: bool
    workers: int
    alive_at: datetime | None
    scheduled_at: datetime | None


def activity(conn: Connection) -> Activity:
    """Return what runs now, on any machine, by the database's clock."""
    with conn.cursor(row_factory=class_row(Activity)) as cursor:
        found = cursor.execute(
            """SELECT EXISTS (
                          SELECT FROM pg_locks
                          WHERE locktype = 'advisory' AND granted AND objsubid = 1
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                            AND (classid::bigint << 32 | objid::bigint) = %(leader)s) AS leads,
                      (SELECT count(*) FROM procrastinate_workers
                       WHERE last_heartbeat > now() - %(stalled)s * interval '1 second') AS workers,
                      (SELECT max(last_heartbeat) FROM procrastinate_workers) AS alive_at,
                      (SELECT started_at FROM runs WHERE trigger = 'schedule' ORDER BY id DESC LIMIT 1)
                          AS scheduled_at""",
            {"leader": LEADER_KEY, "stalled": STALLED_SECONDS},
        ).fetchone()
    assert found is not None
    return found
