"""Which articles: the options that every command has which lists or writes articles, and what they select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from cli.opening import check_site
from cli.params import Day
from db.reading import Selection
from db.searching import has_backlog
from news.dates import SHANGHAI
from news.errors import UsageError
from news.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection

    from db.reading import Sort


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed: sites, the query, first and last day, part of the 来源 and of the 栏目, the order."""

    sites: tuple[str, ...] = ()
    search: str | None = None
    since: date | None = None
    until: date | None = None
    source: str | None = None
    section: str | None = None
    sort: Sort = "newest"


_OPTIONS = (
    click.option("--site", "sites", multiple=True, metavar="S", help="只看此站点，可重复 this site only, repeatable"),
    click.option(
        "--search",
        metavar="Q",
        help="检索式，如 '民盟 AND (吉林 OR 长春) NOT 招聘'，与 或 非 两边须有空格 "
        'words, "phrases", AND OR NOT, brackets; 与 或 非 with spaces around them',
    ),
    click.option(
        "--since", type=Day(), metavar="DATE", help="此日起发布的 published on this day or later (YYYY-MM-DD)"
    ),
    click.option("--until", type=Day(), metavar="DATE", help="此日止发布的 published on this day or earlier"),
    click.option("--source", metavar="W", help="来源含有此词 the 来源 contains this"),
    click.option("--section", metavar="W", help="栏目或面包屑含有此词 the channel or breadcrumb contains this"),
    click.option(
        "--sort",
        type=click.Choice(["newest", "best"]),
        default="newest",
        show_default=True,
        help="新的在前，或最相关的在前；无日期的按首次见到的时间，其中的底稿不检索时排在最后 "
        "newest or best match first; undated ones by when they were first seen, "
        "those of the baseline last unless you search",
    ),
)


def selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --site --search --since --until --source --section --sort to a command, which gets them as `asked`."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        asked = Asked(**{name: kwargs.pop(name) for name in Asked.__dataclass_fields__})
        return command(*args, asked=asked, **kwargs)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def selection(
    conn: Connection, asked: Asked, *, new_since: datetime | None = None, limit: int | None = None
) -> Selection:
    """Return what was asked for as a Selection.

    Raise UsageError for an unknown site, a query that cannot be read, or a last day before the first.
    """
    for site in asked.sites:
        check_site(conn, site)
    if asked.since and asked.until and asked.until < asked.since:
        raise UsageError(f"--until 早于 --since the last day is before the first: {asked.until} < {asked.since}")
    if asked.sort == "best" and asked.search is None:
        raise UsageError("--sort best 需要 --search needs a search: without one nothing is a better match")
    if asked.search is not None and has_backlog(conn):
        click.echo(
            "旧文章还没有全部可检索，运行 tzwatch db migrate 可补上 not all older articles are found yet: run it",
            err=True,
        )
    return Selection(
        sites=asked.sites,
        query=None if asked.search is None else parse(asked.search),
        new_since=new_since,
        since=_begin(asked.since),
        until=_end(asked.until),
        source=asked.source,
        section=asked.section,
        sort=asked.sort,
        limit=limit,
    )


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI) if day else None


def _end(day: date | None) -> datetime | None:
    """Return the first moment after a day; None as well for the last day there is."""
    return None if day is None or day == date.max else datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
