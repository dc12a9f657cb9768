"""`tzwatch export`: every stored article with all its fields, streamed."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from cli.later import not_yet
from cli.opening import check_site, connection
from cli.rows import FIELDS, as_csv_row, as_json_row
from cli.writing import opened
from db.reading import Selection, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FORMATS = ("jsonl", "csv", "parquet", "xlsx")


@click.command(help="导出文章 export articles")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="默认按 --out 的后缀，否则 jsonl by the ending of --out, else jsonl（parquet、xlsx：后续版本 later）",
)
@click.option("--site", metavar="S", help="只导出一个站点 one site")
@click.option("--search", "query", metavar="Q", help="含有的词 words, all of them")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="写入文件 write to a file")
def command(form: str | None, site: str | None, query: str | None, out: Path | None) -> None:
    form = form or _by_ending(out)
    if form in ("parquet", "xlsx"):
        raise not_yet(f"export --format {form}")
    write = _write_jsonl if form == "jsonl" else _write_csv
    selection = Selection(site=site, words=tuple((query or "").split()))
    with connection() as conn:
        check_site(conn, site)
        # Closed first: a reader of ours that went away (| head) must not find the transaction still open.
        with closing(select(conn, selection)) as rows:
            count = _write(rows, write, out)
    click.echo(f"导出 {count} 篇 exported {count} articles（{form}{f'：{out}' if out else ''}）", err=True)


def _by_ending(out: Path | None) -> str:
    """Return the format that a file's name asks for."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    return ending if ending in _FORMATS else "jsonl"


def _write(
    rows: Iterable[dict[str, Any]], write: Callable[[Iterable[dict[str, Any]], TextIO], int], out: Path | None
) -> int:
    """Write the rows to a file, else to standard output; return how many they were."""
    if out is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        return write(rows, sys.stdout)
    with opened(out) as file:
        return write(rows, file)


def _write_jsonl(rows: Iterable[dict[str, Any]], file: TextIO) -> int:
    count = 0
    for row in rows:
        count += 1
        file.write(json.dumps(as_json_row(row), ensure_ascii=False) + "\n")
    return count


def _write_csv(rows: Iterable[dict[str, Any]], file: TextIO) -> int:
    # Excel takes a CSV file for the system's old code page unless it begins with a byte order mark.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    count = 0
    for row in rows:
        count += 1
        writer.writerow(as_csv_row(row))
    return count
