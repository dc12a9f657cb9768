"""`tzwatch scrapy …`: Scrapy's own command line, from anywhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from config import load_settings


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    help="运行 scrapy 命令，如 scrapy list run a scrapy command",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    # Before Scrapy reads them inside an import.
    load_settings()
    from scrapy.cmdline import execute

    # Scrapy finds its project by scrapy.cfg in or above the current folder.
    os.chdir(Path(__file__).parent.parent)
    # Scrapy's own help names the program by this.
    sys.argv[0] = "scrapy"
    try:
        execute(["scrapy", *arguments])
    except SystemExit as done:
        if isinstance(done.code, str):
            click.echo(done.code, err=True)
            return 1
        return done.code or 0
    return 0
