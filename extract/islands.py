"""List entries that a page holds inside its scripts: JCMS's XML island, CCTV's title_array, arrays of objects."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from extract.page import Page

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
# item[0]=new title_array('http://…','标题','2019-07-04'); a title may hold quotes and commas, so the date ends it.
_TITLE_ARRAY = re.compile(
    r"title_array\w*\(\s*'([^']+)'\s*,\s*'(.*?)'\s*,\s*'(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[^']*)'\s*\)", re.DOTALL
)
_ARRAY = re.compile(r"=\s*(\[\s*\{.*?\}\s*\])\s*(?:;|$)", re.DOTALL)
_LONGEST = 2_000_000
_MOST = 2000
_TITLES = ("title", "showtitle", "articletitle", "name", "subject", "bt")
_URLS = ("url", "publishurl", "href", "link", "linkurl", "docpuburl", "pageurl")
_DATES = ("publishtime", "publishedtimestr", "pubdate", "publishdate", "date", "time", "createtime", "docreltime")


def add_islands(page: Page) -> None:
    """Put the entries that stand in scripts into the tree, as the list that a browser would show there."""
    for script in list(page.tree.iter("script")):
        source = script.text or ""
        if len(source) > _LONGEST:
            continue
        items = list(_items(source))[:_MOST]
        if len(items) >= 2:
            shown = html.fragment_fromstring("<ul>" + "".join(items) + "</ul>")
            _insert_after(script, shown)
            # Read once: a second call must not show the entries twice.
            script.text = None


def _items(source: str) -> Iterator[str]:
    if "<![CDATA[" in source:
        yield from (_as_item(record) for record in _RECORD.findall(source))
    elif "title_array" in source:
        yield from (_item(url, title, date) for url, title, date in _TITLE_ARRAY.findall(source))
    elif "{" in source and "[" in source:
        for found in _ARRAY.findall(source):
            yield from _from_objects(found)


def _as_item(record: str) -> str:
    return record if "<li" in record.lower() else f"<li>{record}</li>"


def _item(url: str, title: str, date: str) -> str:
    return f'<li><a href="{escape(url)}">{escape(title)}</a> <span>{escape(date)}</span></li>'


def _from_objects(text: str) -> Iterator[str]:
    try:
        rows = json.loads(text)
    except ValueError:
        return
    for row in rows:
        if isinstance(row, dict):
            values = {str(key).lower(): value for key, value in row.items()}
            title, url = _first(values, _TITLES), _first(values, _URLS)
            if title and url:
                yield _item(url, title, _first(values, _DATES))


def _first(values: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(values[name]) for name in names if values.get(name)), "")


def _insert_after(script: HtmlElement, shown: HtmlElement) -> None:
    parent = script.getparent()
    if parent is None:
        return
    shown.tail, script.tail = script.tail, None
    if parent.tag == "head":
        # A list in the head belongs to no place in particular.
        body = next(script.getroottree().getroot().iter("body"), parent)
        body.append(shown)
    else:
        parent.insert(parent.index(script) + 1, shown)
