"""From a checked table to a `news` value: a site, a family."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar, get_args

from news.site import (
    FIELD_NAMES,
    Channel,
    ChannelKind,
    Expect,
    Layout,
    ListRule,
    Pace,
    Pager,
    PagerKind,
    Site,
)
from news.urls import host_of, url_key
from sites.catalogue import Family
from sites.checks import checked_element, checked_host, checked_selector, checked_url, checked_words
from sites.patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sites.table import Table

Name = TypeVar("Name", bound=str)

_SITE_KEYS = (
    *("id", "name", "home", "hosts", "channels", "article_url", "column_url", "org_type", "region", "family"),
    *("listing", "pager", "layouts", "pace", "expect", "enabled", "disabled_because", "browser", "proof", "redirects"),
)
_FIELD_SELECTORS = (
    *("title", "subtitle", "original_title", "dateline", "published", "source", "author", "editor"),
    *("breadcrumb", "keywords"),
)
_ID = re.compile(r"[a-z0-9-]+")
_PARAMETER = re.compile(r"[A-Za-z0-9_.-]+")
_MONTH_OF_MINUTES = 31 * 24 * 60
_WITH_PARAM: tuple[PagerKind, ...] = ("query", "path")


@dataclass(frozen=True, slots=True)
class Context:
    """What a site file is read against: the families by name, and the private hosts that the operator allows."""

    families: Mapping[str, Family] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()


def site_of(table: Table, stem: str, context: Context) -> Site:
    """Return the site that a file named `stem` defines. Raise SiteDefinitionError for the first thing wrong in it."""
    table.allow(*_SITE_KEYS)
    family = _family_named(table, context)
    hosts = _hosts(table, context)
    return Site(
        id=_own_name(table, "id", stem),
        name=table.text("name", checked_words),
        home=_address(table, "home", hosts, context),
        hosts=hosts,
        channels=_channels(table, hosts, context),
        article_url=table.text("article_url", compile_pattern),
        org_type=table.text("org_type", checked_words, ""),
        region=table.text("region", checked_words, ""),
        family=family.name,
        column_url=table.text("column_url", compile_pattern) if table.values.get("column_url", "") != "" else None,
        listing=_listing(table) or family.listing,
        pager=_pager(table) or family.pager,
        layouts=_layouts(table),
        pace=_pace(table.table("pace")),
        enabled=table.flag("enabled", default=True),
        disabled_because=table.text("disabled_because", checked_words, ""),
        expect=_expect(table.table("expect")),
        browser=table.flag("browser", default=False),
        proof=table.text("proof", checked_words, ""),
        redirects=_redirects(table, hosts),
    )


def family_of(table: Table, stem: str) -> Family:
    """Return the family that a file named `stem` defines. Raise SiteDefinitionError for the first thing wrong in it."""
    table.allow("name", "listing", "pager", "layouts")
    return Family(
        name=_own_name(table, "name", stem),
        listing=_listing(table) or ListRule(),
        pager=_pager(table) or Pager(),
        layouts=_layouts(table),
    )


def _own_name(table: Table, key: str, stem: str) -> str:
    found = table.text(key, checked_words)
    if not _ID.fullmatch(found):
        raise table.wrong(f"{key} 只能用小写字母、数字和连字符 only a-z, 0-9 and hyphens: {found!r}", key)
    if found != stem:
        raise table.wrong(f"{key} 应与文件名相同 should be the file's name, {stem!r}: {found!r}", key)
    return found


def _family_named(table: Table, context: Context) -> Family:
    name = table.text("family", checked_words, "")
    if name and name not in context.families:
        known = ", ".join(context.families) or "无 none"
        raise table.wrong(f"系列不存在或有误 missing or broken family: {name!r}，可用 known: {known}", "family")
    return context.families[name] if name else Family("")


def _hosts(table: Table, context: Context) -> tuple[str, ...]:
    """Return each host as written and with www. added or taken off: readers and links use both."""
    named = table.texts("hosts", lambda host: checked_host(host, context.allowed), required=True)
    return tuple(dict.fromkeys(form for host in named for form in (host, _twin(host))))


def _twin(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _address(table: Table, key: str, hosts: tuple[str, ...], context: Context) -> str:
    url = table.text(key, lambda text: checked_url(text, context.allowed))
    if host_of(url) not in hosts:
        raise table.wrong(f"{key} 的域名不在 hosts 中 its host is not among hosts: {host_of(url)}", key)
    return url


def _channels(table: Table, hosts: tuple[str, ...], context: Context) -> tuple[Channel, ...]:
    found: dict[str, Channel] = {}
    for row in table.tables("channels", required=True):
        row.allow("name", "url", "kind")
        name, url = row.text("name", checked_words), _address(row, "url", hosts, context)
        channel = Channel(name, url, row.text("kind", _channel_kind, "list"))
        if found.setdefault(url_key(channel.url), channel) is not channel:
            raise row.wrong(f"栏目网址重复 another channel has this url: {channel.url}", "url")
    return tuple(found.values())


def _listing(table: Table) -> ListRule | None:
    rule = table.table("listing")
    if rule is None:
        return None
    rule.allow("item", "link", "title", "date")
    return ListRule(
        item=rule.text("item", checked_element),
        link=rule.text("link", checked_element, "a"),
        title=rule.text("title", checked_selector, ""),
        date=rule.text("date", checked_selector, ""),
    )


def _pager(table: Table) -> Pager | None:
    pager = table.table("pager")
    if pager is None:
        return None
    pager.allow("kind", "param")
    kind = pager.text("kind", _pager_kind)
    if ("param" in pager.values) != (kind in _WITH_PARAM):
        problem = 'param 只用于、且必须用于 kind = "query" 和 "path" goes with these two kinds, always and only'
        raise pager.wrong(problem, "param")
    return Pager(kind, pager.text("param", _parameter) if kind in _WITH_PARAM else "")


def _pager_kind(text: str) -> PagerKind:
    return _one_of(text, get_args(PagerKind))


def _channel_kind(text: str) -> ChannelKind:
    return _one_of(text, get_args(ChannelKind))


def _field_name(text: str) -> str:
    return _one_of(text, FIELD_NAMES)


def _one_of(text: str, known: Sequence[Name]) -> Name:
    for name in known:
        if text == name:
            return name
    raise ValueError(f"应为 should be one of {', '.join(known)}: {text!r}")


def _parameter(text: str) -> str:
    if not _PARAMETER.fullmatch(text):
        raise ValueError(f"不是网址参数名 no parameter name: {text!r}")
    return text


def _layouts(table: Table) -> tuple[Layout, ...]:
    """Return the layouts, those still in use first, then the youngest; otherwise in the file's order."""
    rows = table.tables("layouts")
    found = [_layout(row) for row in rows]
    for position, row in enumerate(rows):
        if found[position].name in {layout.name for layout in found[:position]}:
            raise row.wrong(f"版式重名 another layout has this name: {found[position].name!r}", "name")
    return tuple(sorted(found, key=lambda each: (each.until or date.max, each.since or date.min), reverse=True))


def _layout(row: Table) -> Layout:
    row.allow("name", "marker", "body", "drop", "since", "until", *_FIELD_SELECTORS)
    since, until = row.day("since"), row.day("until")
    if since and until and since > until:
        raise row.wrong(f"since 晚于 is after until: {since} > {until}", "since")
    return Layout(
        name=row.text("name", checked_words),
        marker=row.text("marker", checked_element),
        body=row.text("body", checked_element),
        drop=row.texts("drop", checked_element, required=False),
        since=since,
        until=until,
        **{name: row.text(name, checked_selector, "") for name in _FIELD_SELECTORS},
    )


def _pace(table: Table | None) -> Pace:
    usual = Pace()
    if table is None:
        return usual
    table.allow("interval", "delay", "baseline_pages")
    return Pace(
        interval=int(table.number("interval", usual.interval, 1, _MONTH_OF_MINUTES)),
        delay=float(table.number("delay", usual.delay, 0, 600)),
        baseline_pages=int(table.number("baseline_pages", usual.baseline_pages, 1, 2000)),
    )


def _expect(table: Table | None) -> Expect:
    usual = Expect()
    if table is None:
        return usual
    table.allow("entries", "posts_a_week", "fields")
    return Expect(
        entries=int(table.number("entries", usual.entries, 0, 5000)),
        posts_a_week=float(table.number("posts_a_week", usual.posts_a_week, 0, 100_000)),
        fields=table.texts("fields", _field_name, required=False),
    )


def _redirects(table: Table, hosts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (old host, new host), the old one with www. and without."""
    found: dict[str, str] = {}
    for row in table.tables("redirects"):
        row.allow("from", "to")
        old, new = (row.text(key, checked_words) for key in ("from", "to"))
        for key, host in (("from", old), ("to", new)):
            if host not in hosts:
                raise row.wrong(f"{key} 的域名不在 hosts 中 is not among hosts: {host}", key)
        if old in found or new in (old, _twin(old)) or new in found:
            raise row.wrong(f"改名重复或绕回 renamed twice, or in a ring: {old} → {new}", "from")
        found |= {old: new, _twin(old): new}
    if ring := next((new for new in found.values() if new in found), None):
        raise table.wrong(f"新域名又改了名，请直接写最后的域名 name the last host at once: {ring}", "redirects")
    return tuple(found.items())
