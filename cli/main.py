"""The tzwatch command: finds the subcommand's module, and turns every error into one line and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

import click

from config import VERSION
from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "export": ("cli.export", "导出文章 export articles"),
    "alerts": ("cli.alerts", "邮件订阅 e-mail subscriptions"),
    "scheduler": ("cli.scheduler", "只运行定时器 the timetable alone"),
    "worker": ("cli.worker", "只运行采集器 the crawler alone"),
    "mailer": ("cli.mailer", "只运行邮件 the mailer alone"),
    "db": ("cli.database", "数据库 the database"),
    "doctor": ("cli.doctor", "自检 self-check"),
    "scrapy": ("cli.scrapy", "运行 scrapy 命令 run a scrapy command"),
    "diff": ("cli.later", "比较版本 compare versions"),
    "reextract": ("cli.later", "重读网页原件 read stored pages again"),
    "web": ("cli.later", "网页界面 dashboard"),
}


class _Commands(click.Group):
    """Loads a subcommand's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[name][0])
        command: click.Command = module.command(name) if _COMMANDS[name][0] == "cli.later" else module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in _COMMANDS.items()])


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
    try:
        result = tzwatch.main(list(arguments), prog_name="tzwatch", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        return _say(f"用法有误 wrong usage: {error.format_message()}（--help 查看用法）", 2)
    except click.Abort:
        return _say("已中断 interrupted", 1)
    except TzwatchError as error:
        return _say(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def _say(line: str, code: int) -> int:
    click.echo(" ".join(line.split()), err=True)
    return code
