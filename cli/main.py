"""The tzwatch command: finds the subcommand's module, and turns every error into one line and an exit code."""

from __future__ import annotations

import importlib
import logging
import sys
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import faults
from cli.interrupts import end_cleanly
from cli.wording import UnknownCommand
from config import VERSION
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATER = "cli.later"
# Command → (module below cli/, one line of help). A command's module is imported only when it runs, so that a
# quick look at the articles does not load Scrapy.
_COMMANDS = {
    "up": ("cli.up", "全部运行：数据库、定时器、采集器、邮件 everything at once"),
    "demo": ("cli.demo", "本机演示：仿真站点、新文、改稿、撤稿、邮件 the main job on a replica"),
    "crawl": ("cli.crawl", "采集站点 crawl sites now"),
    "sites": ("cli.sites", "站点目录 the catalogue of sites"),
    "articles": ("cli.articles", "看文章 look at articles"),
    "events": ("cli.events", "看事件 look at what happened"),
    "extract": ("cli.extract", "读一个网页 read one page or many"),
    "import": ("cli.imports", "导入已存的网页 store saved pages"),
    "diff": ("cli.diff", "比较一篇文章的两个版本 compare two versions"),
    "story": ("cli.story", "同稿：首发与转载 who was first, who reprinted it"),
    "export": ("cli.export", "导出文章 export articles"),
    "evidence": ("cli.evidence", "证据包 prove what an article said"),
    "reextract": ("cli.reextract", "重读网页原件 read stored pages again"),
    "alerts": ("cli.alerts", "邮件订阅 e-mail subscriptions"),
    "scheduler": ("cli.scheduler", "只运行定时器 the timetable alone"),
    "worker": ("cli.worker", "只运行采集器 the crawler alone"),
    "mailer": ("cli.mailer", "只运行邮件 the mailer alone"),
    "db": ("cli.database", "数据库 the database"),
    "doctor": ("cli.doctor", "自检 self-check"),
    "scrapy": ("cli.scrapy", "运行 scrapy 命令 run a scrapy command"),
    "web": (_LATER, "网页界面 dashboard"),
}

# Those that have commands of their own.
_GROUPS = ("sites", "alerts", "db")


class _Commands(click.Group):
    """Loads a subcommand's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[name][0])
        end_cleanly()
        command: click.Command = module.command(name) if _COMMANDS[name][0] == _LATER else module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Raise UnknownCommand, with what may have been meant: click sees only what is loaded."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            name = error.command_name
            raise UnknownCommand(name, self._meant(ctx, name), ctx) from None

    def _meant(self, ctx: click.Context, name: str) -> list[str]:
        """Return those commands of groups that have exactly this name, else the command whose name is most like it."""
        groups = {group: self.get_command(ctx, group) for group in _GROUPS}
        inside = [g for g, held in groups.items() if isinstance(held, click.Group) and name in held.commands]
        return [f"{group} {name}" for group in inside] or get_close_matches(name, _COMMANDS, 1)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        now = [(name, said) for name, (module, said) in _COMMANDS.items() if module != _LATER]
        coming = [(name, said) for name, (module, said) in _COMMANDS.items() if module == _LATER]
        with formatter.section("命令 Commands"):
            formatter.write_dl(now)
        with formatter.section("后续版本 Coming in a later version"):
            formatter.write_dl(coming)


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="统战观察 tzwatch：看统战新闻网站，读准每个字段，发现新文、改稿和撤稿，发邮件提醒。",
)
@click.version_option(VERSION, prog_name="tzwatch")
def tzwatch() -> None:
    """Hold the subcommands."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return 0 done, 1 something failed, 2 wrong usage or configuration."""
    # A log that cannot be written must not write tracebacks to the screen instead.
    logging.raiseExceptions = False
    try:
        _check_bytes(arguments)
        code = _invoke(arguments)
        if sys.stdout:
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except (Exception, KeyboardInterrupt) as error:
        enough = isinstance(error, BrokenPipeError) and faults.reader_left()
        faults.give_up_output()
        return 0 if enough else _say(*faults.explained(error, arguments))
    return code


def _invoke(arguments: Sequence[str]) -> int:
    """Run the command. Not click's own main(): that one turns a pipe that breaks into exit code 1 (2026-11)."""
    try:
        with tzwatch.make_context("tzwatch", list(arguments)) as context:
            result = tzwatch.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return result if isinstance(result, int) else 0


def _check_bytes(arguments: Sequence[str]) -> None:
    """Raise UsageError for a word that is not UTF-8, unless it names a file."""
    for word in arguments:
        if any("\ud800" <= char <= "\udfff" for char in word) and not Path(word).exists():
            raise UsageError(f"参数不是 UTF-8 文字 an argument is not UTF-8: {word!a}")


def _say(line: str, code: int) -> int:
    # Standard error may be closed or full as well.
    with suppress(OSError, ValueError):
        click.echo(" ".join(line.split()), err=True)
    return code
