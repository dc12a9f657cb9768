"""Articles stored with their raw pages, as a crawl stores them, for tests that look at those pages again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawler.archive.snapshots import Shelf
from crawler.archive.warc import RawPage, WarcFile
from crawler.rereading import Reread, reread
from db import articles
from db.articles import Sighting
from db.rereading import Wanted
from db.versions import versions_of
from news.article import Article
from news.changes.change import Change
from sites.loader import BUILT_IN, load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

CATALOGUE = load_catalogue([BUILT_IN])
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOST = "http://news.example.cn"
PARAGRAPHS = ("民盟中央在北京召开专题会议，研究部署下一阶段的工作，有关负责同志出席会议并讲话。",) * 4


def html(title: str = "民盟中央召开专题会议", *, more: str = "", number: int = 1) -> bytes:
    text = "".join(f"<p>第{number}页第{n}段。{words}</p>" for n, words in enumerate(PARAGRAPHS))
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div>2026-11-19 09:30 来源：新华社</div><div class=content>{text}</div>{more}</body></html>"
    ).encode()


class Store:
    """Articles stored with their raw pages, as a crawl does it; what was read of them is told by the test."""

    def __init__(self, conn: Connection, home: Path) -> None:
        self.conn = conn
        self.home = home
        self._warc = WarcFile(home, "minmeng", NOW)

    def add(self, path: str, article: Article | None, *bodies: bytes, at: datetime = NOW) -> int:
        """Store `article`, or what a reader of no skill makes of the page, and return its id."""
        url = HOST + path
        urls = [url, *(url.replace(".html", f"_{n}.html") for n in range(2, len(bodies) + 1))]
        pages = [
            RawPage(u, body, 200, [("Content-Type", "text/html")], at) for u, body in zip(urls, bodies, strict=True)
        ]
        key = url.partition("//")[2]
        seen = Sighting("minmeng", key, url, at, baseline=True, run_id=None, next_visit_at=at + timedelta(days=1))
        with self.conn.transaction():
            known = articles.known(self.conn, key)
            kind = "changed" if known else "new"
            first, *further = self._warc.add_all(pages)
            article = article or Article(url, "无题", "旧的读法。")
            articles.store(self.conn, seen, Change(kind, kind), article, first, further)  # type: ignore[arg-type]
        row = self.conn.execute("SELECT id FROM articles WHERE url_key = %s", (key,)).fetchone()
        assert row
        return int(row[0])

    def reread(self, wanted: Wanted = Wanted(), **options: Any) -> list[Reread]:  # noqa: B008
        steps = reread(self.conn, Shelf(self.home), CATALOGUE, wanted, **options)
        return [done for _, versions in steps for done in versions]

    def current(self, article_id: int) -> Article:
        return versions_of(self.conn, article_id)[-1].article
