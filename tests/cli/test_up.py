"""`tzwatch up`: whatever is killed comes back, and when it ends nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db import sites
from db.connection import connect
from db.migrate import migrate
from db.server import EmbeddedServer
from sites.loader import BUILT_IN, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds its processes below /proc")

_SITE = "minmeng"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose sites are all switched off: nothing is fetched unless a test says so."""
    home = tmp_path_factory.mktemp("up")
    with EmbeddedServer(home / "postgres") as server, connect(server.url) as conn:
        migrate(conn)
        sites.register(conn, load_catalogue([BUILT_IN]).sites.values())
        conn.execute("UPDATE sites SET switched = false")
    return home


@contextmanager
def _up(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    # Nothing listens at port 1: what the worker would fetch ends there.
    environment = os.environ | {
        "TZWATCH_HOME": str(home),
        "TZWATCH_DELAY": "0",
        "http_proxy": "http://127.0.0.1:1",
        "https_proxy": "http://127.0.0.1:1",
    }
    command = [sys.executable, "-m", "cli", "up"]
    with (home / "up.out").open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        yield process
    finally:
        # Shown by pytest when the test fails.
        print((home / "up.out").read_text(errors="replace"))
        for pid in _parts(process.pid).values():
            os.kill(pid, signal.SIGKILL)
        process.kill()
        process.wait()
        EmbeddedServer(home / "postgres").stop()


def _parts(up: int) -> dict[str, int]:
    """The parts that `up` runs, by name."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == up and b"cli.part" in words:
            found[words[-2].decode()] = int(entry.name)
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait_for(what: Callable[[], object], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _postmaster(home: Path) -> int | None:
    return EmbeddedServer(home / "postgres").status().pid


def _ready(home: Path, up: int) -> dict[str, int]:
    """Wait until both parts are at work; return their process ids."""
    _wait_for(lambda: {"scheduler", "worker"} <= set(_parts(up)))
    _wait_for(lambda: b"scheduler ready" in (home / "up.out").read_bytes())
    _wait_for(lambda: b"worker ready" in (home / "up.out").read_bytes())
    return _parts(up)


def test_a_killed_part_comes_back_and_sigterm_ends_everything(home: Path) -> None:
    with _up(home) as up:
        before = _ready(home, up.pid)
        os.kill(before["scheduler"], signal.SIGKILL)
        _wait_for(lambda: _parts(up.pid).get("scheduler", before["scheduler"]) != before["scheduler"])
        after = _parts(up.pid)
        assert after["worker"] == before["worker"]
        postmaster = _postmaster(home)
        assert postmaster
        began = time.monotonic()
        up.terminate()
        assert up.wait(40) == 0
        assert time.monotonic() - began < 20
        assert not [pid for pid in (*after.values(), postmaster) if _alive(pid)]


def test_a_killed_up_takes_its_parts_and_the_database_with_it_and_the_next_one_just_works(home: Path) -> None:
    with _up(home) as up:
        parts = _ready(home, up.pid)
        postmaster = _postmaster(home)
        assert postmaster
        up.kill()
        up.wait()
        _wait_for(lambda: not any(_alive(pid) for pid in (*parts.values(), postmaster)))
    with _up(home) as up:
        _ready(home, up.pid)
        up.terminate()
        assert up.wait(40) == 0


def test_a_killed_database_comes_back_and_the_crawling_goes_on(home: Path) -> None:
    with _up(home) as up:
        _ready(home, up.pid)
        postmaster = _postmaster(home)
        assert postmaster
        os.kill(postmaster, signal.SIGKILL)
        _wait_for(lambda: _postmaster(home) not in (None, postmaster))
        with connect(EmbeddedServer(home / "postgres").url) as conn:
            sites.switch(conn, _SITE, True)
            sites.set_next_crawl(conn, _SITE, timedelta(0))
            _wait_for(
                lambda: conn.execute("SELECT FROM runs WHERE site = %s AND state <> 'running'", (_SITE,)).rowcount
            )
            sites.switch(conn, _SITE, False)
