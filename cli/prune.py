"""`tzwatch db prune`: raw pages past their time go to the archive, or for good; the scheduler does the same daily."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cli.faults import said_by_system
from cli.opening import connection
from config import load_settings
from crawler.archive.retention import Retention, prune
from db.connection import connect, database_errors
from news.errors import TzwatchError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from config import Settings

logger = logging.getLogger(__name__)

_SAID = {
    "moved": "移到归档 moved to the archive",
    "dropped": "删除 given up",
    "unnamed": "清理无记录文件 removed, no row names them",
}


@click.command(help="清理过期的网页原件（TZWATCH_KEEP_PAGES_DAYS），文章不动 raw pages past their time; articles stay")
@click.option("--dry-run", is_flag=True, help="只列出，不动文件 only say what would be done")
def command(dry_run: bool) -> None:
    settings = load_settings()
    counts: Counter[str] = Counter()
    size = 0
    with connection() as conn:
        for step in prune(conn, retention(settings), datetime.now(UTC), dry_run=dry_run):
            counts[step.what] += 1
            size += step.size
            click.echo(f"{_SAID[step.what]}: {step.file}")
    if settings.keep_pages_days is None:
        click.echo("未设 TZWATCH_KEEP_PAGES_DAYS，网页原件一直保留 raw pages are kept for ever")
    would = "（只是预演，未动文件 nothing was done）" if dry_run else ""
    done = f"{_said(counts)}，{size / 1e6:.1f} MB" if counts else "没有要清理的 nothing to prune"
    click.echo(f"{done}{would}")


def _said(counts: Counter[str]) -> str:
    return " · ".join(f"{_SAID[what]} {count}" for what, count in counts.items())


def retention(settings: Settings) -> Retention:
    """Return what the operator has set about raw pages."""
    return Retention(settings.home, settings.keep_pages_days, settings.pages_archive)


def daily(settings: Settings, url: str, stop: threading.Event) -> Callable[[], None]:
    """Return the scheduler's daily work: to prune until it is done or `stop` is set. It never raises."""

    def work() -> None:
        counts: Counter[str] = Counter()
        try:
            with connect(url) as conn, database_errors():
                for step in prune(conn, retention(settings), datetime.now(UTC)):
                    counts[step.what] += 1
                    if stop.is_set():
                        break
        except (TzwatchError, OSError) as error:
            said = said_by_system(error) if isinstance(error, OSError) else error
            logger.warning("网页原件没有清理完，明天再试 raw pages were not all pruned, tried again tomorrow: %s", said)
        if counts:
            logger.info("网页原件 raw pages: %s", _said(counts))

    return work
