"""Articles that are printed on several pages are stored whole, in order, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from demo.world import World, beijing_now
from tests.crawler import plain
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from demo.world import Answer
    from tests.crawler.rig import Done, Rig
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


# What may come instead of the further page of an article that is stored whole.
_MISSING: dict[str, Answer] = {
    "404": (404, {}, b"<h1>not found</h1>"),
    "500": (500, {}, b"<h1>error</h1>"),
    "empty": (200, {"Content-Type": "text/html"}, b""),
    "first": (302, {"Location": "/a/1.html"}, b""),
    "home": (302, {"Location": "/"}, b""),
    "other site": (302, {"Location": "http://login.example.cn/"}, b""),
}


def _whole(rig: Rig) -> dict[str, Answer]:
    pages = {
        "/": plain.ok(plain.list_page([Link(1)])),
        "/list.html": plain.ok(plain.list_page([Link(1)])),
        "/a/1.html": plain.ok(_part(0, "1_1.html")),
        "/a/1_1.html": plain.ok(_part(1, "1.html")),
    }
    rig.world.mount("login.example.cn", {"/": plain.ok(plain.article_page("请登录", paragraphs=[_PARTS[2]]))})
    plain.put(rig, "parts", pages)
    rig.crawl("parts")
    assert _body(rig.rows(), "/a/1.html") == "\n".join(_PARTS[:2])
    return pages


def _told(rig: Rig) -> list[str]:
    return [event.kind for event in rig.events()]


def test_a_further_page_that_is_missing_once_makes_no_version_and_no_news(rig: Rig) -> None:
    pages = _whole(rig)
    for name, answer in _MISSING.items():
        plain.put(rig, "parts", {"/a/1_1.html": answer})
        report = rig.crawl("parts", "--revisit").reports["parts"]
        assert len(report["reasons"]) == 1, name
        assert _body(rig.rows(), "/a/1.html") == "\n".join(_PARTS[:2]), name
    plain.put(rig, "parts", pages)
    assert rig.crawl("parts", "--revisit").reports["parts"]["unchanged"] == 1
    assert _told(rig) == ["new"]


def test_an_article_whose_first_page_links_no_further_got_shorter(rig: Rig) -> None:
    _whole(rig)
    plain.put(rig, "parts", {"/a/1.html": plain.ok(plain.article_page(plain.title(1), paragraphs=[_PARTS[0]]))})
    rig.crawl("parts", "--revisit")
    assert _body(rig.rows(), "/a/1.html") == _PARTS[0]
    assert _told(rig) == ["new", "changed"]


def test_an_edit_of_a_further_page_is_seen_although_the_first_is_as_it_was(rig: Rig) -> None:
    tagged = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}, _part(0, "1_1.html").encode())
    plain.put(rig, "parts", {"/list.html": plain.ok(plain.list_page([Link(1)])), "/a/1.html": tagged})
    plain.put(rig, "parts", {"/a/1_1.html": plain.ok(_part(1, "1.html"))})
    rig.crawl("parts")
    plain.put(rig, "parts", {"/a/1_1.html": plain.ok(_part(2, "1.html"))})
    rig.crawl("parts", "--revisit")
    assert _body(rig.rows(), "/a/1.html") == "\n".join((_PARTS[0], _PARTS[2]))


def test_an_article_stored_without_a_page_that_was_never_there_is_edited_and_completed_like_any_other(rig: Rig) -> None:
    plain.put(rig, "parts", {"/list.html": plain.ok(plain.list_page([Link(1)]))})
    plain.put(rig, "parts", {"/a/1.html": plain.ok(_part(0, "1_1.html"))})
    rig.crawl("parts")
    rig.crawl("parts", "--revisit")
    assert _told(rig) == ["new"]
    plain.put(rig, "parts", {"/a/1.html": plain.ok(_part(2, "1_1.html"))})
    rig.crawl("parts", "--revisit")
    assert _body(rig.rows(), "/a/1.html") == _PARTS[2]
    plain.put(rig, "parts", {"/a/1_1.html": plain.ok(_part(1, "1.html"))})
    rig.crawl("parts", "--revisit")
    assert _body(rig.rows(), "/a/1.html") == "\n".join((_PARTS[2], _PARTS[1]))
    assert _told(rig) == ["new", "changed", "changed"]
