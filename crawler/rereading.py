"""Reading stored raw pages again with today's rules: a better reading takes the old one's place, a worse one never."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from crawler.archive.warc import RawPage
from crawler.gathering import Gathering
from crawler.reading import article_by
from db import rereading, snapshots
from db.versions import versions_of
from news.article import Article, NoArticle
from news.errors import ReadError
from news.text import letters
from news.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from psycopg import Connection

    from crawler.archive.snapshots import Shelf
    from db.rereading import Candidate, Wanted
    from db.versions import Version
    from news.site import Layout
    from sites.loader import Catalogue

What = Literal["better", "unchanged", "worse", "no page"]
How = Literal["filled", "emptied", "other"]

# `pages` are no field of a stored article; its address is its own.
_COMPARED = tuple(field.name for field in fields(Article) if field.name not in ("url", "pages"))
_AT_ONCE = 100
# A reading with less than this share of the old text has lost the article, not its furniture.
_LEAST_TEXT = 1 / 3
# Of a text that lacks pages: as much as this is all that there was before, too.
_AS_MUCH_TEXT = 0.95


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one version. how: each field that is read otherwise now; said: why the old reading stays.

    old, new: the two readings of a better one.
    """

    url: str
    version: int
    what: What
    how: Mapping[str, How]
    said: str = ""
    old: Article | None = None
    new: Article | None = None


def reread(
    conn: Connection, shelf: Shelf, catalogue: Catalogue, wanted: Wanted, *, after: int = 0, dry_run: bool = False
) -> Generator[tuple[int, list[Reread]]]:
    """Read every version of the wanted articles again, an article at a time; yield (article's id, its versions).

    Each better reading is stored in a transaction of its own: killed half-way, nothing is lost, and the next run goes
    on. A crawl may run beside.
    """
    while candidates := rereading.next_articles(conn, wanted, after, _AT_ONCE):
        for candidate in candidates:
            yield candidate.article_id, list(_one_article(conn, shelf, catalogue, candidate, dry_run=dry_run))
        after = candidates[-1].article_id
        if not dry_run:
            rereading.remember(conn, wanted, after)
    if not dry_run:
        rereading.forget(conn, wanted)


def _one_article(
    conn: Connection, shelf: Shelf, catalogue: Catalogue, candidate: Candidate, *, dry_run: bool
) -> Iterator[Reread]:
    site_name, layouts = _rules(catalogue, candidate)
    for version in versions_of(conn, candidate.article_id):
        if version.snapshot_id is None:
            yield Reread(candidate.url, version.version, "no page", {}, "没有网页原件 no raw page")
            continue
        try:
            pages = _raw_pages(conn, shelf, version)
        except ReadError as error:
            yield Reread(candidate.url, version.version, "no page", {}, str(error))
            continue
        reading = reading_of(candidate, pages, site_name, layouts)
        said = compared(candidate.url, version, reading)
        if said.new and not dry_run:
            rereading.replace_reading(conn, candidate, version.version, version.snapshot_id, said.new, said.how)
        yield said


def _rules(catalogue: Catalogue, candidate: Candidate) -> tuple[str, Sequence[Layout]]:
    """Return the name of an article's site and the layouts to read it with; of an unknown one every family's."""
    site = catalogue.sites.get(candidate.site) or catalogue.site_of(candidate.url)
    if site:
        return site.name, catalogue.layouts_of(site)
    return "", tuple(layout for family in catalogue.families for layout in family.layouts)


def _raw_pages(conn: Connection, shelf: Shelf, version: Version) -> list[RawPage]:
    assert version.snapshot_id is not None
    found = []
    for page in snapshots.stored(conn, [version.snapshot_id, *version.further_snapshots]):
        body, kind = shelf.body(page)
        kind = kind or page.content_type
        headers = [("Content-Type", kind)] if kind else []
        found.append(RawPage(page.url, body, page.status, headers, page.fetched_at))
    return found


def reading_of(
    candidate: Candidate, pages: Sequence[RawPage], site_name: str, layouts: Sequence[Layout]
) -> Article | NoArticle:
    """Read an article from its raw pages, the first one first; `pages` of the result are those that it lacks."""
    first, *others = pages
    whole = Gathering(
        candidate.key, candidate.url, False, first, article_by(first, site_name, layouts), first.fetched_at
    )
    further = {url_key(page.url): page for page in others}
    while url := whole.next_url():
        page = further.get(url_key(url))
        if page:
            whole.add(url, page, article_by(page, site_name, layouts, first.url))
        else:
            whole.lack(url)
    reading = whole.look().reading
    assert reading is not None
    return reading


def compared(url: str, version: Version, reading: Article | NoArticle) -> Reread:
    """Say whether a new reading of a version is better, the same, or worse."""
    why = reading.reason if isinstance(reading, NoArticle) else _why_worse(version.article, reading)
    if why or isinstance(reading, NoArticle):
        return Reread(url, version.version, "worse", {}, why)
    old = version.article
    how = {name: _how(getattr(old, name), getattr(reading, name)) for name in _COMPARED}
    changed = {name: kind for name, kind in how.items() if kind}
    if not changed:
        return Reread(url, version.version, "unchanged", {})
    return Reread(url, version.version, "better", changed, old=old, new=reading)


def _how(old: object, new: object) -> How | None:
    if old == new:
        return None
    return "other" if old and new else "filled" if new else "emptied"


def _why_worse(old: Article, new: Article) -> str:
    """Return why a reading must not replace the old one, '' when it may."""
    if old.title and not new.title:
        return "没有标题 without a title"
    before, after = len(letters_of(old)), len(letters_of(new))
    if before and not after:
        return "没有正文 without a text"
    if after < before * _LEAST_TEXT:
        return f"正文只剩 {after} 字，原有 {before} 字 the text shrinks"
    if new.pages and after < before * _AS_MUCH_TEXT:
        return "缺少后续页的原件 the raw pages of its further pages are missing"
    return ""


def letters_of(article: Article) -> str:
    """Return the text without white space and punctuation, paragraph by paragraph."""
    return "".join(letters(paragraph) for paragraph in article.body_text.splitlines())
