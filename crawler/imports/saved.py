"""Pages from files instead of the network: read like any other, stored like any other, never news."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from crawler.archive.warc import RawPage, WarcFile
from crawler.imports.sources import Fault, FoundPage, Passed
from db import articles, batches, imports, timeline, versions
from db.connection import database_errors
from extract.identity import page_url
from extract.reader import read_page
from news.article import Article, Listing
from news.changes.change import Change
from news.changes.telling import field_digests
from news.dates import believed
from news.errors import ReadError, UnstorableError, UsageError
from news.timeline import spot
from news.urls import canonical_url, host_of, url_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from crawler.imports.sources import Item
    from db.articles import Snapshot
    from db.timeline import Timeline
    from news.article import NoArticle
    from news.site import Layout
    from sites.loader import Catalogue

# version: a known article that said something else at the time of this page.
Outcome = Literal["new", "version", "known", "skipped", "failed"]

# Pages that are meant to be without an article.
_NO_ARTICLE = {"gallery", "video", "missing"}
_LONGEST_SHOWN = 2_000
_DUMP = "text/plain"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one saved page, or of `count` together. said: its title, or why it was not taken; kind: of what
    was skipped; is_timeless: it was stored as of now, as nobody said when it was fetched.
    """

    origin: str
    outcome: Outcome
    said: str
    url: str | None = None
    kind: str = ""
    count: int = 1
    is_timeless: bool = False


def layouts_for(catalogue: Catalogue, url: str | None) -> tuple[Sequence[Layout], str]:
    """Return the layouts to read a page with and its site's name; of an unknown site every family's are tried."""
    site = catalogue.site_of(url) if url else None
    layouts = catalogue.layouts_for(url) if url else ()
    if not layouts:
        layouts = tuple(layout for family in catalogue.families for layout in family.layouts)
    return layouts, site.name if site else ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that was read. digest: of its bytes; is_new: nothing was known of it a moment ago."""

    page: FoundPage
    site: str
    url: str
    key: str
    at: datetime
    digest: bytes
    article: Article
    is_new: bool


class Importer:
    """Stores saved pages, new ones a hundred together: whatever one of them holds, the others are stored."""

    def __init__(self, conn: Connection, home: Path, catalogue: Catalogue) -> None:
        self._conn = conn
        self._catalogue = catalogue
        self._any_layout, _ = layouts_for(catalogue, None)
        self._warc = WarcFile(home, "import", datetime.now(UTC), crawled=False)
        with database_errors():
            imports.begin(conn)
            self._held = {page.origin for page in imports.held(conn)}

    @cached_property
    def _files(self) -> dict[bytes, str]:
        """The addresses of files by the digests of what they held; most imports need none of them."""
        return imports.files(self._conn)

    def take(self, items: Sequence[Item]) -> list[Imported]:
        """Store pages, unless they are known or no articles, and say what became of each.

        Raise DatabaseError or ArchiveError when nothing can be stored at all.
        """
        read = [self._prepared(item) for item in items]
        fresh = {one.key: one for one in reversed(read) if isinstance(one, _Read) and one.is_new}
        # Together: to wait for the disk took longer than all the rest of a page (2026-11).
        raw = self._warc.add_all([_raw(one) for one in fresh.values()]) if fresh else []
        kept = {id(one): snapshot for one, snapshot in zip(fresh.values(), raw, strict=True)}
        done = self._stored_together(list(fresh.values()), raw)
        return [
            (done.get(id(one)) or self._stored(one, kept.get(id(one)))) if isinstance(one, _Read) else one
            for one in read
        ]

    def _stored_together(self, fresh: Sequence[_Read], raw: Sequence[Snapshot]) -> dict[int, Imported]:
        """Write new articles in one transaction; return by its identity what became of each, the known left out."""
        pages = [batches.Item(_sighting(one), one.article, page) for one, page in zip(fresh, raw, strict=True)]
        outcomes = batches.store_many(self._conn, pages) if pages else []
        done = {}
        for one, outcome in zip(fresh, outcomes, strict=True):
            origin = one.page.origin
            if isinstance(outcome, UnstorableError):
                done[id(one)] = self._hold(origin, one.url, str(outcome))
            elif outcome == "new":
                self.release(origin)
                done[id(one)] = _imported(one, "new")
        return done

    def release(self, origin: str) -> None:
        """Take out of quarantine 隔离 what could be taken in this time."""
        if (name := storable(origin)) in self._held:
            with database_errors():
                imports.release(self._conn, name)
            self._held.discard(name)

    def _hold(self, origin: str, url: str | None, reason: str) -> Imported:
        with database_errors():
            imports.hold(self._conn, storable(origin), storable(url) if url else None, storable(reason))
        self._held.add(storable(origin))
        return Imported(origin, "failed", reason, url)

    def _prepared(self, item: Item) -> Imported | _Read:
        """Read a page; say of what is not to be stored what it is."""
        match item:
            case Passed(origin=origin, kind=kind):
                return Imported(origin, "skipped", kind, kind=kind)
            case Fault(origin=origin, reason=reason, url=url):
                return self._hold(origin, url, reason)
        try:
            done = self._read(item)
        except (ReadError, UsageError, UnstorableError, ValueError) as error:
            return self._hold(item.origin, item.url, str(error))
        if isinstance(done, Imported) and done.outcome == "failed":
            return self._hold(item.origin, done.url, done.said)
        if isinstance(done, Imported):
            self.release(item.origin)
        return done

    def _read(self, page: FoundPage) -> Imported | _Read:
        named = page.url or page_url(page.body)
        url = canonical_url(named) if named else file_address(page.origin)
        site = self._catalogue.site_of(url)
        digest = hashlib.sha256(page.body).digest()
        key = url_key(url, site.redirects if site else ()) if named else file_key(url)
        with database_errors():
            known = timeline.timeline(self._conn, key)
            if known is None and not named:
                # Under another name: a file that was moved, or a copy.
                url = self._files.setdefault(digest, url)
                key = file_key(url)
                known = timeline.timeline(self._conn, key)
            if known and self._is_known(known, page, digest, is_dump=bool(named) and page.content_type == _DUMP):
                return Imported(page.origin, "known", known.title, url)
        reading = read_page(
            page.body,
            url,
            layouts=self._catalogue.layouts_of(site) if site else self._any_layout,
            site_name=site.name if site else "",
            article_url=site.article_url if site else None,
            content_type=page.content_type,
        )
        if not isinstance(reading, Article):
            return _no_article(page, url, reading)
        at = page.at or datetime.now(UTC)
        home = site.id if site else host_of(url) or "import"
        return _Read(page, home, url, key, at, digest, believed(reading, at), known is None)

    def _stored(self, read: _Read, kept: Snapshot | None) -> Imported:
        """Write a page that was read. kept: where its raw page lies, None when it was not written yet."""
        origin, url = read.page.origin, read.url
        try:
            with database_errors(), self._conn.transaction():
                outcome = self._store(read, kept)
        except (UnstorableError, ValueError) as error:
            return self._hold(origin, url, str(error))
        self.release(origin)
        return _imported(read, outcome)

    def _store(self, read: _Read, kept: Snapshot | None) -> Outcome:
        """Write a new article or another version of a known one. The key is locked first, then looked at once more."""
        if articles.known(self._conn, read.key) is None:
            snapshot = kept or self._warc.add(_raw(read))
            articles.store(self._conn, _sighting(read), Change("new", "new"), read.article, snapshot)
            return "new"
        known = timeline.timeline(self._conn, read.key)
        assert known is not None
        # One page of several says less than the article that was put together from them.
        if read.article.pages or self._said(known, read):
            return "known"
        where = spot(
            known.seen, known.last_seen_at, read.at, lambda n: self._is_same(known, n, read.digest, read.article)
        )
        look = timeline.Look(read.at, read.article, kept or self._warc.add(_raw(read)))
        timeline.put(self._conn, known, where, read.key, look)
        return "known" if where.where == "earlier" else "version"

    def _is_known(self, known: Timeline, page: FoundPage, digest: bytes, *, is_dump: bool) -> bool:
        """Tell by its bytes whether a page brings nothing; of its plain text nobody can tell what the page said."""
        if page.at is None:
            return is_dump or digest in known.digests
        return self._said_so(known, page.at, digest, None)

    def _said(self, known: Timeline, read: _Read) -> bool:
        """Tell whether the article is known to have said so: at the time of a page that has one, else ever.

        Of an article that was put together from several pages a page without a time may be any.
        """
        if read.page.at is not None:
            return self._said_so(known, read.at, read.digest, read.article)
        ours = field_digests(read.article)
        every = versions.versions_of(self._conn, known.article_id)
        return bool(every[-1].further_snapshots) or any(field_digests(one.article) == ours for one in every)

    def _said_so(self, known: Timeline, at: datetime, digest: bytes, article: Article | None) -> bool:
        """Tell whether the article is known to have said so at that time."""
        where = spot(known.seen, known.last_seen_at, at, lambda n: self._is_same(known, n, digest, article))
        if where.where == "known" and where.number == len(known.seen) and at > known.last_seen_at:
            timeline.note_seen(self._conn, known.article_id, at)
        return where.where == "known"

    def _is_same(self, known: Timeline, number: int, digest: bytes, article: Article | None) -> bool:
        """Tell whether a version came from the same bytes, or says the same."""
        if known.digests[number - 1] == digest:
            return True
        version = versions.version(self._conn, known.article_id, number) if article else None
        if article is None or version is None:
            return False
        return field_digests(version.article) == field_digests(article)


def _imported(read: _Read, outcome: Outcome) -> Imported:
    is_timeless = read.page.at is None and outcome in ("new", "version")
    return Imported(read.page.origin, outcome, read.article.title, read.url, is_timeless=is_timeless)


def _sighting(read: _Read) -> articles.Sighting:
    return articles.Sighting(
        site=read.site, key=read.key, url=read.url, at=read.at, baseline=True, run_id=None, next_visit_at=None
    )


def file_address(origin: str) -> str:
    """Return the file:// address of a saved page; of a member of a ZIP file, that of the file with the member's name.

    A member's name may lead anywhere (../s.html): it is written out, and never followed.
    """
    file, mark, member = origin.partition("#")
    # Of names that no file can have Path.exists raises an error in Python 3.11.
    if not mark or os.path.lexists(origin):
        return Path(origin).resolve().as_uri()
    return Path(file).resolve().as_uri() + quote(os.fsencode(mark + member))


def file_key(address: str) -> str:
    """Return the identity of a page that is known by its file alone. As long as any other's, and of no host."""
    return f"file:{hashlib.sha256(address.encode()).hexdigest()}"


def storable(text: str) -> str:
    """Return a text that Postgres takes: file names may hold any bytes, damaged addresses as well."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")[:_LONGEST_SHOWN]


def _raw(read: _Read) -> RawPage:
    page = read.page
    headers = page.headers or ((("Content-Type", page.content_type),) if page.content_type else ())
    return RawPage(read.url, page.body, page.status, headers, read.at, saved=not page.headers)


def _no_article(page: FoundPage, url: str, reading: Listing | NoArticle) -> Imported:
    """Say what a page is instead. Of one that was asked for by its name, a person wants to know why it was not read."""
    if isinstance(reading, Listing):
        return Imported(page.origin, "skipped", "列表页，不是文章 a list page, no article", url, "listing")
    outcome: Outcome = "failed" if page.is_named and reading.kind not in _NO_ARTICLE else "skipped"
    return Imported(page.origin, outcome, f"{reading.kind}: {reading.reason}", url, reading.kind)
