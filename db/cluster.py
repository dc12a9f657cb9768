"""The data directory of the private Postgres: made once, completely or not at all, and how it is started."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from db.binaries import Account, Binaries, find_binaries, server_account, user_name
from news.errors import DatabaseError

ROLE = "tzwatch"
PORT = "5432"

_SETTINGS = {
    # Reached by the unix socket only.
    "listen_addresses": "",
    "port": PORT,
    # A worker of 64 sites takes two for each; several processes share the server.
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One server, no standby: less to write.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_messages": "warning",
    # Otherwise the log of an idle year is twenty megabytes of checkpoints.
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class Installed:
    """A data directory that is ready, with what it takes to start a server on it."""

    binaries: Binaries
    account: Account
    data: Path
    sockets: Path
    log: Path

    def start(self) -> subprocess.Popen[bytes]:
        """Start the postmaster in a session of its own: Ctrl-C at our terminal is not meant for it."""
        settings = _SETTINGS | {"unix_socket_directories": str(self.sockets)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*self.account.prefix, str(self.binaries.folder / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env=_environment() | _stale_pid(self.data),
            )


def prepare(folder: Path, data: Path, sockets: Path) -> Installed:
    """Make the data directory if there is none, and the folder for the socket. The start lock must be held."""
    binaries = find_binaries()
    account = server_account(folder / "data", binaries.folder / "postgres")
    made = (data / "PG_VERSION").exists()
    if made:
        _refuse_other_owner(account, data)
        _refuse_other_version(binaries, data)
    _make_private(sockets, account)
    for unfinished in folder.glob("data.unfinished*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    if not made:
        _create(binaries, account, folder, data)
    log = folder / "server.log"
    log.touch(mode=0o600)
    return Installed(binaries, account, data, sockets, log)


def postmaster(data: Path) -> int | None:
    """Return the process id that the data directory names; it may be a dead server's."""
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _stale_pid(data: Path) -> dict[str, str]:
    """Let Postgres pass over a pid file whose process id is somebody else's by now, as after a power cut.

    It would refuse to start. The variable is pg_ctl's; the file stays as it is, because it also names the shared
    memory by which Postgres makes sure that no orphan of the dead server still writes.
    """
    pid = postmaster(data)
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return {}
    return {} if os.fsencode(data) in words else {"PG_GRANDPARENT_PID": str(pid)}


def _make_private(sockets: Path, account: Account) -> None:
    """Make the socket's folder. In /tmp anybody may have made one of that name before: it must be the server's."""
    if not sockets.is_symlink():
        sockets.mkdir(mode=0o700, exist_ok=True)
    found = sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        raise DatabaseError(f"套接字文件夹被别人占用，请删除 somebody else's, remove it: {sockets}")
    sockets.chmod(0o700)
    account.own(sockets)


def _create(binaries: Binaries, account: Account, folder: Path, data: Path) -> None:
    """Run initdb in a folder beside and rename it: killed half-way, the next start begins anew.

    Each try has a folder of its own: an initdb that outlived its caller must not meet the next one.
    """
    unfinished = Path(tempfile.mkdtemp(prefix="data.unfinished-", dir=folder))
    account.own(unfinished)
    done = subprocess.run(
        [
            *account.prefix,
            str(binaries.folder / "initdb"),
            f"--pgdata={unfinished}",
            f"--username={ROLE}",
            "--encoding=UTF8",
            *binaries.initdb_locale(),
            "--auth=peer",
            "--no-instructions",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.split())[-300:]
        raise DatabaseError(f"建库失败（磁盘满？无权限？） the database could not be created: {said}")
    _let_in(unfinished)
    unfinished.rename(data)


def _let_in(data: Path) -> None:
    """Admit one account of this machine, by the kernel's word, to our role: whoever runs tzwatch here."""
    with (data / "pg_hba.conf").open("w", encoding="utf-8") as file:
        file.write("local all all peer map=tzwatch\n")
    with (data / "pg_ident.conf").open("w", encoding="utf-8") as file:
        file.write(f'tzwatch "{user_name()}" {ROLE}\n')


def _refuse_other_owner(account: Account, data: Path) -> None:
    owner = data.stat().st_uid
    if owner != account.uid:
        names = {entry.pw_uid: entry.pw_name for entry in pwd.getpwall()}
        raise DatabaseError(
            f"数据属于另一个用户 {names.get(owner, owner)}，请用该用户运行或另设 TZWATCH_HOME "
            f"the data is another user's, run as that user or choose a TZWATCH_HOME: {data}"
        )


def _refuse_other_version(binaries: Binaries, data: Path) -> None:
    made_by = int((data / "PG_VERSION").read_text().strip())
    if made_by != binaries.version:
        raise DatabaseError(
            f"数据是 Postgres {made_by} 建的，现有程序是 {binaries.version}：请用 pg_dump 迁移 "
            f"data of another version, move it with pg_dump: {data}"
        )


def _environment() -> dict[str, str]:
    """Pass on nothing that steers Postgres or holds a secret."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ} | {
        "LC_ALL": "C",
        "TZ": "UTC",
    }
