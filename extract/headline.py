"""The headline: the visible line that the page's own title confirms, with what stands above and below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.furniture import is_credit, is_furniture
from extract.labels import has_label
from extract.region import above_dateline, is_dateline
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lines import Line, Lines

_TITLE_NAME = re.compile(r"title|tit\b|biaoti|headline|^bt$|_bt\b|bt_|main_contit|h-title", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?:--+|——|(?<!\d)-|-(?!\d)|[_|–—－｜]|>>|»|<<|«|::)\s*")
_SITE = re.compile(r"(?:网|网站|门户|官网)$")
_TRAIL = re.compile(r"首页\s*[->»›＞/]|(?:您|你)?(?:现在|当前)?(?:的)?(?:所在)?位置")
_BY_TAG = {"h1": 0.5, "h2": 0.35, "h3": 0.25, "h4": 0.15, "h5": 0.1, "h6": 0.1}
_DATE_INSIDE = re.compile(r"\s*[（(\[【]?\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_SHORTEST_DATE = 10
_SHORTEST, _LONGEST = 5, 80
_DASH = re.compile(r"^\s*(?:——|--|—|－－|──|―)")


@dataclass(frozen=True, slots=True)
class Headline:
    """`title` as printed, the range of its lines [start, end), and how it was found: "layout", "meta" or "generic"."""

    title: str
    start: int
    end: int
    origin: str
    subtitle: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What the page says of its title elsewhere: in <title>, in a meta tag, and the name of its site."""

    document: str
    meta: str
    site_name: str


def find_headline(lines: Lines, claims: Claims) -> Headline | None:
    """Return the best headline of the page, None when nothing on it can be one."""
    document, meta, site_name = letters(claims.document), letters(claims.meta), letters(claims.site_name)
    best: tuple[float, int, int, str] | None = None
    for start, end, text in _candidates(lines.all):
        line = lines.all[start]
        claimed = text[:3] in claims.document or text[:3] in claims.meta
        is_link = line.linked * 2 > len(text)
        # Most lines are in the menus: neither marked as a headline nor like the page's title, they cost no more.
        if is_link and not claimed and not line.heading:
            continue
        bonus = _bonus(line)
        if not bonus and not claimed:
            continue
        score = bonus + _likeness(letters(_undated(text, document, meta)), document, meta)
        if is_link:
            score *= 0.4
        plain = letters(text)
        if score <= 0.0 or plain == site_name or (plain not in (document, meta) and _is_no_headline(text)):
            continue
        if above_dateline(lines.all, end):
            score += 0.45
        if best is None or score > best[0] + 1e-6:
            best = (score, start, end, text)
    if best and best[0] >= 0.5:
        _, start, end, text = best
        return Headline(_whole(_undated(text, document, meta), claims), start, end, "generic")
    announced = _above_labels(lines.all)
    if announced is not None:
        return Headline(lines.all[announced].text, announced, announced + 1, "generic")
    said = claims.meta or first_part(claims.document, claims.site_name)
    return Headline(said, 0, 0, "meta" if claims.meta else "generic") if said else None


def _above_labels(lines: Sequence[Line]) -> int | None:
    """Return the line right above a date line with labels: the headline of a page whose <title> names only the site."""
    previous = None
    for index, line in enumerate(lines):
        if not line.text:
            continue
        if previous is not None and has_label(line.text) and is_dateline(line.text):
            above = lines[previous]
            fits = _SHORTEST <= len(above.text) <= _LONGEST and not above.linked and line.linked * 2 < len(line.text)
            return previous if fits and not _is_no_headline(above.text) else None
        previous = index
    return None


def _candidates(lines: Sequence[Line]) -> list[tuple[int, int, str]]:
    """Return (start, end, text) of lines that may be a headline; the lines of one heading element are one."""
    found = []
    index = 0
    while index < len(lines):
        line = lines[index]
        end = index + 1
        if line.heading:
            while end < len(lines) and lines[end].element is line.element and lines[end].text:
                end += 1
        in_menu = len(line.text) <= 6 and line.linked and not line.heading
        if line.text and not in_menu and len(line.text) <= 200 and not line.hidden:
            found.append((index, end, " ".join(piece.text for piece in lines[index:end])))
            if end > index + 1:
                found.append((index, index + 1, line.text))
        index = end
    return found


def _is_no_headline(text: str) -> bool:
    return _TRAIL.match(text) is not None or is_dateline(text) or is_furniture(text) or is_credit(text)


def _bonus(line: Line) -> float:
    """Return what the markup says for a line: a heading, a class that is called title."""
    node = line.element
    named = f"{node.get('class') or ''} {node.get('id') or ''}"
    return _BY_TAG.get(line.heading, 0.0) + (0.25 if len(named) > 1 and _TITLE_NAME.search(named) else 0.0)


def _likeness(plain: str, document: str, meta: str) -> float:
    """Return how much a line, reduced to its letters, is what the page calls itself in <title> and meta tags."""
    if len(plain) < 2:
        return -1.0
    likeness = 0.0
    if document and plain in document:
        share = len(plain) / len(document)
        # The name of the site stands at the end of <title>; a headline stands at its start.
        likeness = 0.4 + 0.6 * share if document.startswith(plain) or share > 0.6 else 0.2 + 0.4 * share
        if len(plain) <= 3 and plain != document:
            likeness = min(likeness, 0.2)
    elif len(plain) > 8 and document and (document.startswith(plain[:8]) or document in plain):
        likeness = 0.45
    if meta and (plain == meta or (len(plain) > 5 and (plain in meta or meta in plain))):
        likeness += 0.8 if plain == meta else 0.4
    return likeness


def _undated(text: str, document: str, meta: str) -> str:
    """Return a headline without the date line behind it in its own element, unless the page's title has it too."""
    date = _DATE_INSIDE.search(text) if len(text) > _SHORTEST_DATE else None
    if not date or not date.start() or not is_dateline(text[date.start() :].strip("（()）[]【】 ")):
        return text
    whole = letters(text)
    return text if whole == meta or document.startswith(whole) else text[: date.start()].rstrip()


def _whole(text: str, claims: Claims) -> str:
    """Return the page's own title where the visible one is cut with an ellipsis."""
    if text.endswith(("…", "...")):
        stem = letters(text)
        for said in (claims.meta, first_part(claims.document, claims.site_name)):
            if said and letters(said).startswith(stem):
                return said
    return text


def first_part(document: str, site_name: str) -> str:
    """Return <title> without the names of channel and site behind it."""
    parts = [part for part in _SUFFIX.split(document) if part.strip()]
    if len(parts) < 2:
        return document
    if site_name and parts[0].strip() == site_name:
        parts = parts[1:]
    return parts[0].strip()


def site_named_in(document: str) -> str:
    """Return the name of the site at the end of <title>, '' when nothing there is called a site."""
    last = _SUFFIX.split(document)[-1].strip()
    return last if last != document and _SITE.search(last) else ""


def find_subtitle(lines: Sequence[Line], headline: Headline, body_start: int) -> str | None:
    """Return the secondary headline: the line below that opens with a dash, or stands in a heading of its own."""
    for line in lines[headline.end : min(body_start, headline.end + 3)]:
        text = line.text
        if is_dateline(text) or is_credit(text) or line.linked:
            return None
        if not text or is_furniture(text) or letters(text) == letters(headline.title):
            continue
        if len(text) <= 80 and not text.endswith("。") and (_DASH.match(text) or line.heading in ("h2", "h3", "h4")):
            return text
    return None
