"""What the scheduler does once a day beside its ticks: the search is tidied, raw pages past their time are pruned."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.faults import said_by_system
from cli.prune import retention, said_of
from crawler.archive.retention import prune
from db import merging
from db.connection import connect, database_errors
from news.errors import TzwatchError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from psycopg import Connection

    from config import Settings

logger = logging.getLogger(__name__)

_UNTIDY = "检索没有整理完，明天再试 the search was not tidied to the end, tried again tomorrow"
_UNPRUNED = "网页原件没有清理完，明天再试 raw pages were not all pruned, tried again tomorrow"


def daily(settings: Settings, url: str, stop: threading.Event) -> Callable[[], None]:
    """Return the daily work, which goes on until it is done or `stop` is set. It never raises."""

    def work() -> None:
        _tried(url, _UNTIDY, lambda conn: _tidy(conn, stop))
        _tried(url, _UNPRUNED, lambda conn: _prune(conn, settings, stop))

    return work


def _tried(url: str, failed: str, work: Callable[[Connection], None]) -> None:
    try:
        with connect(url) as conn, database_errors():
            work(conn)
    except (TzwatchError, OSError) as error:
        logger.warning("%s: %s", failed, said_by_system(error) if isinstance(error, OSError) else error)


def _tidy(conn: Connection, stop: threading.Event) -> None:
    while not stop.is_set() and merging.merge(conn):
        pass


def _prune(conn: Connection, settings: Settings, stop: threading.Event) -> None:
    counts: Counter[str] = Counter()
    try:
        for step in prune(conn, retention(settings), datetime.now(UTC)):
            counts[step.what] += 1
            if stop.is_set():
                break
    finally:
        if counts:
            logger.info("网页原件 raw pages: %s", said_of(counts))
