"""`tzwatch db prune`: raw pages past their time go to the archive, or for good; cli/upkeep.py does it daily."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cli.opening import connection
from config import load_settings
from crawler.archive.retention import Retention, prune

if TYPE_CHECKING:
    from config import Settings

_SAID = {
    "moved": "移到归档 moved to the archive",
    "dropped": "删除 given up",
    "unnamed": "清理无记录文件 removed, no row names them",
}


@click.command(help="清理过期的网页原件（TZWATCH_KEEP_PAGES_DAYS），文章不动 raw pages past their time; articles stay")
@click.option("--dry-run", is_flag=True, help="只列出，不动文件 only say what would be done")
def command(dry_run: bool) -> None:
    settings = load_settings()
    counts: Counter[str] = Counter()
    size = 0
    with connection() as conn:
        for step in prune(conn, retention(settings), datetime.now(UTC), dry_run=dry_run):
            counts[step.what] += 1
            size += step.size
            click.echo(f"{_SAID[step.what]}: {step.file}")
    if settings.keep_pages_days is None:
        click.echo("未设 TZWATCH_KEEP_PAGES_DAYS，网页原件一直保留 raw pages are kept for ever")
    would = "（只是预演，未动文件 nothing was done）" if dry_run else ""
    done = f"{said_of(counts)}，{size / 1e6:.1f} MB" if counts else "没有要清理的 nothing to prune"
    click.echo(f"{done}{would}")


def said_of(counts: Counter[str]) -> str:
    """Return what became of how many files."""
    return " · ".join(f"{_SAID[what]} {count}" for what, count in counts.items())


def retention(settings: Settings) -> Retention:
    """Return what the operator has set about raw pages."""
    return Retention(settings.home, settings.keep_pages_days, settings.pages_archive)
