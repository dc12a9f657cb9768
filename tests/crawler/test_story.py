"""New posts, edits, withdrawals and returns at the replica, and the crawls in which nothing happened."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from demo import acfic, minmeng, people, zytzb
from news.urls import url_key
from tests.crawler import plain
from tests.crawler.rig import REPLICA
from tests.crawler.story import EDITED_BODY, EDITED_TITLE, OUTAGE

if TYPE_CHECKING:
    from db.events import Event
    from demo.post import Template
    from tests.crawler.story import Step, Story

_TEMPLATES: tuple[Template, ...] = (acfic, minmeng, people, zytzb)
_HOSTS = {template.SITE: template.HOST for template in _TEMPLATES}


def _added(before: Step, after: Step) -> list[tuple[str, str]]:
    """What kinds of event a step added, and of which articles."""
    return [(event.kind, url_key(event.url)) for event in after.events[len(before.events) :]]


def _event(step: Step, kind: str) -> Event:
    (found,) = [event for event in step.events if event.kind == kind and not event.baseline]
    return found


def test_the_same_rules_read_a_raw_page_as_the_crawl_read_it(story: Story) -> None:
    assert len(story.reread) > len(story.first.stored)
    assert {(done.what, *done.how) for done in story.reread} == {("unchanged",)}


def test_what_the_first_crawl_finds_is_the_baseline_and_no_news(story: Story) -> None:
    assert story.first.done.code == 0
    assert len(story.first.events) == len(story.first.stored)
    assert all(event.baseline and event.kind == "new" for event in story.first.events)


def test_an_article_of_two_channels_under_two_addresses_is_fetched_once(story: Story) -> None:
    shared = [post for post in story.posts if len(post.channels) > 1]
    asked = Counter(record.path.partition("?")[0] for record in story.first.log)
    assert {post.site for post in shared} == set(REPLICA)
    assert all(asked[post.path] == 1 for post in shared)


def test_the_second_crawl_finds_nothing_new(story: Story) -> None:
    assert story.second.done.code == 0
    assert not _added(story.first, story.second)
    assert all(report["new"] == report["changed"] == 0 for report in story.second.done.reports.values())


@pytest.mark.parametrize("template", _TEMPLATES, ids=lambda template: str(template.SITE))
def test_the_second_crawl_asks_for_at_most_one_list_page_of_a_channel_and_for_no_article(
    story: Story, template: Template
) -> None:
    asked = [r.path for r in story.second.asked(template.HOST) if r.path != "/robots.txt"]
    folders = Counter(path.rpartition("/")[0] + "/" for path in asked)
    assert set(folders) <= {"/", *(channel.path for channel in template.CHANNELS)}
    assert max(folders.values()) == 1


@pytest.mark.parametrize("site", ["acfic", "tyzx-people", "zytzb"])
def test_a_site_that_knows_conditional_requests_answers_304_to_the_second_crawl(story: Story, site: str) -> None:
    answers = [r for r in story.second.asked(_HOSTS[site]) if r.path != "/robots.txt"]
    assert answers
    assert all(record.conditional and record.status == 304 for record in answers)


def test_a_new_post_makes_exactly_one_event(story: Story) -> None:
    added = [event for event in _added(story.second, story.third) if event[0] == "new"]
    assert added == [("new", url_key(story.published.url))]
    assert _event(story.third, "new").title == story.published.title
    assert story.third.done.reports["minmeng"]["new"] == 1


def test_only_what_came_after_the_baseline_is_listed_as_new(story: Story) -> None:
    assert [row["url"] for row in story.listed_as_new] == [story.published.url]


def test_an_edit_makes_a_version_and_an_event_that_names_the_field(story: Story) -> None:
    changed = [event for event in story.third.events if event.kind == "changed"]
    retitled, rewritten = story.retitled.url, story.rewritten.url
    assert {event.url: list(event.fields) for event in changed} == {retitled: ["title"], rewritten: ["body_text"]}
    assert (
        story.third.stored[url_key(retitled)] | {"title": EDITED_TITLE, "version": 2}
        == (story.third.stored[url_key(retitled)])
    )
    assert story.third.stored[url_key(rewritten)]["body_text"] == "\n".join(EDITED_BODY)
    assert story.third.stored[url_key(rewritten)]["version"] == 2


def test_counters_and_clocks_on_a_page_are_no_edit(story: Story) -> None:
    looked = [r for r in story.third.asked(minmeng.HOST) if r.status == 200 and r.path.endswith(".aspx")]
    others = [row for row in story.third.stored.values() if row["url"] != story.retitled.url]
    assert len(looked) > 20
    assert all(row["version"] == 1 for row in others if row["site"] == "minmeng")


def test_one_404_is_no_withdrawal(story: Story) -> None:
    for post in (story.withdrawn, story.sent_home):
        assert story.third.stored[url_key(post.url)]["status"] == "live"
    assert not [event for event in story.third.events if event.kind == "gone"]


def test_a_second_look_at_a_missing_page_makes_it_a_withdrawal(story: Story) -> None:
    gone = [("gone", url_key(post.url)) for post in (story.withdrawn, story.sent_home)]
    assert Counter(_added(story.third, story.fourth)) == Counter(gone)
    assert story.fourth.done.reports["acfic"]["gone"] == 2


def test_the_text_of_a_withdrawn_article_is_kept(story: Story) -> None:
    row = story.fourth.stored[url_key(story.withdrawn.url)]
    assert row["status"] == "gone"
    assert row["title"] == story.withdrawn.title
    assert row["body_text"] == "\n".join(story.withdrawn.body)


def test_a_redirect_to_the_front_page_is_a_missing_page(story: Story) -> None:
    row = story.fourth.stored[url_key(story.sent_home.url)]
    assert row["status"] == "gone"
    assert row["body_text"] == "\n".join(story.sent_home.body)


def test_what_comes_back_is_restored(story: Story) -> None:
    restored = [("restored", url_key(post.url)) for post in (story.withdrawn, story.sent_home)]
    assert Counter(_added(story.fourth, story.fifth)) == Counter(restored)
    assert story.fifth.stored[url_key(story.withdrawn.url)]["status"] == "live"


def test_a_site_whose_every_page_is_404_has_withdrawn_nothing(story: Story) -> None:
    for step in (story.third, story.fourth):
        report = step.done.reports[OUTAGE]
        assert step.done.code == 1
        assert report["gone"] == 0
        assert "404" in report["error"]
        assert len([r for r in step.log if r.host == plain.host(OUTAGE) and r.path.startswith("/a/")]) == 3
    assert {row["status"] for row in story.fourth.stored.values() if row["site"] == OUTAGE} == {"live"}


def test_a_site_that_hangs_up_has_withdrawn_nothing_and_the_run_says_so(story: Story) -> None:
    assert story.down.done.code == 1
    assert story.down.done.reports["tyzx-people"]["error"]
    assert len(story.down.done.said) == 1
    assert "tyzx-people" in story.down.done.said[0]
    assert not _added(story.fifth, story.down)
