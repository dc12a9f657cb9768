"""Scrapy's own commands work beside tzwatch's, and one site is crawled by one process at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from demo.world import beijing_now, build_world
from tests.crawler.rig import REPLICA, rigged

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.rig import Rig
    from tests.crawler.starter import Starter


def test_scrapy_list_names_every_site(rig: Rig) -> None:
    done = rig.run("scrapy", "list")
    assert done.code == 0
    assert set(REPLICA) <= set(done.out.split())


def test_scrapy_crawl_stores_a_site_and_meanwhile_another_crawl_of_it_is_told_so(
    server_url: str, tmp_path: Path, starter: Starter
) -> None:
    with rigged(server_url, tmp_path, build_world(beijing_now().date()), starter) as rig:
        # Long enough for the second crawl to come while this one runs.
        rig.server.delay = 0.25
        command = [sys.executable, "-m", "cli", "scrapy", "crawl", "minmeng"]
        with subprocess.Popen(command, env=rig.variables(), stderr=subprocess.PIPE, text=True) as scrapy:
            deadline = time.monotonic() + 30
            while not rig.server.log:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            busy = rig.crawl("minmeng")
            rig.server.delay = 0.0
            _, said = scrapy.communicate(timeout=60)
        assert scrapy.returncode == 0, said
        assert {row["url"] for row in rig.rows()} == {post.url for post in rig.world.posts("minmeng")}
    assert busy.code == 1
    assert busy.reports["minmeng"]["pages"] == 0
    assert len(busy.said) == 1
    assert "正在采集" in busy.said[0]
