"""`tzwatch story`: who had a story first, who reprinted it when, and what each of them changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.finding import stored_article
from cli.opening import connection
from cli.params import Count, Days
from cli.rows import shown_time
from db import reprints
from news.dates import SHANGHAI
from news.diff.words import class_words, weight_words
from news.errors import UsageError
from news.stories.reprint import source_key
from news.stories.story import appearance, changes, in_order, tied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Connection

    from db.reprints import Member
    from news.diff.classes import ChangeClass
    from news.stories.story import Appearance, Changes

_LISTED = 20
_BASES = {"printed": "按页面时间 by its printed time", "seen": "按首次见到 by when it was first seen"}


@dataclass(frozen=True, slots=True)
class _Story:
    """A story's articles with when they came out, the first first; the first `tied` of them share one time (0: the
    first is known).
    """

    articles: Sequence[tuple[Member, Appearance]]
    tied: int

    @property
    def first(self) -> tuple[Member, Appearance]:
        return self.articles[0]


@click.command(help="同稿：谁先发，谁转载，各改了什么 who had a story first, who reprinted it, what each changed")
@click.argument("url", required=False, metavar="[URL]")
@click.option(
    "--latest",
    type=Count(),
    is_flag=False,
    flag_value=_LISTED,
    metavar="[N]",
    help=f"近来转载最多的 N 篇（默认 {_LISTED}） the stories with most reprints of late",
)
@click.option("--days", type=Days(), default=7, show_default=True, help="--latest 看几天 days of --latest")
@click.option("--json", "as_json", is_flag=True, help="JSON")
def command(url: str | None, latest: int | None, days: float, as_json: bool) -> None:
    if (url is None) == (latest is None):
        raise UsageError("给出一个网址，或 --latest give an address, or --latest")
    with connection() as conn:
        if reprints.has_backlog(conn):
            click.echo(
                "旧文章还没有全部比对，可能缺转载，运行 tzwatch db migrate 可补上 not all older articles were compared "
                "yet, reprints may be missing: run it",
                err=True,
            )
        if url is None:
            since = datetime.now(UTC) - timedelta(days=days)
            found = reprints.latest(conn, since=since, limit=latest or _LISTED)
        else:
            found = [reprints.story_of(conn, stored_article(conn, url)[0])]
    stories = [_ordered(members) for members in found]
    if url is None:
        _show_list(stories, as_json=as_json)
    elif as_json:
        click.echo(_as_json(_as_dict(stories[0], with_changes=True)))
    else:
        click.echo("\n".join(_told(stories[0])))


def one_line(conn: Connection, article_id: int) -> str:
    """Return who else has an article, the first first; '' when nobody is known to."""
    story = _ordered(reprints.story_of(conn, article_id))
    others = [member for member, _ in story.articles if member.article_id != article_id]
    if not others:
        return ""
    sites = "、".join(dict.fromkeys(member.site for member in others))
    return f"另有 {len(others)} 处 also on {sites}（tzwatch story URL）"


def _ordered(members: Sequence[Member]) -> _Story:
    places = {member.key: place for place, member in enumerate(members)}
    sources = [places.get(source_key(member.article.source_url, member.key) or "") for member in members]
    appeared = [appearance(member.article.published, member.first_seen_at) for member in members]
    ordered = in_order(appeared, sources)
    same = tied(appeared, sources, ordered)
    ordered = [*same, *(place for place in ordered if place not in same)]
    return _Story([(members[place], appeared[place]) for place in ordered], len(same))


def _told(story: _Story) -> Iterator[str]:
    first, appeared = story.first
    if len(story.articles) == 1:
        yield f"没有发现转载 no reprint is known: {first.article.title}"
        yield f"  {first.article.url}"
        return
    yield f"同稿 story {first.story_id}：{len(story.articles)} 篇 articles"
    if story.tied:
        yield from _told_tie(story)
    else:
        yield f"首发 first（{_BASES[appeared.basis]}）："
        yield from _lines(first, appeared)
    reprints = story.articles[story.tied or 1 :]
    if reprints:
        yield "转载 reprints："
    for member, later in reprints:
        yield from _lines(member, later, after=_after(appeared, later))
        yield f"    {_change_words(changes(first.article, member.article))}"


def _told_tie(story: _Story) -> Iterator[str]:
    """Say which share one time; the words that differ are those beside the uppermost of them."""
    first, _ = story.first
    yield "时间相同，看不出先后 same time, order unknown："
    for member, appeared in story.articles[: story.tied]:
        yield from _lines(member, appeared)
        if appeared.basis == "printed":
            yield f"    首次见到 first seen {shown_time(member.first_seen_at)}"
        if member is not first:
            yield f"    与上面第一篇相比 beside the uppermost: {_change_words(changes(first.article, member.article))}"


def _lines(member: Member, appeared: Appearance, *, after: str = "") -> Iterator[str]:
    article = member.article
    seen = "（首次见到 first seen）" if appeared.basis == "seen" else ""
    source = f"  来源 {article.source}" if article.source else ""
    edited = f"  〔第 {member.version} 版〕" if member.version > 1 else ""
    withdrawn = "  〔已撤〕" if member.status == "gone" else ""
    yield f"  {_shown(member, appeared)}{seen}  {member.site}{after}  {article.title}"
    yield f"    {article.url}{source}{edited}{withdrawn}"


def _shown(member: Member, appeared: Appearance) -> str:
    published = member.article.published
    return shown_time(appeared.at, published.precision if published and appeared.basis == "printed" else "minute")


def _after(first: Appearance, later: Appearance) -> str:
    seconds = int((later.at - first.at).total_seconds())
    if seconds <= 0:
        return ""
    minutes = seconds // 60
    if minutes < 1:
        return f"  +{seconds} 秒 s"
    if minutes < 60:
        return f"  +{minutes} 分钟 min"
    return f"  +{minutes // 60} 小时 h" if minutes < 48 * 60 else f"  +{minutes // 1440} 天 days"


def _change_words(changed: Changes) -> str:
    """Say what a reprint changed: 改题、删 2 段、加 1 段 …, then the classes of edits that those do not say."""
    if changed.weight is None:
        return "一字未改 nothing changed"
    counted: dict[ChangeClass, str] = {}
    if changed.headline:
        counted["headline"] = "改题 headline changed"
    if changed.cut:
        counted["paragraph_removed"] = f"删 {changed.cut} 段 cut"
    if changed.added:
        counted["paragraph_added"] = f"加 {changed.added} 段 added"
    said = list(counted.values()) + ([f"改 {changed.edited} 段 edited"] if changed.edited else [])
    said.append(class_words(name for name in changed.classes if name not in counted))
    return f"{'，'.join(filter(None, said))}（{weight_words(changed.weight)}）"


def _show_list(stories: Sequence[_Story], *, as_json: bool) -> None:
    if as_json:
        click.echo(_as_json([_as_dict(story, with_changes=False) for story in stories]))
        return
    if not stories:
        click.echo("近来没有转载 no reprints of late（--days N 看得更远 looks further back）")
    for story in stories:
        first, appeared = story.first
        sites = "、".join(dict.fromkeys(member.site for member, _ in story.articles))
        click.echo(f"{len(story.articles):>4} 篇  {_shown(first, appeared):<16}  {first.article.title}")
        click.echo(f"{'':<8}{first.article.url}  {sites}")


def _as_dict(story: _Story, *, with_changes: bool) -> dict[str, Any]:
    """Return a story for a script: `first` is None when several share the earliest time, `same_time` names those."""
    first, appeared = story.first
    rows = [_article(member, when, appeared) for member, when in story.articles]
    for row in rows[: story.tied]:
        row["seconds_after_first"] = None
    if with_changes:
        for row, (member, _) in zip(rows[1:], story.articles[1:], strict=True):
            row["changes"] = _changes(changes(first.article, member.article))
    return {
        "story_id": first.story_id,
        "first": None if story.tied else first.article.url,
        "same_time": [member.article.url for member, _ in story.articles[: story.tied]],
        "articles": rows,
    }


def _article(member: Member, appeared: Appearance, first: Appearance) -> dict[str, Any]:
    article = member.article
    return {
        "site": member.site,
        "url": article.url,
        "title": article.title,
        "source": article.source,
        "published_at": _iso(article.published.at) if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "first_seen_at": _iso(member.first_seen_at),
        "appeared_at": _iso(appeared.at),
        "appeared_by": appeared.basis,
        "seconds_after_first": int((appeared.at - first.at).total_seconds()),
        "status": member.status,
        "version": member.version,
    }


def _changes(changed: Changes) -> dict[str, Any]:
    return {
        "weight": changed.weight,
        "classes": list(changed.classes),
        "headline_changed": changed.headline,
        "paragraphs_cut": changed.cut,
        "paragraphs_added": changed.added,
        "paragraphs_edited": changed.edited,
    }


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
