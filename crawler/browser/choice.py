"""Which pages are read in a browser, and which browser of this machine reads them."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

# The smallest first: it starts in a quarter of a second and brings no windows.
_NAMES = (
    "chromium-headless-shell",
    "headless_shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Where Playwright puts its own below its folder; the number of the build is part of the path.
_PLAYWRIGHTS = (
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
)
_BUILD = re.compile(r"-(\d+)/")
MISSING = "缺浏览器，请安装后再采集 browser missing, install one: apt-get install chromium-headless-shell"
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class BrowserError(IgnoreRequest):
    """Raised when a page could not be read in the browser; nobody acts, the next crawl tries again."""


class BrowserStartError(BrowserError):
    """Raised when the browser is there and does not start; the operator looks why, all other sites run meanwhile."""


class BrowserMissingError(BrowserError):
    """Raised when this machine has no browser; the operator installs one, all other sites run meanwhile."""


def found_browser(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of the Chromium that reads pages made by script, None when there is none."""
    return next(_candidates(environment), None)


def _candidates(environment: Mapping[str, str]) -> Iterator[str]:
    for name in _NAMES:
        path = shutil.which(name, path=environment.get("PATH", os.defpath))
        if path:
            yield path
    home = Path(environment.get("HOME") or "/")
    own = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    for folder in [Path(own)] if own else [home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"]:
        found = [path for pattern in _PLAYWRIGHTS for path in folder.glob(pattern)]
        yield from (str(path) for path in sorted(found, key=_build, reverse=True) if os.access(path, os.X_OK))
    if sys.platform == "darwin":
        yield from (path for path in _APPLICATIONS if os.access(path, os.X_OK))


def _build(path: Path) -> int:
    numbers = _BUILD.findall(str(path))
    return int(numbers[-1]) if numbers else 0


class BrowserMiddleware:
    """Marks the requests that the browser answers: those of a site with `browser = true`, and any that a spider has
    marked with `meta["browser"]`. Without a browser they end here, before the server is asked for anything.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        site = getattr(self._crawler.spider, "site", None)
        wanted = request.meta.get("browser", site is not None and site.browser)
        if request.meta.get("robots") or not wanted:
            return
        if found_browser() is None:
            raise BrowserMissingError(MISSING)
        request.meta["browser"] = True
        # The frame of such a page stays the same while what its scripts fetch changes.
        for name in _CONDITIONS:
            request.headers.pop(name, None)
