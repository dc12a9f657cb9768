"""`tzwatch events`: what happened, oldest first, numbered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import click

from cli.opening import check_site, connection
from cli.params import Count, Day
from cli.rows import shown_time
from db import events
from db.reading import event_before
from news.dates import SHANGHAI
from news.diff.words import CLASS_WORDS, WEIGHT_WORDS

if TYPE_CHECKING:
    from psycopg import Connection

    from news.diff.classes import Weight

_LAST_NUMBER = 2**63 - 1
_KINDS = ("new", "changed", "gone", "restored")
_SAID = {"new": "新文 new", "changed": "改稿 changed", "gone": "撤稿 gone", "restored": "恢复 restored"}


@click.command(help="看事件：新文、改稿、撤稿、恢复 look at what happened")
@click.option("--site", "sites", multiple=True, metavar="S", help="只看此站点，可重复 this site only, repeatable")
@click.option("--since", type=Day(), metavar="DATE", help="此日起发生的 on this day or later (YYYY-MM-DD)")
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
    sites: tuple[str, ...],
    since: date | None,
    after: int,
    limit: int,
    kinds: tuple[str, ...],
    weight: Weight | None,
    baseline: bool,
    as_json: bool,
) -> None:
    asked = _Asked(tuple(dict.fromkeys(sites)), since, after, kinds, weight)
    with connection() as conn:
        for site in sites:
            check_site(conn, site)
        found = _found(conn, asked, limit, baseline=baseline)
        hidden = not found and not baseline and bool(_found(conn, asked, 1, baseline=True))
    if as_json:
        click.echo(json.dumps([_as_dict(event) for event in found], ensure_ascii=False, indent=1))
        return
    for event in found:
        click.echo(
            f"{event.seq:>6}  {shown_time(event.at)}  {_SAID[event.kind]}{_what(event)}  {event.site}  {event.title}"
        )
        click.echo(f"{'':>8}{event.url}")
    if hidden:
        click.echo("没有事件，只有底稿，加 --baseline 可见 no events but the baseline: look with --baseline")
    elif not found:
        click.echo("没有事件 no events")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which events: of these sites (all for none), since a day, above a number, of these kinds, of this weight."""

    sites: tuple[str, ...]
    since: date | None
    after: int
    kinds: tuple[str, ...]
    weight: Weight | None


def _found(conn: Connection, asked: _Asked, limit: int, *, baseline: bool) -> list[events.Event]:
    """Return the newest `limit` events that were asked for, oldest first."""
    after = asked.after
    if asked.since is not None:
        before = event_before(conn, datetime.combine(asked.since, time(), SHANGHAI))
        if before is None:
            return []
        after = max(after, before)
    found: list[events.Event] = []
    for site in asked.sites or (None,):
        found += events.listed(
            conn,
            site=site,
            after=after,
            limit=limit,
            with_baseline=baseline,
            kinds=asked.kinds,
            weight=asked.weight,
        )
    return sorted(found, key=lambda event: event.seq)[-limit:]


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
