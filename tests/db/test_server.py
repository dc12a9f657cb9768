"""The private Postgres: one server for all its users, gone with the last one, back after any kill."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.connection import connect
from db.server import EmbeddedServer, GivenServer, open_server
from news.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A user of the server in a process of its own: says what it got, leaves when told or is killed.
_USER = """
import sys
from pathlib import Path
from db.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.acquire()
print(server.status().pid, flush=True)
sys.stdin.readline()
server.release()
"""


def _user(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _says(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def _leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def _pid(server: EmbeddedServer) -> int:
    pid = server.status().pid
    assert pid is not None
    return pid


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data directory, so that most tests need no initdb of their own."""
    folder = tmp_path_factory.mktemp("made")
    with EmbeddedServer(folder):
        pass
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    yield made
    EmbeddedServer(made).stop()


def test_the_last_user_out_stops_the_server(folder: Path) -> None:
    first, second = EmbeddedServer(folder), EmbeddedServer(folder)
    first.acquire()
    pid = _pid(first)
    second.acquire()
    assert _pid(second) == pid
    first.release()
    assert _pid(second) == pid
    second.release()
    assert second.status().pid is None
    assert not _runs(pid)


def test_releasing_without_having_acquired_is_harmless(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        EmbeddedServer(folder).release()
        assert server.status().pid


def test_a_kept_server_runs_on_until_it_is_stopped(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        server.keep()
    assert server.status().kept
    pid = _pid(server)
    EmbeddedServer(folder).stop()
    assert server.status().pid is None
    assert not _runs(pid)
    with EmbeddedServer(folder):
        pass
    assert server.status().pid is None


def test_stopping_what_never_ran_is_harmless(tmp_path: Path) -> None:
    EmbeddedServer(tmp_path / "none").stop()
    assert not (tmp_path / "none").exists()


def test_several_processes_that_start_at_once_get_one_server(tmp_path: Path) -> None:
    users = [_user(tmp_path) for _ in range(4)]
    pids = {_says(user) for user in users}
    assert len(pids) == 1
    for user in users:
        _leave(user)
    assert not _runs(pids.pop())


def test_a_killed_postmaster_comes_back_with_every_committed_row(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        with connect(server.url) as conn:
            conn.execute("CREATE TABLE IF NOT EXISTS kept (n integer)")
            conn.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        pid = _pid(server)
        os.kill(pid, signal.SIGKILL)
        server.ensure_running()
        assert _pid(server) != pid
        with connect(server.url) as conn:
            assert conn.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
            conn.execute("DROP TABLE kept")


def test_a_killed_postmaster_comes_back_for_the_next_user(folder: Path) -> None:
    user = _user(folder)
    pid = _says(user)
    os.kill(pid, signal.SIGKILL)
    with EmbeddedServer(folder) as server:
        assert _pid(server) != pid
        _leave(user)


def test_a_user_that_was_killed_leaves_no_lock_behind(folder: Path) -> None:
    user = _user(folder)
    pid = _says(user)
    user.kill()
    user.communicate()
    assert _runs(pid)
    with EmbeddedServer(folder) as server:
        assert _pid(server) == pid
    assert server.status().pid is None


def test_a_start_that_was_killed_before_its_database_was_made_is_completed(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        with connect(server.url.replace("dbname=tzwatch", "dbname=postgres")) as conn:
            conn.execute("DROP DATABASE tzwatch WITH (FORCE)")
        with EmbeddedServer(folder) as another, connect(another.url) as conn:
            assert conn.execute("SELECT current_database()").fetchone() == ("tzwatch",)


def test_a_stale_pid_file_with_the_pid_of_something_else_is_no_obstacle(folder: Path) -> None:
    stranger = _stranger()
    pid_file = folder / "data" / "postmaster.pid"
    socket_lock = folder / "run" / ".s.PGSQL.5432.lock"
    try:
        for file in (pid_file, socket_lock):
            file.write_text(f"{stranger.pid}\n{folder / 'data'}\n1700000000\n5432\n{folder / 'run'}\n\n")
            _give_to_the_server(file)
        with EmbeddedServer(folder) as server:
            assert _pid(server) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def _stranger() -> subprocess.Popen[bytes]:
    """A process of the account that runs the server: Postgres takes it for a postmaster by its pid alone."""
    prefix = ["setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.Popen([*prefix, "sleep", "60"])


def _give_to_the_server(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, pwd.getpwnam("nobody").pw_uid, -1)


def test_an_initdb_that_was_killed_half_way_is_begun_anew(tmp_path: Path) -> None:
    user = _user(tmp_path)
    while not list(tmp_path.glob("data.unfinished-*/base")):
        assert user.poll() is None
        time.sleep(0.005)
    user.kill()
    user.communicate()
    with EmbeddedServer(tmp_path) as server, connect(server.url) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    # The orphan may have gone on writing while its folder was being removed; the next start finds it ended.
    with EmbeddedServer(tmp_path):
        pass
    assert not list(tmp_path.glob("data.unfinished*"))


@pytest.mark.parametrize("name", ["with space 和 中文", "很长" * 40 + "/" + "x" * 60])
def test_any_folder_will_do_below_one_that_only_we_may_enter(tmp_path: Path, name: str) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedServer(closed / name) as server, connect(server.url) as conn:
        assert conn.execute("SELECT 'ok'").fetchone() == ("ok",)
    assert closed.stat().st_mode & 0o777 == 0o700
    with suppress(FileNotFoundError):
        shutil.rmtree(server.url.partition("host=")[2].split()[0].strip("'"))


def test_a_socket_folder_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / ("x" * 120))
    sockets = Path(server.url.partition("host=")[2].split()[0])
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(DatabaseError, match="somebody else's"):
            server.acquire()
    finally:
        sockets.unlink()


def test_data_of_another_version_is_refused_in_words(tmp_path: Path, made: Path) -> None:
    shutil.copytree(made, tmp_path / "old", ignore=shutil.ignore_patterns("run"))
    _give_to_the_server(tmp_path / "old" / "data")
    (tmp_path / "old" / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(DatabaseError, match="another version"):
        EmbeddedServer(tmp_path / "old").acquire()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give data away")
def test_data_of_another_user_is_refused_at_once(tmp_path: Path, made: Path) -> None:
    shutil.copytree(made, tmp_path / "daemons", ignore=shutil.ignore_patterns("run"))
    os.chown(tmp_path / "daemons" / "data", pwd.getpwnam("daemon").pw_uid, -1)
    with pytest.raises(DatabaseError, match="another user's"):
        EmbeddedServer(tmp_path / "daemons").acquire()


def test_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="TZWATCH_HOME"):
        EmbeddedServer(tmp_path / "file" / "postgres").acquire()


@pytest.mark.parametrize(("name", "value"), [("PGPORT", "6543"), ("PGCLIENTENCODING", "LATIN1"), ("PGUSER", "x")])
def test_the_environment_of_libpq_does_not_lead_astray(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with EmbeddedServer(folder) as server, connect(server.url) as conn:
        assert conn.execute("SELECT '统战', current_user").fetchone() == ("统战", "tzwatch")


def test_the_operators_own_database_is_taken_as_it_is(tmp_path: Path) -> None:
    server = open_server(tmp_path, "postgresql://db.example/tzwatch")
    assert isinstance(server, GivenServer)
    assert server.acquire() == "postgresql://db.example/tzwatch"
    server.ensure_running()
    server.release()
    assert not list(tmp_path.iterdir())
