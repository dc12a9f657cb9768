"""Commands that a later version brings: each says so in one line."""

from __future__ import annotations

import click

from news.errors import UsageError


def command(name: str) -> click.Command:
    """Return a command that takes any arguments and says that it is not there yet."""

    @click.pass_context
    def refuse(ctx: click.Context, arguments: tuple[str, ...]) -> None:
        raise not_yet(name)

    return click.Command(
        name,
        callback=refuse,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
    )


def not_yet(what: str) -> UsageError:
    """Return the error for something that this version cannot do."""
    return UsageError(f"{what}：本版本尚未提供 is not part of this version yet")
