"""`tzwatch demo` as a person runs it: to its end, and ended early."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.rows import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROC = Path("/proc")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"TZWATCH_HOME": str(tmp_path / "家 home"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "demo"],
        cwd=Path(__file__).parents[2],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        yield process
        process.kill()


def left_behind(folder: Path) -> list[str]:
    """Return the command lines of processes that work in a folder or were told of it."""
    found = []
    for process in _PROC.glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + bytes((process / "cwd").readlink())
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if bytes(folder) in told:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.mark.skipif(not _PROC.is_dir(), reason="looks for processes in /proc")
def test_the_demo_shows_news_mail_edit_and_withdrawal_and_leaves_nothing_running(
    demo: subprocess.Popen[str], tmp_path: Path
) -> None:
    said = demo.communicate(timeout=120)[0]
    assert demo.returncode == 0, said
    mail = "【新文】民盟中央召开专题座谈会部署年度重点调研"
    edit = "改稿 changed（重要：标题）"
    for shown in ("./run crawl", "./run up", mail, edit, "撤稿 gone", "original_title", "【完】"):
        assert shown in said
    assert "失败 failed 0" in said
    last = said[said.index("【六】") :].splitlines()
    (asked,) = (line for line in last if line.startswith("$ "))
    assert asked.startswith("$ ./run articles http")
    assert asked.endswith(" --json")
    begin, end = last.index("  {"), last.index("  }")
    names = [line.split('"')[1] for line in last[begin + 1 : end] if line.startswith('   "')]
    assert names == list(FIELDS)
    assert len(list((tmp_path / "家 home" / "demo" / "mailbox").glob("*.eml"))) == 1
    assert left_behind(tmp_path) == []


@pytest.mark.skipif(not _PROC.is_dir(), reason="looks for processes in /proc")
def test_a_demo_that_is_interrupted_ends_everything_it_started(demo: subprocess.Popen[str], tmp_path: Path) -> None:
    assert demo.stdout is not None
    for line in demo.stdout:
        if "./run up &" in line:
            break
    demo.send_signal(signal.SIGINT)
    said = demo.communicate(timeout=60)[0]
    assert demo.returncode == 1
    assert "已中断 interrupted" in said
    assert left_behind(tmp_path) == []
