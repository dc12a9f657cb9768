"""What was withdrawn is told, whatever its page says now; an outage of whatever form withdraws nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from db.connection import connect
from demo.world import beijing_now
from tests.crawler import plain
from tests.crawler.answering import Answering
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from demo.world import Answer
    from tests.crawler.rig import Rig
    from tests.crawler.starter import Starter

_ARTICLES = 4
_GONE: Answer = (404, {}, b"<h1>404 Not Found</h1>")
_CLOSED = plain.ok("<html><title>系统维护中</title><h1>系统维护中</h1><p>网站正在升级维护，请稍后访问。</p></html>")
# Neither a word nor a missing date gives it away.
_NOTICE = plain.ok(plain.article_page("本站公告", "2026-11-26", ["因机房搬迁，即日起停止对外提供查询，复通另行告知。"]))
_EMPTIED = plain.ok("<html><body><h1>某市召开座谈会听取意见</h1><div class='TRS_Editor'></div></body></html>")


def _links(number: int = _ARTICLES) -> list[Link]:
    return [Link(n) for n in range(1, number + 1)]


def _body(n: int) -> list[str]:
    return [f"第{n}次会议在第{n}会议室举行，{n}位代表到会，会期{n}天。", *plain.TEXT]


def _site(rig: Rig, name: str, number: int = _ARTICLES) -> None:
    links = _links(number)
    pages = {link.path: plain.ok(plain.article_page(plain.title(link.n), paragraphs=_body(link.n))) for link in links}
    plain.put(rig, name, plain.paged(links, 100) | pages)


def _all(answer: Answer, numbers: Sequence[int] = range(1, _ARTICLES + 1)) -> dict[str, Answer]:
    return {Link(n).path: answer for n in numbers}


def _pass_hours(rig: Rig, hours: int) -> None:
    with connect(rig.url) as conn:
        conn.execute(
            """UPDATE articles SET missing_since = missing_since - %(by)s, last_seen_at = last_seen_at - %(by)s,
                   first_seen_at = first_seen_at - %(by)s""",
            {"by": timedelta(hours=hours)},
        )


_WEIHU = {"/weihu/index.html": _CLOSED, "/": plain.ok("<h1>首页</h1>")}
_TO_WEIHU: Answer = (302, {"Location": "/weihu/index.html"}, b"")
_OUTAGES: dict[str, dict[str, Answer]] = {
    "lists-answer": _all(_GONE),
    "half": _all(_GONE, (1, 3, 5)),
    "closed": _all(_CLOSED) | {"/list.html": _CLOSED},
    "closed-half": _all(_CLOSED, (1, 2, 3)),
    "sent-away": _all(_TO_WEIHU) | _WEIHU,
    "sent-home": _all((302, {"Location": "/"}, b"")) | _WEIHU,
    "notice": _all(_NOTICE),
    "blank": _all(plain.ok("")),
    "emptied": _all(_EMPTIED),
    "broken": _all((500, {}, b"error")),
}


class _Quoting(Answering):
    """Prints another saying on one article of the site `restless` at every request."""

    edited = False
    _asked = count()

    def reply(self, path: str, asked: Mapping[str, str]) -> Answer | None:
        if path != "/a/700.html":
            return None
        saying = f"今日箴言：{'天地玄黄宇宙洪荒日月盈昃'[next(self._asked) % 12] * 5}，"
        text = ["会议延期。" if self.edited else plain.TEXT[0], saying, plain.TEXT[1]]
        return plain.ok(plain.article_page(plain.title(700), paragraphs=text))


@dataclass
class History:
    """What was told after each crawl: of which site, what, of which article."""

    told: list[set[tuple[str, str, str]]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    still_missing: int = -1
    versions: int = -1

    def of(self, *sites: str) -> list[set[tuple[str, str]]]:
        return [{(kind, title) for site, kind, title in step if site in sites} for step in self.told]


def _crawl(rig: Rig, history: History, names: Sequence[str], *words: str) -> None:
    before = len(rig.events())
    done = rig.crawl(*names, *words)
    assert done.reports.keys() == set(names), done.err
    events = rig.events()[before:]
    assert len({(e.site, e.kind, e.title) for e in events}) == len(events)
    history.told.append({(e.site, e.kind, e.title) for e in events if not e.baseline})


_FORMS: dict[int, Answer] = {
    1: _GONE,
    2: (410, {}, b""),
    3: (302, {"Location": "/"}, b""),
    4: (302, {"Location": "/list.html"}, b""),
    5: plain.ok(plain.article_page(plain.title(5), paragraphs=["网站首页 联系我们"])),
    6: plain.ok("<html><head><title>提示信息</title></head><body><div>您访问的页面不存在或已删除</div></body></html>"),
    7: _EMPTIED,
    **dict.fromkeys((8, 9, 10), _GONE),
}
_NAMES = (*_OUTAGES, "silent", "soft", "half-gone", "reused", "flap", "restless")


def _break(rig: Rig) -> None:
    for name, pages in _OUTAGES.items():
        plain.put(rig, name, pages)
    rig.server.down.add(plain.host("silent"))
    unlisted = {
        "/list.html": plain.ok(plain.list_page([Link(n) for n in range(12, 31)])),
        "/": plain.ok("<h1>首页</h1>"),
    }
    plain.put(rig, "soft", {Link(n).path: answer for n, answer in _FORMS.items()} | unlisted)
    plain.put(rig, "half-gone", _all(_GONE, range(1, 5)))
    plain.put(rig, "reused", {Link(3).path: _NOTICE})
    plain.put(rig, "flap", {Link(3).path: _GONE})


# Three of them are half of a site, ten of thirty are no more than a third.
_SIZES = {"half": 6, "closed-half": 6, "soft": 30, "half-gone": 8}


def _mend(rig: Rig) -> None:
    rig.server.down.discard(plain.host("silent"))
    for name in (*_OUTAGES, "silent", "flap"):
        _site(rig, name, _SIZES.get(name, _ARTICLES))


@pytest.fixture(scope="module")
def history(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Iterator[History]:
    """0: the baseline. 1, 2: all sorts of pages are missing, five hours apart. 3: the outages are over, and flap's
    article is back. 4, 5: it is missing again, and restless is edited. 6: a day later.
    """
    world = _Quoting({}, beijing_now)
    with rigged(server_url, tmp_path_factory.mktemp("history"), world, starter) as rig:
        for name in _NAMES:
            _site(rig, name, _SIZES.get(name, _ARTICLES))
        plain.put(rig, "restless", plain.paged([Link(700), *_links(2)], 9))
        found = History()
        _crawl(rig, found, _NAMES)
        _break(rig)
        _crawl(rig, found, _NAMES, "--revisit")
        _pass_hours(rig, 5)
        _crawl(rig, found, _NAMES, "--revisit")
        _mend(rig)
        _crawl(rig, found, (*_OUTAGES, "silent", "flap", "restless"), "--revisit")
        with connect(rig.url) as conn:
            sites = [*_OUTAGES, "silent"]
            row = conn.execute("SELECT count(missing_since) FROM articles WHERE site = ANY(%s)", (sites,)).fetchone()
            found.still_missing = row[0] if row else -1
        world.edited = True
        plain.put(rig, "flap", {Link(3).path: _GONE})
        for _ in range(2):
            _crawl(rig, found, ("flap", "restless"), "--revisit")
        _pass_hours(rig, 25)
        _crawl(rig, found, ("half-gone",), "--revisit")
        found.texts = {row["url"].partition("//www.")[2]: row["body_text"] for row in rig.rows()}
        with connect(rig.url) as conn:
            row = conn.execute("SELECT max(version) FROM articles WHERE site = 'restless'").fetchone()
            found.versions = row[0] if row else -1
        yield found


@pytest.mark.parametrize("name", [*_OUTAGES, "silent"])
def test_no_form_of_outage_withdraws_or_changes_an_article(history: History, name: str) -> None:
    assert history.of(name) == [set()] * 7


def test_an_outage_that_is_over_leaves_nothing(history: History) -> None:
    assert history.still_missing == 0


def test_ten_withdrawals_at_once_of_whatever_form_are_told_at_the_second_look_while_the_others_are_well(
    history: History,
) -> None:
    assert history.of("soft")[1:] == [set(), {("gone", plain.title(n)) for n in _FORMS}, *[set()] * 4]


def test_an_article_that_is_only_off_the_list_is_not_withdrawn(history: History) -> None:
    assert ("gone", plain.title(11)) not in set().union(*history.of("soft"))


def test_the_last_text_of_what_was_withdrawn_is_kept(history: History) -> None:
    assert history.texts[f"soft.example.cn{Link(5).path}"] == "\n".join(_body(5))


def test_half_a_site_that_is_missing_is_withdrawn_when_it_was_for_a_day_and_the_rest_is_well(history: History) -> None:
    assert history.of("half-gone") == [set()] * 6 + [{("gone", plain.title(n)) for n in range(1, 5)}]


def test_a_page_that_shows_another_article_is_changed_at_the_second_look(history: History) -> None:
    assert history.of("reused")[1:] == [set(), {("changed", "本站公告")}, *[set()] * 4]


def test_an_article_that_comes_and_goes_rings_ever_more_rarely(history: History) -> None:
    gone, restored = {("gone", plain.title(3))}, {("restored", plain.title(3))}
    assert history.of("flap")[1:] == [set(), gone, restored, set(), set(), set()]


def test_a_page_that_says_something_else_at_every_request_is_no_news_until_it_is_edited_elsewhere(
    history: History,
) -> None:
    assert history.of("restless")[1:] == [set(), set(), set(), {("changed", plain.title(700))}, set(), set()]
    assert history.versions == 2


def test_what_is_new_is_asked_for_before_what_is_known(rig: Rig) -> None:
    _site(rig, "busy", 20)
    rig.crawl("busy")
    _site(rig, "busy", 22)
    rig.server.forget_log()
    rig.crawl("busy", "--revisit")
    # Some requests are on their way before the list has come.
    assert {Link(21).path, Link(22).path} < set(plain.fetched(rig, "busy", "/a/")[:15])
