"""`tzwatch reextract`: stored raw pages read again with today's rules."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from datetime import time as clock
from typing import TYPE_CHECKING, Any

import click

from cli.finding import stored_article
from cli.opening import catalogue, check_site, connection
from cli.params import Day
from cli.reread_fields import field_changes, kind_of
from config import load_settings
from crawler.archive.snapshots import Shelf
from crawler.rereading import reread
from db import rereading
from db.rereading import Wanted
from news.dates import SHANGHAI
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psycopg import Connection

    from crawler.rereading import Reread

_HOW = {"filled": "补全 filled", "emptied": "清空 emptied", "other": "改读 read otherwise"}
_KINDS = {"better": "更好 better", "read otherwise": "改读 read otherwise"}
_SECONDS = 0.5
_SECONDS_IN_A_LOG = 30.0


@click.command(help="用现在的规则重读网页原件；读得更好才替换，不算改稿 read stored pages again with today's rules")
@click.option("--site", metavar="S", help="只读一个站点 one site")
@click.option("--since", type=Day(), metavar="DATE", help="此日起发布的 published on this day or later (YYYY-MM-DD)")
@click.option("--url", metavar="U", help="只读这一篇 one article")
@click.option(
    "--again", is_flag=True, help="从头开始，不接着上次 from the beginning, although the last run was cut off"
)
@click.option("--dry-run", is_flag=True, help="只列出会改什么，不写入 only list what would change")
@click.option("--json", "as_json", is_flag=True, help="一个 JSON 对象 one JSON object")
def command(
    site: str | None, since: date | None, url: str | None, *, again: bool, dry_run: bool, as_json: bool
) -> None:
    if url and (site or since):
        raise UsageError("--url 不能与 --site、--since 同用 goes with neither --site nor --since")
    settings = load_settings()
    known = catalogue(settings)
    with connection() as conn:
        check_site(conn, site)
        wanted = _wanted(conn, site, since, url)
        after = 0 if again or dry_run else rereading.reached(conn, wanted)
        tally = _Tally(rereading.count(conn, wanted, after), resumed=after > 0)
        if tally.resumed:
            click.echo("接着上次中断处重读（从头开始用 --again） going on where the last run was cut off", err=True)
        shelf = Shelf(settings.home, settings.pages_archive)
        # Closed first: after Ctrl-C the connection must not be left before what it was doing.
        with closing(reread(conn, shelf, known, wanted, after=after, dry_run=dry_run)) as steps:
            for _, versions in steps:
                tally.add(versions)
                if dry_run:
                    tally.changes += [_change(done) for done in versions if done.what == "better"]
        tally.end()
    click.echo(json.dumps(tally.as_dict(dry_run=dry_run), ensure_ascii=False) if as_json else tally.summary(dry_run))


def _wanted(conn: Connection, site: str | None, since: date | None, url: str | None) -> Wanted:
    article_id = stored_article(conn, url)[0] if url else None
    return Wanted(site, datetime.combine(since, clock(), SHANGHAI) if since else None, article_id)


@dataclass(frozen=True, slots=True)
class _Change:
    """A version that would be written, with its fields."""

    url: str
    version: int
    what: str
    fields: dict[str, dict[str, Any]]


def _change(done: Reread) -> _Change:
    return _Change(done.url, done.version, kind_of(done), field_changes(done))


@dataclass(slots=True)
class _Tally:
    """What a run has done so far; shown on stderr, in place on a terminal, now and then in a log."""

    total: int
    resumed: bool
    articles: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    worse: list[Reread] = field(default_factory=list)
    # Of a rehearsal.
    changes: list[_Change] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _shown: float = field(default_factory=time.monotonic)
    _in_place: bool = field(default_factory=lambda: sys.stderr.isatty())

    def add(self, versions: Iterable[Reread]) -> None:
        """Take in an article's versions; those that read worse are named at once."""
        self.articles += 1
        for done in versions:
            self.counts[kind_of(done)] += 1
            for name, how in done.how.items():
                self.fields.setdefault(name, Counter())[how] += 1
            if done.what == "worse":
                self.worse.append(done)
                self._say(f"不如原来，保留原文 worse, kept as it was: {done.url}（第 {done.version} 版）{done.said}")
        now = time.monotonic()
        if now - self._shown >= (_SECONDS if self._in_place else _SECONDS_IN_A_LOG):
            self._shown = now
            rate = self.articles / max(now - self.began, 0.001)
            line = (
                f"重读 reread {self.articles}/{self.total} · 更好 better {self.counts['better']} · {rate:.0f} 篇/秒 /s"
            )
            click.echo(f"\r\x1b[K{line}" if self._in_place else line, err=True, nl=not self._in_place)

    def end(self) -> None:
        """Leave the line that was written in place."""
        if self._in_place:
            self._say("")

    def _say(self, line: str) -> None:
        lead = "\r\x1b[K" if self._in_place else ""
        click.echo(f"{lead}{line}", err=True, nl=bool(line))

    def summary(self, dry_run: bool) -> str:
        """Return the run's result for a person."""
        read = self.counts.total() - self.counts["no page"]
        lines = [
            f"重读 reread {self.articles} 篇 articles，{read} 个版本 versions · 更好 better {self.counts['better']} · "
            f"改读 read otherwise {self.counts['read otherwise']} · "
            f"不变 unchanged {self.counts['unchanged']} · 不如原来 worse {self.counts['worse']} · "
            f"没有原件 no raw page {self.counts['no page']}"
        ]
        for name, counts in sorted(self.fields.items()):
            lines.append(f"  {name:<16} " + " · ".join(f"{_HOW[how]} {count}" for how, count in counts.items()))
        if dry_run:
            lines += self._listed()
            lines.append("只是预演，未写入 nothing was written")
        return "\n".join(lines)

    def _listed(self) -> Iterator[str]:
        for change in self.changes:
            yield f"{change.url}（第 {change.version} 版 version）{_KINDS[change.what]}"
            for name, said in change.fields.items():
                yield f"  {name}：{said['old'] or '（空）'} → {said['new'] or '（空）'}"

    def as_dict(self, *, dry_run: bool) -> dict[str, Any]:
        """Return what --json prints."""
        changes = [asdict(change) for change in self.changes]
        return {
            "articles": self.articles,
            "resumed": self.resumed,
            "dry_run": dry_run,
            "better": self.counts["better"],
            "read_otherwise": self.counts["read otherwise"],
            "unchanged": self.counts["unchanged"],
            "worse": [{"url": r.url, "version": r.version, "reason": r.said} for r in self.worse],
            "no_page": self.counts["no page"],
            "fields": {name: dict(counts) for name, counts in sorted(self.fields.items())},
            **({"changes": changes} if dry_run else {}),
        }
