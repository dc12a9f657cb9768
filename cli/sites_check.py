"""`tzwatch sites check`: looks at one list page and one article of a site and says field by field what was read."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import click

from cli.logs import log_to
from cli.opening import catalogue, database
from config import load_settings
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sites.loader import Catalogue


@click.command(help="核对站点：取一个列表页和一篇文章，逐项说明读到什么 check a site: one list page, one article")
@click.argument("sites", nargs=-1, metavar="[SITE]…")
@click.option("--all", "everything", is_flag=True, help="所有启用的站点 every enabled site")
@click.option("--json", "as_json", is_flag=True, help="每站一行 JSON one JSON object a site")
def command(sites: tuple[str, ...], everything: bool, as_json: bool) -> int:
    settings = load_settings()
    known = catalogue(settings)
    names = _chosen(known, sites, everything)
    log_to(settings, "check", console=logging.CRITICAL)
    # Scrapy and the readers take a second to import, and every other command of `sites` does without them.
    from cli import check_report, checking

    with database() as url:
        begun, reports = checking.look(known, names, url, settings.home)
    for report in reports:
        if as_json:
            click.echo(json.dumps(report, ensure_ascii=False))
        elif report["ok"] and len(reports) > 1:
            click.echo(check_report.as_line(report))
        else:
            click.echo(check_report.shown(report))
    broken = [report["site"] for report in reports if not report["ok"]]
    if broken:
        click.echo(f"核对有误 {len(broken)} / {len(reports)} 个站点 checks failed: {' '.join(broken)}", err=True)
    unseen = len(begun) - len(reports)
    if unseen:
        click.echo(f"已中断，{unseen} 个站点没有核对 interrupted, {unseen} sites were not checked", err=True)
    return 1 if broken or unseen or (known.problems and everything) else 0


def _chosen(known: Catalogue, sites: Sequence[str], everything: bool) -> list[str]:
    if everything == bool(sites):
        raise UsageError("请给出站点或 --all name sites, or --all（tzwatch sites list 查看站点）")
    if everything:
        return [site.id for site in known.sites.values() if site.enabled]
    return [known.get(name).id for name in dict.fromkeys(sites)]
