"""`tzwatch sites`: the catalogue."""

from __future__ import annotations

import json

import click

from cli import site_view, sites_add, sites_check
from cli.opening import catalogue, connection
from config import load_settings
from db import findings, quarantine
from db import sites as stored
from news.errors import UsageError
from sites.names import is_named

_MOST_HELD = 50


@click.group(name="sites", help="站点目录 the catalogue of sites")
def command() -> None:
    pass


@command.command(name="list", help="所有站点，或含有这些词的 every site, or those with these words")
@click.argument("words", nargs=-1, metavar="[WORD]…")
@click.option("--on/--off", "on", default=None, help="只看启用的，或只看停用的 only those that are on, or off")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 a JSON array")
def list_sites(words: tuple[str, ...], on: bool | None, as_json: bool) -> int:
    known = catalogue(load_settings())
    with connection() as conn:
        book = site_view.read_book(conn)
    rows = [site_view.as_row(site, book) for site in known.sites.values() if is_named(site, words)]
    rows = [row for row in rows if on is None or row["enabled"] == on]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif rows:
        width = max(len(row["id"]) for row in rows)
        for row in rows:
            click.echo(site_view.as_line(row, width))
        click.echo(site_view.totals(rows))
    else:
        click.echo("没有符合的站点 no site matches（tzwatch sites list 看全部 shows all）")
    for problem in known.problems:
        click.echo(f"站点定义有误，已跳过 broken definition, skipped: {problem}", err=True)
    return 1 if known.problems else 0


@command.command(help="一个站点：定义、版式、隔离的条目 one site: definition, layouts, quarantine")
@click.argument("site")
@click.option("--json", "as_json", is_flag=True, help="JSON")
def show(site: str, as_json: bool) -> None:
    known = catalogue(load_settings())
    found = known.get(site)
    with connection() as conn:
        row = site_view.as_row(found, site_view.read_book(conn))
        held = quarantine.listed(conn, site, limit=_MOST_HELD)
    row |= site_view.definition(found, known.layouts_of(found)) | {"held": [site_view.as_held(e) for e in held]}
    click.echo(json.dumps(row, ensure_ascii=False, indent=1) if as_json else site_view.shown(row))


@command.command(help="启用 switch on")
@click.argument("site")
def enable(site: str) -> None:
    _switch(site, on=True)


@command.command(help="停用 switch off")
@click.argument("site")
def disable(site: str) -> None:
    _switch(site, on=False)


command.add_command(sites_add.command, "add")
command.add_command(sites_check.command, "check")


def _switch(site: str, *, on: bool) -> None:
    settings = load_settings()
    found = catalogue(settings).get(site)
    if on and not found.has_list:
        raise UsageError(
            f"{found.name}（{site}）没有列表页地址，不能启用 cannot be switched on, no list of it is known: "
            f"{found.disabled_because}（请写 write {settings.definitions / f'{site}.toml'}，"
            f"含 channels 列表页地址 with the addresses of its lists, article_url, enabled = true）"
        )
    with connection() as conn, conn.transaction():
        stored.register(conn, [found])
        stored.switch(conn, site, on)
        if not on:
            # No crawl will see them end.
            findings.record(conn, site, [])
    click.echo(f"{found.name}（{site}）已{'启用 is on' if on else '停用 is off'}")
    if on and not found.enabled and found.disabled_because:
        click.echo(f"注意 note: 定义里停用的原因 its definition is off because: {found.disabled_because}", err=True)
