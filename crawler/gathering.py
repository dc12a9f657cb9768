"""Gathering an article that is printed on several pages: which are read, which is next, and the whole at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.store import Look
from extract.articles.pages import stitch
from news.article import Article, NoArticle

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.archive.warc import RawPage

# More pages than this are a pager that goes on for ever.
_MOST_PAGES = 30


@dataclass(slots=True)
class Gathering:
    """An article while its pages come in; `first` is the reading of its own address."""

    key: str
    url: str
    baseline: bool
    page: RawPage
    first: Article | NoArticle
    at: datetime
    others: list[Article] = field(default_factory=list)
    raw: list[RawPage] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    lacking: list[str] = field(default_factory=list)

    def next_url(self) -> str | None:
        """Return the next page's address that was not asked for yet, None when the article is whole."""
        if not isinstance(self.first, Article) or len(self.asked) >= _MOST_PAGES:
            return None
        known = (url for article in (self.first, *self.others) for url in article.pages)
        found = next((url for url in known if url not in self.asked), None)
        if found:
            self.asked.add(found)
        return found

    def lack(self, url: str) -> None:
        """Note a further page that the article links to and that did not come."""
        self.lacking.append(url)

    def add(self, url: str, page: RawPage, reading: Article | NoArticle) -> None:
        """Take the further page at `url`. One without an article lacks, one that repeats another adds nothing."""
        if isinstance(reading, NoArticle):
            self.lack(url)
        elif reading.body_text not in {a.body_text for a in self._read()}:
            self.others.append(reading)
            self.raw.append(page)

    def look(self) -> Look:
        """Return the visit as a whole; `pages` of its article are those that it lacks."""
        whole = self.first
        if isinstance(whole, Article):
            whole = replace(stitch(whole, self.others), pages=tuple(self.lacking))
        return Look(self.key, self.url, self.baseline, self.page, whole, self.at, tuple(self.raw))

    def _read(self) -> list[Article]:
        return [article for article in (self.first, *self.others) if isinstance(article, Article)]
