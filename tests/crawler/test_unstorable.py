"""Whatever a reading holds that Postgres refuses, the crawl's store puts that one page off and goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from crawler.archive.warc import RawPage
from crawler.options import CrawlOptions
from crawler.store import Look, SiteStore
from db.entries import NewEntry
from news.article import Article, Attachment, Image, Moment
from sites.loader import BUILT_IN, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg import Connection

_SITE = load_catalogue([BUILT_IN]).get("minmeng")
_CHANNEL = _SITE.channels[0].url
_URLS = [f"https://www.mmzy.org.cn/xwzx/mmyw/202611/{number}.aspx" for number in range(3)]
_HALF = "半个字\ud800"
_LAST = datetime(9999, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-8)))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[SiteStore]:
    opened = SiteStore(_SITE)
    opened.open(database_url, tmp_path, CrawlOptions())
    opened.channel(_CHANNEL, "要闻")
    entries = [NewEntry(url.partition("//www.")[2], url, "题", None) for url in _URLS]
    opened.record_entries(_CHANNEL, entries, baseline=False)
    yield opened
    opened.close(error=None)


def _look(number: int, reading: Article) -> Look:
    now, url = datetime.now(UTC), _URLS[number]
    return Look(url.partition("//www.")[2], url, False, RawPage(url, b"<html></html>", 200, [], now), reading, now)


_GOOD = Article(_URLS[0], "题", "正文。" * 20)


@pytest.mark.parametrize(
    "bad",
    [
        {"title": "题\0"},
        {"title": _HALF},
        {"body_text": f"正文{_HALF}"},
        {"body_html": f"<p>{_HALF}\0</p>"},
        {"source": _HALF},
        {"keywords": (_HALF,)},
        {"breadcrumb": ("首页\0",)},
        {"images": (Image(f"http://a/{_HALF}.jpg", "图"),)},
        {"attachments": (Attachment("http://a/1.doc", "附件\0"),)},
        {"provenance": {"title": _HALF}},
        {"published": Moment(_LAST, "minute")},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_one_article_that_cannot_be_stored_is_put_off_and_the_rest_lands(
    store: SiteStore, conn: Connection, bad: dict[str, Any]
) -> None:
    assert store.save(_look(0, _GOOD), site_healthy=True).event == "new"
    said = store.save(_look(1, replace(_GOOD, url=_URLS[1], **bad)), site_healthy=True)
    assert store.save(_look(2, replace(_GOOD, url=_URLS[2])), site_healthy=True).event == "new"
    stored = {url for (url,) in conn.execute("SELECT url FROM articles")}
    assert {_URLS[0], _URLS[2]} <= stored
    # Cleaned or put off: either way the database can be read afterwards.
    assert said.event == "new" if _URLS[1] in stored else said.kind == "unreadable"
    assert conn.execute("SELECT title, body_text, published_at FROM versions").fetchall()
    if _URLS[1] not in stored:
        row = conn.execute("SELECT state, last_error FROM entries WHERE url = %s", (_URLS[1],)).fetchone()
        assert row
        assert row[0] == "pending"
        assert row[1]


def test_a_title_of_ten_megabytes_does_not_end_the_crawl(store: SiteStore, conn: Connection) -> None:
    store.save(_look(0, replace(_GOOD, title="长" * 3_400_000)), site_healthy=True)
    assert store.save(_look(1, replace(_GOOD, url=_URLS[1])), site_healthy=True).event == "new"
    assert conn.execute("SELECT count(*) >= 1 FROM articles").fetchone() == (True,)
