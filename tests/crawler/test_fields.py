"""Every article of the replica is stored once, with every field as its editors know it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from news.urls import url_key
from tests.crawler.rig import REPLICA

if TYPE_CHECKING:
    from demo.post import Post
    from tests.crawler.story import Story

_FIELDS = (
    *("site", "url", "title", "original_title", "subtitle", "published_at", "published_precision", "source"),
    *("author", "editor", "keywords", "breadcrumb", "body_text", "images", "attachments", "status", "version"),
)


def _truth(post: Post) -> dict[str, object]:
    return {
        "site": post.site,
        "url": post.url,
        "title": post.title,
        "original_title": post.original_title,
        "subtitle": post.subtitle,
        "published_at": post.published.isoformat(),
        "published_precision": post.precision,
        "source": post.source,
        "author": post.author,
        "editor": post.editor,
        "keywords": list(post.keywords),
        "breadcrumb": list(post.breadcrumb),
        "body_text": "\n".join(post.body),
        "images": [{"url": address, "caption": ""} for address in post.images],
        "attachments": [{"url": address, "title": name} for address, name in post.attachments],
        "status": "live",
        "version": 1,
    }


def test_every_article_of_the_replica_is_stored_exactly_once(story: Story) -> None:
    kinds = Counter((event.kind, url_key(event.url)) for event in story.first.events)
    replica = {url_key(post.url) for post in story.posts}
    assert {key for key, row in story.first.stored.items() if row["site"] in REPLICA} == replica
    assert all(kinds["new", key] == 1 for key in replica)


@pytest.mark.parametrize("field", _FIELDS)
@pytest.mark.parametrize("site", REPLICA)
def test_a_field_of_every_article_is_what_its_editors_know(story: Story, site: str, field: str) -> None:
    posts = [post for post in story.posts if post.site == site]
    read = {post.url: story.first.stored[url_key(post.url)][field] for post in posts}
    assert posts
    assert read == {post.url: _truth(post)[field] for post in posts}
