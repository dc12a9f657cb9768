"""`tzwatch crawl`: a manual run in the foreground, with progress and a summary."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from cli.logs import log_to
from cli.opening import catalogue, connection, database
from cli.params import Count
from config import load_settings
from crawler.engine import INTERRUPTED, Engine, Report, crawl_sites, run_on_reactor
from crawler.options import parse_options
from crawler.summary import summary
from db import quarantine
from db import sites as stored
from news.errors import UsageError
from scheduler.timetable import watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config import Settings
    from crawler.options import CrawlOptions
    from news.run import Tally
    from sites.loader import Catalogue


@click.command(help="采集站点，显示进度和结果 crawl sites now")
@click.argument("sites", nargs=-1, metavar="SITE…")
@click.option("--all", "everything", is_flag=True, help="所有启用的站点 every enabled site")
@click.option("--since", metavar="DATE", help="只要此日之后的 only from this day on (YYYY-MM-DD)")
@click.option("--pages", type=Count(most=100_000), metavar="N", help="每个栏目最多翻几页 list pages a channel")
@click.option("--full", is_flag=True, help="翻完所有列表页 walk every list page")
@click.option("--revisit", is_flag=True, help="重看已有文章 look again at known articles now")
@click.option("--retry", is_flag=True, help="再试隔离的条目 try entries in quarantine once more")
@click.option("--json", "as_json", is_flag=True, help="每站一行 JSON one JSON object a site")
def command(sites: tuple[str, ...], everything: bool, retry: bool, as_json: bool, **asked: Any) -> int:
    settings = load_settings()
    options = parse_options(**asked)
    known = catalogue(settings)
    for problem in known.problems:
        click.echo(f"站点定义有误，已跳过 broken definition, skipped: {problem}", err=True)
    if everything == bool(sites):
        raise UsageError("请给出站点或 --all name sites, or --all（tzwatch sites list 查看站点）")
    named = [known.get(name).id for name in dict.fromkeys(sites)]
    log_to(settings, "crawl", console=logging.CRITICAL)
    with database() as url:
        names = _chosen(known, named)
        if retry:
            _release(names)
        reports = _crawl(known, url, settings, names, options)
    for report in sorted(reports, key=lambda r: names.index(r.site)):
        click.echo(
            json.dumps(as_dict(report), ensure_ascii=False)
            if as_json
            else summary(report.site, report.tally, report.seconds)
        )
    _say_failures(reports)
    return 1 if any(report.error for report in reports) or (known.problems and everything) else 0


def _chosen(known: Catalogue, named: list[str]) -> list[str]:
    """Return the sites that were named, saying of those that are off that they are; none named: all that are on."""
    on = _watched(known)
    for name in named:
        if name not in on:
            why = known.sites[name].disabled_because or "手动停用 switched off"
            click.echo(f"{name} 是停用的，只采这一次 is off, crawled this once: {why}", err=True)
    return named or [name for name in known.sites if name in on]


def _watched(known: Catalogue) -> set[str]:
    """Return the sites that are crawled on schedule: the operator's switch wins over the definition."""
    with connection() as conn:
        states = stored.states(conn)
    return {
        name for name, site in known.sites.items() if watched(site, states[name].switched if name in states else None)
    }


def _release(names: Sequence[str]) -> None:
    with connection() as conn:
        released = sum(quarantine.release(conn, name) for name in names)
    click.echo(f"放出隔离条目 {released} 个 released {released} entries from quarantine", err=True)


def _crawl(known: Catalogue, url: str, settings: Settings, names: list[str], options: CrawlOptions) -> list[Report]:
    engine = Engine(known, url, settings.workers)
    progress = _Progress()

    async def main() -> list[Report]:
        return await crawl_sites(engine, names, options, progress.show)

    def stop() -> None:
        click.echo("正在停止，等待进行中的请求 stopping, waiting for the requests in flight", err=True)
        engine.stop_soon()

    return run_on_reactor(engine, main, stop)


class _Progress:
    """Shows what a crawl has done so far: in place on a terminal, now and then in a log."""

    def __init__(self) -> None:
        self._in_place = sys.stderr.isatty()
        self._last: dict[str, float] = {}

    def show(self, site: str, tally: Tally) -> None:
        now = time.monotonic()
        if not self._in_place and now - self._last.get(site, 0.0) < 10.0:
            return
        self._last[site] = now
        line = progress_line(site, tally)
        click.echo(f"\r\x1b[K{line}" if self._in_place else line, err=True, nl=not self._in_place)


def progress_line(site: str, tally: Tally) -> str:
    """Return how far a crawl is; what a first one finds is baseline 底稿."""
    baseline = f" · 底稿 baseline {tally.baseline}" if tally.baseline else ""
    news = tally.new - tally.baseline
    return f"{site} … 页 pages {tally.pages} · 新 new {news}{baseline} · 失败 failed {tally.failed}"


def as_dict(report: Report) -> dict[str, Any]:
    """Return what --json prints of one site's run."""
    tally = report.tally
    return {
        "site": report.site,
        "pages": tally.pages,
        "new": tally.new,
        "baseline": tally.baseline,
        "changed": tally.changed,
        "gone": tally.gone,
        "restored": tally.restored,
        "unchanged": tally.unchanged,
        "skipped": tally.skipped,
        "failed": tally.failed,
        "reasons": [{"url": f.url, "reason": f.reason} for f in tally.failures],
        "seconds": round(report.seconds, 1),
        "error": report.error,
    }


def _say_failures(reports: Sequence[Report]) -> None:
    if any(report.error == INTERRUPTED for report in reports):
        click.echo("已中断，其余下次继续 interrupted, the next crawl goes on with the rest", err=True)
    broken = [report for report in reports if report.error and report.error != INTERRUPTED]
    if broken:
        said = "；".join(f"{report.site}：{report.error}" for report in broken)
        click.echo(f"采集失败，下次自动再试 failed, the next crawl tries again: {said}", err=True)
