"""The job queue: procrastinate's tables in the same Postgres, one kind of job, at most one a site waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from db import runs

if TYPE_CHECKING:
    from procrastinate import App
    from psycopg import Connection

CRAWL_TASK = "crawl"
QUEUE = "crawl"
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
# A job that began this long ago has taken its site's crawl lock, or is no longer worked on.
_BEGUN_SECONDS = 60.0


def queue_app(url: str, workers: int) -> App:
    """Return procrastinate's app over the database at `url`, for a worker of `workers` jobs at a time."""
    # The worker alone needs it; those who look at the queue start without it.
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=workers + 3))


def enqueue_crawl(conn: Connection, site: str) -> bool:
    """Queue a crawl of `site` in the caller's transaction; False when one waits already.

    lock: no two workers crawl a site at a time. queueing_lock: while one waits, no second one is queued.
    """
    lock = f"site {site}"
    try:
        with conn.transaction():
            conn.execute(
                """SELECT procrastinate_defer_jobs_v1(
                       ARRAY[ROW(%s, %s, 0, %s, %s, %s, NULL)::procrastinate_job_to_defer_v1])""",
                (QUEUE, CRAWL_TASK, lock, lock, Jsonb({"site": site})),
            )
    except UniqueViolation:
        return False
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
    """Close what dead workers left open, make their sites due again, and return those sites.

    The frontier holds what a dead crawl left to do, so the job itself need not be repeated.
    """
    with conn.transaction():
        cut_off = {*runs.close_dead(conn)}
        cut_off |= set(_end_stalled_jobs(conn, cut_off))
        _make_due(conn, cut_off)
    return sorted(cut_off)


def _end_stalled_jobs(conn: Connection, cut_off: set[str]) -> list[str]:
    """Remove the jobs that nobody works on: of a silent worker, of a run cut off, or left open by a living worker,
    as when the database was away at the moment of the job's end.
    """
    rows = conn.execute(
        """DELETE FROM procrastinate_jobs j
           WHERE status = 'doing' AND (
               args ->> 'site' = ANY(%(cut_off)s)
               OR NOT EXISTS (
                   SELECT FROM procrastinate_workers w
                   WHERE w.id = j.worker_id AND w.last_heartbeat > now() - %(stalled)s * interval '1 second')
               OR (NOT is_crawling(args ->> 'site') AND NOT EXISTS (
                   SELECT FROM procrastinate_events e
                   WHERE e.job_id = j.id AND e.type = 'started' AND e.at > now() - %(begun)s * interval '1 second')))
           RETURNING args ->> 'site'""",
        {"cut_off": list(cut_off), "stalled": STALLED_SECONDS, "begun": _BEGUN_SECONDS},
    ).fetchall()
    return [row[0] for row in rows]


def _make_due(conn: Connection, names: set[str]) -> None:
    """Make sites due at once, or later when their crawl was cut off several times of late: it may be the cause."""
    conn.execute(
        """UPDATE sites SET next_crawl_at = now() + interval '1 minute' * (
               SELECT power(2, greatest(0, least(count(*), 7) - 1)) - 1 FROM runs
               WHERE runs.site = sites.id AND state = 'killed' AND started_at > now() - interval '1 hour')
           WHERE id = ANY(%s)
             AND NOT EXISTS (SELECT FROM procrastinate_jobs
                             WHERE queueing_lock = 'site ' || sites.id AND status = 'todo')""",
        (list(names),),
    )
