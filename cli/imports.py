"""`tzwatch import`: store saved pages as if they had been crawled, but as no news."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.later import not_yet
from cli.opening import catalogue, connection
from config import load_settings
from crawler.saved import SavedPage, import_pages, listed_pages
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAID = {"new": "新 new", "known": "已有 known", "failed": "失败 failed"}


@click.command(name="import", help="导入已存的网页（.html，或列出它们的 .jsonl） store saved pages")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--url", metavar="U", help="网页的网址（只有一个文件时） where the page came from, for one file")
@click.option("--json", "as_json", is_flag=True, help="每页一行 JSON one JSON object a page")
def command(files: tuple[Path, ...], url: str | None, as_json: bool) -> int:
    if url and len(files) != 1:
        raise UsageError("--url 只能用于一个文件 goes with one file only")
    settings = load_settings()
    known = catalogue(settings)
    pages = [SavedPage(files[0], url)] if url else list(_pages(files))
    counts = dict.fromkeys(_SAID, 0)
    with connection() as conn:
        for done in import_pages(conn, settings.home, known, pages):
            counts[done.outcome] += 1
            if as_json:
                row = {"file": str(done.page.path), "outcome": done.outcome, "said": done.said}
                click.echo(json.dumps(row, ensure_ascii=False))
            else:
                click.echo(f"{_SAID[done.outcome]:<10} {done.page.path}  {done.said}", err=done.outcome == "failed")
    if not as_json:
        click.echo(" · ".join(f"{_SAID[name]} {count}" for name, count in counts.items()))
    return 1 if counts["failed"] else 0


def _pages(files: Sequence[Path]) -> Iterator[SavedPage]:
    for file in files:
        name = file.name.lower()
        if name.endswith((".warc", ".warc.gz")):
            raise not_yet(f"import {file.name}")
        if name.endswith(".jsonl"):
            yield from listed_pages(file)
        elif file.is_file():
            yield SavedPage(file)
        else:
            raise UsageError(f"没有这个文件 no such file: {file}")
