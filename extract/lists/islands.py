"""List entries that a page holds inside its scripts: JCMS's XML island, CCTV's title_array, data, document.write."""

from __future__ import annotations

import json
import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

from extract.lists.hanweb import item_of, kept_following, records_in
from extract.lists.rows import Row, longest_rows, row_of, rows_of
from news.dates import parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from extract.page import Page

# item[0]=new title_array('http://…','标题','2019-07-04'); a title may hold quotes and commas, so the date ends it.
_TITLE_ARRAY = re.compile(r"title_array\w{0,20}\(\s*'([^']{1,2083})'\s*,\s*'")
_TITLE_END = re.compile(r"'\s*,\s*'(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[^']{0,40})'\s*\)")
_ARRAY = re.compile(r"=\s*(?=\[\s*\{\s*[\"}])")
# Of a source with an equals sign before it: what it begins with is a value too.
_VALUE = re.compile(r"=\s*+(?=\[\s*+\{|\{\s*+\")")
# [{id:1,title:'…',url:'…'}] is no JSON. A value without an end takes what is left, so that nothing is read twice.
_LOOSE = re.compile(r"\{([^{}]{1,2000}+)\}")
# A key that ends so, with twenty characters before that at most.
_TITLE_KEY = re.compile(
    r"[{,]\s*+['\"]?\w++(?:(?<=title)(?<!\w{26})|(?<=name)(?<!\w{25})|(?<=subject)(?<!\w{28})|(?<=bt)(?<!\w{23}))['\"]?\s*+:",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?<!\w)(\w++)['\"]?\s*+:\s*+(?:'([^']*+)'?|\"([^\"]*+)\"?|([\w.]++))")
_WRITTEN = re.compile(r"document\.write(?:ln)?\(\s*+(?:'((?:[^'\\]++|\\.)*+)'|\"((?:[^\"\\]++|\\.)*+)\")", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ITEM = re.compile(r"</?(?:li|tr)\b[^>]{0,500}>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{1,500}>")
_MAY_HOLD = re.compile(r"[\[{]\s*+[\w'\"{\[]|CDATA|title_array|document\.write")
# Numbers stay as they are written: int() refuses 5,000 digits.
_JSON = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_LONGEST = 2_000_000
_MOST = 2000
# A script that looks like arrays and holds none; and a page of nothing but such scripts (2026-11).
_MOST_ARRAYS = 200
_MOST_SCRIPTS = 100
_FEWEST = 2


def add_islands(page: Page) -> None:
    """Put the entries that stand in scripts into the tree, as the list that a browser would show there."""
    shown = 0
    for script in list(page.tree.iter("script")):
        source = script.text or ""
        if len(source) > _LONGEST or not _MAY_HOLD.search(source):
            continue
        items = list(islice(_items(source), _MOST))
        if len(items) >= _FEWEST:
            _show(script, items, kept_following(source))
            # Read once: a second call must not show the entries twice.
            script.text = None
            shown += 1
        if shown >= _MOST_SCRIPTS:
            return


def _items(source: str) -> Iterator[str]:
    """Yield the items of a script's lists; those in another form than an array are a list only when they are dated."""
    if "<![CDATA[" in source:
        yield from map(item_of, records_in(source))
    if "title_array" in source:
        yield from (_item(Row(*entry)) for entry in _title_arrays(source))
    arrays = [row for rows in _values(source, _ARRAY) for row in rows_of(rows)]
    yield from map(_item, arrays)
    if not arrays and "{" in source:
        yield from map(_item, _dated_rows(source))
    if "document.write" in source and "<a " in source:
        yield from _written_items(source)


def _title_arrays(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield (url, title, date) of each call; what has no date before the next call begins is none."""
    calls = list(_TITLE_ARRAY.finditer(source))
    limits = [*(call.start() for call in calls[1:]), len(source)]
    for call, limit in zip(calls, limits, strict=False):
        end = _TITLE_END.search(source, call.end(), limit)
        if end:
            yield call[1], source[call.end() : end.start()], end[1]


def _values(source: str, opening: re.Pattern[str]) -> Iterator[Any]:
    """Yield the values that stand behind an opening and are proper JSON."""
    place = 0
    for _ in range(_MOST_ARRAYS):
        found = opening.search(source, place)
        if not found:
            return
        place = found.end()
        try:
            value, place = _JSON.raw_decode(source, place)
        except json.JSONDecodeError as error:
            # What was read as far as this is not read again.
            place = max(place + 1, error.pos)
        except RecursionError:
            return
        else:
            yield value


def _dated_rows(source: str) -> list[Row]:
    """Return the longest list of dated rows in a script's data, JSON or loose; menus are data too, but undated."""
    rows = max((_dated(longest_rows(value)) for value in _values(f"={source}", _VALUE)), key=len, default=[])
    if len(rows) >= _FEWEST or not _TITLE_KEY.search(source):
        return rows
    return _dated(_loose_rows(source))


def _dated(rows: list[Row]) -> list[Row]:
    return rows if sum(bool(row.date) for row in rows) * 2 > len(rows) else []


def _loose_rows(source: str) -> list[Row]:
    pairs = ({key: a or b or c for key, a, b, c in _PAIR.findall(found[1])} for found in _LOOSE.finditer(source))
    return [row for fields in islice(pairs, _MOST) if (row := row_of(fields))]


def _written_items(source: str) -> Iterator[str]:
    """Yield the dated items that a script writes with document.write, piece by piece or all at once."""
    pieces = (_ESCAPED.sub(r"\1", single or double) for single, double in _WRITTEN.findall(source))
    for item in _ITEM.split("".join(piece for piece in pieces if "<" in piece)):
        if "<a " in item and parse_moment(_TAGS.sub(" ", item)[-200:]):
            yield f"<li>{item}</li>"


def _item(row: Row) -> str:
    return f'<li><a href="{escape(row.url)}">{escape(row.title)}</a> <span>{escape(row.date)}</span></li>'


def _show(script: Element, items: list[str], attribute: str) -> None:
    """Put a list behind a script, `attribute` in its tag. What the items' own markup does to the list, broken or not,
    is a browser's guess.
    """
    markup = f"<html><body><ul{attribute}>{''.join(items)}</ul></body></html>"
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    shown = next(etree.fromstring(markup.encode("utf-8", "replace"), parser=parser).iter("ul"), None)
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
