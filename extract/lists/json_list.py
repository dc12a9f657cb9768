"""Lists that an interface sends as JSON: rows, or markup in a string (JPaaS); totals name the page after this one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlunsplit

from extract.decode import decode
from extract.lists.entry_date import read_date
from extract.lists.rows import longest_rows, strings_in
from news.article import Entry
from news.text import clean_text
from news.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.lists.rows import Row
    from news.site import Pager

_JSON = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
# No list is longer; one of half a million empty lists took a second (2026-11).
_LONGEST = 1024 * 1024
_PAGES = frozenset({"totalpage", "totalpages", "pagecount", "pages", "pagetotal", "countpage"})
_TOTALS = frozenset({"total", "totalcount", "count", "totalrecord", "totalrecords", "recordcount", "totalelements"})
_SIZES = frozenset({"pagesize", "page_size", "size", "perpage", "per_page", "limit", "rows"})
_PARAMS = frozenset({"page", "pageno", "pagenum", "pageindex", "currentpage", "curpage", "current", "p"})
# What JPaaS writes at its pager: <div class="pagination" rows="15" count="345">.
_PRINTED = re.compile(r"\b(rows|count)=[\\'\"]{1,2}(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an interface sent: entries, or the `markup` of a list ('' for none), and the address of the next page."""

    entries: tuple[Entry, ...]
    markup: str
    next_url: str | None


def read_json(body: bytes, url: str, pager: Pager, content_type: str | None) -> Answer | None:
    """Return what a JSON body says, None for a body that is no JSON."""
    if len(body) > _LONGEST or not _may_be_json(body, content_type):
        return None
    try:
        value = _JSON.decode(decode(body, content_type).strip().replace("\0", ""))
    except (json.JSONDecodeError, RecursionError):
        return None
    if not isinstance(value, list | dict):
        return None
    rows = longest_rows(value)
    strings = list(strings_in(value))
    markup = "" if rows else max((text for _, text in strings if "<a " in text), key=len, default="")
    # Of several numbers of one name the outermost is the list's, the others are rows'.
    printed = [*_PRINTED.findall(markup), *strings][::-1]
    numbers = {key: int(text) for key, text in printed if text.isdecimal() and len(text) < 8}
    following = None if pager.kind == "none" else _next(url, _page_count(numbers, len(rows)), pager.param)
    return Answer(tuple(_entries(rows, url)), f"<html><body>{markup}</body></html>" if markup else "", following)


def _may_be_json(body: bytes, content_type: str | None) -> bool:
    head = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return head in (b"{", b"[") if head else "json" in (content_type or "").lower()


def _entries(rows: list[Row], url: str) -> Iterator[Entry]:
    seen = set()
    for row in rows:
        try:
            found = urljoin(url, row.url.strip())
        except ValueError:
            continue
        title = clean_text(row.title)
        if title and found not in seen and found.startswith(("http://", "https://")):
            seen.add(found)
            yield Entry(found, title, read_date(row.date, found))


def _page_count(numbers: dict[str, int], shown: int) -> int:
    """Return how many pages there are: by their number, or by the number of entries and what one page shows."""
    pages = next((number for key, number in numbers.items() if key in _PAGES), 0)
    total = next((number for key, number in numbers.items() if key in _TOTALS), 0)
    size = next((number for key, number in numbers.items() if key in _SIZES), 0) or shown
    return pages or (-(-total // size) if size else 0)


def _next(url: str, pages: int, param: str) -> str | None:
    """Return the address with the next page's number, None on the last page or where the address names no page."""
    parts = parts_of(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for index, (key, value) in enumerate(pairs):
        current, changed = _counted_up(key, value, param)
        if changed is not None:
            # Pages that are counted from 0 end one earlier.
            if current + 1 > pages - (current == 0):
                return None
            pairs[index] = (key, changed)
            return urlunsplit(parts._replace(query=urlencode(pairs, errors="replace"), fragment=""))
    return None


def _counted_up(key: str, value: str, param: str) -> tuple[int, str | None]:
    """Return the page that a parameter names and the parameter's value for the next one; JPaaS hides it in JSON."""
    if (key == param or key.lower() in _PARAMS) and value.isdecimal() and len(value) < 7:
        return int(value), str(int(value) + 1)
    if not value.startswith("{"):
        return 0, None
    try:
        held: Any = json.loads(value)
    except (ValueError, RecursionError):
        return 0, None
    name = next((name for name in held if name.lower() in _PARAMS), None) if isinstance(held, dict) else None
    if name is None or not str(held[name]).isdecimal() or len(str(held[name])) > 6:
        return 0, None
    current = int(held[name])
    return current, json.dumps({**held, name: current + 1}, ensure_ascii=False, separators=(",", ":"))
