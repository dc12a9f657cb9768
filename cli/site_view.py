"""One site of the catalogue as JSON and as lines: its state, its definition, what the reader will use of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from db import checks, findings, quarantine, queue
from db import sites as stored
from news.dates import SHANGHAI
from scheduler.timetable import watched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from psycopg import Connection

    from news.site import Layout, Site

_SHOWN_HELD = 10
_LABELS = {
    "id": "站点 id",
    "name": "名称 name",
    "org_type": "机构类型 kind",
    "region": "地区 region",
    "home": "首页 home",
    "hosts": "域名 hosts",
    "enabled": "启用 enabled",
    "disabled_because": "停用原因 why off",
    "articles": "文章 articles",
    "quarantined": "隔离 quarantined",
    "crawled_at": "上次采集 last crawl",
    "last_error": "上次出错 last error",
    "findings": "异常 findings",
    "checked": "核对 check",
    "next_crawl": "下次采集 next crawl",
    "waiting": "排队或采集中 queued",
    "interval_minutes": "间隔（分） interval",
    "delay_seconds": "请求间隔（秒） delay",
    "family": "系列 family",
    "channels": "栏目 channels",
    "article_url": "文章网址 articles",
    "column_url": "栏目网址 columns",
    "pager": "翻页 pager",
    "listing": "列表规则 list rule",
    "layouts": "版式 layouts",
}


@dataclass(frozen=True, slots=True)
class Book:
    """What the store knows of all sites by id: states, entries in quarantine, whose crawl waits or runs, findings that
    are open, last checks.
    """

    states: dict[str, stored.SiteState]
    quarantined: dict[str, int]
    waiting: frozenset[str]
    findings: dict[str, list[findings.OpenFinding]]
    checks: dict[str, checks.Check]


def read_book(conn: Connection) -> Book:
    found: dict[str, list[findings.OpenFinding]] = {}
    for one in findings.open_ones(conn):
        found.setdefault(one.site, []).append(one)
    waiting = frozenset(queue.waiting_sites(conn))
    return Book(stored.states(conn), quarantine.counts(conn), waiting, found, checks.latest(conn))


def as_time(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def as_row(site: Site, book: Book) -> dict[str, Any]:
    """Return what `sites list --json` prints of a site."""
    state = book.states.get(site.id)
    return {
        "id": site.id,
        "name": site.name,
        "org_type": site.org_type,
        "region": site.region,
        "enabled": watched(site, state.switched if state else None),
        "disabled_because": site.disabled_because,
        "articles": state.articles if state else 0,
        "quarantined": book.quarantined.get(site.id, 0),
        "crawled_at": as_time(state.crawled_at) if state and state.crawled_at else None,
        "last_error": state.last_error if state else None,
        "next_crawl": as_time(state.next_crawl_at) if state else None,
        "waiting": site.id in book.waiting,
        "findings": [_as_finding(one) for one in book.findings.get(site.id, ())],
        "checked": _as_check(book.checks.get(site.id)),
    }


def _as_finding(one: findings.OpenFinding) -> dict[str, Any]:
    return {"kind": one.kind, "subject": one.subject, "said": one.said, "since": as_time(one.first_seen_at)}


def _as_check(check: checks.Check | None) -> dict[str, Any] | None:
    """Return when and how the site was last checked by hand, None: never."""
    if check is None:
        return None
    return {"at": as_time(check.at), "ok": check.ok, "problems": check.what.get("problems", [])}


def definition(site: Site, layouts: Sequence[Layout]) -> dict[str, Any]:
    """Return a site's definition with what its family adds: the list rule, the pager, every layout in order."""
    return {
        "home": site.home,
        "hosts": list(site.hosts),
        "family": site.family,
        "channels": [{"name": c.name, "url": c.url} for c in site.channels],
        "article_url": site.article_url.pattern,
        "column_url": site.column_url.pattern if site.column_url else None,
        "pager": site.pager.kind,
        "pager_param": site.pager.param,
        "listing": asdict(site.listing),
        "layouts": [layout.name for layout in layouts],
        "layout_rules": [_claims(layout) for layout in layouts],
        "interval_minutes": site.pace.interval,
        "delay_seconds": site.pace.delay,
    }


def as_held(entry: quarantine.HeldEntry) -> dict[str, Any]:
    return asdict(entry) | {"first_seen_at": as_time(entry.first_seen_at)}


def as_line(row: dict[str, Any], width: int) -> str:
    """Return a site as `sites list` shows it, with its last error below."""
    state = "启用 on" if row["enabled"] else f"停用 off（{row['disabled_because'] or '手动停用 switched off'}）"
    crawled = _read(row["crawled_at"]) if row["crawled_at"] else "从未采集 never"
    line = f"{row['id']:<{width}} {row['name']}  {state}  文章 {row['articles']}  上次 {crawled}"
    if row["waiting"]:
        line += "  排队或采集中 queued"
    if row["quarantined"]:
        line += f"  隔离 {row['quarantined']}"
    line += f"  {_check_text(row['checked'])}"
    told = [row["last_error"]] if row["last_error"] else []
    told += [_finding_text(one) for one in row["findings"]]
    return "\n".join([line, *(f"{'':<{width}} ⚠ {one}" for one in told)])


def _read(at: str) -> str:
    """Return a time of a row as people read it."""
    return at[:16].replace("T", " ")


def totals(rows: Sequence[dict[str, Any]]) -> str:
    """Return how many sites a list has, how many are on, how many articles they have."""
    on = sum(row["enabled"] for row in rows)
    articles = sum(row["articles"] for row in rows)
    return f"共 {len(rows)} 个站点 sites · 启用 {on} on · 停用 {len(rows) - on} off · 文章 {articles} articles"


def _finding_text(one: dict[str, Any]) -> str:
    return f"{one['said']}（自 since {_read(one['since'])}）"


def _check_text(check: dict[str, Any] | None) -> str:
    if check is None:
        return "从未核对 never checked"
    if check["ok"]:
        return f"核对无误 checked {_read(check['at'])}"
    return f"核对有误 check failed {_read(check['at'])}: {'；'.join(check['problems'][:1])}"


def shown(row: dict[str, Any]) -> str:
    """Return a site as `sites show` shows it."""
    row = row | {name: _read(row[name]) for name in ("crawled_at", "next_crawl") if row[name]}
    lines = []
    for name, label in _LABELS.items():
        texts = list(_texts(row, name))
        lines += [f"{label}：{texts[0]}"] if len(texts) == 1 else []
        lines += [f"{label}：", *(f"    {text}" for text in texts)] if len(texts) > 1 else []
    if row["quarantined"]:
        lines.append(f"隔离的条目 entries in quarantine（再试 try again: tzwatch crawl {row['id']} --retry）：")
        for entry in row["held"][:_SHOWN_HELD]:
            lines += [f"    {_read(entry['first_seen_at'])}  {entry['title']}", f"    {entry['url']}"]
            lines.append(f"      {entry['last_error']}")
        if row["quarantined"] > _SHOWN_HELD:
            lines.append(f"    …… 共 {row['quarantined']} 个 in all（--json 查看更多 shows more）")
    return "\n".join(lines)


def _texts(row: dict[str, Any], name: str) -> Iterator[str]:
    """Yield a field's lines; nothing for one that is empty."""
    value = row[name]
    match name:
        case "channels":
            yield from (f"{channel['name']}  {channel['url']}" for channel in value)
        case "layouts":
            yield from (_rule_text(rule) for rule in row["layout_rules"])
            yield "通用规则 general rules" if not value else "以上都不符时用通用规则 else the general rules"
        case "listing":
            yield _rule_text(value) if value["item"] else "通用规则 general rules"
        case "pager":
            yield f"{value} ?{row['pager_param']}=" if row["pager_param"] else value
        case "enabled" | "waiting":
            yield "是 yes" if value else "否 no"
        case "findings":
            yield from map(_finding_text, value)
        case "checked":
            yield _check_text(value)
        case "hosts":
            yield " ".join(value)
        case _ if value not in (None, ""):
            yield str(value)


def _claims(layout: Layout) -> dict[str, Any]:
    """Return what a layout says; selectors left empty are no claim and are left out."""
    said = {name: value for name, value in asdict(layout).items() if value not in ("", (), None)}
    return {name: str(value) if name in ("since", "until") else value for name, value in said.items()}


def _rule_text(rule: dict[str, Any]) -> str:
    name = rule.get("name", "")
    said = {key: ", ".join(value) if isinstance(value, tuple) else value for key, value in rule.items()}
    parts = [f"{key}={value}" for key, value in said.items() if key != "name" and value]
    return " · ".join(filter(None, (name, *parts)))
