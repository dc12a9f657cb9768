"""The private Postgres below TZWATCH_HOME: started by whoever needs it first, stopped by whoever leaves last."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import psycopg
from psycopg.conninfo import make_conninfo

from db import cluster
from db.connection import connect, database_errors
from news.errors import DatabaseError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

# A socket's whole path has 104 bytes on macOS, 108 on Linux; the file name Postgres appends takes 15.
_LONGEST_SOCKET_FOLDER = 88
# After kill -9 of the postmaster its orphans hold the shared memory for a while: several starts fail.
_START_SECONDS = 30.0
_DATABASE = "tzwatch"
# What a server says that runs and has no place for one more: it must not be taken for dead.
_FULL = ("too many clients", "remaining connection slots")
# The postmasters that this process started, kept so that the exit status of each is collected.
_started: list[subprocess.Popen[bytes]] = []


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
        # The port names the socket's file; left out, the reader's own PGPORT would.
        return make_conninfo(host=str(self._socket_folder), port=cluster.PORT, user=cluster.ROLE, dbname=_DATABASE)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self) -> str:
        """Start the server if it is not running, register as a user, and return the connection string."""
        with _disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._start_lock():
                self._start()
                if self._users is None:
                    self._users = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                    fcntl.flock(self._users, fcntl.LOCK_SH)
        return self.url

    def ensure_running(self) -> None:
        """Start a server that died under its users."""
        with _disk_errors(self.folder), self._start_lock():
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
        return Status(
            cluster.postmaster(self._data) if self._answers() else None, self._kept.exists(), self.folder, self.url
        )

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
        # Not $TMPDIR: every process that uses this server must find the same place.
        return Path("/tmp") / f"tzwatch-{os.geteuid()}-{digest}"

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
        """Bring the server up if it is down; a start that was killed half-way left no database in it."""
        if not self._answers():
            self._launch(time.monotonic() + _START_SECONDS)
        with connect(make_conninfo(self.url, dbname="postgres")) as conn, database_errors():
            if not conn.execute("SELECT 1 FROM pg_database WHERE datname = 'tzwatch'").fetchone():
                conn.execute("CREATE DATABASE tzwatch")

    def _launch(self, deadline: float) -> None:
        installed = cluster.prepare(self.folder, self._data, self._socket_folder)
        while True:
            process = installed.start()
            _started.append(process)
            if self._comes_up(process, deadline):
                return
            if time.monotonic() > deadline:
                log = self.folder / "server.log"
                raise DatabaseError(f"数据库启动失败，请看日志 the database did not start, see {log}: {_tail(log)}")
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
        except psycopg.OperationalError as error:
            return any(sign in str(error) for sign in _FULL)

    def _stop(self) -> None:
        """Ask for a fast shutdown and wait for it. A server that does not answer is left alone."""
        pid = cluster.postmaster(self._data)
        if pid is None or not self._answers():
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _START_SECONDS
        while (self._data / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        _collect(pid)


def _collect(pid: int) -> None:
    """Wait for the end of a postmaster that is our child, so that no zombie is left."""
    for process in _started:
        if process.pid == pid:
            process.wait(_START_SECONDS)
    _started[:] = [process for process in _started if process.poll() is None]


def _tail(log: Path) -> str:
    try:
        return " ".join(log.read_text(errors="replace")[-300:].split())
    except OSError:
        return ""


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            f"写不了数据库文件夹，请检查权限和磁盘，或另设 TZWATCH_HOME cannot write {folder}: {error.strerror}"
        ) from error
