"""A layout proposed for a site whose own no longer matches, and what its stored pages would read with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.archive.snapshots import stored_page
from extract.discover.repair import KnownPage, Proposal, propose
from extract.reader import read_article
from news.article import Article
from news.dates import SHANGHAI
from news.errors import ReadError
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from crawler.archive.warc import RawPage
    from crawler.check.sitecheck import SiteCheck
    from db.checks import StoredArticle
    from news.site import Layout

_COMPARED = ("title", "published", "source", "editor", "author", "body_text")


@dataclass(frozen=True, slots=True)
class Preview:
    """One page read with the site's rules and with the proposal. used: whether the proposed layout took it; gained,
    lost, other: the fields that the proposal fills, empties or reads otherwise. error: why nothing could be compared.
    """

    url: str
    title: str
    used: bool = False
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    characters: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposed layout and its preview, on the pages as they are now and on the stored ones. Nothing is written."""

    proposal: Proposal
    now: tuple[Preview, ...]
    stored: tuple[Preview, ...]


def repair(check: SiteCheck, home: Path, today: date) -> Repair | None:
    """Return what would mend a lost layout, None when none is lost or no known article was found in the new markup."""
    pages = [_known(stored, page) for stored, page in check.again] or list(_vouched(check))
    if not check.wants_layout or not pages:
        return None
    try:
        proposal = propose(pages, f"{check.site.id}-{today:%Y-%m}")
    except ReadError:
        return None
    if proposal is None:
        return None
    layouts = (proposal.layout, *check.layouts)
    now = [_compared(page.body, page.header("content-type"), stored, check, layouts) for stored, page in check.again]
    return Repair(proposal, tuple(now), tuple(_stored(check, home, layouts)))


def _vouched(check: SiteCheck) -> Iterator[KnownPage]:
    """Yield the article of this very check where nothing is known from before: the list says the same title of it."""
    titles = {letters(entry.title) for looked in check.lists for entry in looked.entries}
    for one in check.articles:
        reading = one.reading
        if isinstance(reading, Article) and one.page and reading.body_text and letters(reading.title) in titles:
            yield KnownPage(
                one.page.body,
                one.page.url,
                one.page.header("content-type"),
                reading.title,
                tuple(reading.body_text.split("\n")),
                reading.published.at.date() if reading.published else None,
                reading.source,
            )


def _known(stored: StoredArticle, page: RawPage) -> KnownPage:
    return KnownPage(
        page.body,
        page.url,
        page.header("content-type"),
        stored.title,
        tuple(stored.body_text.split("\n")),
        stored.published_at.astimezone(SHANGHAI).date() if stored.published_at else None,
        stored.source,
    )


def _stored(check: SiteCheck, home: Path, layouts: Sequence[Layout]) -> Iterator[Preview]:
    for stored in check.known:
        try:
            body, content_type = stored_page(home, stored.file, stored.offset, stored.length)
        except ReadError as error:
            yield Preview(stored.url, stored.title, error=str(error))
        else:
            yield _compared(body, content_type, stored, check, layouts)


def _compared(
    body: bytes, content_type: str | None, stored: StoredArticle, check: SiteCheck, layouts: Sequence[Layout]
) -> Preview:
    told = Preview(stored.url, stored.title)
    try:
        before, after = (
            read_article(body, stored.url, layouts=own, site_name=check.site.name, content_type=content_type)
            for own in (check.layouts, layouts)
        )
    except ReadError as error:
        return replace(told, error=str(error))
    old = {name: getattr(before, name) if isinstance(before, Article) else None for name in _COMPARED}
    new = {name: getattr(after, name) if isinstance(after, Article) else None for name in _COMPARED}
    return replace(
        told,
        used=isinstance(after, Article) and after.provenance.get("body_text") == f"layout {layouts[0].name}",
        gained=tuple(name for name in _COMPARED if new[name] and not old[name]),
        lost=tuple(name for name in _COMPARED if old[name] and not new[name]),
        other=tuple(name for name in _COMPARED if old[name] and new[name] and old[name] != new[name]),
        characters=len(new["body_text"] or ""),
    )
