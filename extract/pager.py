"""The list page after this one: by link text, by TRS's script, by numbered names, by query parameter."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlunsplit

from extract.links import links_of
from extract.page import text_of
from news.text import clean_text
from news.urls import parts_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from extract.page import Page
    from news.site import Pager

_NEXT = re.compile(r"^(?:下一?页|后一?页|下页|next(?: page)?|›|»|>{1,2}|＞)[\s>»›＞]*$", re.IGNORECASE)
# What such a link begins with; its words are read no further.
_LONGEST_WORDS = 200
_MARK = re.compile(r"[页>›»＞]|next", re.IGNORECASE)
# A pager links to a dozen pages; beyond this many a page is no list.
_MOST_LINKS = 2000
# createPageHTML(total, current, "index", "html"); arguments may be quoted and stand on lines of their own. A number of
# 5,000 digits is none, int() refuses it.
_TRS = re.compile(
    r"createPageHTML\(\s*['\"]?(\d{1,6})['\"]?\s*,\s*['\"]?(\d{1,6})['\"]?\s*,"
    r"\s*['\"](\w{1,60})['\"]\s*,\s*['\"](\w{1,10})['\"]"
)
_NUMBERED = re.compile(r"index(\d{0,6})\.(html?|shtml)$")


def next_page(page: Page, pager: Pager) -> str | None:
    """Return the absolute URL of the next list page, None at the end."""
    match pager.kind:
        case "trs":
            return _by_script(page)
        case "people":
            return _by_number(page)
        case "query":
            return _by_query(page, pager.param)
        case "next":
            return _by_link(page) or _by_script(page)
        case "none":
            return None


def _by_link(page: Page) -> str | None:
    for link in links_of(page.tree):
        if _says_next(link) or (link.get("rel") or "").lower() == "next":
            found = page.absolute(link.get("href") or "")
            if found and _differs(found, page.url):
                return found
    return None


def _says_next(link: Element) -> bool:
    words = _beginning(text_of(link) if len(link) else link.text) or _beginning(link.get("title"))
    return _MARK.search(words) is not None and _NEXT.match(clean_text(words)) is not None


def _beginning(words: str | None) -> str:
    return words.lstrip()[:_LONGEST_WORDS] if words else ""


def _by_script(page: Page) -> str | None:
    """Page k (0-based) of TRS is index_k.html; the script names the total, the current page and the file's name."""
    for script in page.tree.iter("script"):
        found = _TRS.search(script.text or "")
        if found:
            total, current, name, ending = int(found[1]), int(found[2]), found[3], found[4]
            return _beside(page.url, f"{name}_{current + 1}.{ending}") if current + 1 < total else None
    return None


def _beside(url: str, name: str) -> str | None:
    """Return the address of the file `name` in the folder of `url`, None where that is no address (http://[)."""
    try:
        return urljoin(url, name)
    except ValueError:
        return None


def _by_number(page: Page) -> str | None:
    """人民网: index.html is page 1, index2.html page 2; a page exists when the pager links to it."""
    parts = parts_of(page.url)
    here = _NUMBERED.search(parts.path)
    current, ending = (int(here[1] or 1), here[2]) if here else (1, "html")
    wanted = f"index{current + 1}.{ending}"
    for link in page.tree.iter("a"):
        href = (link.get("href") or "").strip()
        if href.rpartition("/")[2] == wanted:
            return page.absolute(href)
    return None


def _by_query(page: Page, param: str) -> str | None:
    """`?<param>=k`: the next number, as long as the pager links to it or to a later one."""
    current = _number(page.url, param) or 1
    hrefs = (href for link in page.tree.iter("a") if (href := link.get("href")) and param in href)
    linked = [
        number
        for href in islice(hrefs, _MOST_LINKS)
        if (url := page.absolute(href)) and (number := _number(url, param)) is not None
    ]
    if linked and max(linked) <= current:
        return None
    parts = parts_of(page.url)
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != param]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (param, str(current + 1))]), fragment=""))


def _number(url: str, param: str) -> int | None:
    value = dict(parse_qsl(parts_of(url).query)).get(param, "")
    return int(value) if value.isdecimal() and len(value) < 7 else None


def _differs(found: str, here: str) -> bool:
    return found.partition("#")[0] != here.partition("#")[0]
