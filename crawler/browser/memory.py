"""How much memory the browser may take: a page that takes more is ended, the others go on."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.async_api import Browser

# A list page takes 40 to 90 MB (2026-11).
PAGE_BYTES = 512 * 2**20
_BROWSER_BYTES = 1024 * 2**20
_LOOK_SECONDS = 0.5
_OWN = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)


async def watch(browser: Browser) -> None:
    """Look at the browser's processes until it ends. Where the system does not tell (no /proc), nothing is ended."""
    with suppress(PlaywrightError):
        session = await browser.new_browser_cdp_session()
        while browser.is_connected():
            told = await session.send("SystemInfo.getProcessInfo")
            for process in told["processInfo"]:
                if held_by(int(process["id"])) > _allowed(process):
                    with suppress(ProcessLookupError):
                        os.kill(int(process["id"]), signal.SIGKILL)
            await asyncio.sleep(_LOOK_SECONDS)


def held_by(pid: int) -> int:
    """Return the bytes of memory that are a process's own, without the files that all of them share."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return sum(int(kilobytes) for kilobytes in _OWN.findall(status)) * 1024


def _allowed(process: dict[str, Any]) -> int:
    return _BROWSER_BYTES if process["type"] == "browser" else PAGE_BYTES
