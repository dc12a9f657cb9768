"""Citing an article as GB/T 7714—2015 asks for an electronic resource [EB/OL]."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news.dates import SHANGHAI
from news.text import clean_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from news.article import Article

# Three are named, then 等: GB/T 7714—2015, 8.1.2.
_MOST_AUTHORS = 3
_LINE_ENDS = re.compile(r"\s+")


def citation(article: Article, *, site: str, seen_at: datetime) -> str:
    """Return the reference of an article that was read at `seen_at`: the 引用日期 is that day's in Beijing.

    The responsible party is the author, else the site's name; what the page does not say is left out.
    """
    who = _authors(article.author) or _plain(site)
    published = f"({_day(article.published.at)})" if article.published else ""
    lead = f"{who}. " if who else ""
    title = _plain(article.title) or "无题"
    return f"{lead}{title}[EB/OL]. {published}[{_day(seen_at)}]. {article.url}."


def _authors(names: str | None) -> str:
    named = [name for name in map(_plain, (names or "").split("、")) if name]
    return ", ".join(named[:_MOST_AUTHORS] + ["等"] * (len(named) > _MOST_AUTHORS))


def _plain(text: str) -> str:
    """Return a text as one line without the full stop that would be doubled."""
    return _LINE_ENDS.sub(" ", clean_text(text)).rstrip(".．").strip()


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
