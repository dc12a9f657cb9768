"""`tzwatch scrapy …`: Scrapy's own command line, from anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    help="运行 scrapy 命令，如 scrapy list run a scrapy command",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    from scrapy.cmdline import execute

    # Scrapy finds its project by scrapy.cfg in or above the current folder.
    os.chdir(Path(__file__).parent.parent)
    try:
        execute(["scrapy", *arguments])
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0
