"""`tzwatch worker`: the crawler alone."""

from __future__ import annotations

import click

from cli.logs import log_to
from cli.opening import catalogue, database
from config import load_settings
from crawler.worker import run_worker


@click.command(help="只运行采集器：从队列取站点采集 the crawler alone; it takes sites from the queue")
def command() -> None:
    settings = load_settings()
    log_to(settings, "worker")
    with database() as url:
        run_worker(url, lambda: catalogue(settings), settings.workers)
