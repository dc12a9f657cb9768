"""大汉's lists: XML of records, in a page (JCMS) or sent by dataproxy.jsp, and the query in a list's container (JPaaS).

Each names the part of the list that comes after its own.
"""

from __future__ import annotations

import json
import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from extract.decode import decode
from extract.lists.json_list import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.lists.outline import Outline
    from extract.page import Page
    from news.site import Pager

_STORE = re.compile(rb"\s*+(?:<\?xml[^>]{0,200}\?>)?\s*+<datastore>", re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*+<!\[CDATA\[", re.IGNORECASE)
_RECORD_END = re.compile(r"\]\]>\s*+</record>", re.IGNORECASE)
_NEXT = re.compile(r"<nextgroup>\s*+<!\[CDATA\[\s*+<a [^<>]{0,100}?href=[\"']([^\"'\s<>]{1,2083})[\"']", re.IGNORECASE)
_LONGEST = 3 * 1024 * 1024
_MOST_RECORDS = 5000
_LONGEST_QUERY = 2000
# Where an island's list keeps the address of the group after it, from when the script is taken away.
_FOLLOWING = "data-following"


def records_in(source: str) -> Iterator[str]:
    """Yield the markup that stands in the CDATA of each <record>."""
    begin = _RECORD.search(source)
    while begin:
        end = _RECORD_END.search(source, begin.end())
        if not end:
            return
        yield source[begin.end() : end.start()]
        begin = _RECORD.search(source, end.end())


def item_of(record: str) -> str:
    """Return a record as an item of a list."""
    return record if "<li" in record.lower() else f"<li>{record}</li>"


def kept_following(source: str) -> str:
    """Return the attribute for the list of an XML island that names the group after it, '' where none comes."""
    following = _group_after(source)
    return f' {_FOLLOWING}="{escape(following)}"' if following else ""


def read_store(body: bytes, url: str, pager: Pager, content_type: str | None) -> Answer | None:
    """Return what dataproxy.jsp sent: the records as markup, the next group's address. None for another body."""
    if len(body) > _LONGEST or not _STORE.match(body[:600].removeprefix(b"\xef\xbb\xbf")):
        return None
    text = decode(body, content_type)
    items = "\n".join(map(item_of, islice(records_in(text), _MOST_RECORDS)))
    following = _group_after(text) if items and pager.kind != "none" else ""
    return Answer((), f"<html><body><ul>{items}</ul></body></html>", _joined(url, following) if following else None)


def next_group(page: Page, outline: Outline) -> str | None:
    """Return the address of the group after the page's own, by its longest XML island."""
    lists = [
        node for node, tag in zip(outline.nodes, outline.tags, strict=True) if tag == "ul" and node.get(_FOLLOWING)
    ]
    longest = max(lists, key=len, default=None)
    return page.absolute(longest.get(_FOLLOWING) or "") if longest is not None else None


def next_by_query(page: Page, outline: Outline) -> str | None:
    """Return the address of JPaaS's second page: its container's url, its queryData, and the page's number as JSON."""
    bar, rows = _bar(outline)
    if bar < 0:
        return None
    around = (at for at in outline.around(bar) if outline.nodes[at].get("querydata"))
    at = next(around, None) or next((at for at, node in enumerate(outline.nodes) if node.get("querydata")), None)
    node = outline.nodes[at] if at is not None else None
    asked = _query((node.get("querydata") or "") if node is not None else "")
    where = (node.get("url") or "").strip() if node is not None else ""
    if not asked or not where:
        return None
    turned = json.dumps({"pageNo": 2, "pageSize": rows}, separators=(",", ":"))
    return page.absolute(f"{where}?{urlencode({**asked, 'paramJson': turned})}")


def _bar(outline: Outline) -> tuple[int, int]:
    """Return the place of the bar that says of more entries than a page has, and how many a page has; (-1, 0)."""
    for at, node in enumerate(outline.nodes):
        rows, count = node.get("rows") or "", node.get("count") or ""
        if _is_number(rows) and _is_number(count) and 0 < int(rows) < int(count):
            return at, int(rows)
    return -1, 0


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 8


def _query(asked: str) -> dict[str, str]:
    """Return the parameters of a queryData, which is JSON in single quotes; {} for anything else."""
    try:
        found = json.loads(asked.replace("'", '"')) if len(asked) <= _LONGEST_QUERY else None
    except (ValueError, RecursionError):
        return {}
    return {key: str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _group_after(source: str) -> str:
    # html.unescape would make a pilcrow of &para=, which no browser does.
    found = _NEXT.search(source)
    return found[1].replace("&amp;", "&") if found else ""


def _joined(url: str, link: str) -> str | None:
    try:
        found = urljoin(url, link)
    except ValueError:
        return None
    return found if found.startswith(("http://", "https://")) else None
