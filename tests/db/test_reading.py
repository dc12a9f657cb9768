"""Looking: the current version of each article, by site, by news, by words taken literally."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db import entries, reading, search, sites
from db.reading import Selection
from news.article import Moment
from news.dates import SHANGHAI
from news.search.query import parse
from tests.db.samples import ARTICLE, NOW, look, sighting, site

if TYPE_CHECKING:
    from psycopg import Connection


def _urls(conn: Connection, **selection: Any) -> list[str]:
    query = selection.pop("query", None)
    wanted = Selection(query=parse(query) if query else None, **selection)
    return [row["url"].removeprefix("http://") for row in reading.select(conn, wanted)]


def _store(conn: Connection, key: str, *, title: str = "题", body: str = "正文", source: str | None = None) -> None:
    look(conn, replace(ARTICLE, title=title, body_text=body, source=source), sighting(key))


def test_an_article_is_shown_as_it_stands_now(conn: Connection) -> None:
    look(conn, ARTICLE)
    look(conn, replace(ARTICLE, title="改题"))
    (row,) = reading.select(conn, Selection())
    assert (row["title"], row["version"], row["status"]) == ("改题", 2, "live")
    assert row["body_text"] == "第一段。\n第二段。"
    assert row["breadcrumb"] == ["首页", "要闻"]
    assert row["images"] == [{"url": "http://www.minmeng.org.cn/1.jpg", "caption": "图说"}]


def test_newest_come_first_by_their_own_date_else_by_first_sight(conn: Connection) -> None:
    old = replace(ARTICLE, published=Moment(datetime(2015, 6, 4, tzinfo=SHANGHAI), "day"))
    look(conn, old, sighting("old"))
    look(conn, replace(ARTICLE, published=None), sighting("undated", at=NOW + timedelta(days=1)))
    look(conn, ARTICLE, sighting("recent"))
    assert _urls(conn) == ["undated", "recent", "old"]
    assert _urls(conn, limit=2) == ["undated", "recent"]


def test_one_sites_articles(conn: Connection) -> None:
    look(conn, ARTICLE, sighting("a"))
    look(conn, ARTICLE, sighting("b", site="acfic"))
    assert _urls(conn, sites=("acfic",)) == ["b"]
    assert _urls(conn, sites=("nobody",)) == []
    assert _urls(conn, sites=("acfic", "minmeng")) == ["b", "a"]
    assert _urls(conn, sites=("acfic", "nobody"), query="民盟") == ["b"]


def test_what_a_first_crawl_found_is_not_new(conn: Connection) -> None:
    look(conn, ARTICLE, sighting("stock", baseline=True))
    look(conn, ARTICLE, sighting("news"))
    look(conn, ARTICLE, sighting("yesterday", at=NOW - timedelta(days=1)))
    assert _urls(conn, new_since=NOW) == ["news"]


def test_every_word_must_be_in_title_text_or_source(conn: Connection) -> None:
    _store(conn, "a", title="民盟中央召开会议", source="新华社")
    _store(conn, "b", title="民盟北京", body="会议在京举行")
    _store(conn, "c", title="工商联会议")
    assert sorted(_urls(conn, query="民盟 会议")) == ["a", "b", "c"]
    assert sorted(_urls(conn, query="民盟 会议 NOT 工商联")) == ["a", "b"]
    assert _urls(conn, query="民盟 新华社") == ["a"]
    assert _urls(conn, query="民革") == []


@pytest.mark.parametrize("word", ["100%", "a_b", "c:\\d", "%", "_", "\\", "it's", '"x y"', "Ａb"])
def test_a_word_is_taken_literally(conn: Connection, word: str) -> None:
    _store(conn, "with", title=f"完成{word}目标")
    _store(conn, "without", title="完成1000目标 axb c:d")
    assert _urls(conn, query=word) == ["with"]


def test_case_does_not_matter_and_hidden_characters_neither(conn: Connection) -> None:
    _store(conn, "a", title="Covid 与统战")
    assert _urls(conn, query="COVID") == ["a"]
    assert _urls(conn, query="统\u200b战\x00") == ["a"]


def test_many_articles_are_yielded_batch_by_batch(conn: Connection) -> None:
    for number in range(30):
        _store(conn, f"a/{number}")
    conn.execute(
        """INSERT INTO articles (site, url_key, url, version, digests, baseline, first_seen_at, last_seen_at)
           SELECT site, url_key || '/' || n, url, version, digests, baseline, first_seen_at, last_seen_at
           FROM articles, generate_series(1, 20) n"""
    )
    conn.execute(
        """INSERT INTO versions SELECT a.id, 1, v.seen_at, v.title, v.original_title, v.subtitle, v.published_at,
               v.published_precision, v.source, v.source_url, v.author, v.editor, v.breadcrumb, v.keywords,
               v.body_text, v.body_html, v.images, v.attachments, v.provenance, v.snapshot_id
           FROM articles a, versions v WHERE v.article_id = 1 AND a.id > 30"""
    )
    conn.execute("INSERT INTO search (article_id, site, at) SELECT id, site, first_seen_at FROM articles WHERE id > 30")
    assert len(_urls(conn)) == 630
    assert len(_urls(conn, query="题")) == 30
    assert search.backlog(conn, 400) == 400
    assert search.backlog(conn) == 200
    assert search.backlog(conn) == 0
    assert len(_urls(conn, query="题")) == 630
    assert _urls(conn, query="题") == _urls(conn)


def test_articles_of_some_days_some_source_and_some_section(conn: Connection) -> None:
    day = datetime(2026, 11, 1, tzinfo=SHANGHAI)
    for number in range(4):
        at = Moment(day + timedelta(days=number), "day")
        source, place = ("新华社", "要闻") if number % 2 else ("团结报", "公告 Ａ")
        look(conn, replace(ARTICLE, published=at, source=source, breadcrumb=("首页", place)), sighting(f"a/{number}"))
    for query in (None, "民盟"):
        assert _urls(conn, query=query, since=day + timedelta(days=2)) == ["a/3", "a/2"]
        assert _urls(conn, query=query, until=day + timedelta(days=2)) == ["a/1", "a/0"]
        assert _urls(conn, query=query, since=day, until=day) == []
        assert _urls(conn, query=query, source="新华") == ["a/3", "a/1"]
        assert _urls(conn, query=query, section="公文") == []
        assert _urls(conn, query=query, section="公告ａ", limit=1) == ["a/2"]
        assert _urls(conn, query=query, section="公告", until=day + timedelta(days=2)) == ["a/0"]


def test_a_section_may_be_the_channel_that_listed_the_article(conn: Connection) -> None:
    sites.register(conn, [site("minmeng", re.compile("x"))])
    sites.channel(conn, "minmeng", "http://minmeng.example.cn/", "要闻")
    entries.record(
        conn,
        "minmeng",
        "http://minmeng.example.cn/",
        [entries.NewEntry("a", "http://a", "题", None)],
        baseline=False,
        at=NOW,
    )
    look(conn, replace(ARTICLE, breadcrumb=()), sighting("a"))
    look(conn, replace(ARTICLE, breadcrumb=()), sighting("b"))
    assert _urls(conn, section="要闻") == ["a"]
    assert _urls(conn, section="要闻", query="民盟") == ["a"]


def test_the_best_come_first_then_all_others(conn: Connection) -> None:
    old = Moment(datetime(2015, 6, 4, tzinfo=SHANGHAI), "day")
    look(conn, replace(ARTICLE, title="民盟与乡村振兴", published=old), sighting("title"))
    _store(conn, "once", body="很多别的话。民盟。乡村振兴。")
    _store(conn, "near", body="民盟乡村振兴座谈会")
    _store(conn, "never", title="工商联")
    assert _urls(conn, query='民盟 "乡村振兴"', sort="best") == ["title", "near", "once"]
    assert _urls(conn, query='民盟 "乡村振兴"') == ["near", "once", "title"]
