"""One crawl's door to the store: the site's lock and run, the frontier, and every look, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.archive.warc import ArchiveError, WarcFile
from crawler.counting import count
from crawler.network.refusals import Refusals
from db import articles, entries, pauses, runs, sites, visits
from db.connection import connect, database_errors
from news.article import Article, NoArticle
from news.changes.change import Change, decide
from news.changes.revisit import MOST_REVISITS, SECOND_LOOK, next_look, next_visit
from news.dates import SHANGHAI
from news.errors import TzwatchError, UnstorableError
from news.run import Failure, Tally
from news.urls import plain_host

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg import Connection

    from crawler.archive.warc import RawPage
    from crawler.options import CrawlOptions
    from news.changes.change import Known
    from news.site import Site

_EVERYTHING = 1_000_000
_CUT_OFF = "读这一页时程序中断，请报告 tzwatch ended while reading this page, please report"


class SiteBusyError(TzwatchError):
    """Raised when another process is crawling the site; the caller waits for it or tries later."""

    def __init__(self, site: str) -> None:
        super().__init__(f"{site} 正在采集，请稍后再试 is being crawled by another process, try again later")


@dataclass(frozen=True, slots=True)
class Look:
    """What one visit to an article brought: the raw page and its reading (None: 304, nothing new).

    `more` are the raw pages after the first of an article that is printed on several; `reading` is of them all.
    again: the same page a moment later, if it was asked for; doubted: the site's other pages are not well either.
    """

    key: str
    url: str
    baseline: bool
    page: RawPage | None
    reading: Article | NoArticle | None
    at: datetime
    more: tuple[RawPage, ...] = ()
    again: Article | NoArticle | None = None
    doubted: bool = False


@dataclass
class SiteStore:
    """Holds the site's crawl lock from `open` to `close`; when its connection is lost the lock is too, and every
    further call raises DatabaseError, so that a crawl never writes without the right to.
    """

    site: Site
    tally: Tally = field(default_factory=Tally)
    refusals: Refusals = field(default_factory=Refusals)
    # Why the site is asked for nothing in this crawl: it turned an earlier one away.
    paused: str | None = field(init=False, default=None)
    # Shared with other processes by the gate too.
    database: str | None = field(init=False, default=None, repr=False)
    _conn: Connection = field(init=False, repr=False)
    _warc: WarcFile = field(init=False, repr=False)
    _run_id: int | None = field(init=False, default=None)
    _counted: set[str] = field(init=False, default_factory=set)

    def open(self, url: str, home: Path, options: CrawlOptions) -> None:
        self.database = url
        self._conn = connect(url)
        with database_errors():
            if not runs.try_site_lock(self._conn, self.site.id):
                self._conn.close()
                raise SiteBusyError(self.site.id)
            sites.register(self._conn, [self.site])
            self._run_id = runs.begin(self._conn, self.site.id, options.trigger)
            for old, new in self.site.redirects:
                entries.rename_host(self._conn, self.site.id, plain_host(old), plain_host(new))
            pause = pauses.current(self._conn, self.site.id)
            # A person who asks by hand may look whether the site lets us in again.
            if pause and options.trigger == "schedule":
                self.paused = _resting(pause.said, pause.until)
        self._warc = WarcFile(home, self.site.id, datetime.now(UTC))

    def close(self, *, error: str | None) -> None:
        """End the run, if one was begun; `error` says why the site as a whole could not be read."""
        if self._run_id is None:
            return
        try:
            with database_errors():
                runs.finish(self._conn, self._run_id, self.tally, failed=error is not None)
                sites.set_crawled(self._conn, self.site.id, self._pause_or_end(error))
        finally:
            self._conn.close()

    def _pause_or_end(self, error: str | None) -> str | None:
        """Leave a site alone that turned this crawl away; return what is to be said of the site."""
        refusals = self.refusals
        if self.paused:
            return error
        if refusals.said_last and (refusals.gave_way or error):
            until = pauses.pause(self._conn, self.site.id, refusals.said_last, refusals.wait)
            return _resting(refusals.said_last, until)
        if error is None:
            pauses.end(self._conn, self.site.id)
        return error

    def error_page(self) -> tuple[bytes | None] | None:
        """Return the digest of the site's error page (None: its status tells), or None when it is not known."""
        with database_errors():
            return pauses.error_page(self._conn, self.site.id)

    def keep_error_page(self, digest: bytes | None) -> None:
        with database_errors():
            pauses.keep_error_page(self._conn, self.site.id, digest)

    def channel(self, url: str, name: str) -> sites.ChannelState:
        with database_errors():
            return sites.channel(self._conn, self.site.id, url, name)

    def known_channels(self) -> list[tuple[str, str]]:
        with database_errors():
            return sites.known_channels(self._conn, self.site.id)

    def record_entries(self, channel: str, found: Sequence[entries.NewEntry], *, baseline: bool) -> dict[str, datetime]:
        """Store one list page's entries; return when each was first seen."""
        with database_errors(), self._conn.transaction():
            return entries.record(self._conn, self.site.id, channel, found, baseline=baseline, at=datetime.now(UTC))

    def end_walk(self, channel: str, validators: sites.Validators, *, shallow: bool) -> None:
        """Remember that the channel was walked to known ground or to its end, just now."""
        with database_errors():
            sites.end_walk(self._conn, self.site.id, channel, validators, datetime.now(UTC), shallow=shallow)

    def fail_channel(self, channel: str, reason: str) -> None:
        self.tally.failures.append(Failure(channel, reason))
        with database_errors():
            sites.set_channel_error(self._conn, self.site.id, channel, reason)

    def pending(self, *, whatever_the_wait: bool) -> list[entries.PendingEntry]:
        with database_errors():
            return entries.pending(self._conn, self.site.id, whatever_the_wait=whatever_the_wait, limit=_EVERYTHING)

    def due(self, *, revisit: bool) -> list[visits.DueArticle]:
        limit = _EVERYTHING if revisit else MOST_REVISITS
        with database_errors():
            return visits.due(self._conn, self.site.id, whatever_the_time=revisit, limit=limit)

    def controls(self) -> list[visits.DueArticle]:
        """Return articles that are most likely still there, to tell whether the site is well."""
        with database_errors():
            return visits.controls(self._conn, self.site.id)

    def standing(self) -> visits.Standing:
        with database_errors():
            return visits.standing(self._conn, self.site.id)

    def foresee(self, look: Look) -> tuple[Known | None, Change]:
        """Return what is known of the article and what `save` would make of the look, with nothing recorded."""
        with database_errors(), self._conn.transaction():
            known = articles.known(self._conn, look.key)
        return known, decide(known, look.reading, again=look.again, at=look.at)

    def begin_reading(self, key: str) -> None:
        """Count the try before the page is read: one that ends the process each time must not be tried for ever."""
        with database_errors():
            if entries.count_before(self._conn, key, _CUT_OFF):
                self._counted.add(key)
            else:
                # It was stored before, and is due again.
                visits.postpone(self._conn, key, datetime.now(UTC) + SECOND_LOOK)

    def end_reading(self, key: str) -> None:
        """Take the count back, for the outcome to be recorded: the process is still there."""
        if key in self._counted:
            with database_errors():
                entries.take_back(self._conn, key)
            self._counted.discard(key)

    def fail_article(
        self, key: str, url: str, reason: str, *, unreadable: bool = False, wait: timedelta | None = None
    ) -> None:
        """Count a page that could not be fetched, and stays due, or one that arrived and is `unreadable`.

        wait: how long the server asked us to leave the page alone.
        """
        wait = wait or timedelta(0)
        self.tally.failures.append(Failure(url, reason))
        with database_errors(), self._conn.transaction():
            self.end_reading(key)
            entries.mark_failed(self._conn, key, reason, unreadable=unreadable, wait=wait)
            visits.postpone(self._conn, key, datetime.now(UTC) + max(wait, SECOND_LOOK))

    def save(self, look: Look, *, site_healthy: bool) -> Change:
        """Decide what the look means and record it, in one transaction; what Postgres refuses to store is put off.

        Raise ArchiveError when the raw page cannot be kept; the database then knows nothing of the look.
        """
        try:
            with database_errors(), self._conn.transaction():
                if look.key in self._counted:
                    entries.take_back(self._conn, look.key)
                known = articles.known(self._conn, look.key)
                change = decide(
                    known, look.reading, again=look.again, site_healthy=site_healthy and not look.doubted, at=look.at
                )
                self._record(look, known, change)
        except UnstorableError as error:
            self.fail_article(look.key, look.url, str(error), unreadable=True)
            return Change("unreadable")
        except ArchiveError:
            self.end_reading(look.key)
            raise
        self._counted.discard(look.key)
        count(self.tally, look, change)
        return change

    def _record(self, look: Look, known: Known | None, change: Change) -> None:
        seen = self._sighting(look, known, change)
        match change.kind:
            case "unchanged" | "restless" | "partial":
                visits.touch(self._conn, seen, change)
            case "missing":
                assert known is not None
                visits.mark_missing(self._conn, look.key, look.at, next_look(known.missing_since, look.at))
            case "gone":
                assert known is not None
                page = self._warc.add(look.page) if look.page else None
                visits.mark_gone(self._conn, seen, known.article_id, page)
            case "unreadable":
                self._put_off(look, known)
            case _:
                assert isinstance(look.reading, Article)
                assert look.page is not None
                first, *further = self._warc.add_all([look.page, *look.more])
                articles.store(self._conn, seen, change, look.reading, first, further)

    def _put_off(self, look: Look, known: Known | None) -> None:
        if known is None and isinstance(look.reading, NoArticle):
            snapshot = articles.add_snapshot(self._conn, self._warc.add(look.page)) if look.page else None
            missing = look.reading.kind == "missing"
            entries.mark_failed(
                self._conn, look.key, look.reading.reason, unreadable=not missing, missing=missing, snapshot_id=snapshot
            )
        visits.postpone(self._conn, look.key, look.at + SECOND_LOOK)

    def _sighting(self, look: Look, known: Known | None, change: Change) -> articles.Sighting:
        published = look.reading.published if isinstance(look.reading, Article) else None
        born = published.at if published else known.published_at if known else None
        first_seen = known.first_seen_at if known else look.at
        changed_at = look.at if change.event in ("changed", "restored") else known.changed_at if known else None
        # They speak of the first page alone: a 304 would hide an edit of the others, or that one is still missing.
        alone = look.page if not look.more and not _lacks_pages(look) else None
        return articles.Sighting(
            site=self.site.id,
            key=look.key,
            url=look.url,
            at=look.at,
            baseline=look.baseline,
            run_id=self._run_id,
            next_visit_at=next_visit(born, first_seen, look.at, changed_at),
            etag=alone.header("etag") if alone else None,
            last_modified=alone.header("last-modified") if alone else None,
        )


def _resting(said: str, until: datetime) -> str:
    return f"{said}；暂停到 {until.astimezone(SHANGHAI):%m-%d %H:%M} left alone until then"


def _lacks_pages(look: Look) -> bool:
    return isinstance(look.reading, Article) and bool(look.reading.pages)
