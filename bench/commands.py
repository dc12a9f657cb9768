"""What only a process of its own shows: how much memory an export takes, and that a killed import goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.worlds import news, page_of
from db.connection import connect

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("jsonl", "csv", "parquet", "xlsx")
_ROOT = Path(__file__).resolve().parent.parent
# Killed so often at most: then the import may run to its end.
_KILLS = 8
_SEED = 77
_PATIENCE_SECONDS = 3600.0
_BETWEEN_LOOKS = 0.02


@dataclass(frozen=True, slots=True)
class Exported:
    """One export: megabytes of memory at its peak, seconds, megabytes written."""

    form: str
    peak: float
    seconds: float
    size: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a killed import left in the end. twice: articles with a second version, or pages kept twice."""

    kills: int
    pages: int
    stored: int
    twice: int
    spoilt: int


def export(url: str, home: Path, form: str) -> Exported:
    """Export every article of the database at `url`."""
    out = home / f"all.{form}"
    began = time.perf_counter()
    child = _start(url, home, ["export", "--format", form, "--out", str(out)])
    code, peak = _ended(child)
    if code:
        raise RuntimeError(f"export {form}: {code}\n{(home / 'commands.log').read_text()[-500:]}")
    done = Exported(form, peak, time.perf_counter() - began, out.stat().st_size / 1e6)
    out.unlink()
    return done


def _start(url: str, home: Path, words: Sequence[str]) -> subprocess.Popen[bytes]:
    own = {"TZWATCH_HOME": str(home), "TZWATCH_DATABASE_URL": url, "PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TZWATCH_")} | own
    with (home / "commands.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, str(_ROOT / "cli" / "__main__.py"), *words], env=environment, stdout=log, stderr=log
        )


def _ended(child: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for the end; return the exit code and the largest memory in megabytes.

    Asked again and again: what the kernel tells afterwards begins with the memory of the process that forked it.
    """
    peak = 0
    while child.poll() is None:
        peak = max(peak, _peak(child.pid))
        time.sleep(_BETWEEN_LOOKS)
    return child.returncode, peak / 1024


def _peak(pid: int) -> int:
    """Return the kilobytes that a process had at most so far, 0 when it just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def killed_import(url: str, home: Path, pages: int) -> Resumed:
    """Import a list of pages, some of them spoilt, killing the command at random moments until it was let end."""
    folder = home / "pages"
    spoilt = _write(folder, pages)
    chance = random.Random(_SEED)
    kills = 0
    while kills < _KILLS:
        child = _start(url, home, ["import", str(folder / "list.jsonl")])
        try:
            child.wait(timeout=1.0 + 2.0 * chance.random())
            break
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            kills += 1
    _start(url, home, ["import", str(folder / "list.jsonl")]).wait(timeout=_PATIENCE_SECONDS)
    with connect(url) as conn:
        row = conn.execute(
            """SELECT count(DISTINCT a.id), count(*) - count(DISTINCT a.id), count(*) - count(DISTINCT v.snapshot_id)
               FROM articles a JOIN versions v ON v.article_id = a.id WHERE a.url LIKE %s""",
            (f"%/n{_SEED}/%",),
        ).fetchone()
    assert row is not None
    return Resumed(kills, pages, row[0], row[1] + row[2], spoilt)


def _write(folder: Path, count: int) -> int:
    """Write pages and their list; return how many further ones no reader can be glad of."""
    folder.mkdir(exist_ok=True)
    lines = []
    for number in range(count):
        article = news(_SEED, number)
        (folder / f"{number}.html").write_bytes(page_of(article))
        lines.append({"html_path": f"{number}.html", "url": article.url})
    for number, body in enumerate(_SPOILT):
        (folder / f"spoilt{number}.html").write_bytes(body)
        line = {"html_path": f"spoilt{number}.html", "url": f"https://www.spoilt.example.cn/{number}.html"}
        lines.insert(number * count // len(_SPOILT), line)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "list.jsonl").write_text(text, encoding="utf-8")
    return len(_SPOILT)


_TEXT = "<p>民盟省委会召开会议，传达学习有关精神，研究部署下一步工作，各支部负责人参加了会议并作交流发言。</p>" * 4
_SPOILT = tuple(
    page.encode("utf-8", "surrogatepass")
    for page in (
        f"<html><head><title>零\0字节</title></head><body><h1>零\0字节的标题很长</h1>{_TEXT}\0</body></html>",
        f"<html><body><h1>半个\ud83d字符的标题很长</h1>{_TEXT}\udc00</body></html>",
        f"<html><body><h1>年份极大的一篇文章</h1><p>发布时间：9999-12-31 23:59:59 来源：本网</p>{_TEXT}</body></html>",
        f"<html><head><title>{'长' * 3_400_000}</title></head><body><h1>{'长' * 3_400_000}</h1>{_TEXT}</body></html>",
        "",
        "\0\0\0\0",
    )
)
