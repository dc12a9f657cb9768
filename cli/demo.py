"""`tzwatch demo`: the main job on a replica web, told as it happens, in about a minute."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from cli.demo_sites import switch_off_others
from cli.logs import own_folder
from config import load_settings
from demo.mailbox import Mailbox
from demo.server import ReplicaServer
from demo.world import build_world
from news.dates import SHANGHAI
from news.errors import TzwatchError, UsageError
from news.text import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from demo.world import World

_CODE = Path(__file__).resolve().parent.parent
_PLAYED = ("acfic", "minmeng", "tyzx-people", "zytzb")
_RECIPIENT = "reader@example.org"
_PATIENCE_SECONDS = 40.0
_COMMAND_SECONDS = 100.0
_GRACE_SECONDS = 45.0
_QUIET_SECONDS = 1.5
_WIDEST = 100


class DemoError(TzwatchError):
    """Raised when a step of the demo did not show what it should; the maintainer looks at the folder named."""


@click.command(help="本机演示，不出网 the whole main job on this machine, no network")
def command() -> None:
    # Ended by a service manager or by Ctrl-C, the way out is the same one.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = load_settings().home / "demo"
    with _alone(folder), ExitStack() as stack:
        world = build_world(datetime.now(SHANGHAI).date())
        server = stack.enter_context(ReplicaServer(world, folder / "replica"))
        mailbox = stack.enter_context(Mailbox(folder / "mailbox"))
        shell = _Shell(folder, server, mailbox)
        stack.callback(shell.quietly, "db", "stop")
        shell.begin_anew()
        _play(world, server, mailbox, shell)
    _say("完", f"演示结束，全部数据在 done, everything is in {folder}")
    click.echo(f"  邮件 mails       {folder / 'mailbox'}/*.eml")
    click.echo(f"  网页原件 pages   {folder / 'home' / 'warc'}（WARC 1.1）")
    click.echo(f"  日志 logs        {folder / 'home' / 'log'}")
    click.echo(f"  再看一遍 look    TZWATCH_HOME={shlex.quote(str(folder / 'home'))} ./run articles --new")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no second demo clear the folder under a running one; the lock is the kernel's, a killed demo leaves none."""
    own_folder(folder)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"演示已在运行，请等它结束 another demo is running in {folder}, wait for its end"
            ) from None
        yield


class _Shell:
    """Runs tzwatch commands as a person would, against the replica, and shows both command and output."""

    def __init__(self, folder: Path, server: ReplicaServer, mailbox: Mailbox) -> None:
        self._folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TZWATCH_")}
        self._environment = {
            **kept,
            **server.environment,
            "PYTHONPATH": str(_CODE),
            "TZWATCH_HOME": str(folder / "home"),
            "TZWATCH_SITES_DIR": str(switch_off_others(folder / "sites", _PLAYED)),
            "TZWATCH_SMTP_URL": mailbox.smtp_url,
            "TZWATCH_MAIL_FROM": "tzwatch@example.org",
            # The replica stands on this machine; a real site gets its own, longer pause.
            "TZWATCH_DELAY": "0",
        }

    def begin_anew(self) -> None:
        """Remove what an earlier demo left, its database server included."""
        if (self._folder / "home").exists():
            self.quietly("db", "stop")
            shutil.rmtree(self._folder / "home")
        for mail in (self._folder / "mailbox").glob("*.eml"):
            mail.unlink()

    def run(self, *arguments: str) -> None:
        _show_command(*arguments)
        click.echo(_indented(self.read(*arguments)))

    def read(self, *arguments: str) -> str:
        code, output, complaints = self._call(arguments)
        if code != 0:
            said = " ".join(complaints.split())[-300:]
            raise DemoError(f"演示中断 the demo stopped at tzwatch {' '.join(arguments)}: {said}（{self._folder}）")
        return output

    def quietly(self, *arguments: str) -> None:
        self._call(arguments)

    @contextmanager
    def running(self, *arguments: str) -> Iterator[None]:
        """Keep a command running in the background for the length of the block, then show what it said."""
        _show_command(*arguments, "&")
        said = self._folder / f"{arguments[0]}.txt"
        with said.open("w") as output, self._started(arguments, output, output) as process:
            yield
            if process.poll() is not None:
                raise DemoError(f"tzwatch {arguments[0]} 提前退出 ended early: {cut(said.read_text(), 300)}")
        _show_command(*arguments, before="^C   ")
        click.echo(_indented(said.read_text()))

    def _call(self, arguments: tuple[str, ...]) -> tuple[int, str, str]:
        """Return a command's exit code, output and complaints."""
        with self._started(arguments, subprocess.PIPE, subprocess.PIPE) as process:
            try:
                output, complaints = process.communicate(timeout=_COMMAND_SECONDS)
            except subprocess.TimeoutExpired:
                said = f"tzwatch {' '.join(arguments)} 没有在 {_COMMAND_SECONDS:.0f} 秒内结束 did not end in time"
                raise DemoError(f"{said}（{self._folder}）") from None
        return process.returncode, output, complaints

    @contextmanager
    def _started(
        self, arguments: tuple[str, ...], output: IO[str] | int, complaints: IO[str] | int
    ) -> Iterator[subprocess.Popen[str]]:
        """Run a command for the length of the block at most; whatever happens, it has ended afterwards."""
        with ExitStack() as stack:
            with _unbroken():
                process = subprocess.Popen(
                    [sys.executable, "-m", "cli", *arguments],
                    env=self._environment,
                    text=True,
                    stdout=output,
                    stderr=complaints,
                    # Ctrl-C is for the demo, which then ends the command itself.
                    start_new_session=True,
                )
                stack.enter_context(process)
                stack.callback(_end, process)
            yield process


def _play(world: World, server: ReplicaServer, mailbox: Mailbox, shell: _Shell) -> None:
    sites = sorted({post.site for post in world.posts()})
    _say("一", f"{len(sites)} 个仿真站点，{len(world.posts())} 篇文章 replica sites and articles: {server.proxy_url}")
    _say("二", "首次采集是基线：全部入库，不发邮件 the first crawl is the baseline: all stored, nothing mailed")
    shell.read("db", "start")
    shell.run("crawl", *sites)
    _say("三", "订阅含“民盟”的新文 subscribe to new articles about 民盟")
    shell.run("alerts", "add", "--to", _RECIPIENT, "--keyword", "民盟")
    _show_news(world, server, mailbox, shell)
    _show_changes(world, server, shell)
    _show_fields(world, shell)


def _show_news(world: World, server: ReplicaServer, mailbox: Mailbox, shell: _Shell) -> None:
    _say("四", "两个站点各发一篇新文，定时采集发现它们，其中一篇有人订阅 two new posts, one of them subscribed to")
    posts = (
        world.publish("minmeng", "民盟中央召开专题座谈会部署年度重点调研"),
        world.publish("zytzb", "新的社会阶层人士主题教育活动启动", ["活动于今日上午启动，来自各行业的代表参加。"]),
    )
    for post in posts:
        click.echo(f"  + {post.site:<8} {post.title}")
    # A site that was never crawled on schedule is due at once, so the first tick takes them all.
    with shell.running("up"):
        if not mailbox.wait_for(1, _PATIENCE_SECONDS):
            raise DemoError(f"{_PATIENCE_SECONDS:.0f} 秒内没有等到邮件 no mail arrived")
        wanted = {post.url for post in posts}
        _wait_until(lambda: wanted <= {row["url"] for row in json.loads(shell.read("articles", "--new", "--json"))})
        _wait_for_quiet(server)
    shell.run("articles", "--new")
    _show_mail(mailbox)


def _show_mail(mailbox: Mailbox) -> None:
    messages = mailbox.messages
    click.echo(f"\n  收件箱 inbox: {len(messages)}")
    for message in messages:
        text = message.get_body(("plain",))
        click.secho(f"  ┌ {message['Subject']}", bold=True)
        click.echo(f"  │ {message['From']} → {message['To']}")
        click.echo("\n".join(f"  │ {line}" for line in (text.get_content() if text else "").strip().splitlines()))


def _show_changes(world: World, server: ReplicaServer, shell: _Shell) -> None:
    _say("五", "一篇被改稿，一篇被撤下 one article is edited, one is withdrawn")
    edited = world.posts("tyzx-people")[1]
    withdrawn = world.posts("acfic")[0]
    world.edit(edited, title=f"{edited.title}（更新）")
    world.withdraw(withdrawn)
    click.echo(f"  ~ {edited.site:<12} {edited.title}\n  - {withdrawn.site:<12} {withdrawn.title}")
    shell.run("crawl", edited.site, withdrawn.site, "--revisit")
    click.echo("\n  看两次都不在才算撤稿 a withdrawal is believed at the second look:")
    shell.run("crawl", withdrawn.site, "--revisit")
    shell.run("events")
    kinds = {event["kind"] for event in json.loads(shell.read("events", "--json"))}
    if not kinds >= {"new", "changed", "gone"}:
        raise DemoError(f"事件不全 events are missing: {'、'.join(sorted(kinds))}")


def _show_fields(world: World, shell: _Shell) -> None:
    _say("六", "逐个字段看一篇十年前的文章（GBK 编码，有原标题） a GBK article of ten years ago, field by field")
    post = next(p for p in world.posts("tyzx-people") if p.published.year < 2018 and p.original_title and p.subtitle)
    click.echo("  过长的行只显示开头 of long lines only the beginning is shown")
    arguments = ("articles", post.url, "--json")
    _show_command(*arguments)
    for line in shell.read(*arguments).splitlines():
        click.echo(f"  {cut(line, _WIDEST)}")


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise DemoError(f"{_PATIENCE_SECONDS:.0f} 秒内没有等到新文 the new posts were not found in time")
        time.sleep(0.3)


def _wait_for_quiet(server: ReplicaServer) -> None:
    """Wait until the scheduled crawls have asked their last question."""
    while time.monotonic() - max(record.ended for record in server.log) < _QUIET_SECONDS:
        time.sleep(0.1)


@contextmanager
def _unbroken() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back for the length of the block: what is begun in it must be known before they act."""
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda found, _: held.append(found)) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if held:
        raise KeyboardInterrupt


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _say(number: str, text: str) -> None:
    click.secho(f"\n【{number}】{text}", fg="cyan", bold=True)


def _show_command(*arguments: str, before: str = "$ ") -> None:
    click.secho(f"\n{before}./run {' '.join(arguments)}", bold=True)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.rstrip().splitlines())
