"""Citing an article as GB/T 7714—2015 asks for an electronic resource [EB/OL]."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from news.dates import SHANGHAI
from news.text import clean_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from news.article import Article

# Where what was read came from: fetched by us, out of a file, out of another's web archive.
Origin = Literal["fetched", "imported", "archive"]

# How the time of each is named: only a page that was fetched was read at its address. A reference takes the Chinese
# word alone: it is in the language of what is cited.
ORIGIN_WORDS: dict[Origin, tuple[str, str]] = {
    "fetched": ("读取于", "read"),
    "imported": ("导入于", "imported"),
    "archive": ("存档于", "archived"),
}
# Three are named, then 等: GB/T 7714—2015, 8.1.2.
_MOST_AUTHORS = 3
_LINE_ENDS = re.compile(r"\s+")


def citation(article: Article, *, site: str, at: datetime, origin: Origin = "fetched") -> str:
    """Return the reference of an article that was read, imported or archived at `at`: that day in Beijing is named.

    The responsible party is the author, else the 来源, else the site's name; what the page does not say is left out.
    The 引用日期 stands alone only when the page was fetched.
    """
    who = _authors(article.author) or _plain(article.source or "") or _plain(site)
    published = f"({_day(article.published.at)})" if article.published else ""
    lead = f"{who}. " if who else ""
    title = _plain(article.title) or "无题"
    day = _day(at) if origin == "fetched" else f"{ORIGIN_WORDS[origin][0]} {_day(at)}"
    return f"{lead}{title}[EB/OL]. {published}[{day}]. {_address(article.url)}."


def _address(url: str) -> str:
    return "无公开网址" if url.startswith("file:") else url


def _authors(names: str | None) -> str:
    named = [name for name in map(_plain, (names or "").split("、")) if name]
    return ", ".join(named[:_MOST_AUTHORS] + ["等"] * (len(named) > _MOST_AUTHORS))


def _plain(text: str) -> str:
    """Return a text as one line without the full stop that would be doubled."""
    return _LINE_ENDS.sub(" ", clean_text(text)).rstrip(".．").strip()


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
