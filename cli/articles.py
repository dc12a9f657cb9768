"""`tzwatch articles`: look at what is stored, newest first, or at one article field by field."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cli import article, hits
from cli.finding import stored_article
from cli.opening import connection
from cli.params import Count, Days
from cli.rows import as_json_row, shown_time
from cli.selecting import Asked, selecting, selection
from cli.story import one_line
from db.history import edited_at, history, restored_at, withdrawn_at
from db.reading import Selection, select, total
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from db.history import Happened
    from news.search.query import Query

_COLUMNS = 80


@click.command(help="看文章，新的在前；给出网址则看一篇的全文 look at articles, newest first, or at one in full")
@click.argument("url", required=False, metavar="[URL]")
@click.option(
    "--new", "only_new", is_flag=True, help="最近发现的新文（首次采集的底稿不算） posts found since the baseline"
)
@click.option(
    "--days", type=Days(), default=3, show_default=True, help="和 --new 一起：看几天 with --new: of how many days"
)
@selecting
@click.option("--limit", type=Count(), default=50, show_default=True, help="最多几篇 how many")
@click.option("--json", "as_json", is_flag=True, help="JSON，全部字段 JSON, every field")
def command(
    url: str | None,
    only_new: bool,
    days: float,
    asked: Asked,
    limit: int,
    as_json: bool,
) -> None:
    _check_call(url, only_new)
    with connection() as conn:
        if url:
            article_id, row = stored_article(conn, url)
            shown = row | {"reprints": one_line(conn, article_id)} | _times(history(conn, article_id))
            click.echo(_as_json(as_json_row(row)) if as_json else article.shown(shown))
            return
        new_since = datetime.now(UTC) - timedelta(days=days) if only_new else None
        # One more than is shown tells whether there are more.
        wanted = selection(conn, asked, new_since=new_since, limit=limit + 1)
        rows = list(select(conn, wanted))
        said = "" if rows or as_json else hits.nothing(conn, wanted)
        cut = _cut(conn, wanted, limit) if len(rows) > limit else ""
    if as_json:
        click.echo(_as_json([_json_row(row, wanted.query) for row in rows[:limit]]))
    elif rows:
        _show(rows[:limit], wanted.query)
    else:
        click.echo(said)
    if cut:
        click.echo(cut, err=True)


def _check_call(url: str | None, only_new: bool) -> None:
    """Raise UsageError for options that would be passed over: those of a list beside an address, --days alone."""
    context = click.get_current_context()
    typed = [
        option.opts[0]
        for option in context.command.params
        if option.name not in ("url", "as_json")
        and context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    ]
    if url and typed:
        raise UsageError(
            f"给了网址就是看这一篇，不能再加 an address shows that one article and takes no: {' '.join(typed)}"
            f"（只可加 only --json；要找文章就去掉网址 leave the address out to look for articles）"
        )
    if "--days" in typed and not only_new:
        raise UsageError(
            "--days 要和 --new 一起用 goes with --new（按发布日期看用 --since by the day of publication: --since DATE）"
        )


def _times(happened: Sequence[Happened]) -> dict[str, datetime | None]:
    return {
        "edited_at": edited_at(happened),
        "withdrawn_at": withdrawn_at(happened),
        "restored_at": restored_at(happened),
    }


def _cut(conn: Connection, wanted: Selection, limit: int) -> str:
    """Return what is said of a list that was cut; they are counted only where that is cheap."""
    if wanted == Selection(sites=wanted.sites, limit=wanted.limit):
        count = total(conn, wanted.sites)
        return f"只显示前 {limit} 篇，共 {count} 篇 only the first {limit} of {count} are shown: --limit N"
    return f"只显示前 {limit} 篇，还有更多 only the first {limit} are shown, there are more: --limit N"


def _json_row(row: dict[str, Any], query: Query | None) -> dict[str, Any]:
    return as_json_row(row) | ({} if query is None else {"snippet": hits.as_json_hit(row, query)})


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _show(rows: Iterable[dict[str, Any]], query: Query | None) -> None:
    bold = sys.stdout.isatty()
    for row in rows:
        withdrawn = " 〔已撤〕" if row["status"] == "gone" else ""
        edited = f" 〔第 {row['version']} 版〕" if row["version"] > 1 else ""
        source = f"来源 {row['source']}" if row["source"] else ""
        head = f"{shown_time(row['published_at'], row['published_precision']):<16}  {row['site']:<12}  {row['title']}"
        told = f"{source}{edited}{withdrawn}".strip()
        fits = len(list(article.wrapped(f"{head}  {told}", _COLUMNS))) == 1
        click.echo(f"{head}  {told}".rstrip() if fits else head)
        # Alone: it is what people copy.
        click.echo(f"{'':<16}  {row['url']}")
        if told and not fits:
            click.echo(f"{'':<16}  {told}")
        if query is not None and (line := hits.shown_hit(row, query, bold=bold)):
            click.echo(f"{'':<16}  {line}")
