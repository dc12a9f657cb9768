"""A site as the text of its TOML file: what the loader reads back is the same site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from news.site import Channel, Expect, Layout, ListRule, Pace, Site
from sites.catalogue import Family

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLAIN = Family("")
_LAYOUT_TEXTS = (
    *("name", "marker", "body", "title", "subtitle", "original_title", "dateline", "published", "source", "author"),
    *("editor", "breadcrumb", "keywords"),
)


def site_text(site: Site, family: Family = _PLAIN, remarks: Iterable[str] = ()) -> str:
    """Return the file of a site. `family`: the one that it names, whose rules are left out; `remarks`: comments on top.

    What is as by default is not written.
    """
    lines = [f"# {line}" for remark in remarks for line in remark.splitlines()]
    lines += list(_head(site))
    for table in (_listing(site, family), _pager(site, family), _pace(site.pace), _expect(site.expect)):
        lines += table
    for layout in site.layouts:
        lines += _layout(layout)
    return "\n".join(lines) + "\n"


def _head(site: Site) -> Iterator[str]:
    yield f"id = {_text(site.id)}"
    yield f"name = {_text(site.name)}"
    for name in ("org_type", "region"):
        if getattr(site, name):
            yield f"{name} = {_text(getattr(site, name))}"
    yield f"home = {_text(site.home)}"
    yield f"hosts = {_texts(_without_twins(site.hosts))}"
    if site.family:
        yield f"family = {_text(site.family)}"
    yield f"article_url = {_pattern(site.article_url.pattern)}"
    if site.column_url:
        yield f"column_url = {_pattern(site.column_url.pattern)}"
    if site.proof:
        yield f"proof = {_text(site.proof)}"
    if site.browser:
        yield "browser = true"
    if not site.enabled:
        yield "enabled = false"
    if site.disabled_because:
        yield f"disabled_because = {_text(site.disabled_because)}"
    if site.redirects:
        yield f"redirects = [{', '.join(_renamed(site.redirects))}]"
    yield "channels = ["
    yield from (f"  {_channel(channel)}," for channel in site.channels)
    yield "]"


def _without_twins(hosts: tuple[str, ...]) -> list[str]:
    """Return the hosts without those that the loader adds: www. or not of one before."""
    kept: dict[str, str] = {}
    for host in hosts:
        kept.setdefault(host.removeprefix("www."), host)
    return list(kept.values())


def _renamed(redirects: tuple[tuple[str, str], ...]) -> list[str]:
    kept: dict[str, tuple[str, str]] = {}
    for old, new in redirects:
        kept.setdefault(old.removeprefix("www."), (old, new))
    return [f"{{ from = {_text(old)}, to = {_text(new)} }}" for old, new in kept.values()]


def _channel(channel: Channel) -> str:
    kind = f", kind = {_text(channel.kind)}" if channel.kind != "list" else ""
    return f"{{ name = {_text(channel.name)}, url = {_text(channel.url)}{kind} }}"


def _listing(site: Site, family: Family) -> list[str]:
    if site.listing == family.listing:
        return []
    return _table("[listing]", site.listing, ListRule(), ("item", "link", "title", "date"))


def _pager(site: Site, family: Family) -> list[str]:
    if site.pager == family.pager:
        return []
    param = [f"param = {_text(site.pager.param)}"] if site.pager.param else []
    return ["", "[pager]", f"kind = {_text(site.pager.kind)}", *param]


def _pace(pace: Pace) -> list[str]:
    return _table("[pace]", pace, Pace(), ("interval", "delay", "baseline_pages"))


def _expect(expect: Expect) -> list[str]:
    return _table("[expect]", expect, Expect(), ("entries", "posts_a_week", "fields"))


def _layout(layout: Layout) -> list[str]:
    days = [f"{name} = {day.isoformat()}" for name in ("since", "until") if (day := getattr(layout, name))]
    drop = [f"drop = {_texts(layout.drop)}"] if layout.drop else []
    texts = [f"{name} = {_text(value)}" for name in _LAYOUT_TEXTS if (value := getattr(layout, name))]
    return ["", "[[layouts]]", *texts, *drop, *days]


def _table(head: str, value: Any, usual: Any, names: Iterable[str]) -> list[str]:
    said = [(name, getattr(value, name)) for name in names if getattr(value, name) != getattr(usual, name)]
    return ["", head, *(f"{name} = {_value(each)}" for name, each in said)] if said else []


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    return _texts(value) if isinstance(value, tuple) else str(value)


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """Return a text in quotes. TOML's escapes are JSON's, and U+007F has to be one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pattern(text: str) -> str:
    """Return a pattern in the quotes in which a backslash is itself, where it has none of these."""
    plain = "'" not in text and text.isprintable()
    return f"'{text}'" if plain else _text(text)
