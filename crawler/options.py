"""What a person may ask of one crawl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.days import typed_day
from news.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from news.run import Trigger


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """since: leave older entries alone; pages: list pages a channel at most; full: walk every list page;
    revisit: look at every known article now, due or not.
    """

    since: date | None = None
    pages: int | None = None
    full: bool = False
    revisit: bool = False
    trigger: Trigger = "manual"


def parse_options(
    *,
    since: str | None = None,
    pages: str | int | None = None,
    full: str | bool = False,
    revisit: str | bool = False,
    trigger: Trigger = "manual",
) -> CrawlOptions:
    """Read options given as text (`scrapy crawl … -a since=2026-11-01`). Raise UsageError for a wrong one."""
    try:
        day = typed_day(since) if since else None
    except UsageError as error:
        raise UsageError(f"--since 的值不对 is wrong: {error}") from None
    try:
        count = int(pages) if pages is not None else None
    except ValueError:
        raise UsageError(f"--pages 应为整数 should be a number: {pages}") from None
    if count is not None and count < 1:
        raise UsageError(f"--pages 至少为 1 should be 1 or more: {pages}")
    return CrawlOptions(day, count, _truth(full), _truth(revisit), trigger)


def _truth(value: str | bool) -> bool:
    return value is True or str(value).lower() in ("1", "true", "yes")
