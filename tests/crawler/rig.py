"""A replica web, a database and the tzwatch command as a child process: a Twisted reactor starts once a process."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psycopg import sql
from psycopg.conninfo import make_conninfo

from cli.rows import as_json_row
from db import events
from db.connection import connect
from db.reading import Selection, select
from demo.server import ReplicaServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from db.events import Event
    from demo.world import World
    from tests.crawler.starter import Starter

REPLICA = ("acfic", "minmeng", "tyzx-people", "zytzb")
# Long enough for this machine when it is busy; a command that takes longer hangs.
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def reports(self) -> dict[str, dict[str, Any]]:
        """What `crawl --json` said of each site."""
        return {report["site"]: report for report in map(json.loads, self.out.splitlines())}

    @property
    def said(self) -> list[str]:
        """The lines on stderr, without those that show progress."""
        return [line for line in self.err.splitlines() if " … " not in line]


@dataclass(slots=True)
class Rig:
    """`environment` is what every command gets beside the replica's proxy; `home` is its TZWATCH_HOME."""

    server: ReplicaServer
    url: str
    home: Path
    starter: Starter
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def sites(self) -> Path:
        """The folder of further site definitions; a rig without one has only the built-in sites."""
        folder = self.home / "sites"
        folder.mkdir(exist_ok=True)
        self.environment["TZWATCH_SITES_DIR"] = str(folder)
        return folder

    def variables(self, **extra: str) -> dict[str, str]:
        own = {"TZWATCH_HOME": str(self.home), "TZWATCH_DATABASE_URL": self.url, "TZWATCH_DELAY": "0"}
        return os.environ | self.server.environment | own | self.environment | extra

    def run(self, *words: str, first: str = "", **extra: str) -> Done:
        """Run one command to its end; `first`: what is done in its process before, as text."""
        return Done(*self.starter.run(words, self.variables(**extra), self.home, _PATIENCE_SECONDS, first))

    def python(self, arguments: Sequence[str], **extra: str) -> Done:
        """Run the interpreter itself to its end."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.variables(**extra),
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def crawl(self, *words: str, **extra: str) -> Done:
        return self.run("crawl", *words, "--json", **extra)

    def export(self) -> list[dict[str, Any]]:
        done = self.run("export", "--format", "jsonl")
        assert done.code == 0, done.err
        return [json.loads(line) for line in done.out.splitlines()]

    def rows(self) -> list[dict[str, Any]]:
        """Return what `export` prints, without a process for it."""
        with connect(self.url) as conn:
            return [as_json_row(row) for row in select(conn, Selection())]

    def events(self) -> list[Event]:
        """Return what happened, oldest first, the baseline too."""
        with connect(self.url) as conn:
            return events.listed(conn, site=None, after=0, limit=10_000, with_baseline=True)


@contextmanager
def rigged(server_url: str, folder: Path, world: World, starter: Starter) -> Iterator[Rig]:
    """Serve `world` and hold a fresh migrated database until the block ends."""
    name = f"t_{secrets.token_hex(6)}"
    with connect(server_url) as conn:
        conn.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template_tzwatch STRATEGY file_copy").format(sql.Identifier(name))
        )
    try:
        with ReplicaServer(world, folder / "replica") as server:
            yield Rig(server, make_conninfo(server_url, dbname=name), folder, starter)
    finally:
        with connect(server_url) as conn:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
