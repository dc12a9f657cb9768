"""What `sites add` proposes, as JSON and as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.readings import as_dict as as_reading
from cli.rows import shown_time
from extract.discover.names import charset_of
from news.text import cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.explore.seen import Proposed
    from crawler.explore.site import Offer
    from extract.discover.look import Look
    from news.article import Entry

_SAMPLE_FIELDS = ("url", "title", "published_at", "published_precision", "source", "author", "editor", "breadcrumb")
_SHOWN = 3


def as_dict(offer: Offer, file: Path | None, text: str) -> dict[str, Any]:
    """Return what --json prints. `site`: the id, null when nothing useable was found; `file`: null unless written."""
    site, seen = offer.site, offer.seen
    return {
        "site": site.id if site else None,
        "name": site.name if site else None,
        "home": seen.home,
        "file": str(file) if file else None,
        "article_url": site.article_url.pattern if site else None,
        "pager": site.pager.kind if site else None,
        "pager_param": site.pager.param if site else "",
        "family": site.family if site else "",
        "encoding": _encoding(offer),
        "browser": site.browser if site else False,
        "feeds": list(seen.feeds),
        "channels": [_channel(each) for each in offer.channels],
        "samples": [_sample(look) for look in seen.samples],
        "not_found": list(offer.remarks),
        "requests": seen.asked,
        "definition": text,
    }


def _channel(each: Proposed) -> dict[str, Any]:
    dated = [entry.published for entry in each.entries if entry.published]
    days = sorted(moment.at.date().isoformat() for moment in dated)
    return {
        "name": each.channel.name,
        "url": each.channel.url,
        "kind": each.channel.kind,
        "entries": len(each.entries),
        "dated": len(dated),
        "newest": days[-1] if days else None,
        "oldest": days[0] if days else None,
        "next_url": each.look.next_url,
        "first": [{"url": e.url, "title": e.title, "published_at": _day(e)} for e in each.entries[:_SHOWN]],
    }


def _sample(look: Look) -> dict[str, Any]:
    if look.article is None:
        return {"url": look.url, "kind": look.kind, "reason": look.reason}
    read = as_reading(look.article, None)
    return {"kind": "article"} | {name: read[name] for name in _SAMPLE_FIELDS} | {"characters": len(read["body_text"])}


def _day(entry: Entry) -> str | None:
    return entry.published.at.isoformat() if entry.published else None


def _encoding(offer: Offer) -> str:
    source = offer.seen.sources.get(offer.seen.home) or next(iter(offer.seen.sources.values()), None)
    return charset_of(source.body) if source else ""


def preview(offer: Offer) -> str:
    """Return what was found as lines."""
    return "\n".join([*_head(offer), *_channels(offer), *_samples(offer), *_remarks(offer)])


def _head(offer: Offer) -> Iterator[str]:
    site = offer.site
    if site is None:
        return
    yield f"站点 site：{site.name}（{site.id}）"
    yield f"首页 home：{site.home}"
    yield f"系列 family：{site.family or '无，用通用规则 none, the general rules'}"
    yield f"文章网址 articles：{site.article_url.pattern}"
    yield f"翻页 pager：{site.pager.kind}{f' ?{site.pager.param}=' if site.pager.param else ''}"
    yield f"编码 encoding：{_encoding(offer)}"


def _channels(offer: Offer) -> Iterator[str]:
    for each in offer.channels:
        said = _channel(each)
        days = f" · {said['oldest']} … {said['newest']}" if said["newest"] else ""
        following = " · 有下一页 more pages" if said["next_url"] else ""
        kind = f" · {said['kind']}" if said["kind"] != "list" else ""
        counts = f"{said['entries']} 条 entries · {said['dated']} 有日期 dated"
        yield f"栏目 channel：{said['name']}{kind} · {counts}{days}{following}"
        yield f"    {said['url']}"
        yield from (f"    {_line(entry)}" for entry in each.entries[:_SHOWN])


def _line(entry: Entry) -> str:
    day = shown_time(entry.published.at, "day") if entry.published else "（无日期）"
    return f"{day}  {cut(entry.title or entry.url, 60)}"


def _samples(offer: Offer) -> Iterator[str]:
    for look in offer.seen.samples:
        read = look.article
        if read is None:
            continue
        at = shown_time(read.published.at, read.published.precision) if read.published else "（无日期）"
        people = f" · 作者 {read.author}" if read.author else ""
        people += f" · 编辑 {read.editor}" if read.editor else ""
        yield f"样文 sample：{cut(read.title, 60)}"
        yield f"    {look.url}"
        yield f"    {at} · 来源 {read.source or '（无）'}{people} · 正文 {len(read.body_text)} 字"


def _remarks(offer: Offer) -> Iterator[str]:
    if offer.remarks:
        yield "请留意 note："
    yield from (f"  - {remark}" for remark in offer.remarks)
    yield f"共 {offer.seen.asked} 次请求 requests"
