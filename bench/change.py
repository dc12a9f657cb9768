"""Are all changes told, and nothing else? The product's spider and store over some days of a generated site.

Time passes by moving what is stored back. Requests are answered in this process instead of by the network.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from psycopg import sql
from scrapy import Request, exceptions
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from twisted.python.failure import Failure

from bench.worlds_pages import HOME, HOST, LIST, QUIET, ROUNDS, Silence, World
from crawler.options import CrawlOptions
from crawler.spider import NewsSpider
from crawler.store import Look
from db import events
from db.connection import connect
from news.site import Channel, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg import Connection

    from bench.worlds_pages import Answer

_SITE = Site("change", "变化网", HOME, (f"www.{HOST}", HOST), (Channel("要闻", LIST),), re.compile(r"/\d{6}/\d+\.html"))
_BETWEEN_ROUNDS = timedelta(hours=6)
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """One event: what was told of which address in which round."""

    url: str
    kind: str
    round: int


@dataclass
class Outcome:
    """right, wrong, missed: events of articles that rest; restless: events a page that never rests."""

    right: int = 0
    wrong: list[Told] = field(default_factory=list)
    missed: list[Told] = field(default_factory=list)
    restless: list[int] = field(default_factory=list)
    restless_edits: int = 0
    restless_edits_told: int = 0
    versions: int = 0

    def share(self, kinds: tuple[str, ...], of: str) -> float:
        """Precision ("wrong") or recall ("missed") of the events of some kinds."""
        bad = sum(told.kind in kinds for told in getattr(self, of))
        good = self.by_kind[kinds[0]] if len(kinds) == 1 else sum(self.by_kind[kind] for kind in kinds)
        return good / (good + bad) if good + bad else 1.0

    by_kind: Counter[str] = field(default_factory=Counter)


def run(url: str, home: Path, *, seed: int = 5, count: int = 200) -> Outcome:
    """Crawl the generated site round after round; return what was told rightly and wrongly."""
    world = World(seed, count)
    told: list[Told] = []
    with connect(url) as conn:
        for number in range(ROUNDS):
            world.turn(number)
            before = events.last_seq(conn)
            _crawl(url, home, world)
            found = events.listed(conn, site=_SITE.id, after=before, limit=_MANY, with_baseline=number > 0)
            told += [Told(event.url, event.kind, number) for event in found]
            _let_time_pass(conn)
        row = conn.execute("SELECT max(version) FROM articles WHERE site = %s", (_SITE.id,)).fetchone()
    outcome = judged(world, told)
    outcome.versions = row[0] if row else 0
    return outcome


def _crawl(url: str, home: Path, world: World) -> None:
    options = CrawlOptions(revisit=True, trigger="manual")
    spider = _spider()(options=options)
    spider.settings = Settings({"TZWATCH_DELAY": 0.0, "TZWATCH_ALLOWED": frozenset()})
    spider.store.open(url, home, options)
    try:
        _answer_all(spider, world)
    finally:
        spider.store.close(error=None)


def _spider() -> type[NewsSpider]:
    return type("ChangeSpider", (NewsSpider,), {"name": _SITE.id, "site": _SITE, "layouts": ()})


def _answer_all(spider: NewsSpider, world: World) -> None:
    """Do what Scrapy's engine does: the most urgent request first, what a callback yields is asked or stored."""
    order = itertools.count()
    waiting: list[tuple[int, int, Request]] = []

    def push(request: Request) -> None:
        heapq.heappush(waiting, (-request.priority, next(order), request))

    for request in asyncio.run(_collected(spider)):
        push(request)
    while waiting:
        request = heapq.heappop(waiting)[2]
        for found in _answered(request, world):
            if isinstance(found, Look):
                spider.store.save(found, site_healthy=spider.healthy)
            else:
                push(found)


async def _collected(spider: NewsSpider) -> list[Request]:
    return [request async for request in spider.start()]


def _answered(request: Request, world: World) -> Iterator[Any]:
    assert request.callback
    assert request.errback
    try:
        answer = world.answer(request.url)
    except Silence:
        failure = Failure(exceptions.DownloadConnectionRefusedError("refused"))  # type: ignore[no-untyped-call]
        failure.request = request  # type: ignore[attr-defined]
        yield from request.errback(failure) or ()
        return
    yield from request.callback(_response(request, answer), **request.cb_kwargs) or ()


def _response(request: Request, answer: Answer) -> HtmlResponse:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return HtmlResponse(answer.url, status=answer.status, headers=headers, body=answer.body, request=request)


def _let_time_pass(conn: Connection) -> None:
    """Move every time that the store remembers back, those that pages printed excepted."""
    rows = conn.execute(
        """SELECT c.table_name, array_agg(c.column_name::text)
           FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
           WHERE c.table_schema = 'public' AND c.data_type = 'timestamp with time zone' AND t.table_type = 'BASE TABLE'
             AND c.table_name IN ('articles', 'entries', 'channels', 'pauses', 'error_pages', 'snapshots', 'sites',
                                  'findings')
           GROUP BY c.table_name"""
    ).fetchall()
    for table, columns in rows:
        moves = [sql.SQL("{0} = {0} - %(by)s").format(sql.Identifier(column)) for column in columns]
        statement = sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(moves))
        conn.execute(statement, {"by": _BETWEEN_ROUNDS})


def judged(world: World, told: list[Told]) -> Outcome:
    outcome = Outcome()
    by_url: dict[str, list[Told]] = {url: [] for url in world.posts}
    for event in told:
        by_url[event.url].append(event)
    for url, post in world.posts.items():
        happened = [Told(url, "changed", number) for number in post.edits]
        if post.absent:
            begin, back, _ = post.absent
            happened.append(Told(url, "gone", begin))
            happened += [Told(url, "restored", back)] if back < ROUNDS else []
        if post.restless:
            outcome.restless.append(len(by_url[url]) - len(happened))
            outcome.restless_edits += len(happened)
            outcome.restless_edits_told += sum(event in by_url[url] for event in happened)
        else:
            _compare(outcome, happened, by_url[url])
    return outcome


def _compare(outcome: Outcome, happened: list[Told], told: list[Told]) -> None:
    rest = list(happened)
    for event in told:
        match = next((truth for truth in rest if _is_told_by(truth, event)), None)
        if match is None:
            outcome.wrong.append(event)
        else:
            rest.remove(match)
            outcome.right += 1
            outcome.by_kind[event.kind] += 1
    outcome.missed += rest


def _is_told_by(truth: Told, event: Told) -> bool:
    """A withdrawal is told at the second look, and at the end of the hours in which the site failed."""
    if truth.kind != event.kind:
        return False
    if truth.kind != "gone":
        return truth.round == event.round
    return truth.round < event.round <= truth.round + 1 + len(QUIET)
