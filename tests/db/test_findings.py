"""Findings in the store: history by which they are judged, opened once, cleared by the run that sees them end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db import checks, findings, runs, sites
from db.connection import connect
from news.article import Moment
from news.health import Finding
from news.run import Tally
from tests.db.samples import ARTICLE, look, sighting, site

if TYPE_CHECKING:
    from psycopg import Connection


_SITE = site("minmeng", re.compile("."))
_EMPTY = Finding("empty_list", "http://a/list", "栏目没有条目")
_SILENT = Finding("silent", "", "太久没有新文")


def _open(conn: Connection) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in findings.open_ones(conn)]


def test_a_finding_opens_once_goes_on_and_is_cleared_by_what_does_not_name_it(conn: Connection) -> None:
    sites.register(conn, [_SITE])
    findings.record(conn, "minmeng", [_EMPTY, _SILENT])
    first = {one.kind: one for one in findings.open_ones(conn)}
    findings.record(conn, "minmeng", [replace(_EMPTY, said="仍没有条目")])
    (only,) = findings.open_ones(conn)
    assert (only.kind, only.said) == ("empty_list", "仍没有条目")
    assert only.first_seen_at == first["empty_list"].first_seen_at
    assert only.last_seen_at > only.first_seen_at
    findings.record(conn, "minmeng", [])
    assert _open(conn) == []
    findings.record(conn, "minmeng", [_EMPTY])
    assert _open(conn) == [("empty_list", "http://a/list")]


def test_what_no_run_has_seen_for_two_weeks_is_not_shown(conn: Connection) -> None:
    sites.register(conn, [_SITE])
    findings.record(conn, "minmeng", [_SILENT])
    conn.execute("UPDATE findings SET last_seen_at = now() - interval '15 days'")
    assert _open(conn) == []
    assert not findings.operator_is_due(conn)


def test_another_sites_findings_are_left_alone(conn: Connection) -> None:
    sites.register(conn, [_SITE, site("acfic", re.compile("."))])
    findings.record(conn, "minmeng", [_SILENT])
    findings.record(conn, "acfic", [])
    assert [one.site for one in findings.open_ones(conn)] == ["minmeng"]


def test_the_newest_posts_are_set_against_those_before(conn: Connection) -> None:
    now = datetime.now(UTC)
    for k in range(12):
        old = now - timedelta(days=100 + k)
        look(
            conn,
            replace(ARTICLE, published=Moment(old, "day")),
            sighting(f"minmeng.org.cn/old{k}.html", at=now, baseline=True),
        )
    for k in range(3):
        look(
            conn,
            replace(ARTICLE, published=Moment(now, "day"), source=None, provenance={"body_text": "generic"}),
            sighting(f"minmeng.org.cn/new{k}.html", at=now),
        )
    past = findings.past_of(conn, "minmeng")
    assert (past.recent.articles, past.recent.rate("source"), dict(past.recent.readers)) == (3, 0.0, {"generic": 3})
    assert (past.before.articles, past.before.rate("source")) == (12, 1.0)
    # A day each of the old ones, and the one day that the new ones print.
    assert len(past.posted) == 13
    assert list(past.posted) == sorted(past.posted)


def test_failing_since_is_the_first_failed_run_after_the_last_good_one(conn: Connection) -> None:
    sites.register(conn, [_SITE])

    def ran(failed: bool) -> None:
        runs.finish(conn, runs.begin(conn, "minmeng", "schedule"), Tally(), failed=failed)

    ran(failed=True)
    ran(failed=False)
    assert findings.past_of(conn, "minmeng").failing_since is None
    before = datetime.now(UTC)
    ran(failed=True)
    ran(failed=True)
    since = findings.past_of(conn, "minmeng").failing_since
    assert since is not None
    assert before - timedelta(seconds=1) < since <= datetime.now(UTC)


def test_the_operator_is_told_in_turn_and_only_while_something_is_open(conn: Connection, database_url: str) -> None:
    sites.register(conn, [_SITE])
    assert not findings.operator_is_due(conn)
    findings.record(conn, "minmeng", [_SILENT])
    assert findings.operator_is_due(conn)
    with conn.transaction():
        assert findings.take_operator_turn(conn)
        with connect(database_url) as other, other.transaction():
            assert not findings.take_operator_turn(other)
        findings.tell_operator_again(conn, timedelta(days=1))
    assert not findings.operator_is_due(conn)


def test_the_last_check_of_each_site_is_known(conn: Connection) -> None:
    sites.register(conn, [_SITE])
    checks.record(conn, "minmeng", ok=False, what={"problems": ["没有正文"]})
    checks.record(conn, "minmeng", ok=True, what={"problems": []})
    (last,) = checks.latest(conn).values()
    assert (last.site, last.ok, last.what) == ("minmeng", True, {"problems": []})


def test_the_newest_stored_articles_come_with_their_raw_pages(conn: Connection) -> None:
    look(conn, ARTICLE)
    (stored,) = checks.newest_articles(conn, "minmeng", 5)
    assert (stored.title, stored.file, stored.length) == (ARTICLE.title, "warc/minmeng.warc.gz", 512)
    assert checks.newest_articles(conn, "acfic", 5) == []
