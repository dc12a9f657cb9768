"""The scheduler's process: one leader at a time ticks, finds what is due in Postgres, and only enqueues."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from db import queue, search, sites, stories
from db.connection import connect, database_errors
from db.sites import try_lead
from news.errors import TzwatchError
from scheduler.timetable import to_enqueue, wait_after
from sites.fresh import FreshCatalogue

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from psycopg import Connection

    from news.site import Site
    from sites.catalogue import Catalogue

logger = logging.getLogger(__name__)

TICK_SECONDS = 5.0
_LATE_SECONDS = 4 * TICK_SECONDS
_DAILY_AFTER = timedelta(seconds=30)


def tick(conn: Connection, catalogue: Mapping[str, Site], number: int) -> list[str]:
    """Enqueue every watched site that is due and set when it is due next, in one transaction a site.

    Some articles that were stored before there were search and stories are made found and placed, too.

    Killed in between, the next leader finds the same sites due; the queue takes each only once.
    """
    with database_errors():
        for name in queue.rescue_stalled(conn):
            logger.warning("%s 的采集中断，将重新采集 its crawl was cut off, to be crawled again", name)
        enqueued = []
        for site in to_enqueue(sites.due(conn), catalogue):
            with conn.transaction():
                if queue.enqueue_crawl(conn, site.id):
                    enqueued.append(site.id)
                sites.set_next_crawl(conn, site.id, wait_after(site, number))
        search.backlog(conn)
        stories.backlog(conn)
    for name in enqueued:
        logger.info("%s 已排队 queued", name)
    return enqueued


def run(
    url: str,
    read_catalogue: Callable[[], Catalogue],
    stop: threading.Event,
    daily: Callable[[], None] | None = None,
) -> None:
    """Wait to become the leader, then tick until `stop` is set. Raise DatabaseError when the database goes away.

    daily: done once a day beside the ticks, and soon after the start; it must end when `stop` is set.
    """
    with connect(url) as conn:
        if not _lead(conn, stop):
            return
        fresh = FreshCatalogue(read_catalogue, time.monotonic())
        _adopt(conn, fresh.catalogue)
        logger.info("定时器就绪 scheduler ready")
        _tick_until(_Ticker(conn, fresh), stop, daily)


def _adopt(conn: Connection, catalogue: Catalogue) -> None:
    """Make the definitions known; a shorter interval counts at once, not only after the old due time (2026-11)."""
    with database_errors():
        sites.register(conn, catalogue.sites.values())
        sites.hasten(conn, [(site.id, site.pace.interval) for site in catalogue.sites.values()])


class _Ticker:
    """What APScheduler calls; an error ends the ticking and is kept for the caller."""

    def __init__(self, conn: Connection, fresh: FreshCatalogue) -> None:
        self._conn = conn
        self._fresh = fresh
        self.ticked_at = time.monotonic()
        self.failure: TzwatchError | None = None

    def __call__(self) -> None:
        self.ticked_at = time.monotonic()
        try:
            if self._fresh.refresh(self.ticked_at):
                _adopt(self._conn, self._fresh.catalogue)
            tick(self._conn, self._fresh.catalogue.sites, int(time.time()))
        except TzwatchError as error:
            self.failure = error


def _tick_until(ticker: _Ticker, stop: threading.Event, daily: Callable[[], None] | None) -> None:
    # Memory job store: due times stand in Postgres, so a restart loses nothing, and a shared job store would run
    # the tick once a process. misfire_grace_time None: a late tick is still a tick, APScheduler's default drops it.
    timer = BackgroundScheduler(timezone="Asia/Shanghai")
    job = timer.add_job(
        ticker, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None
    )
    if daily:
        soon = datetime.now(UTC) + _DAILY_AFTER
        timer.add_job(daily, "interval", days=1, next_run_time=soon, coalesce=True, misfire_grace_time=None)
    ticker()
    timer.start()
    try:
        while not ticker.failure and not stop.wait(0.2):
            # APScheduler waits by the wall clock: set back an hour, that clock would stop the ticks for an hour.
            if time.monotonic() > ticker.ticked_at + _LATE_SECONDS:
                job.modify(next_run_time=datetime.now(UTC))
                stop.wait(TICK_SECONDS)
    finally:
        timer.shutdown(wait=True)
    if ticker.failure:
        raise ticker.failure


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
