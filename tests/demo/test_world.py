"""What editors do shows at once, and the web server keeps its promises about copies."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from demo.post import BEIJING
from tests.demo.pages import BROWSER, fetched, links, shown, text_of

if TYPE_CHECKING:
    from demo.world import World
    from tests.demo.conftest import Clock

_ZYTZB_LIST = "https://www.zytzb.gov.cn/zytzb/tzsx/index.shtml"
_ACFIC_LIST = "https://www.acfic.org.cn/qlyw/index.html"


def status_of(world: World, url: str, method: str = "GET", **headers: str) -> int:
    return world.respond(method, url, BROWSER | {k.replace("_", "-"): v for k, v in headers.items()})[0]


def test_a_new_post_tops_its_list_and_has_a_page(world: World, clock: Clock) -> None:
    post = world.publish("zytzb", "同心讲堂开讲", "第一段话。\n第二段话。")
    assert post.published == clock.now
    assert world.posts()[0] == post
    assert post.url in links(fetched(world, _ZYTZB_LIST), _ZYTZB_LIST)
    assert "第一段话。第二段话。" in shown(fetched(world, post.url))


def test_a_post_may_be_published_in_an_earlier_generation(world: World, clock: Clock) -> None:
    post = world.publish("tyzx-people", "旧文补录", at=clock.now.replace(year=2015))
    assert 'id="rwb_zw"' in text_of(fetched(world, post.url))
    assert "/n/2015/" in post.url


def test_an_edit_shows_in_the_page_and_in_the_lists(world: World) -> None:
    post = world.posts("acfic")[0]
    edited = world.edit(post, title="经核实更正的标题", body=["更正后的正文。"])
    assert (edited.url, edited.revision) == (post.url, 2)
    assert "更正后的正文。" in shown(fetched(world, post.url))
    assert "经核实更正的标题" in text_of(fetched(world, "https://www.acfic.org.cn/"))
    assert world.posts("acfic")[0] == edited


def test_a_withdrawn_post_is_missing_everywhere_until_it_is_restored(world: World) -> None:
    post = next(p for p in world.posts("zytzb") if p.channels == ("/zytzb/tzsx/",))
    world.withdraw(post)
    assert status_of(world, post.url) == 404
    assert post.path not in text_of(fetched(world, _ZYTZB_LIST))
    assert post not in world.posts()
    world.restore(post)
    assert status_of(world, post.url) == 200
    assert post.path in text_of(fetched(world, _ZYTZB_LIST))


@pytest.mark.parametrize("url", [_ZYTZB_LIST, _ACFIC_LIST, "http://tyzx.people.cn/GB/419900/index.html"])
def test_an_unchanged_list_answers_304_to_either_validator_until_something_is_published(world: World, url: str) -> None:
    status, headers, _ = world.respond("GET", url, BROWSER)
    assert status == 200
    assert status_of(world, url, If_None_Match=f"W/{headers['ETag']}") == 304
    assert status_of(world, url, If_Modified_Since=headers["Last-Modified"]) == 304
    site = next(post.site for post in world.posts() if post.url.split("/")[2] == url.split("/")[2])
    world.publish(site, "又一篇新文")
    assert status_of(world, url, If_Modified_Since=headers["Last-Modified"]) == 200


@pytest.mark.parametrize("site", ["tyzx-people", "zytzb", "acfic"])
def test_an_article_answers_304_until_it_is_edited_twice_within_one_second(world: World, site: str) -> None:
    post = world.posts(site)[0]
    for round_ in range(2):
        headers = world.respond("GET", post.url, BROWSER)[1]
        conditions = {
            name: headers[given]
            for name, given in (("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified"))
            if given in headers
        }
        assert status_of(world, post.url, **conditions) == 304
        world.edit(post, title=f"第{round_}次更正")
        assert status_of(world, post.url, **conditions) == 200


def test_pages_made_at_every_visit_carry_no_validators(world: World) -> None:
    _, headers, _ = world.respond("GET", "https://www.mmzy.org.cn/", BROWSER)
    assert not headers.keys() & {"ETag", "Last-Modified"}


def test_robots_txt_allows_all_but_the_search(world: World) -> None:
    for host in ("tyzx.people.cn", "www.mmzy.org.cn", "www.zytzb.gov.cn", "www.acfic.org.cn"):
        assert b"Disallow: /search/\n" in fetched(world, f"http://{host}/robots.txt")


def test_zytzb_turns_away_what_does_not_look_like_a_browser(world: World) -> None:
    assert world.respond("GET", _ZYTZB_LIST, {"User-Agent": "curl/8.5"})[0] == 403
    assert world.respond("GET", _ZYTZB_LIST, {})[0] == 403
    assert world.respond("GET", _ZYTZB_LIST, {"user-agent": "Mozilla/5.0 (compatible; x)"})[0] == 200


def test_unknown_pages_hosts_and_methods_are_refused(world: World) -> None:
    assert status_of(world, "http://tyzx.people.cn/nothing.html") == 404
    assert status_of(world, "http://nowhere.example/") == 502
    assert status_of(world, _ZYTZB_LIST, "POST") == 405


def test_pictures_and_attachments_can_be_fetched(world: World) -> None:
    files = [url for post in world.posts() for url in (*post.images, *(url for url, _ in post.attachments))]
    assert len(files) > 10
    assert {status_of(world, url) for url in files} == {200}


def test_an_override_stands_for_both_schemes_until_it_is_lifted(world: World) -> None:
    world.override(_ACFIC_LIST, 521, {"Set-Cookie": "__jsluid_s=1"}, b"<script></script>")
    assert world.respond("GET", _ACFIC_LIST.replace("https", "http"), {}) == (
        521,
        {"Set-Cookie": "__jsluid_s=1"},
        b"<script></script>",
    )
    world.lift(_ACFIC_LIST)
    assert status_of(world, _ACFIC_LIST) == 200


def test_saved_pages_can_be_mounted_under_a_host_of_their_own(world: World) -> None:
    world.mount("www.93.gov.cn", {"/a.html?x=1": (200, {"Content-Type": "text/html"}, b"<p>saved")})
    assert world.knows("WWW.93.gov.cn")
    assert world.respond("GET", "https://www.93.gov.cn/a.html?x=1", {})[2] == b"<p>saved"
    assert status_of(world, "https://www.93.gov.cn/a.html") == 404


def test_many_threads_may_publish_and_read_at_once(world: World) -> None:
    before = len(world.posts("minmeng"))

    def work() -> None:
        for _ in range(5):
            fetched(world, world.publish("minmeng", "并发发布").url)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    urls = [post.url for post in world.posts("minmeng")]
    assert len(set(urls)) == before + 30


def test_every_time_is_beijing_time_and_nothing_lies_ahead(world: World, clock: Clock) -> None:
    for post in world.posts():
        assert post.published.utcoffset() == BEIJING.utcoffset(None)
        assert post.published < clock.now
