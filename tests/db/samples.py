"""Values that the store's tests put in: an article, how it was seen, the raw page it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from db import articles, visits
from db.articles import Sighting, Snapshot
from news.article import Article, Attachment, Image, Moment, NoArticle
from news.changes.change import decide
from news.dates import SHANGHAI
from news.site import Channel, Site

if TYPE_CHECKING:
    import re

    from psycopg import Connection

    from news.changes.change import Change

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
URL = "http://www.minmeng.org.cn/1.html"
KEY = "minmeng.org.cn/1.html"
ARTICLE = Article(
    url=URL,
    title="民盟中央召开会议",
    body_text="第一段。\n第二段。",
    body_html="<p>第一段。</p><p>第二段。</p>",
    published=Moment(datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI), "minute"),
    source="新华社",
    breadcrumb=("首页", "要闻"),
    keywords=("民盟",),
    images=(Image("http://www.minmeng.org.cn/1.jpg", "图说"),),
    attachments=(Attachment("http://www.minmeng.org.cn/1.doc", "附件"),),
    provenance={"title": "layout a"},
)
MISSING = NoArticle(URL, "missing", "404")


def sighting(key: str = KEY, *, at: datetime = NOW, site: str = "minmeng", **others: Any) -> Sighting:
    seen = Sighting(site, key, f"http://{key}", at, baseline=False, run_id=None, next_visit_at=at + timedelta(hours=1))
    return replace(seen, **others)


def snapshot() -> Snapshot:
    return Snapshot(URL, NOW, 200, "text/html", b"\x01" * 32, "warc/minmeng.warc.gz", 0, 512)


def look(conn: Connection, page: Article | NoArticle, seen: Sighting | None = None, *, healthy: bool = True) -> Change:
    """One visit, decided and recorded as the crawler does it."""
    seen = seen or sighting()
    with conn.transaction():
        known = articles.known(conn, seen.key)
        change = decide(known, page, site_healthy=healthy)
        match change.kind:
            case "unchanged" | "restless" | "partial":
                visits.touch(conn, seen, change)
            case "missing":
                visits.mark_missing(conn, seen.key, seen.at, seen.at + timedelta(minutes=30))
            case "gone":
                assert known
                visits.mark_gone(conn, seen, known.article_id)
            case "unreadable":
                visits.postpone(conn, seen.key, seen.at + timedelta(minutes=30))
            case _:
                assert isinstance(page, Article)
                articles.store(conn, seen, change, page, snapshot())
    return change


def site(name: str, pattern: re.Pattern[str]) -> Site:
    home = f"http://{name}.example.cn/"
    return Site(name, name, home, (f"{name}.example.cn",), (Channel("要闻", home),), pattern)
