"""`tzwatch diff`: what changed between two versions of an article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import diff_html
from cli.finding import stored_article
from cli.opening import connection
from cli.params import Count
from cli.rows import shown_time
from cli.writing import opened
from db.versions import Version, versions_of
from news.dates import SHANGHAI
from news.diff.articles import Difference, FieldChange, ParagraphChange, Piece, compare
from news.diff.words import class_words, marked, told, weight_words
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from news.diff.words import Segment, Told

# Ending of a file → form.
_ENDINGS = {"": "text", ".txt": "text", ".html": "html", ".htm": "html", ".json": "json"}


@click.command(help="比较一篇文章的两个版本 compare two versions of an article")
@click.argument("url", metavar="URL")
@click.option(
    "--from", "old", type=Count(), metavar="N", help="旧版（默认倒数第二版） the older, default: last but one"
)
@click.option("--to", "new", type=Count(), metavar="M", help="新版（默认最后一版） the newer, default: the last")
@click.option("--html", "as_html", is_flag=True, help="一个网页 one web page")
@click.option("--json", "as_json", is_flag=True, help="JSON")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="写入文件，后缀 .txt、.html、.json 定格式 write to a file, its ending names the form",
)
def command(url: str, old: int | None, new: int | None, as_html: bool, as_json: bool, out: Path | None) -> None:
    form = _form(as_html, as_json, out)
    with connection() as conn:
        number, row = stored_article(conn, url)
        found = versions_of(conn, number)
    pair = _chosen(found, old, new)
    text = _written(form, pair, row)
    if out is None:
        click.echo(text)
        return
    with opened(out) as file:
        file.write(text if form == "html" else click.unstyle(text))
        file.write("\n")
    click.echo(f"已写入 written: {out}", err=True)
    if pair[1] is None:
        click.echo("只有一个版本，没有比较 there is one version only, nothing was compared", err=True)


def _form(as_html: bool, as_json: bool, out: Path | None) -> str:
    """Return the form that was asked for, else the one of the file's ending. Raise UsageError for an unknown one."""
    if as_html and as_json:
        raise UsageError("--html 和 --json 只能选一个 one of --html and --json")
    if as_html or as_json:
        return "html" if as_html else "json"
    ending = out.suffix.lower() if out else ""
    if ending not in _ENDINGS:
        raise UsageError(
            f"不认识后缀 {ending} unknown ending（可选 choose from .txt .html .json，或加 or add --html, --json）"
        )
    return _ENDINGS[ending]


def _chosen(found: Sequence[Version], old: int | None, new: int | None) -> tuple[Version, Version | None]:
    """Return the newer version and the older one, None when there is only one. Raise UsageError for a wrong number."""
    numbers = {version.version: version for version in found}
    for number in (old, new):
        if number is not None and number not in numbers:
            raise UsageError(f"没有第 {number} 版，共 {len(found)} 版 there is no version {number} of {len(found)}")
    newer = numbers[new] if new else found[-1]
    if old is not None:
        if old == newer.version:
            raise UsageError(f"两边是同一个版本 both are version {old}")
        return newer, numbers[old]
    earlier = [version for version in found if version.version < newer.version]
    if new is not None and not earlier:
        raise UsageError(f"第 {new} 版之前没有版本 there is none before version {new}")
    return newer, earlier[-1] if earlier else None


def _written(form: str, pair: tuple[Version, Version | None], row: dict[str, Any]) -> str:
    newer, older = pair
    gone = row["changed_at"] if row["status"] == "gone" else None
    difference = compare(older.article, newer.article) if older else Difference((), (), (), None)
    if form == "json":
        return json.dumps(_as_dict(pair, row, gone, difference), ensure_ascii=False, indent=1)
    if form == "html":
        labels = _label(older) if older else "", _label(newer)
        return diff_html.page(difference, row["url"], newer.article.title, labels, _gone(gone))
    return "\n".join(_lines(pair, row, gone, difference))


def _lines(
    pair: tuple[Version, Version | None], row: dict[str, Any], gone: datetime | None, difference: Difference
) -> Iterator[str]:
    newer, older = pair
    yield newer.article.title
    yield f"{row['site']}  {row['url']}"
    if gone:
        yield _gone(gone)
    if older is None:
        yield f"只有一个版本，没有可比的 there is one version only, nothing to compare: {_label(newer)}"
        return
    yield f"{_label(older)} → {_label(newer)}"
    if difference.weight is None:
        yield "没有差别 nothing differs"
        return
    yield f"{weight_words(difference.weight)} · {class_words(difference.classes)}"
    where = ("", "")
    for change in told(difference):
        if change.where != where:
            where = change.where
            yield f"\n{click.style(' '.join(where), bold=True)}"
        yield from _change(change)


def _change(change: Told) -> Iterator[str]:
    yield f"  {weight_words(change.weight)} · {class_words(change.classes)}"
    shown = (_segment(segment) for segment in change.segments)
    yield f"    {''.join(shown)}"


def _segment(segment: Segment) -> str:
    """Return a run of text with marks that read without colour, too."""
    if segment.kind == "same":
        return segment.text
    return click.style(marked([segment]), fg="red" if segment.kind == "removed" else "green")


def _label(version: Version) -> str:
    return f"第 {version.version} 版 version {version.version}（{shown_time(version.seen_at)}）"


def _gone(since: datetime | None) -> str:
    return f"已撤 gone：{shown_time(since)} 起，最后一版留存 since then, the last version is kept" if since else ""


def _as_dict(
    pair: tuple[Version, Version | None], row: dict[str, Any], gone: datetime | None, difference: Difference
) -> dict[str, Any]:
    newer, older = pair
    return {
        "site": row["site"],
        "url": row["url"],
        "title": newer.article.title,
        "status": row["status"],
        "gone_since": _time(gone),
        "from": _version(older),
        "to": _version(newer),
        "weight": difference.weight,
        "classes": list(difference.classes),
        "fields": [_field(field) for field in difference.fields],
        "body": [_paragraph(change) for change in difference.body if change.kind != "same"],
    }


def _version(version: Version | None) -> dict[str, Any] | None:
    return {"version": version.version, "seen_at": _time(version.seen_at)} if version else None


def _field(field: FieldChange) -> dict[str, Any]:
    return {
        "field": field.name,
        "old": field.old,
        "new": field.new,
        "classes": list(field.classes),
        "weight": field.weight,
        "pieces": [_piece(piece) for piece in field.pieces],
    }


def _paragraph(change: ParagraphChange) -> dict[str, Any]:
    """Return one change of the text; paragraphs are counted from 1."""
    return {
        "kind": change.kind,
        "old": _side(change.old, "".join(piece.old for piece in change.pieces)),
        "new": _side(change.new, "".join(piece.new for piece in change.pieces)),
        "classes": list(change.classes),
        "weight": change.weight,
        "pieces": [_piece(piece) for piece in change.pieces],
    }


def _side(place: tuple[int, int], text: str) -> dict[str, Any] | None:
    return {"first": place[0] + 1, "last": place[1], "text": text} if place[0] < place[1] else None


def _piece(piece: Piece) -> dict[str, Any]:
    return {"old": piece.old, "new": piece.new, "classes": list(piece.classes), "weight": piece.weight}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None
