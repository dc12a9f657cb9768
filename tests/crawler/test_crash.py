"""Everything is killed in the midst of its work, and in the end nothing is missing, doubled or overlapping."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from db import events, sites, subscriptions
from db.connection import connect, database_errors
from db.migrate import migrate
from db.reading import Selection, select
from db.server import EmbeddedServer
from demo.mailbox import Mailbox
from demo.server import ReplicaServer
from demo.world import beijing_now, build_world
from news.errors import DatabaseError
from sites.loader import BUILT_IN, load_catalogue
from tests.crawler.rig import REPLICA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds its processes below /proc")

T = TypeVar("T")
# The moments of the kills follow from it; when a process is where by then does not.
_SEED = 20261120
_POSTS_A_ROUND = 2
_PATIENCE_SECONDS = 60.0


@dataclass
class Everything:
    """`tzwatch up` over the replica, with a database of its own."""

    home: Path
    server: ReplicaServer
    mailbox: Mailbox
    process: subprocess.Popen[bytes] | None = None

    @property
    def postgres(self) -> EmbeddedServer:
        return EmbeddedServer(self.home / "postgres")

    def __enter__(self) -> Self:
        with self.postgres as running, connect(running.url) as conn:
            migrate(conn)
            known = load_catalogue([BUILT_IN]).sites
            sites.register(conn, known.values())
            for name in known.keys() - set(REPLICA):
                sites.switch(conn, name, False)
            with conn.transaction():
                subscriptions.add(conn, "desk@example.org", (), ())
        return self

    def __exit__(self, *_: object) -> None:
        # Shown by pytest when the test fails.
        print((self.home / "up.out").read_text(errors="replace"))
        if self.process:
            for pid in (*self.parts().values(), self.process.pid):
                os.kill(pid, signal.SIGKILL)
            self.process.wait()
        self.postgres.stop()

    def start(self) -> None:
        own = {
            "TZWATCH_HOME": str(self.home),
            "TZWATCH_DELAY": "0.02",
            "TZWATCH_SMTP_URL": self.mailbox.smtp_url,
        }
        with (self.home / "up.out").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up"],
                env=os.environ | self.server.environment | own,
                stdout=out,
                stderr=out,
            )

    def parts(self) -> dict[str, int]:
        """The process ids of what `up` runs, by name."""
        assert self.process
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if parent == self.process.pid and b"cli.part" in words:
                found[words[-2].decode()] = int(entry.name)
        return found

    def kill(self, victim: str) -> None:
        """Kill -9 one part, the database, or `up` itself, which is then started again."""
        assert self.process
        if victim == "up":
            self.process.kill()
            self.process.wait()
            self.start()
            return
        found = self.postgres.status().pid if victim == "database" else _wait_for(lambda: self.parts().get(victim))
        assert found
        os.kill(found, signal.SIGKILL)

    def due(self) -> bool:
        """Let every site be crawled at the scheduler's next look, one whose crawl was cut off again and again too."""
        return self.says("UPDATE sites SET next_crawl_at = now() RETURNING true")

    def says(self, condition: str) -> bool:
        """Tell whether the first row of a statement says true."""
        try:
            with database_errors(), connect(self.postgres.url, patience=0.1) as conn:
                return conn.execute(condition.encode()).fetchone() == (True,)
        except DatabaseError:
            # Just killed, or not yet back.
            return False


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[Everything]:
    world = build_world(beijing_now().date())
    with (
        ReplicaServer(world, tmp_path / "replica") as server,
        Mailbox(tmp_path / "mail") as mailbox,
        Everything(tmp_path, server, mailbox) as running,
    ):
        server.delay = 0.02
        yield running


def _wait_for(what: Callable[[], T]) -> T:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


def _kill_in_a_crawl(running: Everything, victim: str, dice: random.Random) -> None:
    asked = len(running.server.log)
    _wait_for(lambda: running.due() and len(running.server.log) > asked)
    time.sleep(dice.uniform(0.0, 0.8))
    running.kill(victim)


def _publish(running: Everything, dice: random.Random) -> None:
    world = running.server.world
    for site in REPLICA:
        for _ in range(_POSTS_A_ROUND):
            world.publish(site, f"各民主党派协商座谈会第{dice.randrange(10**6)}次会议召开")


def _settle(running: Everything) -> None:
    """Wait until every article is stored and every channel was walked once to its end."""
    count = len(running.server.world.posts())
    condition = f"""SELECT (SELECT count(*) FROM articles) = {count}
                       AND NOT EXISTS (SELECT FROM channels WHERE walked_at IS NULL)"""
    _wait_for(lambda: running.due() and running.says(condition))


def test_after_kill_9_of_every_part_each_article_is_stored_once_and_each_mail_sent(everything: Everything) -> None:
    dice = random.Random(_SEED)
    world, mailbox = everything.server.world, everything.mailbox
    before = {post.url for post in world.posts()}
    everything.start()
    for victim in ("worker", "database", "scheduler"):
        _kill_in_a_crawl(everything, victim, dice)
    _settle(everything)

    _publish(everything, dice)
    _kill_in_a_crawl(everything, "worker", dice)
    _wait_for(lambda: everything.due() and mailbox.messages)
    everything.kill("mailer")
    _publish(everything, dice)
    _kill_in_a_crawl(everything, "up", dice)
    _settle(everything)
    published = {post.url for post in world.posts()} - before
    assert mailbox.wait_for(len(published), _PATIENCE_SECONDS)
    _wait_for(lambda: everything.says("SELECT count(*) = 0 FROM deliveries WHERE state = 'pending'"))

    with connect(everything.postgres.url) as conn:
        stored = Counter(row["url"] for row in select(conn, Selection()))
        found = events.listed(conn, site=None, after=0, limit=10_000, with_baseline=True)
    assert stored == Counter(post.url for post in world.posts())
    assert Counter((e.kind, e.url, e.baseline) for e in found) == Counter(
        ("new", url, url in before) for url in before | published
    )
    # At least once, with the same Message-ID when it is twice.
    mails = Counter(str(mail["Message-ID"]) for mail in mailbox.messages)
    assert len(mails) == len(published) == 2 * _POSTS_A_ROUND * len(REPLICA)
    assert mails.total() <= len(published) + 2
    hosts = {record.host.removeprefix("www.") for record in everything.server.log}
    assert {host: everything.server.most_in_flight(host) for host in hosts} == dict.fromkeys(hosts, 1)
