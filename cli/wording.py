"""Click's complaints in Chinese first."""

from __future__ import annotations

import re

import click
from click import exceptions

_NO_CHOICE = re.compile(r"'(.*)' is not one of ", re.DOTALL)


class UnknownCommand(click.UsageError):
    """Raised for a command that there is none of; `meant` are those that may have been, in full."""

    def __init__(self, name: str, meant: list[str], ctx: click.Context) -> None:
        super().__init__(f"no such command: {name}", ctx)
        self.name = name
        self.meant = meant


def in_chinese(error: click.ClickException) -> str:
    """Return what is wrong with a call, in one line."""
    match error:
        case exceptions.NoSuchOption():
            return f"没有这个选项 no such option: {error.option_name}{_near(error.possibilities)}"
        case UnknownCommand():
            return f"没有这个命令 no such command: {error.name}{_near(error.meant)}"
        case exceptions.NoSuchCommand():
            return f"没有这个命令 no such command: {error.command_name}{_near(error.possibilities)}"
        case exceptions.MissingParameter():
            return f"缺少 missing: {_named(error)}"
        case exceptions.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))) if (
            refused := _NO_CHOICE.match(error.message)
        ):
            return f"{_named(error)} 没有 {refused[1]} no such value（可选 choose from {'、'.join(map(str, choices))}）"
        case exceptions.BadParameter():
            return f"{_named(error)} 的值不对 is wrong: {error.message}"
        case exceptions.BadOptionUsage():
            return f"选项 {error.option_name} 写法不对 option written wrongly: {error.message}"
    if error.message.startswith("Got unexpected extra argument"):
        return f"多余的参数 unexpected: {error.message.partition('(')[2].rstrip(')')}"
    return error.format_message()


def _named(error: exceptions.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "参数 parameter")
    return error.param.opts[0] if isinstance(error.param, click.Option) else error.param.human_readable_name


def _near(possibilities: object) -> str:
    names = [str(name) for name in possibilities] if isinstance(possibilities, list | tuple) else []
    return f"（是不是 did you mean {'、'.join(names)}？）" if names else ""
