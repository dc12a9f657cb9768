"""`tzwatch sites check`: looks at one list page and one article of a site and says field by field what was read."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from cli import check_report
from cli.logs import log_to
from cli.opening import catalogue, database
from config import load_settings
from crawler.check.repairing import repair
from crawler.check.sitecheck import SiteCheck
from crawler.check.verdict import judge
from db import checks, findings
from db import sites as stored
from db.connection import connect, database_errors
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg import Connection

    from sites.loader import Catalogue

# Stored articles that a changed layout is matched with and previewed on.
_KNOWN = 10


@click.command(help="核对站点：取一个列表页和一篇文章，逐项说明读到什么 check a site: one list page, one article")
@click.argument("sites", nargs=-1, metavar="[SITE]…")
@click.option("--all", "everything", is_flag=True, help="所有启用的站点 every enabled site")
@click.option("--json", "as_json", is_flag=True, help="每站一行 JSON one JSON object a site")
def command(sites: tuple[str, ...], everything: bool, as_json: bool) -> int:
    settings = load_settings()
    known = catalogue(settings)
    names = _chosen(known, sites, everything)
    log_to(settings, "check", console=logging.CRITICAL)
    with database() as url:
        with connect(url) as conn, database_errors():
            begun = [_begin(conn, known, name) for name in names]
        _fetch(begun, url)
        with connect(url) as conn, database_errors():
            reports = [_end(conn, settings.home, check) for check in begun if check.fetched]
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


def _begin(conn: Connection, known: Catalogue, name: str) -> SiteCheck:
    site = known.get(name)
    return SiteCheck(site, known.layouts_of(site), checks.newest_articles(conn, name, _KNOWN))


def _fetch(begun: Sequence[SiteCheck], url: str) -> None:
    # Scrapy takes a second to import, and every other command of `sites` does without it.
    from crawler.check.checking import run_checks

    run_checks(begun, url)


def _end(conn: Connection, home: Path, check: SiteCheck) -> dict[str, Any]:
    """Judge what was seen, record it, and return the report."""
    now = datetime.now(UTC)
    proposed = repair(check, home, now.date())
    verdict = judge(check, findings.past_of(conn, check.site.id), now, proposed=proposed is not None)
    report = check_report.as_dict(check, verdict, proposed, now)
    stored.register(conn, [check.site])
    checks.record(conn, check.site.id, verdict.ok, report)
    return report
