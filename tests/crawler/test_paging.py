"""List pages: how deep a crawl turns them, and what happens when they move, break or never end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from demo.world import World, beijing_now
from news.urls import url_key
from tests.crawler import plain
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.crawler.rig import Done, Rig
    from tests.crawler.starter import Starter

# Names of the sites: what is the matter with each.
_SITES = ("walks", "shift", "trap", "farm", "page404", "page500", "redesign")


class MovingWorld(World):
    """A web that changes right after it answered: `then` by the URL that was asked for."""

    def __init__(self) -> None:
        super().__init__({}, beijing_now)
        self.then: dict[str, Callable[[], None]] = {}

    def respond(self, method: str, url: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        answer = super().respond(method, url, headers)
        self.then.pop(url, lambda: None)()
        return answer


@dataclass(frozen=True, slots=True)
class Step:
    """One crawl: how it ended, the list pages and articles each site was asked for, and the news of each."""

    done: Done
    lists: Mapping[str, Sequence[str]]
    articles: Mapping[str, Sequence[str]]
    stored: Mapping[str, int]
    news: Mapping[str, Sequence[str]]


def _crawl(rig: Rig, sites: Sequence[str], *options: str) -> Step:
    before = len(rig.events())
    rig.server.forget_log()
    done = rig.crawl(*sites, *options)
    rows = rig.rows()
    fresh = [event for event in rig.events()[before:] if not event.baseline]
    return Step(
        done,
        {site: plain.fetched(rig, site, "/list") for site in sites},
        {site: sorted(plain.fetched(rig, site, "/a/")) for site in sites},
        {site: sum(row["site"] == site for row in rows) for site in sites},
        {site: sorted(url_key(e.url).partition("/")[2] for e in fresh if e.site == site) for site in sites},
    )


def _links(*numbers: int) -> list[Link]:
    return [Link(number) for number in numbers]


def _paths(*numbers: int) -> list[str]:
    return sorted(f"/a/{number}.html" for number in numbers)


def _keys(*numbers: int) -> list[str]:
    return sorted(f"a/{number}.html" for number in numbers)


_PINNED = _links(1)
_WALKS = _links(*range(21, 9, -1))
_SHIFT = _links(*range(25, 19, -1))
_SINCE = [Link(6), Link(5, "2026-11-19"), Link(4, "2026-11-10"), Link(3, "2026-11-09"), Link(2, "2026-11-01")]
_BROKEN: Mapping[str, int] = {"page404": 404, "page500": 500}


def _begin(rig: Rig) -> None:
    plain.put(rig, "walks", plain.paged(_WALKS, 3, _PINNED))
    plain.put(rig, "shift", plain.paged(_SHIFT, 3))
    plain.put(rig, "shallow", plain.paged(_links(*range(21, 9, -1)), 3))
    plain.put(rig, "since", plain.paged(_SINCE, 2) | plain.articles([Link(1, "2026-10-01")]))
    endless = {
        f"/list_{k}.html": plain.ok(plain.list_page(_links(1, 2, 3), f"/list_{k + 1}.html")) for k in range(2, 30)
    }
    plain.put(
        rig,
        "trap",
        plain.paged(_links(3, 2, 1), 3)
        | endless
        | {"/list.html": plain.ok(plain.list_page(_links(3, 2, 1), "/list_2.html"))},
    )
    plain.put(rig, "farm", plain.paged(_links(*range(40, 0, -1)), 2), "[pace]\nbaseline_pages = 4\n")
    for name, status in _BROKEN.items():
        broken = {"/list_2.html": (status, {"Content-Type": "text/html"}, b"<h1>error</h1>")}
        plain.put(rig, name, plain.paged(_links(6, 5, 4, 3, 2, 1), 3) | broken)
    plain.put(rig, "redesign", plain.paged(_links(3, 2, 1), 3))


@dataclass(frozen=True, slots=True)
class Steps:
    """first: baselines. shallow, since: limited ones. second: a post, repairs, a redesign, a list that moves while it
    is walked. third: a burst of posts and another pinned one. full: older pages than any crawl has seen.
    """

    first: Step
    shallow: Step
    since: Step
    second: Step
    third: Step
    full: Step


@pytest.fixture(scope="module")
def steps(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Steps:
    world = MovingWorld()
    with rigged(server_url, tmp_path_factory.mktemp("paging"), world, starter) as rig:
        _begin(rig)
        first = _crawl(rig, _SITES)
        shallow = _crawl(rig, ["shallow"], "--pages", "1")
        since = _crawl(rig, ["since"], "--since", "2026-11-10")

        plain.put(rig, "walks", plain.paged([*_links(30), *_WALKS], 3, _PINNED))
        plain.put(rig, "shallow", plain.paged(_links(*range(22, 9, -1)), 3))
        plain.put(rig, "page500", plain.paged(_links(6, 5, 4, 3, 2, 1), 3))
        plain.put(rig, "redesign", {"/list.html": plain.ok("<html><body><div id='app'></div></body></html>")})
        posted = _links(29, 28, 27, 26)
        plain.put(rig, "shift", plain.paged([*posted, *_SHIFT], 3))
        moved = plain.paged([*_links(31, 30), *posted, *_SHIFT], 3)
        world.then[plain.url("shift", "/list.html")] = lambda: world.mount(plain.host("shift"), moved)
        second = _crawl(rig, [*_SITES, "shallow"])

        burst = [*_links(*range(37, 30, -1)), *_links(30), *_WALKS]
        plain.put(rig, "walks", plain.paged(burst, 3, [*_links(99), *_PINNED]))
        third = _crawl(rig, ["walks", "shift", "page404"])
        plain.put(rig, "walks", plain.paged([*burst, *_links(9, 8, 7)], 3, [*_links(99), *_PINNED]))
        return Steps(first, shallow, since, second, third, _crawl(rig, ["walks"], "--full"))


def test_the_first_crawl_walks_to_the_end_of_the_channel(steps: Steps) -> None:
    assert steps.first.lists["walks"] == ["/list.html", "/list_2.html", "/list_3.html", "/list_4.html"]
    assert steps.first.articles["walks"] == _paths(1, *range(10, 22))
    assert steps.first.stored["walks"] == 13
    assert not steps.first.news["walks"]


def test_the_first_crawl_walks_as_deep_as_the_definition_says(steps: Steps) -> None:
    assert len(steps.first.lists["farm"]) == 4
    assert steps.first.articles["farm"] == _paths(*range(33, 41))


def test_a_pager_that_shows_the_same_entries_for_ever_is_left_at_once(steps: Steps) -> None:
    assert steps.first.lists["trap"] == ["/list.html", "/list_2.html"]
    assert steps.first.stored["trap"] == 3


def test_a_later_crawl_stops_at_known_ground_whatever_is_pinned_on_top(steps: Steps) -> None:
    assert steps.second.lists["walks"] == ["/list.html", "/list_2.html"]
    assert steps.second.articles["walks"] == _paths(30)
    assert steps.second.news["walks"] == _keys(30)


def test_a_burst_of_posts_is_walked_to_its_end_and_no_further(steps: Steps) -> None:
    assert steps.third.lists["walks"] == [f"/list{k}.html" for k in ("", "_2", "_3", "_4")]
    assert steps.third.news["walks"] == _keys(99, *range(31, 38))


def test_a_full_crawl_walks_every_page_and_what_lies_beyond_known_ground_is_no_news(steps: Steps) -> None:
    assert len(steps.full.lists["walks"]) == 8
    assert steps.full.articles["walks"] == _paths(7, 8, 9)
    assert not steps.full.news["walks"]
    assert steps.full.done.reports["walks"]["new"] == 3


def test_a_crawl_of_one_page_reads_one_page_and_is_the_baseline(steps: Steps) -> None:
    assert steps.shallow.lists["shallow"] == ["/list.html"]
    assert steps.shallow.articles["shallow"] == _paths(19, 20, 21)
    assert not steps.shallow.news["shallow"]


def test_after_a_shallow_baseline_only_what_was_posted_since_is_news(steps: Steps) -> None:
    assert steps.second.news["shallow"] == _keys(22)
    assert steps.second.lists["shallow"] == ["/list.html", "/list_2.html"]


def test_a_crawl_since_a_day_leaves_older_entries_alone_and_turns_no_further_page(steps: Steps) -> None:
    assert steps.since.lists["since"] == ["/list.html", "/list_2.html", "/list_3.html"]
    assert steps.since.articles["since"] == _paths(4, 5, 6)


def test_posts_that_arrive_while_the_list_is_walked_are_not_missed_nor_is_any_other(steps: Steps) -> None:
    assert steps.second.news["shift"] == _keys(26, 27, 28, 29)
    assert steps.third.news["shift"] == _keys(30, 31)
    assert steps.third.stored["shift"] == 12


def test_a_later_page_that_does_not_exist_ends_the_walk_and_is_said(steps: Steps) -> None:
    report = steps.first.done.reports["page404"]
    assert steps.first.stored["page404"] == 3
    assert report["error"] is None
    assert [(reason["url"], "404" in reason["reason"]) for reason in report["reasons"]] == [
        (plain.url("page404", "/list_2.html"), True)
    ]
    assert steps.third.lists["page404"] == ["/list.html"]


def test_a_later_page_that_fails_is_walked_again_by_the_next_crawl(steps: Steps) -> None:
    assert steps.first.stored["page500"] == 3
    assert "500" in steps.first.done.reports["page500"]["reasons"][0]["reason"]
    assert steps.second.articles["page500"] == _paths(1, 2, 3)
    assert steps.second.done.reports["page500"]["failed"] == 0
    assert not steps.second.news["page500"]


def test_a_list_without_entries_after_a_redesign_is_a_failure_and_no_success(steps: Steps) -> None:
    report = steps.second.done.reports["redesign"]
    assert steps.first.done.reports["redesign"]["error"] is None
    assert "改版" in report["error"]
    assert report["gone"] == 0
    assert steps.second.done.code == 1
    assert any("redesign" in line for line in steps.second.done.said)
