"""What stood on a site before the first crawl is never news, however shallow that crawl was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from demo.world import World, beijing_now
from tests.crawler import plain
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.starter import Starter


@pytest.mark.parametrize("limit", [("--since", "{yesterday}"), ("--pages", "1")], ids=["since", "pages"])
def test_after_a_limited_first_crawl_only_what_was_published_since_is_news(
    server_url: str, tmp_path: Path, starter: Starter, limit: tuple[str, str]
) -> None:
    today = beijing_now().date()
    days = [today - timedelta(days=back) for back in (0, 1, 20, 40, 400)]
    old = [Link(n, f"{day}") for n, day in enumerate(days, 1)]
    world = World({}, beijing_now)
    articles = {link.path: plain.ok(plain.article_page(plain.title(link.n), link.day)) for link in (*old, Link(9))}
    with rigged(server_url, tmp_path, world, starter) as rig:
        plain.define(rig.sites, "shallow")
        first = {"/list.html": plain.ok(plain.list_page(old[:3], "list2.html"))}
        world.mount(plain.host("shallow"), articles | first | {"/list2.html": plain.ok(plain.list_page(old[3:]))})
        rig.crawl("shallow", limit[0], limit[1].format(yesterday=today - timedelta(days=1)))
        new = Link(9, f"{today}")
        later = plain.ok(plain.list_page([new, *old[:2]], "list2.html"))
        world.mount(plain.host("shallow"), {"/list.html": later, "/list2.html": plain.ok(plain.list_page(old[2:]))})
        rig.crawl("shallow", "--full")
        assert len(rig.rows()) == 6
        assert [event.title for event in rig.events() if not event.baseline] == [plain.title(9)]


def test_a_publishing_time_that_lies_ahead_is_a_misprint_and_not_stored(
    server_url: str, tmp_path: Path, starter: Starter
) -> None:
    world = World({}, beijing_now)
    ahead = beijing_now().date() + timedelta(days=30)
    world.mount(
        plain.host("ahead"),
        {
            "/list.html": plain.ok(plain.list_page([Link(1), Link(2)])),
            "/a/1.html": plain.ok(plain.article_page(plain.title(1), f"{ahead}")),
            "/a/2.html": plain.ok(plain.article_page(plain.title(2))),
        },
    )
    with rigged(server_url, tmp_path, world, starter) as rig:
        plain.define(rig.sites, "ahead")
        rig.crawl("ahead")
        stored = {row["title"]: row["published_at"] for row in rig.rows()}
    assert stored == {plain.title(1): None, plain.title(2): "2026-11-20T09:00:00+08:00"}
