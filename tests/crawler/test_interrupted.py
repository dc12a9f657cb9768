"""A crawl that is interrupted asks for nothing more, and the next one goes on where it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.cli.conftest import ROOT
from tests.crawler import plain
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from tests.crawler.rig import Rig

_PATIENCE_SECONDS = 60.0
_LINKS = [Link(n) for n in range(5)]


def _interrupted(rig: Rig) -> tuple[int, str]:
    """Crawl with a long pause between requests, interrupt at the first article; return exit code and what was said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "crawl", "slow"],
        env=rig.variables(TZWATCH_DELAY="1"),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not plain.fetched(rig, "slow", "/a/"):
            assert time.monotonic() < deadline, "no article was asked for"
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=_PATIENCE_SECONDS)
    finally:
        process.kill()
    return process.returncode, said.decode()


def test_an_interrupted_crawl_asks_for_nothing_more_and_the_next_goes_on(rig: Rig) -> None:
    plain.put(rig, "slow", plain.paged(_LINKS, 20))
    code, said = _interrupted(rig)
    asked = len(plain.fetched(rig, "slow", "/a/"))
    # One may have been on its way.
    assert asked <= 2
    assert code == 1
    assert "已中断，其余下次继续" in said
    assert "采集失败" not in said
    rig.crawl("slow")
    assert len(rig.rows()) == len(_LINKS)
    assert len(plain.fetched(rig, "slow", "/a/")) <= len(_LINKS) + 1
