"""The worker: takes crawl jobs from the queue and runs them in this process, several sites at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from crawler.engine import Engine, run_on_reactor
from crawler.options import CrawlOptions
from crawler.store import SiteBusyError
from db import queue
from db.connection import database_errors
from news.errors import TzwatchError
from sites.fresh import FreshCatalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from procrastinate import App

    from crawler.engine import Report
    from news.run import Tally
    from sites.loader import Catalogue

logger = logging.getLogger(__name__)


def run_worker(url: str, read_catalogue: Callable[[], Catalogue], workers: int) -> None:
    """Work until SIGTERM or SIGINT. Crawls in progress finish their requests in flight and stop; what they had
    not fetched stays pending. Raise DatabaseError when the database goes away.
    """
    fresh = FreshCatalogue(read_catalogue, time.monotonic())
    engine = Engine(fresh.catalogue, url, workers)
    app = queue.queue_app(url, workers)
    _register(app, engine, fresh)
    running: list[asyncio.Task[None]] = []

    async def work() -> None:
        async with app.open_async():
            logger.info("采集器就绪 worker ready")
            running.append(asyncio.ensure_future(_serve(app, workers)))
            await asyncio.wait(running)

    def stop() -> None:
        engine.stop_soon()
        for task in running:
            task.cancel()

    with database_errors():
        run_on_reactor(engine, work, stop)
        if running and not running[0].cancelled():
            running[0].result()


async def _serve(app: App, workers: int) -> None:
    await app.run_worker_async(
        queues=[queue.QUEUE],
        concurrency=workers,
        # The run in Postgres tells what a job did; the job itself need not be kept.
        delete_jobs="always",
        install_signal_handlers=False,
        shutdown_graceful_timeout=25.0,
        update_heartbeat_interval=queue.HEARTBEAT_SECONDS,
        stalled_worker_timeout=queue.STALLED_SECONDS,
        fetch_job_polling_interval=2.0,
    )


def _register(app: App, engine: Engine, fresh: FreshCatalogue) -> None:
    @app.task(name=queue.CRAWL_TASK, queue=queue.QUEUE)
    async def crawl(site: str) -> None:
        if not fresh.has(site, time.monotonic()):
            logger.warning("%s 没有定义，跳过 has no definition, skipped", site)
            return
        engine.catalogue = fresh.catalogue
        report = await engine.crawl(site, CrawlOptions(trigger="schedule"), watch=_watch_nothing)
        _log(report)


def _log(report: Report) -> None:
    tally = report.tally
    if isinstance(report.failure, SiteBusyError):
        return
    if isinstance(report.failure, TzwatchError):
        raise report.failure
    level = logging.WARNING if report.error else logging.INFO
    logger.log(
        level,
        "%s 页 %d · 新 %d%s · 改 %d · 撤 %d · 失败 %d（%.1f 秒）%s",
        report.site,
        tally.pages,
        tally.new - tally.baseline,
        f" · 底稿 {tally.baseline}" if tally.baseline else "",
        tally.changed,
        tally.gone,
        tally.failed,
        report.seconds,
        report.error or "",
    )


def _watch_nothing(site: str, tally: Tally) -> None:
    """Nobody watches a scheduled crawl."""
