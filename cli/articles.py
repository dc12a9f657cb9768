"""`tzwatch articles`: look at what is stored, newest first, or at one article field by field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli import article
from cli.opening import catalogue, check_site, connection
from cli.params import Count, Day, Days
from cli.rows import as_json_row, shown_time
from config import load_settings
from db.reading import Selection, select
from news.dates import SHANGHAI
from news.errors import UsageError
from news.urls import canonical_url, url_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg import Connection


@click.command(help="看文章，新的在前；给出网址则看一篇的全文 look at articles, newest first, or at one in full")
@click.argument("url", required=False, metavar="[URL]")
@click.option(
    "--new", "only_new", is_flag=True, help="最近发现的新文（首次采集的底稿不算） posts found since the baseline"
)
@click.option("--days", type=Days(), default=3, show_default=True, help="--new 看几天 days of --new")
@click.option("--since", type=Day(), metavar="DATE", help="此日起发布的 published on this day or later (YYYY-MM-DD)")
@click.option("--site", metavar="S", help="只看一个站点 one site")
@click.option("--search", "query", metavar="Q", help="标题、正文或来源含有的词，空格分开 words, all of them")
@click.option("--limit", type=Count(), default=50, show_default=True, help="最多几篇 how many")
@click.option("--json", "as_json", is_flag=True, help="JSON，全部字段 JSON, every field")
def command(
    url: str | None,
    only_new: bool,
    days: float,
    since: date | None,
    site: str | None,
    query: str | None,
    limit: int,
    as_json: bool,
) -> None:
    selection = Selection(
        site=site,
        new_since=datetime.now(UTC) - timedelta(days=days) if only_new else None,
        published_since=datetime.combine(since, time(), SHANGHAI) if since else None,
        words=tuple((query or "").split()),
        # One more than is shown tells whether there are more.
        limit=limit + 1,
    )
    with connection() as conn:
        if url:
            row = _one(conn, url)
            click.echo(_as_json(as_json_row(row)) if as_json else article.shown(row))
            return
        check_site(conn, site)
        rows = list(select(conn, selection))
    if as_json:
        click.echo(_as_json([as_json_row(row) for row in rows[:limit]]))
    elif rows:
        _show(rows[:limit])
    elif only_new:
        click.echo(
            "没有新文 no new article（首次采集的底稿不算，去掉 --new 可见 the baseline is no news: look without --new）"
        )
    else:
        click.echo("没有符合的文章 no article matches（先运行 tzwatch crawl SITE）")
    if len(rows) > limit:
        click.echo(f"只显示前 {limit} 篇，还有更多 only the first {limit} are shown: --limit N", err=True)


def _one(conn: Connection, url: str) -> dict[str, Any]:
    """Return the stored article of an address, however it is written."""
    named = url if "://" in url else f"http://{url}"
    # An imported page of which nobody said where it came from has its file's address.
    site = catalogue(load_settings()).site_of(named)
    key = named if named.startswith("file://") else url_key(canonical_url(named), site.redirects if site else ())
    for row in select(conn, Selection(key=key, url=named, limit=1)):
        return row
    raise UsageError(
        f"没有存这篇文章 no such article is stored: {url}（先采集它的站点，或用 tzwatch extract 直接读 "
        f"crawl its site first, or read the page with tzwatch extract）"
    )


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _show(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        withdrawn = " 〔已撤〕" if row["status"] == "gone" else ""
        edited = f" 〔第 {row['version']} 版〕" if row["version"] > 1 else ""
        source = f"  来源 {row['source']}" if row["source"] else ""
        click.echo(
            f"{shown_time(row['published_at'], row['published_precision']):<16}  {row['site']:<12}  {row['title']}"
        )
        click.echo(f"{'':<16}  {row['url']}{source}{edited}{withdrawn}")
