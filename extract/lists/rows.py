"""Rows of a list that a page or an interface holds as data: objects with a title, an address, perhaps a date."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from news.dates import SHANGHAI, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLES = ("title", "showtitle", "articletitle", "name", "subject", "bt")
_URLS = ("url", "publishurl", "href", "link", "linkurl", "docpuburl", "pageurl", "weburl")
_URL_ENDS = ("url", "link", "href")
_DATES = ("publishtime", "publishedtimestr", "pubdate", "publishdate", "date", "time", "createtime", "docreltime")
_DATE_PARTS = ("date", "time", "day", "rq")
_NO_PAGE = re.compile(r"(?:jpe?g|png|gif|webp|svg|mp4|css|js)(?:\?.*)?$", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{1,300}>")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
# A page's data hold some thousand values; what is deeper or larger is no list.
_MOST_VALUES = 50_000
_MOST_ROWS = 5000
_DEEPEST = 12
_LONGEST = 2083


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its address as written, its title, its date as printed ('' for none)."""

    url: str
    title: str
    date: str = ""


def longest_rows(value: Any) -> list[Row]:
    """Return the rows of the longest list of objects with title and address that stands anywhere in a JSON value."""
    return max((rows_of(found) for found in _lists_in(value)), key=len, default=[])


def rows_of(values: list[Any]) -> list[Row]:
    """Return the rows among the values of one list; what has no title or no address is none."""
    return [row for value in values[:_MOST_ROWS] if isinstance(value, dict) and (row := row_of(value))]


def row_of(fields: dict[str, Any]) -> Row | None:
    """Return an object as a row, None for one without title or address. Values are strings or are not looked at."""
    values = {key.lower(): value for key, value in fields.items() if isinstance(value, str) and value not in ("", "0")}
    title = _first(values, _TITLES) or next((value for key, value in values.items() if key.endswith("title")), "")
    url = _first(values, _URLS) or _other_url(values)
    if not title or not url or len(url) > _LONGEST:
        return None
    return Row(url, unescape(_TAGS.sub("", title)), _date(values))


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := values.get(name, ""))), "")


def _other_url(values: dict[str, str]) -> str:
    return next(
        (value for key, value in values.items() if key.endswith(_URL_ENDS) and not _NO_PAGE.search(value[-200:])), ""
    )


def _date(values: dict[str, str]) -> str:
    """Return a row's date as it can be read: of the fields named so, or of another that holds one."""
    named = (values[name] for name in _DATES if name in values)
    others = (value for key, value in values.items() if any(part in key for part in _DATE_PARTS))
    for value in (*named, *others):
        printed = _from_seconds(value)
        if printed or parse_moment(value[:100]):
            return printed or value[:100]
    return ""


def _from_seconds(value: str) -> str:
    """Return the day of seconds or milliseconds since 1970, '' for another number."""
    if not _SECONDS.fullmatch(value):
        return ""
    return datetime.fromtimestamp(int(value[:10]), UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _lists_in(value: Any) -> Iterator[list[Any]]:
    left = [(value, 0)]
    for _ in range(_MOST_VALUES):
        if not left:
            return
        found, depth = left.pop()
        if isinstance(found, list) and any(isinstance(row, dict) for row in found):
            yield found
        if depth < _DEEPEST and isinstance(found, list | dict):
            inner = found if isinstance(found, list) else found.values()
            left += [(part, depth + 1) for part in inner if isinstance(part, list | dict)]


def strings_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of every string in the objects of a JSON value, the outermost first; names in lower case."""
    left = deque([value])
    for _ in range(_MOST_VALUES):
        if not left:
            return
        found = left.popleft()
        if isinstance(found, dict):
            yield from ((key.lower(), part) for key, part in found.items() if isinstance(part, str))
        inner = found.values() if isinstance(found, dict) else found
        left += [part for part in inner if isinstance(part, list | dict)]
