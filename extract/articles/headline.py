"""The headline: the visible line that the page's own title confirms, with what stands above and below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.articles.furniture import is_credit, is_furniture
from extract.articles.labels import has_label, simplified
from extract.articles.region import above_dateline, find_body, is_dateline, weigh
from extract.lines import HEADINGS
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
_FAR_ABOVE = 8
_SURE_ENOUGH = 0.5
_LONGEST_NAME = 20
# What a template puts into <title>, and what sites and their columns are called.
_TEMPLATE = re.compile(
    r"(?:文章|新闻|内容|资讯|信息|详细|通知|公告|动态)*(?:内容|详情|详细|正文|公告|动态|页面|阅读|查看|展示|列表)页?"
)
_INSTITUTION = re.compile(
    r"(?:网|网站|在线|之窗|频道|平台|门户|报|时报|办公室|委员会|协会|联合会|统战部|学院|大学|中心|首页)$"
)
_PATH = re.compile(r"\S\s*[>»›＞]+\s*\S.*[>»›＞]|[>»›＞]+\s*(?:正文|内容)$")
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
    if not claims.meta and _names_no_article(claims.document):
        # The page is titled by its site or its column: which line is the headline its place must tell.
        claims = Claims("", "", claims.document)
    confirmed = _confirmed(lines, claims)
    if confirmed:
        return confirmed
    titled = bool(claims.document or claims.meta)
    by_place = _above_labels(lines.all) or (None if titled else _above_body(lines, letters(claims.site_name)))
    if by_place:
        return by_place
    said = claims.meta or first_part(claims.document, claims.site_name) or claims.site_name
    return Headline(said, 0, 0, "meta" if claims.meta else "generic") if said else None


def _confirmed(lines: Lines, claims: Claims) -> Headline | None:
    """Return the line that markup, the page's own title and a date line below agree on."""
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
        plain, undated = letters(text), _undated(text, document, meta)
        score = bonus + _likeness(plain if undated == text else letters(undated), document, meta)
        if is_link:
            score *= 0.4
        if score <= 0.0 or plain == site_name or _contradicts(text, plain, document, meta):
            continue
        if above_dateline(lines.all, end):
            score += 0.45
        if best is None or score > best[0] + 1e-6:
            best = (score, start, end, text)
    if best is None or best[0] < _SURE_ENOUGH:
        return None
    _, start, end, text = best
    return Headline(_whole(_undated(text, document, meta), claims), start, end, "generic")


def _contradicts(text: str, plain: str, document: str, meta: str) -> bool:
    """Tell a line of a kind that no headline is of, unless the page's title begins with it."""
    if plain == meta or (document.startswith(plain) and len(plain) > _SHORTEST_DATE):
        return _TRAIL.match(text) is not None
    return _is_no_headline(text)


def _names_no_article(document: str) -> bool:
    """Tell a <title> that is the name of a site or column, or of the template."""
    if len(_SUFFIX.split(document)) > 1 or len(document) > _LONGEST_NAME:
        return False
    return _TEMPLATE.fullmatch(simplified(document)) is not None or _INSTITUTION.search(document) is not None


def _above_body(lines: Lines, site_name: str) -> Headline | None:
    """Return the headline above the text: marked as one, else the first line between the menus and the text."""
    start, end = find_body(lines)
    best: tuple[float, int, int, str] | None = None
    for first, last, text in _candidates(lines.all[max(0, start - _FAR_ABOVE) : end]):
        first, last = first + max(0, start - _FAR_ABOVE), last + max(0, start - _FAR_ABOVE)
        line = lines.all[first]
        if first >= start and weigh(line) > _LONGEST / 2:
            break
        plain = letters(text)
        fits = _SHORTEST <= len(text) <= _LONGEST and not text.endswith(("。", "：", ":"))
        if not fits or line.linked or plain == site_name or _is_no_headline(text):
            continue
        score = _bonus(line) + (0.2 if _is_strong(line) else 0.0)
        if best is None or score > best[0]:
            best = (score, first, last, text)
    return Headline(best[3], best[1], best[2], "generic") if best and best[0] >= 0.0 else None


def _is_strong(line: Line) -> bool:
    """Tell a line that stands wholly in bold type or in a class named after a heading."""
    inline = line.inline
    return inline is not None and (inline.tag in ("b", "strong", "font") or (inline.get("class") or "") in HEADINGS)


def _above_labels(lines: Sequence[Line]) -> Headline | None:
    """Return the line right above a date line with labels: the headline of a page whose <title> names only the site."""
    previous = None
    for index, line in enumerate(lines):
        if not line.text:
            continue
        if previous is not None and has_label(line.text) and is_dateline(line.text):
            above = lines[previous]
            fits = _SHORTEST <= len(above.text) <= _LONGEST and not above.linked and line.linked * 2 < len(line.text)
            if not fits or _is_no_headline(above.text):
                return None
            return Headline(above.text, previous, previous + 1, "generic")
        previous = index
    return None


def _candidates(lines: Sequence[Line]) -> list[tuple[int, int, str]]:
    """Return (start, end, text) of lines that may be a headline; the lines of one heading element are one."""
    found = []
    index = 0
    while index < len(lines):
        line = lines[index]
        text, heading = line.text, line.element.tag in HEADINGS
        end = index + 1
        if heading:
            while end < len(lines) and lines[end].element is line.element and lines[end].text:
                end += 1
        in_menu = len(text) <= 6 and line.linked and not heading
        if text and not in_menu and len(text) <= 200 and not line.hidden:
            if end > index + 1:
                found.append((index, end, " ".join([piece.text for piece in lines[index:end]])))
            found.append((index, index + 1, text))
        index = end
    return found


def _is_no_headline(text: str) -> bool:
    return (
        _TRAIL.match(text) is not None
        or _PATH.search(text) is not None
        or is_dateline(text)
        or is_furniture(text)
        or is_credit(text)
    )


def _bonus(line: Line) -> float:
    """Return what the markup says for a line: a heading, a class that is called title."""
    node = line.element
    called = _called_title(node.get("class") or "", node.get("id") or "")
    return _BY_TAG.get(line.heading, 0.0) + (0.25 if called else 0.0)


@lru_cache(maxsize=4096)
def _called_title(name: str, id_: str) -> bool:
    return _TITLE_NAME.search(f"{name} {id_}") is not None


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
