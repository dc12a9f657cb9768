"""Sites that turn us away or ask for patience: told, left alone for as long as it takes, and read again later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.http import HtmlResponse, Response

from crawler.network.refusals import MOST_IN_A_ROW, turned_away, wait_asked
from db import pauses
from db.connection import connect
from tests.crawler import plain
from tests.crawler.answering import entries_of, reasons_of, titles_of
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from demo.world import Answer
    from tests.crawler.rig import Rig

_JSL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"


@pytest.mark.parametrize("status", [200, 521])
def test_a_site_behind_a_wall_is_reported_as_blocked_and_left_alone_for_hours(rig: Rig, status: int) -> None:
    links = [Link(n) for n in range(12)]
    plain.put(rig, "wall", plain.paged(links, 20))
    rig.crawl("wall")
    wall: Answer = (status, {"Content-Type": "text/html"}, _JSL.encode())
    plain.put(rig, "wall", {link.path: wall for link in links} | {"/list.html": wall})
    done = rig.crawl("wall", "--revisit")
    assert done.code == 1
    assert "拦截" in done.reports["wall"]["error"]
    assert "加速乐" in done.reports["wall"]["error"]
    # The list, and as many pages as it takes to be sure: one may be on its way meanwhile.
    asked = plain.fetched(rig, "wall")[1 + len(links) :]
    assert len(asked) <= MOST_IN_A_ROW + 1
    assert [e.kind for e in rig.events()] == ["new"] * 12
    with connect(rig.url) as conn:
        pause = pauses.current(conn, "wall")
        said = conn.execute("SELECT last_error FROM sites WHERE id = 'wall'").fetchone()
    assert pause is not None
    assert timedelta(hours=1) < pause.until - datetime.now(UTC) < timedelta(hours=3)
    assert said is not None
    assert "暂停到" in said[0]


def _scheduled(rig: Rig, name: str) -> None:
    """Crawl once as the scheduler would."""
    code = (
        "import sys, asyncio\n"
        "from crawler.engine import Engine, run_on_reactor\nfrom crawler.options import CrawlOptions\n"
        "from crawler.loader import current_catalogue\n"
        f"engine = Engine(current_catalogue(), {rig.url!r}, 1)\n"
        "async def main():\n"
        f"    report = await engine.crawl({name!r}, CrawlOptions(trigger='schedule'), watch=lambda s, t: None)\n"
        "    print(report.error or 'ok')\n"
        "run_on_reactor(engine, main, engine.stop_soon)\n"
    )
    done = rig.python(("-c", code))
    assert done.code == 0, done.err


def test_while_a_site_rests_no_scheduled_crawl_asks_it_for_anything_and_a_crawl_by_hand_ends_the_rest(rig: Rig) -> None:
    wall: Answer = (521, {"Content-Type": "text/html"}, _JSL.encode())
    good = plain.paged([Link(1)], 20)
    plain.put(rig, "rest", good | {"/list.html": wall})
    rig.crawl("rest")
    plain.put(rig, "rest", good)
    before = len(rig.server.log)
    _scheduled(rig, "rest")
    assert len(rig.server.log) == before
    with connect(rig.url) as conn:
        state, error = conn.execute(
            "SELECT r.state, s.last_error FROM runs r JOIN sites s ON s.id = r.site ORDER BY r.id DESC"
        ).fetchone() or ("", "")
    assert state == "failed"
    assert "暂停到" in error
    assert rig.crawl("rest").reports["rest"]["new"] == 1
    with connect(rig.url) as conn:
        assert pauses.current(conn, "rest") is None


def test_one_page_behind_a_wall_pauses_nothing_and_is_fetched_later(rig: Rig) -> None:
    pages = plain.paged([Link(n) for n in (3, 2, 1)], 20)
    plain.put(rig, "one", pages | {Link(2).path: (403, {"X-Tengine-Error": "denied by http_custom"}, b"no")})
    done = rig.crawl("one")
    assert done.reports["one"]["error"] is None
    assert "阿里云" in reasons_of(done, "one")["2.html"]
    with connect(rig.url) as conn:
        conn.execute("UPDATE entries SET tries = 9 WHERE state = 'pending'")
    rig.crawl("one")
    assert entries_of(rig)[Link(2).path] == "pending"
    assert entries_of(rig, "unreadable")[Link(2).path] == 0
    plain.put(rig, "one", pages)
    rig.crawl("one")
    assert len(titles_of(rig)) == 3


def test_pages_that_are_closed_to_everybody_pause_nothing_and_a_closed_list_does(rig: Rig) -> None:
    links = [Link(n) for n in range(8)]
    closed: Answer = (403, {}, b"login first")
    plain.put(rig, "closed", plain.paged(links, 20) | {link.path: closed for link in links[:6]})
    assert rig.crawl("closed").reports["closed"]["error"] is None
    assert len(plain.fetched(rig, "closed", "/a/")) == len(links)
    with connect(rig.url) as conn:
        assert pauses.current(conn, "closed") is None
        plain.put(rig, "closed", {"/list.html": closed})
        assert "403" in rig.crawl("closed").reports["closed"]["error"]
        assert pauses.current(conn, "closed") is not None


def test_each_pause_in_a_row_is_longer_and_one_that_the_site_named_is_kept(conn: Any) -> None:
    conn.execute("INSERT INTO sites (id, name) VALUES ('a', 'a'), ('b', 'b')")
    waits = [pauses.pause(conn, "a", "被拦截") - datetime.now(UTC) for _ in range(7)]
    assert all(later > earlier for earlier, later in pairwise(waits[:4]))
    assert waits[-1] <= timedelta(days=1)
    named = pauses.pause(conn, "b", "HTTP 429", timedelta(minutes=10)) - datetime.now(UTC)
    assert timedelta(minutes=9) < named <= timedelta(minutes=10)
    assert pauses.pause(conn, "b", "HTTP 429", timedelta(days=400)) - datetime.now(UTC) <= timedelta(days=1)
    pauses.end(conn, "b")
    assert pauses.current(conn, "b") is None
    assert pauses.current(conn, "a") is not None


def _response(status: int, body: str = "", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse("http://a.cn/", status, headers=named, body=body.encode(), encoding="utf-8")


@pytest.mark.parametrize(
    ("response", "sign"),
    [
        (_response(521), "加速乐"),
        (_response(412), "瑞数"),
        (_response(202, "<script>$_ts=window['$_ts'];</script>"), "瑞数"),
        (_response(403, Server="panyun"), "盘云"),
        (_response(405, "<h1>405</h1>" * 900), "防火墙"),
        (_response(403), "403"),
        (_response(429), "429"),
        (_response(200, _JSL), "加速乐"),
    ],
)
def test_who_turns_us_away_is_told_by_status_header_or_page(response: Response, sign: str) -> None:
    assert sign in (turned_away(response) or "")


@pytest.mark.parametrize("status", [200, 304, 404, 500, 503])
def test_any_other_answer_is_the_sites_own(status: int) -> None:
    assert turned_away(_response(status, plain.article_page("题"))) is None


# Patience


_NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "120", 120),
        (503, "120", 120),
        (503, "Wed, 25 Nov 2026 12:10:00 GMT", 600),
        (503, "Wed, 25 Nov 2026 11:00:00 GMT", 0),
        (429, "99999999999999999999", 86400),
        (503, "soon", None),
        (503, "", None),
        (503, "-5", None),
        (500, "120", None),
    ],
)
def test_how_long_a_server_asks_us_to_wait(status: int, value: str, seconds: int | None) -> None:
    wait = wait_asked(_response(status, Retry_After=value), _NOW)
    assert (None if wait is None else wait.total_seconds()) == seconds


def test_after_429_that_names_a_time_the_host_is_left_alone_until_then(rig: Rig) -> None:
    links = [Link(n) for n in range(8)]
    busy: Answer = (429, {"Retry-After": "900"}, b"slow down")
    plain.put(rig, "busy", plain.paged(links, 20) | {link.path: busy for link in links})
    done = rig.crawl("busy")
    assert "429" in done.reports["busy"]["error"]
    assert len(plain.fetched(rig, "busy", "/a/")) <= 2
    with connect(rig.url) as conn:
        pause = pauses.current(conn, "busy")
    assert pause is not None
    assert timedelta(minutes=13) < pause.until - datetime.now(UTC) <= timedelta(minutes=15)


def test_a_page_that_is_not_ready_is_asked_for_again_no_earlier_than_it_said(rig: Rig) -> None:
    later: Answer = (503, {"Retry-After": "7200"}, b"later")
    plain.put(rig, "later", plain.paged([Link(2), Link(1)], 20) | {Link(2).path: later})
    assert rig.crawl("later").reports["later"]["error"] is None
    with connect(rig.url) as conn:
        row = conn.execute("SELECT next_try_at - now() FROM entries WHERE state = 'pending'").fetchone()
    assert row is not None
    assert timedelta(minutes=115) < row[0] <= timedelta(minutes=120)


def test_each_host_of_a_site_has_its_own_robots_txt_and_crawl_delay(rig: Rig) -> None:
    links = "".join(f"<li><a href='{plain.url('twin', f'/a/{n}.html')}'>{plain.title(n)}</a></li>" for n in (7, 8, 9))
    own = "".join(f"<li><a href='{Link(n).path}'>{plain.title(n)}</a></li>" for n in (1, 2, 3))
    pages = plain.articles([Link(n) for n in (1, 2, 3)]) | {"/list.html": plain.ok(f"<ul>{own}{links}</ul>")}
    plain.put(rig, "main", pages | {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /a/2\n")})
    file = rig.sites / "main.toml"
    file.write_text(file.read_text().replace('hosts = ["', f'hosts = ["{plain.host("twin")}", "'))
    robots: dict[str, Answer] = {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /a/8\nCrawl-delay: 0.5\n")}
    rig.world.mount(plain.host("twin"), plain.articles([Link(n) for n in (7, 8, 9)]) | robots)
    rig.crawl("main")
    assert titles_of(rig) == sorted(plain.title(n) for n in (1, 3, 7, 9))
    twin = [r for r in rig.server.log if r.host == plain.host("twin") and r.path != "/robots.txt"]
    assert [r.path for r in twin].count("/a/8.html") == 0
    assert twin[1].started - twin[0].ended >= 0.49
    main = [r for r in rig.server.log if r.host == plain.host("main") and r.path.startswith("/a/")]
    assert main[1].started - main[0].ended < 0.45
