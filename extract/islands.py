"""List entries that a page holds inside its scripts: JCMS's XML island, CCTV's title_array, arrays of objects."""

from __future__ import annotations

import json
import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from extract.page import Page

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[", re.IGNORECASE)
_RECORD_END = re.compile(r"\]\]>\s*</record>", re.IGNORECASE)
# item[0]=new title_array('http://…','标题','2019-07-04'); a title may hold quotes and commas, so the date ends it.
_TITLE_ARRAY = re.compile(r"title_array\w{0,20}\(\s*'([^']{1,2083})'\s*,\s*'")
_TITLE_END = re.compile(r"'\s*,\s*'(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[^']{0,40})'\s*\)")
_ARRAY = re.compile(r"=\s*(?=\[\s*\{\s*[\"}])")
# Numbers stay as they are written: int() refuses 5,000 digits.
_JSON = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_LONGEST = 2_000_000
_MOST = 2000
# A script that looks like arrays and holds none; and a page of nothing but such scripts (2026-11).
_MOST_ARRAYS = 200
_MOST_SCRIPTS = 100
_TITLES = ("title", "showtitle", "articletitle", "name", "subject", "bt")
_URLS = ("url", "publishurl", "href", "link", "linkurl", "docpuburl", "pageurl")
_DATES = ("publishtime", "publishedtimestr", "pubdate", "publishdate", "date", "time", "createtime", "docreltime")


def add_islands(page: Page) -> None:
    """Put the entries that stand in scripts into the tree, as the list that a browser would show there."""
    for script, source in list(islice(_scripts_with_entries(page), _MOST_SCRIPTS)):
        items = list(islice(_items(source), _MOST))
        if len(items) >= 2:
            _show(script, items)
            # Read once: a second call must not show the entries twice.
            script.text = None


def _scripts_with_entries(page: Page) -> Iterator[tuple[Element, str]]:
    for script in page.tree.iter("script"):
        source = script.text or ""
        if len(source) <= _LONGEST and (
            ("<![CDATA[" in source and _RECORD.search(source))
            or ("title_array" in source and _TITLE_ARRAY.search(source))
            or _ARRAY.search(source)
        ):
            yield script, source


def _items(source: str) -> Iterator[str]:
    yield from (_as_item(record) for record in _records(source))
    yield from (_item(*entry) for entry in _title_arrays(source))
    for rows in _arrays(source):
        yield from _from_objects(rows)


def _records(source: str) -> Iterator[str]:
    """Yield what stands in the CDATA of each <record>."""
    begin = _RECORD.search(source)
    while begin:
        end = _RECORD_END.search(source, begin.end())
        if not end:
            return
        yield source[begin.end() : end.start()]
        begin = _RECORD.search(source, end.end())


def _title_arrays(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield (url, title, date) of each call; what has no date before the next call begins is none."""
    calls = list(_TITLE_ARRAY.finditer(source))
    limits = [*(call.start() for call in calls[1:]), len(source)]
    for call, limit in zip(calls, limits, strict=False):
        end = _TITLE_END.search(source, call.end(), limit)
        if end:
            yield call[1], source[call.end() : end.start()], end[1]


def _arrays(source: str) -> Iterator[list[Any]]:
    """Yield the arrays of objects that are assigned to something and are proper JSON."""
    place = 0
    for _ in range(_MOST_ARRAYS):
        found = _ARRAY.search(source, place)
        if not found:
            return
        place = found.end()
        try:
            rows, place = _JSON.raw_decode(source, place)
        except json.JSONDecodeError as error:
            # What was read as far as this is not read again.
            place = max(place, error.pos)
        except RecursionError:
            return
        else:
            yield rows


def _as_item(record: str) -> str:
    return record if "<li" in record.lower() else f"<li>{record}</li>"


def _item(url: str, title: str, date: str) -> str:
    return f'<li><a href="{escape(url)}">{escape(title)}</a> <span>{escape(date)}</span></li>'


def _from_objects(rows: list[Any]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, dict):
            values = {key.lower(): value for key, value in row.items() if isinstance(value, str)}
            title, url = _first(values, _TITLES), _first(values, _URLS)
            if title and url:
                yield _item(url, title, _first(values, _DATES))


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := values.get(name, "")) not in ("", "0")), "")


def _show(script: Element, items: list[str]) -> None:
    """Put a list behind a script. What the items' own markup does to the list, broken or not, is a browser's guess."""
    markup = f"<html><body><ul>{''.join(items)}</ul></body></html>"
    shown = next(etree.fromstring(markup.encode(), parser=etree.HTMLParser(encoding="utf-8")).iter("ul"), None)
    parent = script.getparent()
    if shown is None or parent is None:
        return
    shown.tail, script.tail = script.tail, None
    if parent.tag == "head":
        # A list in the head belongs to no place in particular.
        body = next(script.getroottree().getroot().iter("body"), parent)
        body.append(shown)
    else:
        script.addnext(shown)
