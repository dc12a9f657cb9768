"""What a check of a site saw: pages, links, entries, the article, and whether its layout is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from news.article import Article, NoArticle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.archive.warc import RawPage
    from crawler.check.links import Links
    from db.checks import StoredArticle
    from news.article import Entry, Listing
    from news.site import Layout, Site


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page that was asked for. status None: nothing came, `reason` says why; reason '' when a page came.

    charset: what server or page declare, '' for nothing; broken: characters that no encoding explained.
    """

    asked: str
    url: str
    status: int | None
    redirects: tuple[str, ...] = ()
    content_type: str = ""
    charset: str = ""
    broken: int = 0
    size: int = 0
    seconds: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListCheck:
    """A list page: what was read, or why not; its links, by whether `article_url` takes them."""

    url: str
    name: str
    listing: Listing | None
    reason: str
    links: Links
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """An article page and its reading."""

    url: str
    reading: Article | NoArticle
    page: RawPage | None


@dataclass(slots=True)
class SiteCheck:
    """All that one check of a site saw. known: its newest stored articles; again: those that were fetched anew."""

    site: Site
    layouts: Sequence[Layout]
    known: Sequence[StoredArticle] = ()
    fetched: list[Fetched] = field(default_factory=list)
    lists: list[ListCheck] = field(default_factory=list)
    articles: list[ArticleCheck] = field(default_factory=list)
    again: list[tuple[StoredArticle, RawPage]] = field(default_factory=list)

    @property
    def article(self) -> Article | None:
        """The article that was read, None when none was."""
        return next((one.reading for one in self.articles if isinstance(one.reading, Article)), None)

    @property
    def wants_layout(self) -> bool:
        """Tell whether a layout should be proposed: one is lost, or none of those that there are took the article."""
        article = self.article
        generic = article is not None and not article.provenance.get("body_text", "").startswith("layout ")
        return self.lost_layout or (bool(self.layouts) and generic)

    @property
    def lost_layout(self) -> bool:
        """Tell whether known articles were read by a layout and this one is not, or lacks what they have."""
        if not self.articles:
            return False
        article = self.article
        if article is None:
            return all(isinstance(o.reading, NoArticle) and o.reading.kind == "empty" for o in self.articles)
        by_layout = any(one.body_reader.startswith("layout ") for one in self.known)
        if (by_layout or self.site.layouts) and not article.provenance.get("body_text", "").startswith("layout "):
            return True
        lost_time = article.published is None and any(one.published_at for one in self.known)
        lost_source = article.source is None and bool(self.known) and all(one.source for one in self.known)
        return lost_time or lost_source
