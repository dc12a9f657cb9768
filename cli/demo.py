"""`tzwatch demo`: the main job on a replica web, told as it happens, in under two minutes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.rows import SHANGHAI
from config import load_settings
from demo.mailbox import Mailbox
from demo.server import ReplicaServer
from demo.world import build_world
from news.errors import TzwatchError

if TYPE_CHECKING:
    from pathlib import Path

    from demo.world import Post, World

_RECIPIENT = "reader@example.org"
_PATIENCE_SECONDS = 60.0


class DemoError(TzwatchError):
    """Raised when a step of the demo did not show what it should; the maintainer looks at the folder named."""


@click.command(help="本机演示，不出网 the whole main job on this machine, no network")
def command() -> None:  # noqa: D103
    folder = load_settings().home / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    world = build_world(datetime.now(SHANGHAI).date())
    with ExitStack() as stack:
        server = stack.enter_context(ReplicaServer(world, folder / "replica"))
        mailbox = stack.enter_context(Mailbox(folder / "mailbox"))
        shell = _Shell(folder, server, mailbox)
        stack.callback(shell.run_quietly, "db", "stop")
        _play(world, server, mailbox, shell)
    _say("结束", f"演示结束，全部数据在 everything is in {folder}")
    click.echo(f"  邮件 mails      {folder / 'mailbox'}/*.eml")
    click.echo(f"  网页原件 pages   {folder / 'home' / 'warc'}（WARC 1.1）")
    click.echo(f"  再看一遍 look    TZWATCH_HOME={folder / 'home'} ./run articles --new")


class _Shell:
    """Runs tzwatch commands as a person would, against the replica, and shows both command and output."""

    def __init__(self, folder: Path, server: ReplicaServer, mailbox: Mailbox) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TZWATCH_")}
        self.environment = kept | server.environment | {
            "TZWATCH_HOME": str(folder / "home"),
            "TZWATCH_SMTP_URL": mailbox.smtp_url,
            "TZWATCH_MAIL_FROM": "tzwatch@example.org",
            # The replica stands on this machine; a real site gets its own, longer pause.
            "TZWATCH_DELAY": "0",
        }

    def run(self, *arguments: str, shown: bool = True) -> str:
        click.secho(f"\n$ ./run {' '.join(arguments)}", bold=True)
        done = self._call(arguments)
        if shown:
            click.echo(_indented(done.stdout))
        if done.returncode != 0:
            raise DemoError(f"演示中断 the demo stopped at: tzwatch {' '.join(arguments)}: {done.stderr.strip()[-300:]}")
        return done.stdout

    def run_quietly(self, *arguments: str) -> None:
        self._call(arguments)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        click.secho(f"\n$ ./run {' '.join(arguments)} &", bold=True)
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _call(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=100,
            check=False,
        )


def _play(world: World, server: ReplicaServer, mailbox: Mailbox, shell: _Shell) -> None:
    live = len(world.posts())
    _say("一", f"四个仿真站点在 {server.proxy_url}，共 {live} 篇文章 four replica sites with {live} articles")
    shell.run("db", "start", shown=False)
    _say("二", "首次采集是基线：全部入库，不发邮件 the first crawl is the baseline: all stored, nothing mailed")
    shell.run("crawl", "--all")
    shell.run("alerts", "add", "--to", _RECIPIENT, "--keyword", "民盟", "--keyword", "座谈会")
    running = shell.start("up")
    try:
        _watch_changes(world, mailbox, shell)
    finally:
        running.terminate()
        output = running.communicate(timeout=60)[0]
    click.echo(_indented(output))
    _show_what_was_found(mailbox, shell)


def _watch_changes(world: World, mailbox: Mailbox, shell: _Shell) -> None:
    _say("三", "定时采集开始；站点发布两篇新文，其中一篇含“民盟” two new posts appear on the sites")
    new = world.publish("minmeng", "民盟中央召开专题座谈会部署年度重点调研")
    world.publish("zytzb", "新的社会阶层人士主题教育活动启动")
    _make_due(shell)
    _wait_for_mail(mailbox, new)
    _say("四", "一篇被改稿，一篇被撤下 one article is edited, one is withdrawn")
    older = next(post for post in world.posts("zytzb") if post.title != new.title)
    world.edit(older, title=f"{older.title}（更新）")
    world.withdraw(next(post for post in world.posts("acfic")))
