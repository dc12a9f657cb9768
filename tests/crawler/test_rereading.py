"""Stored raw pages read again: better readings replace older ones silently, worse ones never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crawler.archive.snapshots import Shelf
from crawler.archive.warc import RawPage
from crawler.options import CrawlOptions
from crawler.rereading import compared, reread
from crawler.store import Look, SiteStore
from db import articles, events, rereading, snapshots
from db.connection import connect
from db.rereading import Wanted
from db.versions import Version, versions_of
from news.article import Article, NoArticle
from news.changes.change import decide
from tests.crawler.stored import CATALOGUE, HOST, NOW, PARAGRAPHS, Store, html

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection


@pytest.fixture
def store(conn: Connection, tmp_path: Path) -> Store:
    return Store(conn, tmp_path)


def test_a_better_reading_replaces_the_old_one_and_is_no_event(store: Store, conn: Connection) -> None:
    number = store.add("/a.html", None, html())
    before = events.last_seq(conn)
    (done,) = store.reread()
    assert done.what == "better"
    assert (done.how["title"], done.how["source"], done.how["published"]) == ("other", "filled", "filled")
    read = store.current(number)
    assert (read.title, read.source) == ("民盟中央召开专题会议", "新华社")
    assert read.body_text.count("\n") == 3
    assert events.last_seq(conn) == before
    assert conn.execute("SELECT version, changed_at FROM articles").fetchone() == (1, None)
    assert [again.what for again in store.reread()] == ["unchanged"]


def test_the_next_visit_to_a_reread_article_finds_it_unchanged(store: Store, conn: Connection) -> None:
    number = store.add("/a.html", None, html())
    store.reread()
    known = articles.known(conn, "news.example.cn/a.html")
    assert known
    assert decide(known, store.current(number)).kind == "unchanged"


def test_a_reread_article_is_found_by_what_it_says_now(store: Store) -> None:
    number = store.add("/a.html", None, html())
    store.reread()
    found = store.conn.execute("SELECT article_id FROM search WHERE text LIKE '%专题会议%'").fetchall()
    assert found == [(number,)]


def test_every_version_is_read_again_and_only_the_current_one_is_compared_with(store: Store, conn: Connection) -> None:
    number = store.add("/a.html", None, html("第一个标题就是这样"))
    store.add("/a.html", None, html("第二个标题换了说法"), at=NOW + timedelta(hours=2))
    assert [(done.version, done.what) for done in store.reread()] == [(1, "better"), (2, "better")]
    assert [v.article.title for v in versions_of(conn, number)] == ["第一个标题就是这样", "第二个标题换了说法"]
    known = articles.known(conn, "news.example.cn/a.html")
    assert known
    assert decide(known, versions_of(conn, number)[1].article).kind == "unchanged"


def test_a_dry_run_writes_nothing(store: Store) -> None:
    number = store.add("/a.html", None, html())
    assert [done.what for done in store.reread(dry_run=True)] == ["better"]
    assert store.current(number).title == "无题"


def test_an_article_on_several_pages_is_put_together_again(store: Store) -> None:
    pager = '<div><a href="/a_2.html">2</a></div>'
    number = store.add("/a.html", None, html(more=pager), html(more=pager, number=2))
    assert [done.what for done in store.reread()] == ["better"]
    text = store.current(number).body_text
    assert text.index("第1页第3段") < text.index("第2页第0段")


def test_a_visit_links_the_further_pages_to_the_version_and_an_unchanged_one_keeps_none(
    conn: Connection, database_url: str, tmp_path: Path
) -> None:
    crawl = SiteStore(CATALOGUE.get("minmeng"))
    crawl.open(database_url, tmp_path, CrawlOptions())
    raw = [RawPage(f"{HOST}/a{n}.html", html(number=n), 200, (), NOW) for n in range(3)]
    look = Look("a", HOST, False, raw[0], Article(HOST, "题", "正文。"), NOW, tuple(raw[1:]))
    assert [crawl.save(look, site_healthy=True).kind for _ in range(2)] == ["new", "unchanged"]
    crawl.close(error=None)
    (row,) = conn.execute("SELECT id FROM articles").fetchall()
    (version,) = versions_of(conn, row[0])
    assert version.snapshot_id
    kept = snapshots.stored(conn, [version.snapshot_id, *version.further_snapshots])
    assert [page.url for page in kept] == [page.url for page in raw]
    assert conn.execute("SELECT count(*) FROM snapshots").fetchone() == (3,)


def test_a_text_whose_further_pages_were_not_kept_stays(store: Store) -> None:
    whole = Article(HOST + "/a.html", "题", "\n".join([*PARAGRAPHS, *PARAGRAPHS, *PARAGRAPHS]))
    number = store.add("/a.html", whole, html(more='<a href="/a_2.html">2</a>'))
    (done,) = store.reread()
    assert (done.what, "缺少后续页" in done.said) == ("worse", True)
    assert store.current(number).title == "题"


def test_a_page_that_is_no_article_to_the_new_rules_keeps_its_text(store: Store) -> None:
    number = store.add("/a.html", None, b"<html><body></body></html>")
    (done,) = store.reread()
    assert done.what == "worse"
    assert done.said
    assert store.current(number).title == "无题"


def test_a_version_without_a_raw_page_is_counted_and_left(store: Store, conn: Connection) -> None:
    store.add("/a.html", None, html())
    store.add("/b.html", None, html())
    conn.execute("UPDATE snapshots SET dropped_at = now() WHERE url LIKE '%/a.html'")
    conn.execute("UPDATE snapshots SET warc_file = 'warc/2026/lost.warc.gz' WHERE url LIKE '%/b.html'")
    done = store.reread()
    assert [one.what for one in done] == ["no page", "no page"]
    assert ("已按保存期删除" in done[0].said, "读不到" in done[1].said) == (True, True)


def test_what_is_read_can_be_chosen(store: Store) -> None:
    first = store.add("/a.html", None, html())
    store.add("/b.html", None, html(), at=NOW + timedelta(days=9))
    assert len(store.reread(Wanted(site="zytzb"))) == 0
    assert [done.url for done in store.reread(Wanted(article_id=first))] == [HOST + "/a.html"]
    assert [done.url for done in store.reread(Wanted(since=NOW + timedelta(days=1)))] == [HOST + "/b.html"]


def test_a_run_that_was_cut_off_goes_on_where_it_was(
    store: Store, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.rereading._AT_ONCE", 2)
    numbers = [store.add(f"/{n}.html", None, html()) for n in range(5)]
    wanted = Wanted()
    steps = reread(conn, Shelf(store.home), CATALOGUE, wanted)
    for _ in range(3):
        next(steps)
    steps.close()
    assert rereading.reached(conn, wanted) == numbers[1]
    assert rereading.reached(conn, Wanted(site="minmeng")) == 0
    rest = reread(conn, Shelf(store.home), CATALOGUE, wanted, after=rereading.reached(conn, wanted))
    assert [number for number, _ in rest] == numbers[2:]
    assert rereading.reached(conn, wanted) == 0
    assert {store.current(number).title for number in numbers} == {"民盟中央召开专题会议"}


def test_a_new_version_that_came_meanwhile_is_not_overwritten(
    store: Store, conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = store.add("/a.html", None, html())
    edited = Article(HOST + "/a.html", "改过的标题", "改过的正文。")

    def meanwhile(*arguments: Any) -> bool:
        with connect(database_url) as other:
            Store(other, store.home).add("/a.html", edited, html("改过的标题"), at=NOW + timedelta(hours=1))
        return replace_reading(*arguments)

    replace_reading = rereading.replace_reading
    monkeypatch.setattr(rereading, "replace_reading", meanwhile)
    store.reread()
    assert [v.article.title for v in versions_of(conn, number)] == ["民盟中央召开专题会议", "改过的标题"]
    known = articles.known(conn, "news.example.cn/a.html")
    assert known
    assert decide(known, edited).kind == "unchanged"


_OLD = Article(HOST, "题", "\n".join(PARAGRAPHS), source="新华社")


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (replace(_OLD, title=""), "没有标题"),
        (replace(_OLD, body_text=""), "没有正文"),
        (replace(_OLD, body_text=PARAGRAPHS[0]), "只剩"),
        (NoArticle(HOST, "blocked", "拦截页 a wall"), "拦截页"),
    ],
)
def test_nothing_empty_and_no_rest_of_a_text_is_better(reading: Article | NoArticle, said: str) -> None:
    done = compared(HOST, Version(1, 1, NOW, _OLD, 1, []), reading)
    assert (done.what, said in done.said) == ("worse", True)


@pytest.mark.parametrize(
    ("reading", "how"),
    [
        (replace(_OLD, author="张三"), {"author": "filled"}),
        (replace(_OLD, source=None), {"source": "emptied"}),
        (replace(_OLD, title="另题", breadcrumb=("首页",)), {"title": "other", "breadcrumb": "filled"}),
        (replace(_OLD, pages=(HOST + "/2",)), {}),
    ],
)
def test_what_differs_is_said_field_by_field(reading: Article, how: dict[str, str]) -> None:
    done = compared(HOST, Version(1, 1, NOW, _OLD, 1, []), reading)
    assert done.how == how
