"""Plain-text page dumps: a saved page's text, read like the page it was."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from extract.articles.crumbs import split_crumbs
from extract.articles.furniture import is_credit, is_furniture
from extract.articles.region import is_dateline
from extract.decode import decode
from news.errors import ReadError
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST_TITLE, _LONGEST_TITLE = 4, 120
# Menus above the headline are rarely longer than this many lines.
_LINES_ABOVE = 400
# As many as a page may have.
_MOST_LINES = 60_000
_ADDRESS = re.compile(r"https?://\S+")


def as_html(body: bytes) -> bytes:
    """Return a text dump as a minimal page: one paragraph a line, the headline above the date line marked as such.

    An address on a line of its own at the top is where the page came from. Raise ReadError for too many lines.
    """
    lines = [clean_text(line) for line in decode(body).splitlines() if line and not line.isspace()]
    if len(lines) > _MOST_LINES:
        raise ReadError(f"页面过大 page too large: more than {_MOST_LINES} lines")
    address = next((line for line in lines[:5] if _ADDRESS.fullmatch(line)), "")
    lines = [line for line in lines if line and line != address]
    headline = _headline(lines)
    canonical = f'<link rel="canonical" href="{escape(address)}">' if address else ""
    title = f"<title>{escape(lines[headline])}</title>" if headline is not None else ""
    marked = (f"<{_tag(i, headline)}>{escape(line)}</{_tag(i, headline)}>" for i, line in enumerate(lines))
    return f'<html><head><meta charset="utf-8">{canonical}{title}</head><body>{"".join(marked)}</body></html>'.encode()


def _tag(index: int, headline: int | None) -> str:
    return "h1" if index == headline else "p"


def _headline(lines: Sequence[str]) -> int | None:
    """Return the line that is the headline: above the date line, else the first that is no furniture."""
    dated = next((i for i, line in enumerate(lines[:_LINES_ABOVE]) if is_dateline(line)), None)
    above = range(dated - 1, max(-1, dated - 5), -1) if dated is not None else range(min(len(lines), 20))
    return next((index for index in above if _may_be_headline(lines[index])), None)


def _may_be_headline(line: str) -> bool:
    if not _SHORTEST_TITLE <= len(line) <= _LONGEST_TITLE or line.endswith("。"):
        return False
    return not (is_furniture(line) or is_credit(line) or is_dateline(line) or len(split_crumbs(line)) > 1)
