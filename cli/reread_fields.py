"""What reading a stored page again would change: each field as it is and as it would be, shortened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.rows import shown_time
from crawler.rereading import reading_of
from crawler.warc import RawPage
from db import rereading, snapshots
from db.rereading import Wanted
from db.versions import version
from news.article import Article, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from crawler.rereading import Reread
    from crawler.snapshots import Shelf
    from db.rereading import Candidate
    from news.site import Layout
    from sites.loader import Catalogue

_LONGEST = 60
# Of a long text, this much before the first character that differs.
_BEFORE = 12
# Says how a field was found, not what the page says.
_ABOUT = "provenance"


def kind_of(done: Reread) -> str:
    """Return what became of a version: "better" only where fields were filled and none was emptied."""
    if done.what != "better":
        return done.what
    kinds = {how for name, how in done.how.items() if name != _ABOUT}
    return "better" if "filled" in kinds and "emptied" not in kinds else "read otherwise"


def field_changes(
    conn: Connection, shelf: Shelf, catalogue: Catalogue, article_id: int, done: Reread
) -> dict[str, dict[str, Any]]:
    """Return {field: {how, old, new}} of a version that was not written; raise ReadError when its page went away."""
    (candidate,) = rereading.next_articles(conn, Wanted(article_id=article_id), 0, 1)
    before = version(conn, article_id, done.version)
    if before is None or before.snapshot_id is None:
        return {}
    pages = []
    for page in snapshots.stored(conn, [before.snapshot_id, *before.further_snapshots]):
        body, kind = shelf.body(page)
        kind = kind or page.content_type
        headers = [("Content-Type", kind)] if kind else []
        pages.append(RawPage(page.url, body, page.status, headers, page.fetched_at))
    after = reading_of(candidate, pages, *_rules(catalogue, candidate))
    if not isinstance(after, Article):
        return {}
    return {
        name: {"how": how, **_pair(as_text(getattr(before.article, name)), as_text(getattr(after, name)))}
        for name, how in done.how.items()
        if name != _ABOUT
    }


def _rules(catalogue: Catalogue, candidate: Candidate) -> tuple[str, Sequence[Layout]]:
    site = catalogue.sites.get(candidate.site) or catalogue.site_of(candidate.url)
    if site:
        return site.name, catalogue.layouts_of(site)
    return "", tuple(layout for family in catalogue.families for layout in family.layouts)


def as_text(value: Any) -> str:
    """Return a field's value as one line; '' for nothing."""
    match value:
        case None:
            return ""
        case Moment():
            return shown_time(value.at, value.precision)
        case tuple():
            return " | ".join(item if isinstance(item, str) else item.url for item in value)
        case _:
            return " ".join(str(value).split())


def _pair(old: str, new: str) -> dict[str, str]:
    """Return two texts cut to where they differ."""
    pairs = enumerate(zip(old, new, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))
    begin = max(0, same - _BEFORE) if max(len(old), len(new)) > _LONGEST else 0
    return {"old": _cut(old, begin), "new": _cut(new, begin)}


def _cut(text: str, begin: int) -> str:
    lead = "…" if begin and text else ""
    return f"{lead}{text[begin : begin + _LONGEST]}{'…' if len(text) > begin + _LONGEST else ''}"
