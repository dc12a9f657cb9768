"""`tzwatch events`: what happened, oldest first, numbered."""

from __future__ import annotations

import json

import click

from cli.opening import check_site, connection
from cli.params import Count
from cli.rows import shown_time
from db import events
from news.dates import SHANGHAI

_LAST_NUMBER = 2**63 - 1
_SAID = {"new": "新文 new", "changed": "改稿 changed", "gone": "撤稿 gone", "restored": "恢复 restored"}


@click.command(help="看事件：新文、改稿、撤稿、恢复 look at what happened")
@click.option("--site", metavar="S", help="只看一个站点 one site")
@click.option(
    "--after", type=Count(0, _LAST_NUMBER), default=0, metavar="SEQ", help="只看此序号之后的 only after this number"
)
@click.option("--limit", type=Count(), default=100, show_default=True, help="最近几条 how many")
@click.option("--baseline/--no-baseline", default=False, help="含首次采集的存量 with what first crawls found")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 a JSON array")
def command(site: str | None, after: int, limit: int, baseline: bool, as_json: bool) -> None:
    with connection() as conn:
        check_site(conn, site)
        found = events.listed(conn, site=site, after=after, limit=limit, with_baseline=baseline)
    if as_json:
        click.echo(json.dumps([_as_dict(event) for event in found], ensure_ascii=False, indent=1))
        return
    for event in found:
        fields = f"（{'、'.join(event.fields)}）" if event.fields else ""
        click.echo(f"{event.seq:>6}  {shown_time(event.at)}  {_SAID[event.kind]}{fields}  {event.site}  {event.title}")
        click.echo(f"{'':>8}{event.url}")
    if not found:
        click.echo("没有事件 no events")


def _as_dict(event: events.Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "site": event.site,
        "url": event.url,
        "title": event.title,
        "at": event.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "fields": event.fields,
        "baseline": event.baseline,
    }
