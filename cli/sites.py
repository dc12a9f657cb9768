"""`tzwatch sites`: the catalogue."""

from __future__ import annotations

import json

import click

from cli import site_view
from cli.later import not_yet
from cli.opening import catalogue, connection
from config import load_settings
from db import quarantine
from db import sites as stored

_MOST_HELD = 50


@click.group(name="sites", help="站点目录 the catalogue of sites")
def command() -> None:
    pass


@command.command(name="list", help="所有站点 every site")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 a JSON array")
def list_sites(as_json: bool) -> int:
    known = catalogue(load_settings())
    with connection() as conn:
        book = site_view.read_book(conn)
    rows = [site_view.as_row(site, book) for site in known.sites.values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        width = max((len(row["id"]) for row in rows), default=0)
        for row in rows:
            click.echo(site_view.as_line(row, width))
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
