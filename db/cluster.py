"""The data directory of the private Postgres: made once, completely or not at all, and how it is started."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.binaries import Account, Binaries, find_binaries, server_account
from news.errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

ROLE = "tzwatch"

_SETTINGS = {
    # Reached by the unix socket only.
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One server, no standby: less to write.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_messages": "warning",
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
                env=_environment(),
            )


def prepare(folder: Path, data: Path, sockets: Path) -> Installed:
    """Make the data directory if there is none, and the folder for the socket. The start lock must be held."""
    binaries = find_binaries()
    account = server_account(folder / "data", binaries.folder / "postgres")
    if not (data / "PG_VERSION").exists():
        _create(binaries, account, folder, data)
    _refuse_other_version(binaries, data)
    sockets.mkdir(mode=0o700, exist_ok=True)
    account.own(sockets)
    log = folder / "server.log"
    log.touch(mode=0o600)
    return Installed(binaries, account, data, sockets, log)


def _create(binaries: Binaries, account: Account, folder: Path, data: Path) -> None:
    """Run initdb in a folder beside and rename it: killed half-way, the next start begins anew."""
    unfinished = folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
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
    user = pwd.getpwuid(os.geteuid()).pw_name
    with (data / "pg_hba.conf").open("w", encoding="utf-8") as file:
        file.write("local all all peer map=tzwatch\n")
    with (data / "pg_ident.conf").open("w", encoding="utf-8") as file:
        file.write(f'tzwatch "{user}" {ROLE}\n')


def _refuse_other_version(binaries: Binaries, data: Path) -> None:
    made_by = int((data / "PG_VERSION").read_text().strip())
    if made_by != binaries.version:
        raise DatabaseError(
            f"数据是 Postgres {made_by} 建的，现有程序是 {binaries.version}：请用 pg_dump 迁移 data of another version: {data}"
        )


def _environment() -> dict[str, str]:
    """Pass on nothing that steers Postgres or holds a secret."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ} | {
        "LC_ALL": "C",
        "TZ": "UTC",
    }
