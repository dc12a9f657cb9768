"""Dates as Chinese pages print them: a ladder of forms, times in China's +08:00, no guessing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from news.article import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news.article import Article

# Fixed, without the summer times of 1986 to 1991: no page was published in them. What prints such a date today is
# an archive that means the day, and midnight at +09:00 would be shown as the day before (2026-11).
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
# The republic's first day; nothing on these sites was published before, and pages print 1970 for "no date".
_EARLIEST = datetime(1949, 10, 1, tzinfo=SHANGHAI)
_EPOCH_DAY = (1970, 1, 1)
_LATEST_YEAR = 2098

_FULL_WIDTH = str.maketrans("０１２３４５６７８９：∶﹕／－．", "0123456789:::/-.")
# To look for them takes a tenth of the time of a translation (2026-11); most colons stand in headlines.
_ANY_FULL_WIDTH = re.compile(r"[０-９∶﹕／－．：](?:(?<!：)|(?<=\d：)|(?<=\d\s：))")

# A run of white space belongs to one place of a form alone and is never given back (`*+`): shared out between
# several places, 2,000 spaces behind a date took minutes (2026-11).
# After the day comes no digit, except those of a time glued to it (2015-06-0414:55). That none stands before the first
# number, here and below, is asked behind it: what begins with a known character is found twice as fast (2026-11).
_DAY = (
    r"(?P<y>(?:19|20)\d\d)(?<!\d{5})(?:\s*+年\s*+|\s*+[-/.]\s*+)(?P<m>\d{1,2})(?:\s*+月\s*+|\s*+[-/.]\s*+)"
    r"(?P<d>\d{1,2})(?:(?!\d)|(?=\d\d:\d\d))(?:\s*+日)?"
)
_WEEKDAY = r"(?:\s*+[(（]?(?:星期|周|週|禮拜|礼拜)[一二三四五六日天][)）]?|\s*+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*+)?"
# `09:00-11:00` is a span of time and `14:55zhang` an editor: west of Greenwich only after an ISO date's T.
_EAST = r"\s?\+(?:0[0-9]|1[0-4]):?[0-5][0-9](?!\d)|Z(?![A-Z])"
_TIME = (
    r"(?:[\s,，]*+(?P<iso>T)?\s*+(?P<half>上午|下午|晚上|凌晨|中午)?\s*+"
    r"(?P<H>\d{1,2})\s*+(?::|时|点)\s*+(?P<M>\d{1,2})(?!\d)(?:\s*+(?::|分)\s*+(?P<S>\d{1,2})(?!\d))?(?:\.\d++)?"
    rf"(?P<zone>{_EAST}|(?(iso)-(?:0[0-9]|1[0-2]):?[0-5][0-9](?!\d)|(?!)))?)?"
)
_YEAR = re.compile(r"\d{4}")
_MOMENT = re.compile(_DAY + _WEEKDAY + _TIME, re.IGNORECASE)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?<!\d{5})(?P<m>\d\d)(?P<d>\d\d)(?:(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?)?(?!\d)"
)
_MONTH_DAY = re.compile(r"(?P<m>\d(?<!\d\d)\d?)(?:月|[-/.])(?P<d>\d{1,2})日?(?!\d)")

_SCATTERED = tuple(
    re.compile(form)
    for form in (
        r"(?P<m>\d(?<!\d\d)\d?)[-/.月](?P<d>\d{1,2})日?[\s,]++(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?P<y>(?:19|20)\d\d)(?<!\d{5})年?[\s,]++(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?!\d)",
        r"(?P<d>\d(?<!\d\d)\d?)日?\s++(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})(?!\d)",
        r"(?P<y>(?:19|20)\d\d)(?<!\d{5})[-/.年](?P<m>\d{1,2})月?\s++(?P<d>\d{1,2})(?![\d:])",
        r"(?P<d>\d(?<!\d\d)\d?)日?\s++(?P<m>\d{1,2})月[\s,]++(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?P<m>\d(?<!\d\d)\d?)月\s*+(?P<d>\d{1,2})日?\s*+,?\s*+(?P<y>(?:19|20)\d\d)(?!\d)",
        # The years of 民國, as Taiwanese offices print them.
        r"(?P<y>1[01]\d)(?<![\d.]\d{3})\.(?P<m>\d\d)\.(?P<d>\d\d)(?![\d.])",
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"(?P<d>\d(?<!\d\d)\d?)[\s,]++(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,6}}[\s,.]++(?P<y>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?P<y>[12]\d)[-/.](?P<m>0[1-9]|1[0-2])[-/.](?P<d>0[1-9]|[12]\d|3[01])")
_YEAR_APART = re.compile(r"(?:19|20)\d\d|1[01]\d\.")
_URL_YEAR = re.compile(r"(?<![\d.])(20\d\d)(?:[-_]?(?:0[1-9]|1[0-2]))?(?=/)")
_URL_DAY = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?<!\d{5})(?:(?:[-/](?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d))"
    r"|(?P<m2>0[1-9]|1[0-2])(?:/(?=\d\d/))?(?P<d2>0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))"
    r"|[-/](?P<m1>[1-9])[-/](?P<d1>[1-9]|[12]\d|3[01])(?!\d))"
)


def find_moments(text: str) -> Iterator[tuple[Moment, int, int]]:
    """Yield every moment printed in `text` with its place (start, end)."""
    if not _YEAR.search(text):
        return
    for found in _MOMENT.finditer(_half_width(text)):
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
    found = _MONTH_DAY.search(_half_width(text))
    if not found or year is None:
        return None
    return _checked(year, int(found["m"]), int(found["d"]))


def find_scattered_day(text: str) -> Moment | None:
    """Return the day of a list that prints its parts apart: `10/26 2012`, `30 Jun, 2026`, `115.03.19`."""
    plain = _half_width(text)
    if not _YEAR_APART.search(plain):
        return None
    for form in _SCATTERED:
        found = form.search(plain)
        if found:
            year = int(found["y"])
            return _checked(year if year > 1900 else year + 1911, int(found["m"]), int(found["d"]))
    english = _ENGLISH.search(plain)
    if english:
        return _checked(int(english["y"]), _MONTHS.index(english["m"].lower()) + 1, int(english["d"]))
    return None


def find_short_day(text: str) -> Moment | None:
    """Return the day of a text that is nothing but `26/06/30` or `20260630`, in brackets or not."""
    plain = _half_width(text).strip("[]()（）【】 ")
    short = _SHORT.fullmatch(plain)
    if short:
        return _checked(2000 + int(short["y"]), int(short["m"]), int(short["d"]))
    compact = _COMPACT.fullmatch(plain)
    return _moment(compact) if compact else None


def url_year(url: str) -> int | None:
    """Return the year that a folder of an address names: /202606/, /2026/."""
    found = _URL_YEAR.search(url)
    return int(found[1]) if found else None


def plausible(moment: Moment, now: datetime) -> bool:
    """Tell whether a page seen at `now` can have been published at `moment`: two days ahead at most."""
    return moment.at <= now + timedelta(hours=48)


def believed(article: Article, now: datetime) -> Article:
    """Return an article seen at `now` without a publishing time that lies ahead: a misprint is no date."""
    if article.published is None or plausible(article.published, now):
        return article
    return replace(article, published=None)


def url_day(url: str) -> Moment | None:
    """Return the day that an address contains (/2026-05/21/, t20260331_, /2015/0604/): a hint, never proof."""
    found = _URL_DAY.search(url)
    if not found:
        return None
    return _checked(
        int(found["y"]), int(found["m"] or found["m1"] or found["m2"]), int(found["d"] or found["d1"] or found["d2"])
    )


def isoformat(moment: Moment) -> str:
    """Return ISO 8601 to the second, in +08:00."""
    return moment.at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _moment(found: re.Match[str]) -> Moment | None:
    year, month, day = map(int, found.group("y", "m", "d"))
    if not found["H"]:
        return _checked(year, month, day)
    parts = found.groupdict()
    hour = _hour(int(parts["H"]), parts.get("half"))
    at = _checked(year, month, day, hour, int(parts["M"]), int(parts["S"] or 0))
    if at is None:
        # 25:61 is no time; the day may still be right.
        return _checked(year, month, day)
    moved = _in_zone(at.at, parts.get("zone"))
    return Moment(moved, "second" if parts["S"] else "minute")


def _half_width(text: str) -> str:
    return text if text.isascii() or not _ANY_FULL_WIDTH.search(text) else text.translate(_FULL_WIDTH)


def _hour(hour: int, half: str | None) -> int:
    return hour + 12 if half in ("下午", "晚上") and hour < 12 else hour


def _in_zone(at: datetime, zone: str | None) -> datetime:
    """Move a time that names its own zone into Asia/Shanghai."""
    if not zone:
        return at
    named = datetime.fromisoformat(at.replace(tzinfo=None).isoformat() + zone.strip().upper().replace("Z", "+00:00"))
    return named.astimezone(SHANGHAI)


def _checked(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> Moment | None:
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
    if at < _EARLIEST or at.year > _LATEST_YEAR or (year, month, day) == _EPOCH_DAY:
        return None
    return Moment(at, "day")
