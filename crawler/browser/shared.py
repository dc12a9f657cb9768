"""The one Chromium of this process: started for the first page that needs it, closed with the last crawl that does."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError
from scrapy.exceptions import NotSupported

from crawler.browser.choice import MISSING, BrowserMissingError, BrowserStartError, found_browser
from crawler.browser.memory import watch
from news.text import clean_text, cut

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

logger = logging.getLogger(__name__)

_LAUNCH_SECONDS = 20.0
_CLOSE_SECONDS = 5.0
# It knows no name and has no way out: the parts of a page are fetched by us (browser_parts.py), and what a script finds
# beside that, WebRTC, a worker, a redirect, a pop-up, leads nowhere.
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",
    "--disable-gpu",
    "--mute-audio",
)
_NOWHERE = {"server": "http://nowhere.invalid:1", "bypass": "<-loopback>"}


class _Chromium:
    """The running browser, its driver, and how many crawls use them."""

    def __init__(self) -> None:
        self._users = 0
        self._lock = asyncio.Lock()
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._pid: int | None = None
        self._watching: asyncio.Task[None] | None = None

    def join(self) -> None:
        self._users += 1

    async def leave(self) -> None:
        self._users -= 1
        if self._users == 0:
            async with self._lock:
                await self._close()

    async def browser(self) -> Browser:
        """Return the browser, a new one when there is none or the last one ended. Raise BrowserError."""
        async with self._lock:
            if self._browser is None or not self._browser.is_connected():
                await self._close_browser()
                self._browser = await self._started()
                self._pid = await process_id(self._browser)
                self._watching = asyncio.ensure_future(watch(self._browser))
            return self._browser

    def kill(self) -> None:
        """End a browser that does not react."""
        if self._pid and self._browser and self._browser.is_connected():
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def _started(self) -> Browser:
        path = found_browser()
        if path is None:
            raise BrowserMissingError(MISSING)
        try:
            return await self._launched(path)
        except Exception:
            # The driver, a process of its own, may have ended: once more with a new one.
            await self._close_driver()
        try:
            return await self._launched(path)
        except Exception as error:
            await self._close_driver()
            raise BrowserStartError(
                f"浏览器启动不了 the browser does not start: {path}: {_own_words(error)}"
            ) from error

    async def _launched(self, path: str) -> Browser:
        if self._driver is None:
            self._driver = await async_playwright().start()
        # Chromium refuses its sandbox to root; containers often refuse it to everybody.
        for sandboxed in (True, False) if os.geteuid() else (False,):
            try:
                return await self._driver.chromium.launch(
                    executable_path=path,
                    args=_ARGUMENTS,
                    proxy=_NOWHERE,  # type: ignore[arg-type]
                    env=_environment(),
                    chromium_sandbox=sandboxed,
                    timeout=_LAUNCH_SECONDS * 1000,
                    # A stop lets the pages in flight finish.
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            except PlaywrightError:
                if not sandboxed:
                    raise
                logger.info("浏览器在这里没有沙箱 the browser has no sandbox here")
        raise AssertionError

    async def _close(self) -> None:
        await self._close_browser()
        await self._close_driver()

    async def _close_browser(self) -> None:
        if self._watching:
            self._watching.cancel()
        browser, self._browser, self._watching = self._browser, None, None
        if browser is None or not browser.is_connected():
            return
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await browser.close()
        except (TimeoutError, PlaywrightError):
            self._browser = browser
            self.kill()
            self._browser = None

    async def _close_driver(self) -> None:
        driver, self._driver = self._driver, None
        if driver:
            with suppress(Exception):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await driver.stop()


chromium = _Chromium()


class SharedBrowser:
    """scrapy-playwright's provider over the shared browser: a crawl that closes its handler leaves, and closes nothing
    that another one uses.
    """

    def __init__(self, config: object) -> None:
        self._joined = False

    async def start(self) -> None:
        self._joined = True
        chromium.join()

    async def launch_browser(self) -> Browser:
        return await chromium.browser()

    async def launch_persistent_context(self, context_kwargs: dict[str, Any]) -> BrowserContext:
        raise NotSupported("persistent contexts are not shared")

    async def close(self) -> None:
        if self._joined:
            self._joined = False
            await chromium.leave()


async def process_id(browser: Browser) -> int | None:
    """Return the number of the browser's main process, None when it does not say."""
    with suppress(PlaywrightError, KeyError):
        session = await browser.new_browser_cdp_session()
        told = await session.send("SystemInfo.getProcessInfo")
        await session.detach()
        return next((int(one["id"]) for one in told["processInfo"] if one["type"] == "browser"), None)
    return None


def _own_words(error: Exception) -> str:
    """Return what the browser said when it ended: Playwright puts it behind its whole command line."""
    lines = str(error).splitlines() or [type(error).__name__]
    said = next((line.partition("[err]")[2] for line in lines if "[err]" in line), lines[0])
    return cut(clean_text(said), 200)


def _environment() -> dict[str, str | float | bool]:
    """Return what the browser may know of ours: no secret, and no proxy, for it has no way out."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TZWATCH_") and not name.lower().endswith("_proxy")
    }
