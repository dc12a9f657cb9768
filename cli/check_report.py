"""A check of a site as JSON and as lines: enough to mend a definition from."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.rows import shown_time
from crawler.check.verdict import FIELDS, value_of
from news.article import Article
from news.dates import isoformat
from news.text import cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from crawler.check.repairing import Repair
    from crawler.check.sitecheck import ArticleCheck, ListCheck, SiteCheck
    from crawler.check.verdict import Verdict

_SHOWN_ENTRIES = 3
_LONGEST_VALUE = 80
_LONGEST_TEXT = 200


def as_dict(check: SiteCheck, verdict: Verdict, repair: Repair | None, now: datetime) -> dict[str, Any]:
    """Return what --json prints of a site's check, and what is stored of it."""
    return {
        "site": check.site.id,
        "name": check.site.name,
        "at": shown_time(now),
        "ok": verdict.ok,
        "problems": list(verdict.problems),
        "notes": list(verdict.notes),
        "next": list(verdict.steps),
        "expectations": [asdict(one) for one in verdict.expectations],
        "pages": [asdict(one) | {"redirects": list(one.redirects)} for one in check.fetched],
        "article_url": check.site.article_url.pattern,
        "lists": [_list(one) for one in check.lists],
        "articles": [_article(one) for one in check.articles],
        "layouts": [layout.name for layout in check.layouts],
        "repair": _repair(repair) if repair else None,
    }


def _list(looked: ListCheck) -> dict[str, Any]:
    entries = looked.entries
    return {
        "channel": looked.name,
        "url": looked.url,
        "reason": looked.reason,
        "entries": len(entries),
        "dated": sum(entry.published is not None for entry in entries),
        "next_url": looked.listing.next_url if looked.listing else None,
        "columns": len(looked.listing.columns) if looked.listing else 0,
        "links": {"all": looked.links.all, "matched": looked.links.matched, "elsewhere": looked.links.elsewhere},
        "unmatched": [asdict(shape) for shape in looked.links.others],
        "first": [
            {
                "url": entry.url,
                "title": cut(entry.title, _LONGEST_VALUE),
                "published_at": isoformat(entry.published) if entry.published else None,
            }
            for entry in entries[:_SHOWN_ENTRIES]
        ],
    }


def _article(looked: ArticleCheck) -> dict[str, Any]:
    reading = looked.reading
    if not isinstance(reading, Article):
        return {"url": looked.url, "kind": reading.kind, "reason": reading.reason}
    fields = {name: _value(reading, name) for name in FIELDS}
    return {
        "url": looked.url,
        "kind": "article",
        "layout": reading.provenance.get("body_text", ""),
        "fields": {name: {"value": value, "from": _origin(reading, name)} for name, value in fields.items() if value},
        "missing": [name for name, value in fields.items() if not value],
        "characters": len(reading.body_text),
        "further_pages": len(reading.pages),
    }


def _value(article: Article, name: str) -> str:
    value = value_of(article, name)
    match name:
        case "published_at":
            return isoformat(article.published) if article.published else ""
        case "images" | "attachments":
            return " ".join(one.url for one in value[:_SHOWN_ENTRIES])
        case "breadcrumb" | "keywords":
            return " / ".join(value)
    return cut((value or "").replace("\n", " ¶ "), _LONGEST_TEXT)


def _origin(article: Article, name: str) -> str:
    own = "published" if name == "published_at" and "published_at" not in article.provenance else name
    return article.provenance.get(own, "")


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "toml": repair.proposal.toml,
        "fits": repair.proposal.fits,
        "of": repair.proposal.pages,
        "now": [asdict(one) for one in repair.now],
        "stored": [asdict(one) for one in repair.stored],
    }


def as_line(report: dict[str, Any]) -> str:
    """Return a check without a problem as one line."""
    entries = max((one["entries"] for one in report["lists"]), default=0)
    layout = next((one["layout"] for one in report["articles"] if one["kind"] == "article"), "")
    notes = f"  注意 notes {len(report['notes'])}" if report["notes"] else ""
    return f"✓ {report['site']} {report['name']}  条目 entries {entries} · 正文 {layout}{notes}"


def shown(report: dict[str, Any]) -> str:
    """Return a check in full."""
    mark = "✓ 无误 ok" if report["ok"] else "✗ 有误 broken"
    lines = [f"{report['site']} {report['name']}  {mark}  {report['at']}", "  取回的页面 fetched"]
    lines += [f"    {line}" for page in report["pages"] for line in _page_lines(page)]
    for looked in report["lists"]:
        lines += [
            f"  列表 list {looked['channel']} {looked['url']}",
            *(f"    {x}" for x in _list_lines(looked, report)),
        ]
    for looked in report["articles"]:
        lines += [f"  文章 article {looked['url']}", *(f"    {line}" for line in _article_lines(looked))]
    for one in report["expectations"]:
        lines.append(f"  预期 expected {'✓' if one['ok'] else '✗'} {one['what']}: {one['found']}（{one['expected']}）")
    lines += [f"  ✗ {problem}" for problem in report["problems"]]
    lines += [f"  注意 note: {note}" for note in report["notes"]]
    lines += [f"  下一步 next: {step}" for step in report["next"]]
    if report["repair"]:
        lines += [f"  {line}" for line in _repair_lines(report["repair"])]
    return "\n".join(lines)


def _page_lines(page: dict[str, Any]) -> Iterator[str]:
    if page["status"] is None:
        yield f"✗ {page['asked']}  {page['reason']}"
        return
    charset = page["charset"] or "未声明 none"
    said = f"{page['status']} {page['content_type'] or '（无 Content-Type）'} · 编码 charset {charset}"
    broken = f" · 乱码 broken {page['broken']}" if page["broken"] else ""
    yield f"{'✗' if page['reason'] else '✓'} {page['url']}  {said}{broken} · {page['size']} B · {page['seconds']} s"
    for url in page["redirects"]:
        yield f"  转自 redirected from {url}"


def _list_lines(looked: dict[str, Any], report: dict[str, Any]) -> Iterator[str]:
    if looked["reason"]:
        yield f"✗ {looked['reason']}"
    links = looked["links"]
    yield f"条目 entries {looked['entries']}，有日期 dated {looked['dated']}，栏目 columns {looked['columns']}"
    yield f"下一页 next page {looked['next_url'] or '无 none'}"
    yield (
        f"链接 links {links['all']}，合 article_url 的 match {links['matched']}，站外 elsewhere {links['elsewhere']}"
        f"（article_url {report['article_url']}）"
    )
    for shape in looked["unmatched"]:
        yield f"不合的 not matched {shape['count']} × {shape['pattern']}\n      {shape['url']}  {shape['text']}"
    for entry in looked["first"]:
        at = (entry["published_at"] or "（无日期 no date）")[:16].removesuffix("T00:00").replace("T", " ")
        yield f"{at}  {entry['title']}  {entry['url']}"


def _article_lines(looked: dict[str, Any]) -> Iterator[str]:
    if looked["kind"] != "article":
        yield f"✗ {looked['kind']}: {looked['reason']}"
        return
    yield f"版式 layout: {looked['layout']}；正文 text {looked['characters']} 字 characters"
    for name, found in looked["fields"].items():
        yield f"{name:<15} {cut(found['value'], _LONGEST_VALUE)}  ← {found['from'] or '?'}"
    if looked["missing"]:
        yield f"没有 missing: {' '.join(looked['missing'])}"


def _repair_lines(repair: dict[str, Any]) -> Iterator[str]:
    agree = f"{repair['fits']} / {repair['of']} 页相合 pages agree"
    yield f"建议的版式 proposed layout（{agree}；没有写入 nothing is written）"
    yield from (f"  {line}" for line in repair["toml"].splitlines())
    for title, previews in (
        ("现在的页面 pages as they are now", repair["now"]),
        ("存下的原件 stored pages", repair["stored"]),
    ):
        yield f"预览 preview: {title}"
        yield from (f"  {_preview_line(one)}" for one in previews)


def _preview_line(one: dict[str, Any]) -> str:
    if one["error"]:
        return f"✗ {one['url']}  {one['error']}"
    changes = [
        f"{words} {'、'.join(one[key])}"
        for key, words in (("gained", "补上 gained"), ("lost", "丢失 lost"), ("other", "不同 differs"))
        if one[key]
    ]
    how = "用新版式 new layout" if one["used"] else "仍用原规则 as before"
    said = "；".join(changes) or "字段相同 same fields"
    return f"{how}：{cut(one['title'], 30)}  {one['characters']} 字  {said}  {one['url']}"
