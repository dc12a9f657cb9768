"""A site of every family with its definition: crawled by one page, whole, with nothing new, and with news."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from demo.families import STYLES, family
from demo.world import World, beijing_now
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.replica import Replica
    from tests.crawler.rig import Done, Rig
    from tests.crawler.starter import Starter

_DEFINITIONS = Path(__file__).parent / "families"
# Whose list is one for machines: one channel of one page.
_MACHINE_LISTS = ("by-feed", "by-sitemap")
each_family = pytest.mark.parametrize("name", sorted(STYLES))


@dataclass(frozen=True, slots=True)
class Step:
    """One crawl of all families: how it ended, how often each path of a host was asked for, how many requests a host
    had to answer at one time, and what the store held.
    """

    done: Done
    asked: Mapping[str, Counter[str]]
    in_flight: Mapping[str, int]
    stored: Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Steps:
    """shallow: one list page a channel. full: all of them. idle: nothing is new. news: two posts in each site."""

    replicas: Mapping[str, Replica]
    later: Mapping[str, Replica]
    shallow: Step
    full: Step
    idle: Step
    news: Step


def _crawl(rig: Rig, *options: str) -> Step:
    rig.server.forget_log()
    done = rig.crawl(*STYLES, *options)
    asked: dict[str, Counter[str]] = {f"www.{name}.example.cn": Counter() for name in STYLES}
    for record in rig.server.log:
        if record.path != "/robots.txt":
            asked[record.host][_written(record.path)] += 1
    in_flight = {host: rig.server.most_in_flight(host) for host in asked}
    stored: dict[str, list[dict[str, Any]]] = {name: [] for name in STYLES}
    for row in rig.rows():
        stored[row["site"]].append(row)
    return Step(done, asked, in_flight, stored)


def _written(path: str) -> str:
    """One form for the ways in which a query can be written."""
    parts = urlsplit(path)
    return f"{parts.path}?{sorted(parse_qsl(parts.query))}" if parts.query else parts.path


@pytest.fixture(scope="module")
def steps(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Steps:
    today = beijing_now().date()
    replicas = {name: family(name, today, small=True) for name in STYLES}
    later = {name: family(name, today, fresh=2, small=True) for name in STYLES}
    with rigged(server_url, tmp_path_factory.mktemp("families"), World({}, beijing_now), starter) as rig:
        for file in _DEFINITIONS.glob("*.toml"):
            shutil.copy(file, rig.sites)
        for replica in replicas.values():
            rig.world.serve(replica)
        shallow = _crawl(rig, "--pages", "1")
        full, idle = _crawl(rig, "--full"), _crawl(rig)
        for replica in later.values():
            rig.world.serve(replica)
        return Steps(replicas, later, shallow, full, idle, _crawl(rig))


def _lists(replica: Replica, step: Step) -> list[str]:
    """Return what was asked for and is no article, once for each time."""
    articles = {item.path for item in replica.items}
    return [path for path in step.asked[replica.host].elements() if path not in articles]


def _channels(replica: Replica) -> int:
    return 1 if replica.name in _MACHINE_LISTS else len(replica.columns)


def _pages(replica: Replica) -> int:
    return 1 if replica.name in _MACHINE_LISTS else len(replica.list_pages)


def _told(replica: Replica) -> list[tuple[str, str, str]]:
    return sorted((truth.url, truth.title, str(truth.day)) for truth in replica.articles())


def _found(step: Step, name: str) -> list[tuple[str, str, str]]:
    return sorted((row["url"], row["title"], row["published_at"][:10]) for row in step.stored[name])


def test_every_family_of_the_catalogue_has_a_replica() -> None:
    known = {file.stem for file in (Path(__file__).parents[2] / "sites" / "families").glob("*.toml")}
    # 人民网's is www.tyzx.people.cn of the story.
    assert known - {"people"} <= STYLES.keys()
    assert STYLES.keys() == {file.stem for file in _DEFINITIONS.glob("*.toml")}


@each_family
def test_a_full_crawl_finds_every_article_once_and_nothing_else(steps: Steps, name: str) -> None:
    assert _found(steps.full, name) == _told(steps.replicas[name])


@each_family
def test_no_article_is_fetched_twice(steps: Steps, name: str) -> None:
    replica = steps.replicas[name]
    asked = sum((step.asked[replica.host] for step in (steps.shallow, steps.full, steps.idle)), Counter[str]())
    assert {asked[item.path] for item in replica.items} == {1}


@each_family
def test_a_crawl_of_one_page_a_channel_turns_no_page(steps: Steps, name: str) -> None:
    replica = steps.replicas[name]
    assert len(_lists(replica, steps.shallow)) == _channels(replica)


@each_family
def test_a_full_crawl_walks_every_page_once(steps: Steps, name: str) -> None:
    replica = steps.replicas[name]
    asked = _lists(replica, steps.full)
    assert len(asked) == len(set(asked)) == _pages(replica)


@each_family
def test_when_nothing_is_new_one_list_page_a_channel_is_fetched_and_no_article(steps: Steps, name: str) -> None:
    replica = steps.replicas[name]
    asked = sum(steps.idle.asked[replica.host].values())
    assert len(_lists(replica, steps.idle)) == asked == _channels(replica)
    assert steps.idle.done.reports[name]["new"] == 0


@each_family
def test_what_is_posted_is_found_and_nothing_else(steps: Steps, name: str) -> None:
    assert _found(steps.news, name) == _told(steps.later[name])
    assert steps.news.done.reports[name]["new"] == 2


def test_no_host_has_two_requests_to_answer_at_one_time(steps: Steps) -> None:
    for step in (steps.shallow, steps.full, steps.idle, steps.news):
        assert set(step.in_flight.values()) == {1}


@each_family
def test_nothing_goes_wrong_on_the_way(steps: Steps, name: str) -> None:
    for step in (steps.shallow, steps.full, steps.idle, steps.news):
        report = step.done.reports[name]
        assert (report["error"], report["failed"], report["reasons"]) == (None, 0, [])
