"""The list page after this one: by link text, by numbered links, by scripts, by numbered names, by query."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlencode, urlunsplit

from extract.lists.hanweb import next_by_query, next_group
from extract.lists.pager_names import next_by_name, next_downwards
from extract.lists.pager_scripts import next_by_script
from news.text import clean_text
from news.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.lists.links import Link
    from extract.lists.outline import Outline
    from extract.page import Page
    from news.site import Pager

_NEXT = re.compile(r"(?:下一?页|后一?页|next(?: page)?)(?:[\s>»›＞]*|[\s>»›＞]\S{0,2})|加载更多", re.IGNORECASE)
# An arrow that stands alone may lead to the last page as well.
_ARROW = re.compile(r"[›»＞]|>{1,2}")
# Signs of icon fonts and brackets around the words.
_DRESS = re.compile(r"[\ue000-\uf8ff\[\]【】]")
# One of these characters, or "next": every link of a page is asked.
_MARK = re.compile(r"[页更>›»＞\ue000-\uf8ffnN](?:(?<![nN])|(?i:ext))")
_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"[\[【]?(\d{1,4})[\]】]?")
# What such a link says.
_LONGEST_WORDS = 20
_LONGEST_CLASS = 200
# A pager links to a dozen pages; beyond this many a page is no list.
_MOST_LINKS = 2000
_MOST_IN_PAGER = 200
_LONGEST_NUMBER = 6
_PICTURES = frozenset({"img"})
_BARS = frozenset({"li", "td", "span"})
_NUMBERED = re.compile(r"index(\d{0,6})\.(html?|shtml)$")


def next_page(page: Page, outline: Outline, links: Sequence[Link], pager: Pager) -> str | None:
    """Return the absolute URL of the next list page, None at the end. `links`: all of the page."""
    match pager.kind:
        case "trs":
            return next_by_script(page.url, _scripts(outline))
        case "people":
            return _by_number(page, links)
        case "query":
            return _by_query(page, links, pager.param)
        case "path":
            return next_by_name(page, links, pager.param)
        case "vsb":
            return _by_link(page, outline, links) or next_downwards(page, outline, links)
        case "jcms":
            return next_group(page, outline) or next_by_query(page, outline) or _by_link(page, outline, links)
        case "next":
            return _by_link(page, outline, links)
        case "none":
            return None


def _scripts(outline: Outline) -> Iterator[str]:
    return (outline.nodes[at].text or "" for at, tag in enumerate(outline.tags) if tag == "script")


def _by_link(page: Page, outline: Outline, links: Sequence[Link]) -> str | None:
    """Return where 下一页 leads; only a page without such words is asked for numbers, lone arrows and scripts."""
    arrow = None
    for link in links:
        says = _says(outline, link)
        if says and (found := page.absolute(link.href)) and _differs(found, page.url):
            if says == "next":
                return found
            arrow = arrow or found
    return _by_numbers(page, outline, links) or arrow or next_by_script(page.url, _scripts(outline))


def _says(outline: Outline, link: Link) -> Literal["next", "arrow", ""]:
    """Return what a link says by its words, its rel or, without words, its class."""
    node = outline.nodes[link.at]
    if (rel := node.get("rel")) and rel.lower() == "next":
        return "next"
    if link.text and not _MARK.search(link.text[:_LONGEST_WORDS]):
        return ""
    said = _said(outline, link)
    if _NEXT.fullmatch(said):
        return "next"
    if not said and "next" in _WORD.findall((node.get("class") or "")[:_LONGEST_CLASS].lower()):
        return "next"
    return "arrow" if _ARROW.fullmatch(said) else ""


def _said(outline: Outline, link: Link) -> str:
    """Return what a pager's link says: its text, title or picture, without brackets and icons."""
    said = _DRESS.sub("", link.text[:_LONGEST_WORDS]).strip() or link.named[:_LONGEST_WORDS]
    if said or outline.ends[link.at] == link.at + 1:
        return said
    picture = next((outline.nodes[node].get("alt") for node in outline.below(link.at, _PICTURES)), "")
    return clean_text((picture or "")[:_LONGEST_WORDS])


def _by_numbers(page: Page, outline: Outline, links: Sequence[Link]) -> str | None:
    """Of links that are numbers in turn: the one after the number that is no link, or that leads here."""
    short = [link for link in links if 0 < len(link.text) <= _LONGEST_NUMBER]
    second = next((link for link in short if _number(link.text) is not None), None)
    if second is None:
        return None
    bar = outline.parents[second.at]
    bar = outline.parents[bar] if outline.tags[bar] in _BARS else bar
    inside = islice((link for link in links if bar < link.at < outline.ends[bar]), _MOST_IN_PAGER)
    numbers = {number: link for link in inside if (number := _number(link.text)) is not None}
    linked = {piece for link in numbers.values() for piece in range(outline.starts[link.at], outline.stops[link.at])}
    pieces = range(outline.starts[bar], min(outline.stops[bar], outline.starts[bar] + _MOST_IN_PAGER))
    spare = (_number(outline.pieces[piece].strip()) for piece in pieces if piece not in linked)
    here = (n for n, link in numbers.items() if (url := page.absolute(link.href)) and not _differs(url, page.url))
    current = next(here, None) or next(
        (number for number in spare if number is not None and number + 1 in numbers), None
    )
    following = numbers.get(current + 1) if current else None
    return page.absolute(following.href) if following else None


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text) if text[:1].isdecimal() or text[:1] in ("[", "【") else None
    return int(found[1]) if found else None


def _by_number(page: Page, links: Sequence[Link]) -> str | None:
    """人民网: index.html is page 1, index2.html page 2; a page exists when the pager links to it."""
    here = _NUMBERED.search(parts_of(page.url).path)
    current, ending = (int(here[1] or 1), here[2]) if here else (1, "html")
    wanted = f"index{current + 1}.{ending}"
    found = next((link.href for link in links if link.href.strip().rpartition("/")[2] == wanted), None)
    return page.absolute(found) if found else None


def _by_query(page: Page, links: Sequence[Link], param: str) -> str | None:
    """`?<param>=k`: the next number, as long as the pager links to it or to a later one."""
    current = _number_in(page.url, param) or 1
    hrefs = (link.href for link in links if param in link.href)
    linked = [
        number
        for href in islice(hrefs, _MOST_LINKS)
        if (url := page.absolute(href)) and (number := _number_in(url, param)) is not None
    ]
    if linked and max(linked) <= current:
        return None
    parts = parts_of(page.url)
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != param]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (param, str(current + 1))]), fragment=""))


def _number_in(url: str, param: str) -> int | None:
    value = dict(parse_qsl(parts_of(url).query)).get(param, "")
    return int(value) if value.isdecimal() and len(value) < 7 else None


def _differs(found: str, here: str) -> bool:
    return found.partition("#")[0] != here.partition("#")[0]
