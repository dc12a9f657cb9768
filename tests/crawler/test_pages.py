"""Articles that are printed on several pages are stored whole, in order, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from demo.world import World, beijing_now
from tests.crawler import plain
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from tests.crawler.rig import Done
    from tests.crawler.starter import Starter

_PARTS = (
    "第一天，视察组抽签决定看哪里，签筒是食堂的筷子筒，组长说这样最公平。",
    "第二天，抽中的是县城最老的市场，从凌晨开秤一直看到傍晚收摊。",
    "第三天，大家围坐下来，把看到的二十三个问题一条一条写在墙上。",
)


def _part(number: int, following: str) -> str:
    page = plain.article_page(plain.title(1), paragraphs=[_PARTS[number]])
    return page.replace("</body>", f"<div class='page_nav'><a href='{following}'>下一页</a></div></body>")


@pytest.fixture(scope="module")
def crawled(
    server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter
) -> tuple[Done, list[dict[str, object]]]:
    world = World({}, beijing_now)
    world.mount(
        plain.host("parts"),
        {
            "/list.html": plain.ok(plain.list_page([Link(1), Link(2), Link(3)])),
            "/a/1.html": plain.ok(_part(0, "1_1.html")),
            "/a/1_1.html": plain.ok(_part(1, "1_2.html")),
            "/a/1_2.html": plain.ok(_part(2, "1_2.html")),
            "/a/2.html": plain.ok(_part(0, "2_1.html")),
            "/a/3.html": plain.ok(_part(0, "3_1.html")),
            "/a/3_1.html": (500, {}, b"<h1>error</h1>"),
        },
    )
    with rigged(server_url, tmp_path_factory.mktemp("parts"), world, starter) as rig:
        plain.define(rig.sites, "parts")
        return rig.crawl("parts"), list(rig.rows())


def _body(rows: list[dict[str, object]], path: str) -> object:
    return next((row["body_text"] for row in rows if str(row["url"]).endswith(path)), None)


def test_the_pages_of_an_article_are_one_text_in_order(crawled: tuple[Done, list[dict[str, object]]]) -> None:
    assert _body(crawled[1], "/a/1.html") == "\n".join(_PARTS)


def test_a_page_that_is_not_there_ends_the_article(crawled: tuple[Done, list[dict[str, object]]]) -> None:
    assert _body(crawled[1], "/a/2.html") == _PARTS[0]


def test_an_article_with_a_page_that_fails_is_put_off_and_not_stored_in_part(
    crawled: tuple[Done, list[dict[str, object]]],
) -> None:
    assert _body(crawled[1], "/a/3.html") is None
    assert len(crawled[1]) == 2
    assert "500" in str(crawled[0].reports["parts"]["reasons"])
