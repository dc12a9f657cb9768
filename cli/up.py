"""`tzwatch up`: database, scheduler, worker and mailer together, each a process, restarted when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.logs import log_to
from cli.opening import catalogue, database_url
from cli.stopping import stop_on_signals
from config import load_settings
from db.opening import held
from db.server import open_server
from news.errors import DatabaseError

if TYPE_CHECKING:
    import threading

    from db.server import Server

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# A part that ran this long was well; its next death begins with a short pause again.
_WELL_AFTER = 60.0
_GRACE_SECONDS = 30.0
# How often the database is looked after; at once when a part died, since that may be why.
_LOOK_SECONDS = 5.0


@dataclass(slots=True)
class _Part:
    """One of the programs; `due`: when it is started (again), monotonic seconds; `pause`: after its next death."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due: float = 0.0
    pause: float = _FIRST_PAUSE


@click.command(help="全部运行，Ctrl-C 结束 everything at once, Ctrl-C ends it")
def command() -> None:
    settings = load_settings()
    log_to(settings, "up")
    known = catalogue(settings)
    for problem in known.problems:
        logger.warning("站点定义有误，已跳过 broken definition, skipped: %s", problem)
    names = ["scheduler", "worker"]
    if settings.smtp_url:
        names.append("mailer")
    else:
        logger.warning(
            "未设 TZWATCH_SMTP_URL，不发邮件（邮件会留在发件箱） no TZWATCH_SMTP_URL: mail waits in the outbox"
        )
    stop = stop_on_signals()
    server = open_server(settings.home, database_url(settings))
    with held(server):
        logger.info("已启动，%d 个站点 sites；日志 logs: %s", len(known.sites), settings.home / "log")
        supervise(names, server, stop)
    logger.info("已停止 stopped")


def supervise(names: list[str], server: Server, stop: threading.Event) -> None:
    """Keep the database and one process of each name running until `stop` is set, then end the processes."""
    parts = [_Part(name) for name in names]
    look_at = 0.0
    try:
        while not stop.wait(0.2):
            now = time.monotonic()
            died = [part for part in parts if _died(part, now)]
            if died or now >= look_at:
                _look_after(server)
                look_at = now + _LOOK_SECONDS
            for part in parts:
                if part.process is None and now >= part.due:
                    _begin(part, now)
    finally:
        _end(parts)


def _begin(part: _Part, now: float) -> None:
    """Start a part. A session of its own: Ctrl-C is for us alone. The pipe: it ends when we are gone."""
    command = [sys.executable, "-m", "cli.part", part.name]
    part.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    part.started_at = now


def _died(part: _Part, now: float) -> bool:
    """Tell whether a part ended since the last look, and set when it is started again."""
    if part.process is None or part.process.poll() is None:
        return False
    if now - part.started_at > _WELL_AFTER:
        part.pause = _FIRST_PAUSE
    logger.warning("%s 已退出（%s），%.0f 秒后重启 ended, restarting", part.name, part.process.returncode, part.pause)
    part.due = now + part.pause
    part.pause = min(part.pause * 2, _LONGEST_PAUSE)
    _forget(part)
    return True


def _forget(part: _Part) -> None:
    if part.process and part.process.stdin:
        part.process.stdin.close()
    part.process = None


def _look_after(server: Server) -> None:
    try:
        server.ensure_running()
    except DatabaseError as error:
        logger.error("%s", error)


def _end(parts: list[_Part]) -> None:
    alive = [part.process for part in parts if part.process]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for process in alive:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for part in parts:
        _forget(part)
