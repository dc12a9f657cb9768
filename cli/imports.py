"""`tzwatch import`: store saved pages as if they had been crawled, but as no news."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.opening import catalogue, connection
from cli.rows import shown_time
from config import load_settings
from crawler.imports.importing import Import
from crawler.imports.saved import Importer
from db import imports, merging
from news.errors import UsageError

if TYPE_CHECKING:
    from crawler.imports.saved import Imported

_SAID = {
    "new": "新 new",
    "version": "新版本 version",
    "known": "已有 known",
    "skipped": "跳过 skipped",
    "failed": "失败 failed",
}
_KINDS = {
    "listing": "列表 listing",
    "media": "非网页 no page",
    "hidden": "隐藏文件 hidden",
    "revisit": "未变 revisit",
    "status": "非 200 not 200",
    "gallery": "图集 gallery",
    "video": "视频 video",
    "missing": "无此页 missing",
    "blocked": "拦截页 blocked",
    "empty": "无正文 empty",
}
# What an archive holds by the thousand beside its pages; without a line of its own.
_COUNTED_ONLY = ("media", "hidden", "revisit", "status")


@click.command(
    name="import",
    help="导入已存的网页（.html .txt .warc .warc.gz .zip、文件夹、列出它们的 .jsonl） store saved pages",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--url", metavar="U", help="网页的网址（只有一个文件时） where the page came from, for one file")
@click.option("--again", is_flag=True, help="存档从头再读 read archives from their beginning once more")
@click.option("--held", is_flag=True, help="列出隔离的网页 list the pages in quarantine")
@click.option("--json", "as_json", is_flag=True, help="每页一行 JSON one JSON object a page")
def command(files: tuple[Path, ...], url: str | None, again: bool, held: bool, as_json: bool) -> int:
    if held:
        return _list_held(as_json)
    if not files:
        raise UsageError("请给出文件或文件夹 name files or folders")
    if url and (len(files) != 1 or files[0].is_dir()):
        raise UsageError("--url 只能用于一个文件 goes with one file only")
    settings = load_settings()
    known = catalogue(settings)
    named = {str(file) for file in files}
    progress = _Progress(as_json=as_json)
    with connection() as conn:
        work = Import(conn, Importer(conn, settings.home, known), again=again)
        for done in work.run(files, url):
            progress.add(done, is_named=done.origin in named)
        while merging.merge(conn):
            progress.tidying()
    progress.end()
    return 1 if progress.counts["failed"] else 0


def _list_held(as_json: bool) -> int:
    with connection() as conn:
        pages = imports.held(conn)
    for page in pages:
        if as_json:
            row = {"file": page.origin, "url": page.url, "reason": page.reason, "at": page.at.isoformat()}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{shown_time(page.at)}  {page.origin}  {page.url or ''}  {page.reason}")
    if not pages and not as_json:
        click.echo("没有隔离的网页 no page is in quarantine")
    return 0


class _Progress:
    """Says what an import does: a line a problem, how far it is in place on a terminal, the sums at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self.counts = dict.fromkeys(_SAID, 0)
        self._kinds: Counter[str] = Counter()
        self._timeless = 0
        self._as_json = as_json
        self._in_place = sys.stderr.isatty()
        self._begun = self._last = time.monotonic()
        self._before = 0

    def add(self, done: Imported, *, is_named: bool) -> None:
        """Count a page and say what is to be said of it. is_named: a person named this very file."""
        self.counts[done.outcome] += done.count
        self._kinds[done.kind] += done.count
        self._timeless += done.is_timeless
        self._before += done.count if done.count > 1 else 0
        if self._as_json:
            if done.kind not in _COUNTED_ONLY:
                click.echo(json.dumps(_as_row(done), ensure_ascii=False))
        elif is_named or done.outcome == "failed":
            where = f"{done.origin}  {done.url}" if done.outcome == "failed" and done.url else done.origin
            self._clear()
            click.echo(f"{_SAID[done.outcome]:<10} {where}  {done.said}", err=done.outcome == "failed")
        self._show()

    def tidying(self) -> None:
        """Say that all is stored and what is being done still."""
        self._clear()
        click.echo("正在整理检索 tidying the search", err=True, nl=not self._in_place)

    def end(self) -> None:
        """Say the sums."""
        self._clear()
        if not self._as_json:
            click.echo(self._sums())
            if self.counts["failed"]:
                click.echo("失败的已隔离，查看 kept in quarantine, to list them: tzwatch import --held", err=True)

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._last >= (0.2 if self._in_place else 10.0):
            self._last = now
            click.echo(f"\r\x1b[K{self._sums()}" if self._in_place else self._sums(), err=True, nl=not self._in_place)

    def _clear(self) -> None:
        if self._in_place:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _sums(self) -> str:
        parts = [f"{_SAID[name]} {count}" for name, count in self.counts.items()]
        skipped = "，".join(f"{_KINDS.get(kind, kind)} {count}" for kind, count in self._kinds.most_common() if kind)
        if skipped:
            parts[list(_SAID).index("skipped")] += f"（{skipped}）"
        if self._timeless:
            parts.append(f"{self._timeless} 页没有抓取时间，按导入时间记 without a time of their own")
        seconds = time.monotonic() - self._begun
        rate = (sum(self.counts.values()) - self._before) / max(seconds, 0.001)
        return " · ".join([*parts, f"{rate:.0f}/s"] if seconds >= 1 else parts)


def _as_row(done: Imported) -> dict[str, str | int | None]:
    return {"file": done.origin, "outcome": done.outcome, "said": done.said, "url": done.url, "count": done.count}
