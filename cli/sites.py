"""`tzwatch sites`: the catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.later import not_yet
from cli.opening import catalogue, connection
from cli.rows import shown_time
from config import load_settings
from db import sites as stored
from news.dates import SHANGHAI
from scheduler.timetable import watched

if TYPE_CHECKING:
    from db.sites import SiteState
    from news.site import Site


@click.group(name="sites", help="站点目录 the catalogue of sites")
def command() -> None:
    pass


@command.command(name="list", help="所有站点 every site")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 a JSON array")
def list_sites(as_json: bool) -> int:
    known = catalogue(load_settings())
    with connection() as conn:
        states = stored.states(conn)
    rows = [_row(site, states.get(site.id)) for site in known.sites.values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        width = max((len(row["id"]) for row in rows), default=0)
        for row in rows:
            state = "启用 on" if row["enabled"] else f"停用 off（{row['disabled_because'] or '手动停用 switched off'}）"
            crawled = row["crawled_at"][:16].replace("T", " ") if row["crawled_at"] else "从未采集 never"
            click.echo(f"{row['id']:<{width}} {row['name']}  {state}  文章 {row['articles']}  上次 {crawled}")
            if row["last_error"]:
                click.echo(f"{'':<{width}} ⚠ {row['last_error']}")
    for problem in known.problems:
        click.echo(f"站点定义有误，已跳过 broken definition, skipped: {problem}", err=True)
    return 1 if known.problems else 0


@command.command(help="一个站点的定义 one site's definition")
@click.argument("site")
@click.option("--json", "as_json", is_flag=True, help="JSON")
def show(site: str, as_json: bool) -> None:
    found = catalogue(load_settings()).get(site)
    with connection() as conn:
        row = _row(found, stored.states(conn).get(site))
    row |= {
        "home": found.home,
        "hosts": list(found.hosts),
        "family": found.family,
        "channels": [{"name": c.name, "url": c.url} for c in found.channels],
        "article_url": found.article_url.pattern,
        "column_url": found.column_url.pattern if found.column_url else None,
        "pager": found.pager.kind,
        "layouts": [layout.name for layout in found.layouts],
        "interval_minutes": found.pace.interval,
        "delay_seconds": found.pace.delay,
    }
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False, indent=1))
        return
    for name, value in row.items():
        if isinstance(value, list):
            value = "; ".join(f"{v['name']} {v['url']}" if isinstance(v, dict) else str(v) for v in value)
        click.echo(f"{name:<17} {'' if value is None else value}")


@command.command(help="启用 switch on")
@click.argument("site")
def enable(site: str) -> None:
    _switch(site, on=True)


@command.command(help="停用 switch off")
@click.argument("site")
def disable(site: str) -> None:
    _switch(site, on=False)


@command.command(context_settings={"ignore_unknown_options": True}, help="检查站点（后续版本） check a site (later)")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def check(arguments: tuple[str, ...]) -> None:
    raise not_yet("sites check")


@command.command(context_settings={"ignore_unknown_options": True}, help="从网址添加（后续版本） add by URL (later)")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def add(arguments: tuple[str, ...]) -> None:
    raise not_yet("sites add")


def _switch(site: str, *, on: bool) -> None:
    found = catalogue(load_settings()).get(site)
    with connection() as conn, conn.transaction():
        stored.register(conn, [found])
        stored.switch(conn, site, on)
    click.echo(f"{found.name}（{site}）已{'启用 is on' if on else '停用 is off'}")


def _row(site: Site, state: SiteState | None) -> dict[str, Any]:
    crawled = state.crawled_at if state else None
    return {
        "id": site.id,
        "name": site.name,
        "org_type": site.org_type,
        "region": site.region,
        "enabled": watched(site, state.switched if state else None),
        "disabled_because": site.disabled_because,
        "articles": state.articles if state else 0,
        "crawled_at": crawled.astimezone(SHANGHAI).isoformat(timespec="seconds") if crawled else None,
        "last_error": state.last_error if state else None,
        "next_crawl": shown_time(state.next_crawl_at) if state else None,
    }
