"""The next list page as a script writes it: TRS's createPageHTML and its older form, pagination({total, current})."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from news.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

# createPageHTML(total, current, "index", "html"), the bar's id before them or not; arguments may be quoted and stand on
# lines of their own. A number of 5,000 digits is none, int() refuses it.
_TRS = re.compile(
    r"createPageHTML\(\s*(?:['\"](?P<id>[A-Za-z][\w-]{0,60})['\"]\s*,\s*)?['\"]?(?P<total>\d{1,6})['\"]?\s*,"
    r"\s*['\"]?(?P<current>\d{1,6})['\"]?\s*,\s*['\"](?P<name>\w{1,60})['\"]\s*,\s*['\"](?P<ending>\w{1,10})['\"]"
)
_TOTAL = re.compile(r"\b(?:countPage|totalPages?|pageCount|pageTotal)['\"]?\s*+[:=]\s*+['\"]?(\d{1,6})(?!\d)")
_TOTALS = ("countPage", "totalPage", "pageCount", "pageTotal")
# 0, or (0+1).
_CURRENT = re.compile(
    r"\b(?:currentPage|currPage|curPage|pageIndex|curPageNo)['\"]?\s*+[:=]\s*+['\"(]?(\d{1,6})(?!\d)(?:\s*+\+\s*+(\d)(?!\d))?"
)
# '/column/12?pageIndex=' + n
_PREFIX = re.compile(r"['\"]([^'\"\s<>]{0,500}[?&]\w{1,30}=)['\"]\s*+\+")
_ENDING = re.compile(r"\b(s?html?)\\?['\"]")
_NAME = re.compile(r"(?:^|/)(?:index(?:_\d{1,6})?\.(s?html?))?$")


def next_by_script(url: str, scripts: Iterable[str]) -> str | None:
    """Return the address of the page after `url` by the first script that says how many there are, None at the end."""
    for source in scripts:
        found = _TRS.search(source) if "createPageHTML" in source else None
        if found:
            return _after_trs(url, found)
        total = _TOTAL.search(source) if any(name in source for name in _TOTALS) else None
        current = _CURRENT.search(source) if total else None
        if total and current:
            return _after(url, source, int(total[1]), int(current[1]) + int(current[2] or 0))
    return None


def _after_trs(url: str, found: re.Match[str]) -> str | None:
    """Page k of TRS is index_k.html, counted from 0; where the bar's id comes first some sites count from 1."""
    total, current = int(found["total"]), int(found["current"])
    last = total if found["id"] and current else total - 1
    return _beside(url, f"{found['name']}_{current + 1}.{found['ending']}") if current < last else None


def _after(url: str, source: str, total: int, current: int) -> str | None:
    """Return the page after `current` of `total`, counted from 0 where the first page says 0."""
    prefix = _PREFIX.search(source)
    if prefix:
        return _beside(url, f"{prefix[1]}{current + 1}") if current < total else None
    here = _NAME.search(parts_of(url).path)
    if not here or current + _is_from_zero(source) >= total:
        return None
    ending = here[1] or ((said := _ENDING.search(source)) and said[1]) or "html"
    return _beside(url, f"index_{current + 1}.{ending}")


def _is_from_zero(source: str) -> bool:
    """Tell whether a script counts pages from 0: it is TRS's, which calls the number of pages countPage."""
    return "countPage" in source


def _beside(url: str, name: str) -> str | None:
    """Return the address of the file `name` in the folder of `url`, None where that is no address (http://[)."""
    try:
        return urljoin(url, name)
    except ValueError:
        return None
