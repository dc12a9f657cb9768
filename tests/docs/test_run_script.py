"""`./run`: tried on a copy in a folder with a blank, with a uv and a Python that only write down what is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.docs.documents import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_TOOLS = "sh mkdir touch rm chmod cat cksum tr dirname readlink id env".split()  # noqa: SIM905 - read as words
_PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit 0
[ "$1" = -m ] && [ "$2" = venv ] && exit 1
{ printf '%s\\n' "$@"; echo "$PYTHONPATH|$PYTHONSAFEPATH|$TZWATCH_HOME|${VIRTUAL_ENV-unset}"; } > "$SAID"
exit 7
"""
_UV = """#!/bin/sh
[ "$1" = --version ] && exit 0
printf '%s ' "$@" >> "$CALLS"; echo >> "$CALLS"
[ "$1 $2" = "pip sync" ] && exit "${SYNC_CODE:-0}"
for folder; do :; done
mkdir -p "$folder/bin" && cp "$BIN/python3" "$folder/bin/python"
"""


class Copy:
    """A checkout of its own, and what the stand-ins wrote down."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "统战 watch"
        self.bin = folder / "bin"
        self.said = folder / "said"
        self.calls = folder / "calls"
        self.root.mkdir()
        self.bin.mkdir()
        for name in ("run", "requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
            shutil.copy(ROOT / name, self.root / name)
        for tool in (*_TOOLS, "cp"):
            self.bin.joinpath(tool).symlink_to(shutil.which(tool) or tool)
        self.stand_in("python3", _PYTHON)
        self.stand_in("uv", _UV)

    def stand_in(self, name: str, text: str) -> None:
        file = self.bin / name
        file.unlink(missing_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def run(self, *arguments: str, script: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"PATH": str(self.bin), "SAID": str(self.said), "CALLS": str(self.calls), "BIN": str(self.bin)}
        return subprocess.run(
            [script or self.root / "run", *arguments],
            env=own | {"HOME": str(self.root.parent)} | environment,
            cwd=self.root.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def asked_of_uv(self) -> list[str]:
        """Return the uv commands since the last question."""
        lines = self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return [" ".join(line.split()[:2]) for line in lines]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_the_script_is_posix_shell() -> None:
    for shell in filter(shutil.which, ("sh", "dash", "busybox")):
        words = [shell, "sh", "-n"] if shell == "busybox" else [shell, "-n"]
        done = subprocess.run([*words, ROOT / "run"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert os.access(ROOT / "run", os.X_OK)


def test_the_command_gets_its_words_unchanged_and_its_exit_code_comes_back(copy: Copy) -> None:
    done = copy.run("articles", "--search", "两个 词*", VIRTUAL_ENV="/elsewhere")
    assert done.returncode == 7
    *words, environment = copy.said.read_text(encoding="utf-8").splitlines()
    assert words == [str(copy.root / "cli" / "__main__.py"), "articles", "--search", "两个 词*"]
    assert environment == f"{copy.root}|1|{copy.root / 'var'}|unset"


def test_bytecode_is_written_into_the_cache_whatever_the_environment_says(copy: Copy) -> None:
    copy.run("doctor")
    python = copy.root / "var" / "venv" / "bin" / "python"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] || env > "$SAID"\n', encoding="utf-8")
    copy.run("doctor", PYTHONDONTWRITEBYTECODE="1")
    found = dict(line.split("=", 1) for line in copy.said.read_text(encoding="utf-8").splitlines())
    assert found["PYTHONPYCACHEPREFIX"] == str(copy.root / "var" / "cache" / "pycache")
    assert "PYTHONDONTWRITEBYTECODE" not in found


def test_a_second_start_asks_uv_nothing(copy: Copy) -> None:
    copy.run("doctor")
    assert copy.asked_of_uv() == ["venv --quiet", "pip sync"]
    done = copy.run("doctor")
    assert copy.asked_of_uv() == []
    assert done.stderr == ""


def test_a_set_up_that_was_cut_off_begins_with_a_new_environment(copy: Copy) -> None:
    copy.run("doctor")
    copy.asked_of_uv()
    (copy.root / "var" / "venv" / "stamp").unlink()
    copy.run("doctor")
    assert copy.asked_of_uv() == ["venv --quiet", "pip sync"]


def test_new_pins_are_installed_into_the_environment_that_is_there(copy: Copy) -> None:
    copy.run("doctor")
    copy.asked_of_uv()
    (copy.root / "requirements.lock").write_text("# newer\n", encoding="utf-8")
    copy.run("doctor")
    assert copy.asked_of_uv() == ["pip sync"]


def test_without_network_one_line_says_so_and_the_next_start_tries_again(copy: Copy) -> None:
    done = copy.run("doctor", SYNC_CODE="1")
    assert done.returncode == 2
    assert "装不上依赖" in done.stderr.splitlines()[-1]
    assert not copy.said.exists()
    copy.asked_of_uv()
    assert copy.run("doctor").returncode == 7
    assert "pip sync" in copy.asked_of_uv()


def test_a_link_to_the_script_finds_the_checkout(copy: Copy) -> None:
    link = copy.root.parent / "tz"
    link.symlink_to(copy.root / "run")
    copy.run("doctor", script=link)
    assert copy.said.read_text(encoding="utf-8").splitlines()[-1].startswith(f"{copy.root}|")


def test_the_environments_own_command_keeps_its_home(copy: Copy) -> None:
    copy.run("doctor", TZWATCH_HOME=str(copy.root.parent / "a home"))
    copy.said.unlink()
    copy.run("doctor", script=copy.root.parent / "a home" / "venv" / "bin" / "tzwatch")
    assert copy.said.read_text(encoding="utf-8").splitlines()[-1].split("|")[2] == str(copy.root.parent / "a home")


@pytest.mark.parametrize(("given", "means"), [("my home", "my home"), ("~/my home", "my home"), ("./x", "./x")])
def test_a_home_elsewhere_is_made_absolute(copy: Copy, given: str, means: str) -> None:
    copy.run("doctor", TZWATCH_HOME=given)
    home = copy.said.read_text(encoding="utf-8").splitlines()[-1].split("|")[2]
    assert home == f"{copy.root.parent}/{means}"
    assert not (copy.root / "var").exists()


def test_a_home_that_cannot_be_written_is_named_in_one_line(copy: Copy) -> None:
    (copy.root.parent / "file").write_text("", encoding="utf-8")
    done = copy.run("doctor", TZWATCH_HOME=str(copy.root.parent / "file" / "home"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "file/home" in done.stderr


def test_without_uv_and_without_venv_the_missing_package_is_named(copy: Copy) -> None:
    (copy.bin / "uv").unlink()
    done = copy.run("doctor")
    assert done.returncode == 2
    assert "python3-venv" in done.stderr.splitlines()[-1]


def test_a_uv_that_does_not_run_is_as_good_as_none(copy: Copy) -> None:
    copy.stand_in("uv", "#!/bin/sh\nexit 127\n")
    assert "python3-venv" in copy.run("doctor").stderr
