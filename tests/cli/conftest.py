"""The tzwatch command as a process of its own, against a fresh database, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
# Long enough for a busy machine; a command that takes longer hangs.
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The lines on stderr."""
        return self.err.splitlines()


@dataclass(slots=True)
class Terminal:
    """Where commands are typed. `home` is their TZWATCH_HOME; nothing listens at the proxy: no fetch leaves."""

    home: Path
    database: str
    more: dict[str, str] = field(default_factory=dict)

    def variables(self) -> dict[str, str]:
        own = {
            "TZWATCH_HOME": str(self.home),
            "TZWATCH_DATABASE_URL": self.database,
            "http_proxy": "http://127.0.0.1:1",
            "https_proxy": "http://127.0.0.1:1",
        }
        return os.environ | {"PYTHONPATH": str(ROOT)} | own | self.more

    def run(self, *words: str | bytes, stdout: IO[bytes] | int = subprocess.PIPE, module: str = "cli") -> Done:
        """Run one command to its end."""
        return self.python(["-m", module, *words], stdout=stdout)

    def python(self, arguments: Sequence[str | bytes], *, stdout: IO[bytes] | int = subprocess.PIPE) -> Done:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.variables(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
        return Done(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


@pytest.fixture
def terminal(tmp_path: Path, database_url: str) -> Terminal:
    return Terminal(tmp_path / "家 home", database_url)
