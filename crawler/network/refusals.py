"""Sites that turn us away: told, not tried again and again, and left alone for hours. Nothing is done to get past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.network.outage import Outage
from extract.absent import shield_of
from news.urls import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# One page may be walled off for its own sake; so many in a row, and it is us (2026-11).
MOST_IN_A_ROW = 4
_LONGEST_WAIT = timedelta(days=1)
# What servers in front of the site's own say of themselves when they refuse.
_HEADERS = (("x-tengine-error", "denied", "阿里云"), ("server", "panyun", "盘云"), ("x-via-jsl", "", "加速乐"))
_FORBIDDEN = "HTTP 403 被拒绝 forbidden"
_ALWAYS = {412: "瑞数", 521: "加速乐"}


def turned_away(response: Response) -> str | None:
    """Return one line on who turned us away and how, None when the site itself answered."""
    name = shield_of(response.body, _header(response, "content-type") or None)
    if name is None and response.status in (403, 405, 412, 521):
        named = (shield for header, sign, shield in _HEADERS if _has(response, header, sign))
        name = next(named, _ALWAYS.get(response.status))
    if name is None and response.status == 405:
        name = "防火墙"
    if name:
        return f"被拦截 blocked: {name}（HTTP {response.status}）"
    if response.status == 403:
        return _FORBIDDEN
    return "HTTP 429 请求过多 too many requests" if response.status == 429 else None


def wait_asked(response: Response, now: datetime | None = None) -> timedelta | None:
    """Return how long a 429 or 503 asks us to wait, a day at most; None when it names no time."""
    value = _header(response, "retry-after").strip()
    if response.status not in (429, 503) or not value:
        return None
    if value.isdecimal() and value.isascii():
        return min(timedelta(seconds=int(value[:9])), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(timedelta(0), min(until - (now or datetime.now(UTC)), _LONGEST_WAIT))


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _has(response: Response, header: str, sign: str) -> bool:
    return header in response.headers and sign in _header(response, header).lower()


@dataclass(slots=True)
class Refusals(Outage):
    """As Outage, and counts by host how often in a row a crawl was turned away.

    said_last: the newest of these answers; wait: the longest time that one of them asked for; gave_way: whether a
    host was left alone for it.
    """

    said_last: str | None = None
    wait: timedelta | None = None
    gave_way: bool = False
    _in_a_row: dict[str, int] = field(default_factory=dict)

    def let_in(self, url: str) -> None:
        self._in_a_row.pop(host_of(url), None)

    def turned_away(self, url: str, said: str, wait: timedelta | None, *, at_once: bool) -> None:
        """Count an answer; after several in a row, or `at_once`, the host is left alone. `wait`: the time it named."""
        host = host_of(url)
        self.said_last = said
        # A site may well close some pages to everybody; only when its lists are too does it mean us (2026-11).
        if said == _FORBIDDEN:
            return
        self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
        if wait:
            self.wait = max(wait, self.wait or wait)
        if at_once or self._in_a_row[host] >= MOST_IN_A_ROW:
            self.gave_way = True
            self.leave(url, f"{host} 拦截采集，本次不再采集 turns us away, left alone until later: {said}")

    def leave(self, url: str, said: str) -> None:
        """Ask the host of `url` for nothing more in this crawl."""
        self._given_up[urlsplit(url).netloc.lower()] = said


def refusals_of(crawler: Crawler) -> Refusals:
    """Return the count of the running crawl; a spider of one page has none."""
    found = getattr(crawler.spider, "outage", None)
    return found if isinstance(found, Refusals) else Refusals()
