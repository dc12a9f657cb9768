"""`tzwatch articles`: look at what is stored, newest first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.opening import check_site, connection
from cli.rows import as_json_row, shown_time
from db.reading import Selection, select

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command(help="看文章，新的在前 look at articles, newest first")
@click.option(
    "--new", "only_new", is_flag=True, help="最近发现的新文（首次采集的存量不算） posts found since the baseline"
)
@click.option("--days", type=click.FloatRange(min=0), default=3, show_default=True, help="--new 看几天 days of --new")
@click.option("--site", metavar="S", help="只看一个站点 one site")
@click.option("--search", "query", metavar="Q", help="标题、正文或来源含有的词，空格分开 words, all of them")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="最多几篇 how many")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组，全部字段 a JSON array, every field")
def command(only_new: bool, days: float, site: str | None, query: str | None, limit: int, as_json: bool) -> None:
    selection = Selection(
        site=site,
        new_since=datetime.now(UTC) - timedelta(days=days) if only_new else None,
        words=tuple((query or "").split()),
        limit=limit,
    )
    with connection() as conn:
        check_site(conn, site)
        rows = list(select(conn, selection))
    if as_json:
        click.echo(json.dumps([as_json_row(row) for row in rows], ensure_ascii=False, indent=1))
        return
    _show(rows)


def _show(rows: Iterable[dict[str, Any]]) -> None:
    shown = 0
    for row in rows:
        shown += 1
        withdrawn = " 〔已撤〕" if row["status"] == "gone" else ""
        edited = f" 〔第 {row['version']} 版〕" if row["version"] > 1 else ""
        source = f"  来源 {row['source']}" if row["source"] else ""
        click.echo(
            f"{shown_time(row['published_at'], row['published_precision']):<16}  {row['site']:<12}  {row['title']}"
        )
        click.echo(f"{'':<16}  {row['url']}{source}{edited}{withdrawn}")
    if not shown:
        click.echo("没有符合的文章 no article matches（先运行 tzwatch crawl SITE）")
