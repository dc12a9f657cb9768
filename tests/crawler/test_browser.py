"""Sites that only a browser can read: read like any other, as gently, and never at the cost of another site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from crawler.browser.choice import found_browser
from demo.world import World, beijing_now
from tests.crawler import plain, scripted
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crawler.rig import Done, Rig
    from tests.crawler.starter import Starter

needs_browser = pytest.mark.skipif(
    found_browser() is None,
    reason="没有浏览器，这些测试没有做 NOT TESTED, no browser: apt-get install chromium-headless-shell",
)


@dataclass(frozen=True, slots=True)
class Crawled:
    """Several sites made by script, crawled in one process, and what a listener on a private address heard."""

    rig: Rig
    done: Done
    temporary: Path
    heard: list[bytes]

    def titles(self, site: str) -> list[str]:
        return sorted(row["title"] for row in self.rig.rows() if row["site"] == site)


@pytest.fixture(scope="module")
def crawled(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("browser")
    with rigged(server_url, folder, World({}, beijing_now), starter) as rig, scripted.listening() as (port, heard):
        for name, pages in scripted.sites(f"127.0.0.1:{port}").items():
            plain.put(rig, name, pages, scripted.BROWSER)
        temporary = scripted.own_temporary(rig)
        done = rig.crawl(*scripted.sites(""))
        yield Crawled(rig, done, temporary, heard)


@needs_browser
@pytest.mark.parametrize("site", ["made", "parts", "private", "popups", "moved"])
def test_a_list_that_a_script_makes_is_crawled(crawled: Crawled, site: str) -> None:
    assert crawled.done.reports[site]["error"] is None
    assert crawled.titles(site) == scripted.expected()


@needs_browser
def test_one_request_is_in_flight_a_host_and_after_the_crawl_nothing_is_left_running(crawled: Crawled) -> None:
    assert {crawled.rig.server.most_in_flight(plain.host(site)) for site in crawled.done.reports} == {1}
    assert crawled.done.reports["made"]["pages"] == 4
    assert scripted.browsers(crawled.temporary) == []
    assert list(crawled.temporary.iterdir()) == []


@needs_browser
def test_every_part_of_a_page_is_asked_for_as_we_are_and_only_what_may_hold_text(crawled: Crawled) -> None:
    asked = plain.fetched(crawled.rig, "parts")
    assert asked[:3] == ["/list.html", "/shared.js", "/list.json"]
    assert sorted(asked[3:]) == [link.path for link in scripted.LINKS]
    agents = {record.user_agent for record in crawled.rig.server.log}
    assert agents == {"Mozilla/5.0 (compatible; tzwatch/0.1.0)"}


@needs_browser
def test_what_robots_txt_forbids_no_script_fetches(crawled: Crawled) -> None:
    assert "列表页没有条目" in crawled.done.reports["forbidden"]["error"]
    assert plain.fetched(crawled.rig, "forbidden") == ["/list.html"]


@needs_browser
def test_no_private_address_is_reached_from_a_page(crawled: Crawled) -> None:
    assert crawled.heard == []
    assert "/all-refused.json" in plain.fetched(crawled.rig, "private")


@needs_browser
def test_pop_ups_downloads_and_frames_are_not_opened(crawled: Crawled) -> None:
    paths = {"/list.html", "/list.json", *(link.path for link in scripted.LINKS)}
    assert set(plain.fetched(crawled.rig, "popups")) == paths


@needs_browser
def test_where_a_script_leads_the_crawl_follows_as_after_a_redirect(crawled: Crawled) -> None:
    assert plain.fetched(crawled.rig, "moved")[:3] == ["/list.html", "/news.html", "/list.json"]


@needs_browser
def test_an_unchanged_frame_hides_no_new_article(rig: Rig) -> None:
    tagged = (200, {**scripted.frame()[1], "ETag": '"frame"'}, scripted.frame()[2])
    plain.put(rig, "made", scripted.pages({"/list.html": tagged}), scripted.BROWSER)
    assert rig.crawl("made").code == 0
    more = [plain.Link(4), *scripted.LINKS]
    plain.put(rig, "made", {"/list.json": scripted.listed(more)} | plain.articles(more), scripted.BROWSER)
    assert rig.crawl("made").reports["made"]["new"] == 1
    assert not any(record.conditional for record in rig.server.log if record.path == "/list.html")


@needs_browser
def test_a_page_that_never_ends_or_takes_all_memory_costs_itself_only(rig: Rig) -> None:
    hungry = "const kept = []; for (;;) { kept.push(new Uint8Array(2 ** 25).fill(1)); await 0; }"
    plain.put(rig, "endless", scripted.pages({"/list.html": scripted.frame("for (;;) {}")}), scripted.BROWSER)
    plain.put(rig, "hungry", scripted.pages({"/list.html": scripted.frame(hungry)}), scripted.BROWSER)
    plain.put(rig, "made", scripted.pages(), scripted.BROWSER)
    done = rig.crawl("endless", "hungry", "made")
    assert "超时" in done.reports["endless"]["error"]
    assert "占用内存过多" in done.reports["hungry"]["error"]
    assert done.reports["made"]["error"] is None
    assert scripted.titles(rig) == scripted.expected()


@needs_browser
def test_a_browser_that_is_killed_is_told_of_and_replaced(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plain.put(rig, "made", scripted.pages(), scripted.BROWSER)
    folder = scripted.own_temporary(rig)
    killed = scripted.kill_when_asked(rig, folder, "/list.json", monkeypatch)
    done = rig.crawl("made")
    assert killed
    assert done.code == 0, done.err
    assert scripted.titles(rig) == scripted.expected()
    assert [one["reason"] for one in done.reports["made"]["reasons"]] == [
        "浏览器中断，换一个重读 the browser broke off, read again with a new one"
    ]
    assert scripted.browsers(folder) == []


def test_without_a_browser_its_sites_say_so_and_all_others_run(rig: Rig) -> None:
    plain.put(rig, "made", scripted.pages(), scripted.BROWSER)
    plain.put(rig, "plain", plain.paged(scripted.LINKS, 3))
    (rig.home / "empty").mkdir()
    done = rig.crawl("made", "plain", PATH=str(rig.home / "empty"), HOME=str(rig.home))
    assert done.code == 1
    assert done.reports["made"]["error"].startswith("缺浏览器，请安装")
    assert "apt-get install chromium-headless-shell" in done.said[-1]
    assert len(done.said) == 1
    assert plain.fetched(rig, "made") == []
    assert done.reports["plain"]["new"] == 3


def test_the_browser_is_the_smallest_on_the_path_then_the_newest_of_playwright(tmp_path: Path) -> None:
    found = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    assert found_browser(found) is None
    own = tmp_path / ".cache/ms-playwright"
    for build in ("999", "1200"):
        _executable(own / f"chromium_headless_shell-{build}/chrome-linux/headless_shell")
    assert found_browser(found) == str(own / "chromium_headless_shell-1200/chrome-linux/headless_shell")
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        _executable(tmp_path / "bin" / name)
        assert found_browser(found) == str(tmp_path / "bin" / name)


def _executable(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
