"""`tzwatch doctor`: a self-check, one line a part, with what to do."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from alerts.smtp import Sender
from cli import trouble
from cli.faults import said_by_system
from cli.logs import own_folder
from cli.opening import catalogue, connection, smtp_url
from cli.rows import shown_time
from config import load_settings
from db import checks, findings, imports, outbox, quarantine, reading, runs
from db.activity import activity
from news.errors import TzwatchError
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection


_SITES = "站点 sites"
_RUNS, _RESTS = "在运行 runs", "没有在运行 does not run（tzwatch up）"
# What asks for a look, though everything works.
_TELLING = ("注意", "异常")
_PROBE_BYTES = 256 * 1024
_LITTLE_BYTES = 2**30
_MOST_UNCLEAR = 10


@click.command(help="自检：环境、站点定义、数据库、邮件 self-check")
def command() -> int:
    healthy = True
    for name, check in _CHECKS:
        try:
            for line in check():
                click.echo(f"{'⚠' if line.startswith(_TELLING) else '✓'} {name}  {line}")
        except (TzwatchError, OSError) as error:
            healthy = False
            said = said_by_system(error) if isinstance(error, OSError) else error
            click.echo(f"✗ {name}  {said}")
    return 0 if healthy else 1


def _environment() -> Iterator[str]:
    settings = load_settings()
    probe = own_folder(settings.home) / ".doctor"
    try:
        # A full disk still takes an empty file.
        probe.write_bytes(b"0" * _PROBE_BYTES)
    finally:
        probe.unlink(missing_ok=True)
    yield f"Python {sys.version.split()[0]}，数据文件夹可写 home is writable: {settings.home}"
    free = shutil.disk_usage(settings.home).free
    if free < _LITTLE_BYTES:
        yield f"注意 note: 磁盘只剩 {free // 2**20} MiB left on the disk"


def _definitions() -> Iterator[str]:
    known = catalogue(load_settings())
    yield f"{len(known.sites)} 个站点定义可用 definitions load"
    for problem in known.problems[:-1]:
        click.echo(f"✗ {_SITES}  {clean_text(str(problem))}")
    if known.problems:
        raise known.problems[-1]


def _database() -> Iterator[str]:
    with connection() as conn:
        articles = reading.total(conn)
        yield f"可用，{articles} 篇文章 it works, {articles} articles"


def _crawls() -> Iterator[str]:
    with connection() as conn:
        told = list(_trouble(conn))
    yield from told or ["没有异常 nothing is wrong with any site"]


def _trouble(conn: Connection) -> Iterator[str]:
    """Yield what is wrong with sites: failed crawls, open findings, failed checks, pages in quarantine."""
    known = catalogue(load_settings()).sites
    yield from trouble.failed_crawls(runs.latest_failures(conn))
    yield from trouble.open_findings(one for one in findings.open_ones(conn) if one.site in known)
    yield from trouble.failed_checks(c for c in checks.latest(conn).values() if not c.ok and c.site in known)
    yield from trouble.held_entries(quarantine.counts(conn))
    if pages := imports.held_count(conn):
        yield f"注意 note: {pages} 个导入的网页在隔离 imported pages in quarantine（tzwatch import --held）"


def _background() -> Iterator[str]:
    with connection() as conn:
        now = activity(conn)
    last = f"，上次定时采集 last scheduled crawl {shown_time(now.scheduled_at)}" if now.scheduled_at else ""
    yield f"定时器 scheduler {_RUNS if now.leads else _RESTS}{last}"
    if now.workers:
        yield f"采集器 worker {_RUNS}（{now.workers}）"
    else:
        died = f"，最后一次心跳 last sign of life {shown_time(now.alive_at)}" if now.alive_at else ""
        yield f"采集器 worker {_RESTS}{died}"


def _mail() -> Iterator[str]:
    settings = load_settings()
    if settings.smtp_url is None:
        yield "未设 TZWATCH_SMTP_URL，不发邮件 not set, no mail is sent"
        return
    if not settings.operator_address:
        yield "未设 TZWATCH_OPERATOR，异常不发邮件 not set, nobody is written to about findings"
    with connection() as conn:
        waiting = outbox.counts(conn).get("pending", 0)
        unclear = outbox.latest_unclear(conn, _MOST_UNCLEAR)
    for mail in unclear:
        yield f"注意 note: {mail.recipient} 的邮件没有明确答复 a mail was never clearly answered: {mail.said}"
    Sender(smtp_url(settings)).check()
    yield f"邮件服务器可用，待发 {waiting} 封 the mail server answers, {waiting} waiting"


_CHECKS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("环境 environment", _environment),
    (_SITES, _definitions),
    ("数据库 database", _database),
    ("采集 crawls", _crawls),
    ("后台 background", _background),
    ("邮件 mail", _mail),
)
