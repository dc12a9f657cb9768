"""The crawl's door to the store: tries that wait longer and longer, quarantine, the site's lock, a lost connection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from crawler.archive.warc import RawPage
from crawler.options import CrawlOptions
from crawler.store import Look, SiteBusyError, SiteStore
from db.entries import MAX_TRIES, NewEntry
from news.article import Article, NoArticle
from news.errors import DatabaseError
from sites.loader import BUILT_IN, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg import Connection

_SITE = load_catalogue([BUILT_IN]).get("minmeng")
_CHANNEL = _SITE.channels[0].url
_URL = "https://www.mmzy.org.cn/xwzx/mmyw/202611/159010.aspx"
_KEY = "mmzy.org.cn/xwzx/mmyw/202611/159010.aspx"


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[SiteStore]:
    opened = SiteStore(_SITE)
    opened.open(database_url, tmp_path, CrawlOptions())
    opened.channel(_CHANNEL, "要闻")
    opened.record_entries(_CHANNEL, [NewEntry(_KEY, _URL, "题", None)], baseline=False)
    yield opened
    opened.close(error=None)


def _look(reading: Article | NoArticle, body: bytes = b"<html></html>") -> Look:
    now = datetime.now(UTC)
    return Look(_KEY, _URL, False, RawPage(_URL, body, 200, [], now), reading, now)


def _waits(conn: Connection) -> timedelta:
    row = conn.execute("SELECT next_try_at - now() FROM entries WHERE url_key = %s", (_KEY,)).fetchone()
    assert row
    wait: timedelta = row[0]
    return wait


def test_a_page_that_cannot_be_read_is_tried_ever_later_and_then_put_in_quarantine(
    store: SiteStore, conn: Connection
) -> None:
    waits = []
    for _ in range(MAX_TRIES):
        assert store.pending(whatever_the_wait=True)
        store.fail_article(_KEY, _URL, "超时 timed out", unreadable=True)
        assert not store.pending(whatever_the_wait=False)
        waits.append(_waits(conn))
    assert all(later > 2 * earlier for earlier, later in pairwise(waits))
    assert not store.pending(whatever_the_wait=True)
    assert conn.execute("SELECT state, last_error FROM entries").fetchall() == [("quarantine", "超时 timed out")]


def test_a_page_that_can_be_read_after_a_failure_is_stored_as_usual(store: SiteStore, conn: Connection) -> None:
    store.fail_article(_KEY, _URL, "超时 timed out")
    change = store.save(_look(Article(_URL, "题", "正文。")), site_healthy=True)
    assert change.event == "new"
    assert not store.pending(whatever_the_wait=True)
    assert conn.execute("SELECT state, last_error FROM entries").fetchall() == [("stored", None)]


@pytest.mark.parametrize("kind", ["blocked", "empty", "missing"])
def test_a_page_that_is_no_article_is_kept_as_it_came_and_stays_to_be_fetched(
    store: SiteStore, conn: Connection, tmp_path: Path, kind: str
) -> None:
    said = NoArticle(_URL, kind, "网站防火墙")  # type: ignore[arg-type]
    assert store.save(_look(said, b"<html>521</html>"), site_healthy=True).kind == "unreadable"
    assert conn.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    assert [entry.url for entry in store.pending(whatever_the_wait=True)] == [_URL]
    assert [failure.reason for failure in store.tally.failures] == ["网站防火墙"]
    assert len(list(tmp_path.glob("warc/*/*.warc.gz"))) == 1


def test_what_postgres_refuses_is_put_off_and_the_crawl_goes_on(store: SiteStore) -> None:
    assert store.save(_look(Article(_URL, "题\0", "正文。")), site_healthy=True).kind == "unreadable"
    assert store.tally.failed == 1
    assert store.save(_look(Article(_URL, "题", "正文。")), site_healthy=True).event == "new"


def test_a_site_that_is_being_crawled_is_busy_until_that_crawl_ends(database_url: str, tmp_path: Path) -> None:
    first, second = SiteStore(_SITE), SiteStore(_SITE)
    first.open(database_url, tmp_path, CrawlOptions())
    with pytest.raises(SiteBusyError, match="minmeng"):
        second.open(database_url, tmp_path, CrawlOptions())
    second.close(error="busy")
    first.close(error=None)
    second.open(database_url, tmp_path, CrawlOptions())
    second.close(error=None)


def test_a_crawl_that_lost_its_lock_writes_nothing_more(database_url: str, tmp_path: Path, conn: Connection) -> None:
    store = SiteStore(_SITE)
    store.open(database_url, tmp_path, CrawlOptions())
    conn.execute(
        """SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
           WHERE locktype = 'advisory' AND datname = current_database()"""
    )
    with pytest.raises(DatabaseError):
        store.save(_look(Article(_URL, "题", "正文。")), site_healthy=True)
    with pytest.raises(DatabaseError):
        store.fail_article(_KEY, _URL, "超时 timed out")
    with pytest.raises(DatabaseError):
        store.close(error=None)
    assert conn.execute("SELECT count(*) FROM articles").fetchone() == (0,)
