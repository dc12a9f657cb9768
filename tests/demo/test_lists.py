"""The lists show every article, and everything that makes real lists hard to walk."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from demo import acfic, minmeng, people, zytzb
from demo.world import World, build_world
from tests.demo.conftest import TODAY
from tests.demo.pages import fetched, links, text_of

if TYPE_CHECKING:
    from demo.post import Template

_TEMPLATES: tuple[Template, ...] = (people, minmeng, zytzb, acfic)
each_site = pytest.mark.parametrize("template", _TEMPLATES, ids=lambda template: template.SITE)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(TODAY)


def pages_of(world: World, template: Template, channel: int = 0) -> list[tuple[str, bytes]]:
    """Return (address, page) of a channel's list pages, up to the first that shows page one again."""
    column = template.CHANNELS[channel]
    listed = sum(column.path in post.channels and not post.pinned for post in world.posts(template.SITE))
    total = max(1, -(-listed // template.PAGE_SIZE))
    paths = [template.list_path(column, page, total) for page in range(1, total + 1)]
    urls = [f"{template.SCHEME}://{template.HOST}{path}" for path in paths]
    return [(url, fetched(world, url)) for url in urls]


def identity(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www.") + parts.path


@each_site
def test_the_list_pages_show_every_live_article(world: World, template: Template) -> None:
    shown = {
        identity(link)
        for channel in range(len(template.CHANNELS))
        for url, page in pages_of(world, template, channel)
        for link in links(page, url)
    }
    assert {identity(post.url) for post in world.posts(template.SITE)} <= shown


@each_site
def test_the_main_channel_has_several_pages_and_names_the_next_one(world: World, template: Template) -> None:
    pages = pages_of(world, template)
    assert 2 <= len(pages) <= 4
    for (_, page), (after, _) in itertools.pairwise(pages):
        named = urlsplit(after).query or urlsplit(after).path.rpartition("/")[2]
        assert named in text_of(page) or "createPageHTML" in text_of(page)
    assert "下一页</a>" not in text_of(pages[-1][1])


@each_site
def test_one_item_is_pinned_on_top_of_every_page_out_of_date_order(world: World, template: Template) -> None:
    pinned = next(post for post in world.posts(template.SITE) if post.pinned)
    newest = next(post for post in world.posts(template.SITE) if template.CHANNELS[0].path in post.channels)
    assert pinned.published < newest.published
    for _, page in pages_of(world, template):
        first = text_of(page).index("置顶")
        title = text_of(page).index(pinned.title)
        assert abs(first - title) < 200


@each_site
def test_one_article_is_listed_in_two_channels_under_two_forms_of_its_address(world: World, template: Template) -> None:
    shared = next(post for post in world.posts(template.SITE) if len(post.channels) == 2)
    forms = {
        link
        for channel in (0, 1)
        for url, page in pages_of(world, template, channel)
        for link in links(page, url)
        if identity(link) == identity(shared.url)
    }
    assert shared.url in forms
    other = next(form for form in forms if form.endswith("?from=timeline"))
    assert urlsplit(other).scheme != template.SCHEME
    assert shared.title in text_of(fetched(world, other))


@each_site
def test_the_first_page_links_away_from_the_site_and_to_wechat(world: World, template: Template) -> None:
    url, page = pages_of(world, template)[0]
    hosts = Counter(urlsplit(link).hostname for link in links(page, url))
    assert hosts["mp.weixin.qq.com"] == 1
    assert hosts["www.news.cn"] == 1


@each_site
def test_the_sidebar_repeats_on_every_page_with_the_lists_own_class(world: World, template: Template) -> None:
    urls_and_pages = pages_of(world, template)
    repeated = set.intersection(*({identity(link) for link in links(page, url)} for url, page in urls_and_pages))
    assert len(repeated) >= 5
    box = {"tyzx-people": "ej_list_box", "minmeng": "newslist", "zytzb": '"list"', "acfic": "right_qlgz"}
    assert all(text_of(page).count(box[template.SITE]) >= 2 for _, page in urls_and_pages)


@each_site
def test_the_home_page_links_every_channel(world: World, template: Template) -> None:
    home = text_of(fetched(world, f"{template.SCHEME}://{template.HOST}/"))
    assert all(channel.path in home for channel in template.CHANNELS)


@each_site
def test_a_query_that_means_nothing_shows_the_first_page(world: World, template: Template) -> None:
    url, _ = pages_of(world, template)[0]
    assert links(fetched(world, f"{url.partition('?')[0]}?nonsense=2"), url) == links(fetched(world, url), url)
