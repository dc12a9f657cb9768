"""The scheduler's process: one leader at a time ticks, finds what is due in Postgres, and only enqueues."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from db import queue, sites
from db.connection import connect, database_errors
from db.sites import try_lead
from news.errors import DatabaseError
from scheduler.timetable import to_enqueue, wait_after

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg import Connection

    from news.site import Site

logger = logging.getLogger(__name__)

TICK_SECONDS = 5.0


def tick(conn: Connection, catalogue: Mapping[str, Site], number: int) -> list[str]:
    """Enqueue every watched site that is due and set when it is due next, in one transaction a site.

    Killed in between, the next leader finds the same sites due; the queue takes each only once.
    """
    with database_errors():
        for name in queue.rescue_stalled(conn):
            logger.warning("%s 的采集进程中断，重新排队 its worker died, crawling it again", name)
        enqueued = []
        for site in to_enqueue(sites.due(conn), catalogue):
            with conn.transaction():
                if queue.enqueue_crawl(conn, site.id):
                    enqueued.append(site.id)
                sites.set_next_crawl(conn, site.id, wait_after(site, number))
    for name in enqueued:
        logger.info("%s 已排队 queued", name)
    return enqueued


def run(url: str, read_catalogue: Callable[[], Mapping[str, Site]], stop: threading.Event) -> None:
    """Wait to become the leader, then tick until `stop` is set. Raise DatabaseError when the database goes away."""
    with connect(url) as conn:
        if not _lead(conn, stop):
            return
        logger.info("定时器就绪 scheduler ready")
        with database_errors():
            sites.register(conn, read_catalogue().values())
        failure = _tick_until(conn, read_catalogue, stop)
    if failure:
        raise failure


def _tick_until(
    conn: Connection, read_catalogue: Callable[[], Mapping[str, Site]], stop: threading.Event
) -> DatabaseError | None:
    failures: list[DatabaseError] = []
    ended = threading.Event()

    def one_tick() -> None:
        try:
            tick(conn, read_catalogue(), int(time.time()))
        except DatabaseError as error:
            failures.append(error)
            ended.set()

    # Memory job store: due times stand in Postgres, so a restart loses nothing, and a shared job store would run
    # the tick once a process. misfire_grace_time None: a late tick is still a tick, APScheduler's default drops it.
    timer = BackgroundScheduler(timezone="Asia/Shanghai")
    timer.add_job(
        one_tick, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None
    )
    one_tick()
    timer.start()
    try:
        while not stop.wait(0.2) and not ended.is_set():
            pass
    finally:
        timer.shutdown(wait=True)
    return failures[0] if failures else None


def _lead(conn: Connection, stop: threading.Event) -> bool:
    """Poll for the leader's lock; it frees itself when its holder dies."""
    said = False
    with database_errors():
        while not try_lead(conn):
            if not said:
                logger.info("另一个定时器在运行，待命 another scheduler leads, standing by")
                said = True
            if stop.wait(1.0):
                return False
    return True
