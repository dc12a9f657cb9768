"""`tzwatch scheduler`: the timetable alone."""

from __future__ import annotations

import click

from cli.logs import log_to
from cli.opening import catalogue, database
from cli.stopping import stop_on_signals
from cli.upkeep import daily
from config import load_settings
from scheduler.leader import run


@click.command(help="只运行定时器：到时把站点排入队列 the timetable alone; it only enqueues")
def command() -> None:
    settings = load_settings()
    log_to(settings, "scheduler")
    stop = stop_on_signals()
    with database() as url:
        run(url, lambda: catalogue(settings), stop, daily(settings, url, stop))
