"""`tzwatch up`: database, scheduler, worker and mailer together, each a process, restarted when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.opening import catalogue, database, log_to
from cli.stopping import stop_on_signals
from config import load_settings

if TYPE_CHECKING:
    import threading

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# A part that ran this long was well; its next death begins with a short pause again.
_WELL_AFTER = 60.0
_GRACE_SECONDS = 30.0


@dataclass(slots=True)
class _Part:
    """One of the programs; `due`: when it is started (again), monotonic seconds."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due: float = 0.0
    pause: float = _FIRST_PAUSE


@click.command(help="全部运行，Ctrl-C 结束 everything at once, Ctrl-C ends it")
def command() -> None:  # noqa: D103
    settings = load_settings()
    log_to(settings, "up")
    known = catalogue(settings)
    for problem in known.problems:
        logger.warning("站点定义有误，已跳过 broken definition, skipped: %s", problem)
    names = ["scheduler", "worker"]
    if settings.smtp_url:
        names.append("mailer")
    else:
        logger.warning("未设 TZWATCH_SMTP_URL，不发邮件（邮件会留在发件箱） no TZWATCH_SMTP_URL: mail waits in the outbox")
    stop = stop_on_signals()
    with database():
        logger.info("已启动，%d 个站点 watching %d sites；日志 logs: %s", len(known.sites), len(known.sites), settings.home / "log")
        supervise(names, stop)
    logger.info("已停止 stopped")


def supervise(names: list[str], stop: threading.Event) -> None:
    """Keep one process of each name running until `stop` is set, then end them in order."""
    parts = [_Part(name) for name in names]
    try:
        while not stop.wait(0.2):
            for part in parts:
                _tend(part, time.monotonic())
    finally:
        _end(parts)


def _tend(part: _Part, now: float) -> None:
    if part.process is None:
        if now >= part.due:
            part.process = subprocess.Popen([sys.executable, "-m", "cli", part.name], start_new_session=True)
            part.started_at = now
        return
    code = part.process.poll()
    if code is None:
        return
    part.pause = _FIRST_PAUSE if now - part.started_at > _WELL_AFTER else min(part.pause * 2, _LONGEST_PAUSE)
    part.due = now + part.pause
    part.process = None
    logger.warning("%s 已退出（%s），%.0f 秒后重启 ended, restarting", part.name, code, part.pause)


def _end(parts: list[_Part]) -> None:
    alive = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for process in alive:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
