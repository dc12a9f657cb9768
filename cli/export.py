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
from db.reading import Selection, select
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@click.command(help="导出文章 export articles")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "parquet", "xlsx"]), default="jsonl", show_default=True
)
@click.option("--site", metavar="S", help="只导出一个站点 one site")
@click.option("--search", "query", metavar="Q", help="含有的词 words, all of them")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="写入文件 write to a file")
def command(form: str, site: str | None, query: str | None, out: Path | None) -> None:
    if form in ("parquet", "xlsx"):
        raise not_yet(f"export --format {form}")
    write = _write_jsonl if form == "jsonl" else _write_csv
    selection = Selection(site=site, words=tuple((query or "").split()))
    with connection() as conn:
        check_site(conn, site)
        # Closed first: a reader of ours that went away (| head) must not find the transaction still open.
        with closing(select(conn, selection)) as rows:
            _write(rows, write, out)


def _write(
    rows: Iterable[dict[str, Any]], write: Callable[[Iterable[dict[str, Any]], TextIO], None], out: Path | None
) -> None:
    if out is None:
        write(rows, io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True))
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            write(rows, file)
    except OSError as error:
        raise UsageError(f"写不了文件 cannot write {out}: {error.strerror}") from error


def _write_jsonl(rows: Iterable[dict[str, Any]], file: TextIO) -> None:
    for row in rows:
        file.write(json.dumps(as_json_row(row), ensure_ascii=False) + "\n")


def _write_csv(rows: Iterable[dict[str, Any]], file: TextIO) -> None:
    # Excel takes a CSV file for the system's old code page unless it begins with a byte order mark.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    writer.writerows(as_csv_row(row) for row in rows)
