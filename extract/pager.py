"""The list page after this one: by link text, by TRS's script, by numbered names, by query parameter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree

from extract.page import text_of
from news.text import clean_text

if TYPE_CHECKING:
    from extract.page import Page
    from news.site import Pager

_NEXT = re.compile(r"^(?:下一?页|后一?页|下页|next(?: page)?|›|»|>{1,2}|＞)[\s>»›＞]*$", re.IGNORECASE)
# The few links that _NEXT is worth trying on.
_NEAR_NEXT = etree.XPath(
    "//a[contains(., '页') or contains(., '>') or contains(., '›') or contains(., '»') or contains(., '＞')"
    " or contains(translate(., 'NEXT', 'next'), 'next') or contains(@title, '页') or @rel]"
)
# createPageHTML(total, current, "index", "html"); arguments may be quoted and stand on lines of their own.
_TRS = re.compile(
    r"createPageHTML\(\s*['\"]?(\d+)['\"]?\s*,\s*['\"]?(\d+)['\"]?\s*,\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]"
)
_NUMBERED = re.compile(r"index(\d*)\.(html?|shtml)$")


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
    for link in _NEAR_NEXT(page.tree):
        said = clean_text(text_of(link)) or clean_text(link.get("title") or "")
        if _NEXT.match(said) or (link.get("rel") or "").lower() == "next":
            found = page.absolute(link.get("href") or "")
            if found and _differs(found, page.url):
                return found
    return None


def _by_script(page: Page) -> str | None:
    """Page k (0-based) of TRS is index_k.html; the script names the total, the current page and the file's name."""
    for script in page.tree.iter("script"):
        found = _TRS.search(script.text or "")
        if found:
            total, current, name, ending = int(found[1]), int(found[2]), found[3], found[4]
            return urljoin(page.url, f"{name}_{current + 1}.{ending}") if current + 1 < total else None
    return None


def _by_number(page: Page) -> str | None:
    """人民网: index.html is page 1, index2.html page 2; a page exists when the pager links to it."""
    parts = urlsplit(page.url)
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
    linked = [
        number
        for link in page.tree.iter("a")
        if (url := page.absolute(link.get("href") or "")) and (number := _number(url, param)) is not None
    ]
    if linked and max(linked) <= current:
        return None
    parts = urlsplit(page.url)
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != param]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (param, str(current + 1))]), fragment=""))


def _number(url: str, param: str) -> int | None:
    value = dict(parse_qsl(urlsplit(url).query)).get(param, "")
    return int(value) if value.isdecimal() and len(value) < 7 else None


def _differs(found: str, here: str) -> bool:
    return found.partition("#")[0] != here.partition("#")[0]
