"""What is wrong with sites, as lines: those of one kind are one, however many sites have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.rows import shown_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from db.checks import Check
    from db.findings import OpenFinding
    from db.runs import FailedRun

_MOST_NAMED = 5
_KINDS = {
    "unreachable": "几天读不到 not reached for days",
    "blocked": "被拦截 blocked",
    "browser_missing": "缺浏览器 need a browser",
    "empty_list": "栏目没有条目 have a list without entries",
    "soft_404": "文章打开是“页面不存在” have entries that lead to no page",
    "silent": "太久没有新文 had no post for long",
    "lost_field": "字段丢失 lost a field",
    "layout_changed": "页面改版 have a new layout",
}
_ADDRESS = re.compile(r"https?://[^\s：，；（）]+[：:]?\s*")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with one site. kind: what it has in common with others; line: all of it."""

    site: str
    kind: str
    line: str


def failed_crawls(runs: Iterable[FailedRun]) -> Iterator[str]:
    """Yield the lines of crawls that failed; reasons that differ in their addresses alone are one."""
    yield from _lines(
        "注意 note",
        [
            Trouble(
                run.site,
                f"上次采集失败 whose last crawl failed: {_ADDRESS.sub('', run.said)}",
                f"{run.site} 上次采集失败 its last crawl failed: {run.said}",
            )
            for run in runs
        ],
    )


def open_findings(found: Iterable[OpenFinding]) -> Iterator[str]:
    """Yield the lines of findings, by their kind."""
    yield from _lines(
        "异常 finding",
        [
            Trouble(
                one.site,
                _KINDS.get(one.kind, one.kind),
                f"{one.site} {one.said}（自 since {shown_time(one.first_seen_at)}；tzwatch sites check {one.site}）",
            )
            for one in found
        ],
    )


def failed_checks(checks: Iterable[Check]) -> Iterator[str]:
    """Yield the lines of checks by hand that found something broken."""
    yield from _lines(
        "注意 note",
        [
            Trouble(
                check.site,
                "核对有误 whose check failed",
                f"{check.site} 核对有误 its check failed: {'；'.join(check.what.get('problems', [])[:1])}",
            )
            for check in checks
        ],
    )


def held_entries(counts: dict[str, int]) -> Iterator[str]:
    """Yield the lines of entries in quarantine, by site."""
    yield from _lines(
        "注意 note",
        [
            Trouble(
                site,
                f"共有 {sum(counts.values())} 个条目在隔离 with entries in quarantine",
                f"{site} 有 {held} 个条目在隔离 entries in quarantine（tzwatch sites show {site}）",
            )
            for site, held in sorted(counts.items())
        ],
    )


def _lines(mark: str, troubles: Sequence[Trouble]) -> Iterator[str]:
    kinds: dict[str, list[Trouble]] = {}
    for trouble in troubles:
        kinds.setdefault(trouble.kind, []).append(trouble)
    for kind, alike in kinds.items():
        names = list(dict.fromkeys(trouble.site for trouble in alike))
        if len(names) == 1:
            yield from (f"{mark}: {trouble.line}" for trouble in alike)
            continue
        more = " 等 and more" if len(names) > _MOST_NAMED else ""
        yield f"{mark}: {len(names)} 个站点 sites {kind}（{'、'.join(names[:_MOST_NAMED])}{more}；tzwatch sites list）"
