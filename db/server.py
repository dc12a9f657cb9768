"""The private Postgres below TZWATCH_HOME: started by whoever needs it first, stopped by whoever leaves last."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import psycopg
from psycopg.conninfo import make_conninfo

from db import cluster
from news.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Linux's sun_path holds 107 bytes; the file name Postgres appends takes 15.
_LONGEST_SOCKET_FOLDER = 90
# After kill -9 of the postmaster its orphans hold the shared memory for a while: several starts fail.
_START_SECONDS = 30.0
_DATABASE = "tzwatch"


class Server(Protocol):
    """What gives a database to work with, and is told when it is no longer needed."""

    def acquire(self) -> str: ...
    def release(self) -> None: ...
    def ensure_running(self) -> None: ...


@dataclass(frozen=True, slots=True)
class GivenServer:
    """A Postgres that somebody else runs (TZWATCH_DATABASE_URL)."""

    url: str

    def acquire(self) -> str:
        return self.url

    def release(self) -> None:
        """Nothing to do: the server is not ours."""

    def ensure_running(self) -> None:
        """Nothing to do: whoever runs the server restarts it."""


def open_server(home: Path, database_url: str | None) -> Server:
    """Return the operator's database when a URL is given, else the private one below `home`."""
    return GivenServer(database_url) if database_url else EmbeddedServer(home / "postgres")


@dataclass(frozen=True, slots=True)
class Status:
    """pid: the running postmaster, None when the server is down; kept: runs on without users."""

    pid: int | None
    kept: bool
    folder: Path
    url: str


class EmbeddedServer:
    """The server in one folder. Processes that use it hold a shared lock on a file; the last one out stops it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._users: int | None = None

    @property
    def url(self) -> str:
        return make_conninfo(host=str(self._socket_folder), user=cluster.ROLE, dbname=_DATABASE)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self) -> str:
        """Start the server if it is not running, register as a user, and return the connection string."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._start_lock():
            if self._users is None:
                self._users = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._users, fcntl.LOCK_SH)
            self._start()
        return self.url

    def ensure_running(self) -> None:
        """Start a server that died under its users."""
        with self._start_lock():
            self._start()

    def release(self) -> None:
        """Leave; the last user stops the server unless it is kept."""
        if self._users is None:
            return
        with self._start_lock():
            fcntl.flock(self._users, fcntl.LOCK_UN)
            last = not self._kept.exists() and self._nobody_uses_it()
            os.close(self._users)
            self._users = None
            if last:
                self._stop()

    def keep(self) -> None:
        """Let the server run on without users, until `stop`."""
        self._kept.touch()

    def stop(self) -> None:
        """Stop the server whoever uses it."""
        if not self.folder.exists():
            return
        with self._start_lock():
            self._kept.unlink(missing_ok=True)
            self._stop()

    def status(self) -> Status:
        return Status(self._postmaster() if self._answers() else None, self._kept.exists(), self.folder, self.url)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _kept(self) -> Path:
        return self.folder / "kept"

    @property
    def _socket_folder(self) -> Path:
        inside = self.folder / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"tzwatch-{os.geteuid()}-{digest}"

    @contextmanager
    def _start_lock(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _nobody_uses_it(self) -> bool:
        assert self._users is not None
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _start(self) -> None:
        if self._answers():
            return
        installed = cluster.prepare(self.folder, self._data, self._socket_folder)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            process = installed.start()
            if self._comes_up(process, deadline):
                self._create_database()
                return
            if time.monotonic() > deadline:
                raise DatabaseError(
                    f"数据库启动失败，请看日志 the database did not start, see {self.folder / 'server.log'}: {self._log_tail()}"
                )
            time.sleep(0.5)

    def _comes_up(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        while time.monotonic() < deadline:
            if self._answers():
                return True
            if process.poll() is not None:
                return False
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        """Liveness is a real connection: a pid file may be stale, and a pid may be somebody else's by now."""
        try:
            with psycopg.connect(make_conninfo(self.url, dbname="postgres", connect_timeout=3)):
                return True
        except psycopg.OperationalError:
            return False

    def _create_database(self) -> None:
        with psycopg.connect(make_conninfo(self.url, dbname="postgres"), autocommit=True) as conn:
            if not conn.execute("SELECT 1 FROM pg_database WHERE datname = 'tzwatch'").fetchone():
                conn.execute("CREATE DATABASE tzwatch")

    def _postmaster(self) -> int | None:
        try:
            return int((self._data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _stop(self) -> None:
        """Ask for a fast shutdown and wait for it. A server that does not answer is left alone."""
        pid = self._postmaster()
        if pid is None or not self._answers():
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _START_SECONDS
        while (self._data / "postmaster.pid").exists() and time.monotonic() < deadline:
            _reap(pid)
            time.sleep(0.02)

    def _log_tail(self) -> str:
        try:
            return " ".join((self.folder / "server.log").read_text(errors="replace")[-300:].split())
        except OSError:
            return ""


def _reap(pid: int) -> None:
    """Collect the postmaster's exit status when it is our child, so that no zombie is left."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
