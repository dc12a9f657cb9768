"""Dates as Chinese pages print them: a ladder of forms, times in Asia/Shanghai, no guessing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from news.article import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The republic's first day; nothing on these sites was published before, and pages print 1970 for "no date".
_EARLIEST = datetime(1949, 10, 1, tzinfo=SHANGHAI)
_EPOCH_DAY = (1970, 1, 1)
_LATEST_YEAR = 2098

_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")

_DAY = r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\s*年\s*|\s*[-/.]\s*)(?P<m>\d{1,2})(?:\s*月\s*|\s*[-/.]\s*)(?P<d>\d{1,2})(?!\d{3})(?:\s*日)?"
_WEEKDAY = r"(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?|\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)?"
_TIME = (
    r"(?:[\sT,，]*(?P<half>上午|下午|晚上|凌晨|中午)?\s*"
    r"(?P<H>\d{1,2})\s*(?::|时|点)\s*(?P<M>\d{1,2})(?!\d)(?:\s*(?::|分)\s*(?P<S>\d{1,2})(?!\d))?(?:\.\d+)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_MOMENT = re.compile(_DAY + _WEEKDAY + _TIME, re.IGNORECASE)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?)?(?!\d)")
_MONTH_DAY = re.compile(r"(?<!\d)(?P<m>\d{1,2})(?:月|[-/.])(?P<d>\d{1,2})日?(?!\d)")


def find_moments(text: str) -> Iterator[tuple[Moment, int, int]]:
    """Yield every moment printed in `text` with its place (start, end)."""
    for found in _MOMENT.finditer(text.translate(_FULL_WIDTH)):
        moment = _moment(found)
        if moment:
            yield moment, found.start(), found.end()


def find_moment(text: str) -> Moment | None:
    """Return the first moment printed in `text`, one with a time of day before one without."""
    day = None
    for moment, _, _ in find_moments(text):
        if moment.precision != "day":
            return moment
        day = day or moment
    return day


def parse_moment(text: str) -> Moment | None:
    """Read a machine-written date: any form of `find_moment`, or 20260521 and 20260521082701."""
    found = find_moment(text)
    if found:
        return found
    compact = _COMPACT.search(text)
    return _moment(compact) if compact else None


def find_day_of_year(text: str, year: int | None) -> Moment | None:
    """Return the day of a list's `05-01` or `12月25日`, whose year must be known from elsewhere."""
    found = _MONTH_DAY.search(text.translate(_FULL_WIDTH))
    if not found or year is None:
        return None
    return _checked(year, int(found["m"]), int(found["d"]))


def plausible(moment: Moment, now: datetime) -> bool:
    """Tell whether a page seen at `now` can have been published at `moment`: two days ahead at most."""
    return moment.at <= now + timedelta(hours=48)


def isoformat(moment: Moment) -> str:
    """Return ISO 8601 to the second, in +08:00."""
    return moment.at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _moment(found: re.Match[str]) -> Moment | None:
    parts = found.groupdict()
    year, month, day = int(parts["y"]), int(parts["m"]), int(parts["d"])
    if not parts["H"]:
        return _checked(year, month, day)
    hour = _hour(int(parts["H"]), parts.get("half"))
    at = _checked(year, month, day, hour, int(parts["M"]), int(parts["S"] or 0))
    if at is None:
        # 25:61 is no time; the day may still be right.
        return _checked(year, month, day)
    moved = _in_zone(at.at, parts.get("zone"))
    return Moment(moved, "second" if parts["S"] else "minute")


def _hour(hour: int, half: str | None) -> int:
    return hour + 12 if half in ("下午", "晚上") and hour < 12 else hour


def _in_zone(at: datetime, zone: str | None) -> datetime:
    """Move a time that names its own zone into Asia/Shanghai."""
    if not zone:
        return at
    named = datetime.fromisoformat(at.replace(tzinfo=None).isoformat() + zone.upper().replace("Z", "+00:00"))
    return named.astimezone(SHANGHAI)


def _checked(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> Moment | None:
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
    if at < _EARLIEST or at.year > _LATEST_YEAR or (year, month, day) == _EPOCH_DAY:
        return None
    return Moment(at, "day")
