"""`sites check`: what a person with a network mends a definition from, and the repair it proposes."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from demo.world import World, beijing_now
from tests.crawler.plain import TEXT, Link, articles, define, fetched, host, list_page, ok, paged, put, title, url
from tests.crawler.rig import Rig, rigged
from tests.crawler.starter import Starter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LINKS = [Link(k) for k in range(1, 6)]
_LAYOUT = """
[[layouts]]
name = "a-old"
marker = "div.content"
body = "div.content"
"""


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    with Starter() as started:
        yield started


@pytest.fixture
def rig(server_url: str, tmp_path: Path, starter: Starter) -> Iterator[Rig]:
    with rigged(server_url, tmp_path, World({}, beijing_now), starter) as made:
        yield made


def _check(rig: Rig, *words: str) -> dict[str, dict[str, Any]]:
    done = rig.run("sites", "check", *words, "--json")
    reports = {report["site"]: report for report in map(json.loads, done.out.splitlines())}
    assert done.code == (0 if all(report["ok"] for report in reports.values()) else 1), done.err
    return reports


def _redesigned(links: Sequence[Link]) -> dict[str, Any]:
    """Return the articles in new markup: other names everywhere, the labels gone, the text in a table of columns."""
    body = "".join(f"<p>{text}</p>" for text in TEXT)
    return {
        link.path: ok(
            f"<html><head><title>{title(link.n)}_要闻</title></head><body><div class='top'><a href='/'>首页</a></div>"
            f"<div class='art'><div class='art-title'>{title(link.n)}</div>"
            f"<div class='art-meta'>{link.day} 09:00 来源：团结报</div><div class='art-body TRS_UEDITOR'>{body}</div>"
            f"</div><div class='foot'>主办单位：某某市委统战部　地址：人民路一号</div></body></html>"
        )
        for link in links
    }


def test_a_healthy_site_is_read_field_by_field_with_one_list_and_one_article(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS, 3), more='\n[expect]\nentries = 3\nfields = ["source", "published_at"]\n')
    report = _check(rig, "a")["a"]
    assert (report["ok"], report["problems"], report["next"]) == (True, [], [])
    assert fetched(rig, "a") == ["/list.html", "/a/1.html"]
    assert [page["status"] for page in report["pages"]] == [200, 200]
    assert report["pages"][0]["charset"] == "utf-8"
    (looked,) = report["lists"]
    assert (looked["entries"], looked["dated"], looked["next_url"]) == (3, 3, url("a", "/list_2.html"))
    assert looked["first"][0]["title"] == title(1)
    (article,) = report["articles"]
    assert article["fields"]["source"] == {"value": "团结报", "from": "label"}
    assert article["fields"]["title"]["value"] == title(1)
    assert "editor" in article["missing"]
    assert all(one["ok"] for one in report["expectations"])
    assert "核对无误" in rig.run("sites", "list").out


def test_links_that_article_url_does_not_take_are_shown_with_the_pattern_that_would(rig: Rig) -> None:
    define(rig.sites, "a")
    moved = "".join(f"<li><a href='/content/{k}/t{k}.shtml'>{title(k)}</a></li>" for k in range(2010, 2020))
    rig.world.mount(host("a"), {"/list.html": ok(f"<html><body><ul>{moved}</ul></body></html>")})
    report = _check(rig, "a")["a"]
    assert not report["ok"]
    assert report["lists"][0]["links"]["matched"] == 0
    (shape,) = report["lists"][0]["unmatched"]
    assert (shape["count"], shape["url"]) == (10, url("a", "/content/2010/t2010.shtml"))
    assert any(shape["pattern"] in step for step in report["next"])
    # The proposed pattern, put into the file as it stands, mends the site.
    file = rig.sites / "a.toml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("article_url")]
    file.write_text("\n".join([*lines, f"article_url = '{shape['pattern']}'"]), encoding="utf-8")
    rig.world.mount(host("a"), {"/content/2010/t2010.shtml": articles([Link(1)])["/a/1.html"]})
    assert _check(rig, "a")["a"]["ok"]


def test_a_redirect_and_a_refusal_are_said_as_they_came(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS[:1], 3))
    rig.world.mount(
        host("a"), {"/list.html": (302, {"Location": "/new.html"}, b""), "/new.html": ok(list_page(_LINKS))}
    )
    rig.world.mount(host("a"), {"/a/1.html": (412, {}, b"")})
    report = _check(rig, "a")["a"]
    assert report["pages"][0]["redirects"] == [url("a", "/list.html")]
    assert report["pages"][0]["url"] == url("a", "/new.html")
    assert report["pages"][1]["status"] == 412
    assert any("412" in problem for problem in report["problems"])
    assert any("TZWATCH_CONTACT" in step for step in report["next"])
    told = rig.run("sites", "check", "a")
    assert told.code == 1
    assert "转自 redirected from" in told.out
    assert "核对有误 1 / 1" in told.err
    assert "核对有误" in rig.run("sites", "list").out


def test_an_expectation_that_does_not_hold_breaks_the_check(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS, 3), more='\n[expect]\nentries = 20\nfields = ["editor"]\n')
    report = _check(rig, "a")["a"]
    assert [one["ok"] for one in report["expectations"] if "字段" in one["what"] or "条目" in one["what"]] == [
        False,
        False,
    ]
    assert len(report["problems"]) == 2
    assert [step[:6] for step in report["next"]] == ["条目少于预期", "对照页面补上"]


def test_a_site_that_is_away_and_others_beside_it(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS, 3))
    define(rig.sites, "b")
    rig.world.mount(host("b"), {"/list.html": (500, {}, b"")})
    reports = _check(rig, "a", "b")
    assert (reports["a"]["ok"], reports["b"]["ok"]) == (True, False)
    assert reports["b"]["pages"][0]["status"] == 500
    assert reports["b"]["next"] == ["核对栏目的网址，或稍后再试 check the list's address, or try again later"]
    assert rig.run("sites", "check").code == 2
    assert rig.run("sites", "check", "nosuch").code == 2


def test_a_changed_layout_is_found_and_its_repair_proposed_previewed_and_right(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS, 10), more=_LAYOUT)
    assert rig.crawl("a").code == 0
    rig.world.mount(host("a"), _redesigned(_LINKS))
    before = len(fetched(rig, "a"))
    report = _check(rig, "a")["a"]
    assert not report["ok"]
    assert any("版式不再符合" in problem for problem in report["problems"])
    repair = report["repair"]
    (layout,) = tomllib.loads(repair["toml"])["layouts"]
    assert (layout["body"], layout["title"], layout["dateline"]) == ("div.art-body", "div.art-title", "div.art-meta")
    assert repair["fits"] == repair["of"] >= 2
    assert all(one["used"] and not one["lost"] for one in repair["now"])
    # The stored pages are of before and go on being read as before.
    assert len(repair["stored"]) == len(_LINKS)
    assert not any(one["used"] or one["lost"] or one["gained"] or one["error"] for one in repair["stored"])
    # Beside list and article two known articles are asked for.
    assert len(fetched(rig, "a")) - before == 4
    assert "[[layouts]]" in rig.run("sites", "check", "a").out
    file = rig.sites / "a.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{repair['toml']}\n", encoding="utf-8")
    mended = _check(rig, "a")["a"]
    assert (mended["ok"], mended["repair"]) == (True, None)
    assert mended["articles"][0]["layout"] == f"layout {layout['name']}"


def test_a_layout_that_never_matched_gets_a_proposal_from_the_list_and_the_page_alone(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS, 10), more=_LAYOUT)
    rig.world.mount(host("a"), _redesigned(_LINKS))
    report = _check(rig, "a")["a"]
    assert not report["ok"]
    assert "body = 'div.art-body'" in report["repair"]["toml"]
    assert report["next"][0].startswith("把下面建议的 [[layouts]]")


def test_nothing_is_stored_by_a_check_but_the_check(rig: Rig) -> None:
    put(rig, "a", paged(_LINKS, 10))
    _check(rig, "a")
    assert rig.rows() == []
