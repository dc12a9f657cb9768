"""`tzwatch events`: what happened, oldest first, numbered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from cli.opening import check_site, connection
from cli.params import Count
from cli.rows import shown_time
from db import events
from news.dates import SHANGHAI
from news.diff_words import CLASS_WORDS, WEIGHT_WORDS

if TYPE_CHECKING:
    from news.diff_class import Weight

_LAST_NUMBER = 2**63 - 1
_KINDS = ("new", "changed", "gone", "restored")
_SAID = {"new": "新文 new", "changed": "改稿 changed", "gone": "撤稿 gone", "restored": "恢复 restored"}


@click.command(help="看事件：新文、改稿、撤稿、恢复 look at what happened")
@click.option("--site", metavar="S", help="只看一个站点 one site")
@click.option(
    "--after", type=Count(0, _LAST_NUMBER), default=0, metavar="SEQ", help="只看此序号之后的 only after this number"
)
@click.option("--limit", type=Count(), default=100, show_default=True, help="最近几条 how many")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(_KINDS),
    multiple=True,
    help="只看这类（可重复）：新文、改稿、撤稿、恢复 only of this kind (repeatable)",
)
@click.option(
    "--weight", type=click.Choice(("minor", "major")), help="只看轻微或重要的改动 changes of this weight only"
)
@click.option("--baseline/--no-baseline", default=False, help="含首次采集的存量 with what first crawls found")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 a JSON array")
def command(
    site: str | None,
    after: int,
    limit: int,
    kinds: tuple[str, ...],
    weight: Weight | None,
    baseline: bool,
    as_json: bool,
) -> None:
    with connection() as conn:
        check_site(conn, site)
        found = events.listed(
            conn, site=site, after=after, limit=limit, with_baseline=baseline, kinds=kinds, weight=weight
        )
    if as_json:
        click.echo(json.dumps([_as_dict(event) for event in found], ensure_ascii=False, indent=1))
        return
    for event in found:
        click.echo(
            f"{event.seq:>6}  {shown_time(event.at)}  {_SAID[event.kind]}{_what(event)}  {event.site}  {event.title}"
        )
        click.echo(f"{'':>8}{event.url}")
    if not found:
        click.echo("没有事件 no events")


def _what(event: events.Event) -> str:
    """Return what changed, in brackets: how much it matters and what it is; of old events, the fields alone."""
    if event.weight is None or not event.classes:
        return f"（{'、'.join(event.fields)}）" if event.fields else ""
    said = "、".join(CLASS_WORDS[name][0] for name in event.classes)
    return f"（{WEIGHT_WORDS[event.weight][0]}：{said}）"


def _as_dict(event: events.Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "site": event.site,
        "url": event.url,
        "title": event.title,
        "at": event.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "fields": event.fields,
        "weight": event.weight,
        "classes": event.classes,
        "baseline": event.baseline,
    }
