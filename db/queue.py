"""The job queue: procrastinate's tables in the same Postgres, one kind of job, at most one a site waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate import App, PsycopgConnector
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from psycopg import Connection

CRAWL_TASK = "crawl"
QUEUE = "crawl"
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0


def queue_app(url: str, workers: int) -> App:
    """Return procrastinate's app over the database at `url`, for a worker of `workers` jobs at a time."""
    return App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=workers + 3))


def enqueue_crawl(conn: Connection, site: str) -> bool:
    """Queue a crawl of `site` in the caller's transaction; False when one waits already.

    lock: no two workers crawl a site at a time. queueing_lock: while one waits, no second one is queued.
    """
    lock = f"site {site}"
    if conn.execute(
        "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", (lock,)
    ).fetchone():
        return False
    conn.execute(
        """SELECT procrastinate_defer_jobs_v1(
               ARRAY[ROW(%s, %s, 0, %s, %s, %s, NULL)::procrastinate_job_to_defer_v1])""",
        (QUEUE, CRAWL_TASK, lock, lock, Jsonb({"site": site})),
    )
    return True


def waiting_sites(conn: Connection) -> list[str]:
    """Return the sites whose crawl waits or runs, in the order of the queue."""
    rows = conn.execute(
        """SELECT args ->> 'site' FROM procrastinate_jobs
           WHERE task_name = %s AND status IN ('todo', 'doing') ORDER BY id""",
        (CRAWL_TASK,),
    ).fetchall()
    return [row[0] for row in rows]


def rescue_stalled(conn: Connection) -> list[str]:
    """End the jobs of workers that died and make their sites due; return those sites.

    The frontier holds what the dead crawl left to do, so the job itself need not be repeated.
    """
    rows = conn.execute(
        """WITH stalled AS (
               DELETE FROM procrastinate_jobs j
               WHERE j.status = 'doing' AND NOT EXISTS (
                   SELECT FROM procrastinate_workers w
                   WHERE w.id = j.worker_id AND w.last_heartbeat > now() - %s * interval '1 second')
               RETURNING args ->> 'site' AS site)
           UPDATE sites SET next_crawl_at = now() FROM stalled WHERE sites.id = stalled.site RETURNING sites.id""",
        (STALLED_SECONDS,),
    ).fetchall()
    return [row[0] for row in rows]
