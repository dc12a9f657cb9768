"""`tzwatch export`: the stored articles that were asked for, streamed into one file."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import click

from cli.opening import connection
from cli.rows import FIELDS, chosen_fields
from cli.selecting import Asked, selecting, selection
from cli.writing import opened_bytes
from db.reading import select
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

# Format → module below cli/, imported when it is asked for.
_FORMATS = {
    "jsonl": "cli.export_text",
    "csv": "cli.export_text",
    "parquet": "cli.export_parquet",
    "xlsx": "cli.export_xlsx",
}
_BINARY = ("parquet", "xlsx")


class _Writer(Protocol):
    """Writes rows of db.reading into a file; returns how many they were and what a person should know of it ('')."""

    def __call__(self, rows: Iterable[dict[str, Any]], fields: Sequence[str], file: BinaryIO) -> tuple[int, str]: ...


@click.command(help="导出文章 export articles")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    help="默认按 --out 的后缀，没有后缀则 jsonl by the ending of --out, jsonl without one",
)
@click.option(
    "--fields",
    metavar="A,B,C",
    help=f"只要这些字段，按此顺序 only these fields, in this order; 可选 choose from: {', '.join(FIELDS)}",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="写入文件 write to a file")
@selecting
def command(form: str | None, fields: str | None, out: Path | None, asked: Asked) -> None:
    form = form or _by_ending(out)
    chosen = chosen_fields(fields)
    if out is None and form in _BINARY and sys.stdout.isatty():
        raise UsageError(f"{form} 不是文字，请用 --out FILE is no text, write it to a file")
    with connection() as conn:
        wanted = selection(conn, asked)
        # Closed first: a reader of ours that went away (| head) must not find the transaction still open.
        with closing(select(conn, wanted)) as rows, _target(out) as file:
            count, remark = _writer(form)(rows, chosen, file)
    where = f"{form}：{out}" if out else form
    click.echo(f"导出 {count} 篇 exported {count} articles（{where}）", err=True)
    if remark:
        click.echo(remark, err=True)


def _by_ending(out: Path | None) -> str:
    """Return the format that a file's name asks for, jsonl without an ending. Raise UsageError for an unknown one."""
    ending = out.suffix.removeprefix(".") if out else ""
    if ending and ending.lower() not in _FORMATS:
        raise UsageError(
            f"不认识后缀 .{ending} unknown ending（可选 choose from {' '.join(_FORMATS)}，或加 or add --format）"
        )
    return ending.lower() or "jsonl"


def _writer(form: str) -> _Writer:
    return cast("_Writer", getattr(import_module(_FORMATS[form]), f"write_{form}"))


@contextmanager
def _target(out: Path | None) -> Iterator[BinaryIO]:
    """Hold the file open that is written to, else standard output."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with opened_bytes(out) as file:
        yield file
