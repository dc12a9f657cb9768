"""Finding the body: the element that holds the most prose and the least else, and trimming its head and tail."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, repeat
from typing import TYPE_CHECKING

from extract.articles.furniture import (
    announces_files,
    ends_article,
    ends_page,
    is_contact,
    is_credit,
    is_disclaimer,
    is_file,
    is_filing_name,
    is_furniture,
    is_icon,
)
from extract.articles.labels import has_label, labelled, starts_with_label
from news.dates import find_moment
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from extract.lines import Line, Lines

_SENTENCE = re.compile(r"[，。；！？：、,;!?”…]")
_SENTENCE_MARK = re.compile(r"[，。；！？]")
# What is done on a day: 2026-11-20 县委统战部召开座谈会 is a sentence.
_DEED = re.compile(r"召开|举[行办]|参加|开展|走访|启动|成立|慰问|印发|宣讲|主持|出席|前往|看望|赴|获")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./-]+")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")
_LONG_ENOUGH = 22
# A body begins within this many lines below its headline; comments and related articles come later.
_FAR_BELOW = 25
_LONGEST_PAUSE = 12
# What a line counts below the end of the article.
_LITTLE = 0.1
_WIDEST = 3000.0
# Less prose than one short sentence is none.
_LEAST = 5.0
# The first line of this weight below a headline is the article.
_SENTENCE_WEIGHT = 10.0
_LINES_TO_DATE = 3
# 18-10-25 09:12 and 08-18 14:11 are dates where they begin a line.
_SHORT_DATE = re.compile(r"(?:\d\d-)?\d\d-\d\d\s+\d\d:\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_FEWEST_NAMES = 3
# Characters of a date line that belong to no labelled field.
_LONGEST_REST = 40
_LONGEST_SUBTITLE = 60
# A line of this weight is prose; this many in a row after a block of related links are the article going on.
_PROSE = 15.0
_RESUMED = 3
# What article containers are called on the field's content management systems (2026-11).
_BODY_NAME = re.compile(
    r"trs_editor|trs_ueditor|trs_web|zhengwen|^zoom$|v_news_content|vsb_content|wp_articlecontent|rwb_zw|rm_txt_zw|show_text|"
    r"detail-?content|p-detail|content_area|left_zw|mainText|contentMain|text_box|article-?(?:content|body|text|con)|"
    r"(?:news|con|text|main)_?(?:content|text|body|con)|art(?:icle)?_?(?:con|body|text)|entry-content|ivs_content|^article$|dhyw|j-content|"
    r"^content$|^con$|xl_?(?:con|content|nr)|nr_wz|gp-article|rich_media_content|post_?(?:text|body|content)|js_content|cnt_bd|arti-?content",
    re.IGNORECASE,
)
_BODY_FACTOR = 1.6
_OTHER_NAME = re.compile(
    r"comment|pinglun|footer|foot\b|copyright|sidebar|side_?bar|related|recommend|xiangguan|hot|rank|paihang|nav\b|menu|breadcrumb|"
    r"share|login|search|header|link|ad[sv]?\b|tuijian|xgyd|tjyd",
    re.IGNORECASE,
)


def weigh(line: Line) -> float:
    """Return how much a line looks like prose, in characters: links and loose words weigh little."""
    return 0.0 if ends_article(line.text) else _weight(line)


def _weight(line: Line) -> float:
    text = line.text
    own = len(text) - line.linked
    # Most lines are links of a menu.
    if not text or line.linked > own or line.hidden or not _WORD.search(text) or is_contact(text):
        return 0.0
    if own >= 8 and _SENTENCE.search(text):
        return float(own)
    return own * (0.9 if own >= _LONG_ENOUGH else 0.3)


def find_body(lines: Lines, after: int = 0) -> tuple[int, int]:
    """Return the range of lines of the element that most likely holds the article's body; (0, 0) for none.

    Prose above the line `after`, where the headline ends, counts nothing.
    """
    attended = list(_attended(lines.all, after))
    prose = [0.0, *accumulate(weight for weight, _ in attended)]
    total = [0.0, *accumulate(burden for _, burden in attended)]
    best, best_score, chosen = (0, 0), 0.0, None
    for element, start, end in lines.ranges:
        weight = prose[end] - prose[start]
        # Most elements hold no prose at all.
        if weight < _LEAST:
            continue
        score = weight * weight / max(1.0, total[end] - total[start])
        if score * _BODY_FACTOR <= best_score:
            continue
        score *= _name_factor(element)
        if after and start > after + _FAR_BELOW:
            score *= 0.3
        # Of two elements around the same lines the inner one is met first; both give the same range.
        if score > best_score:
            best, best_score, chosen = (start, end), score, element
    return _widened(lines, best, chosen, total)


def _widened(lines: Lines, best: tuple[int, int], chosen: Element | None, total: Sequence[float]) -> tuple[int, int]:
    """Return the lines around a lone paragraph that belong to it: a table of names, a list, a picture."""
    parent = chosen.getparent() if chosen is not None and chosen.tag == "p" else None
    around = lines.below(parent) if parent is not None else None
    if around is None:
        return best
    start, end = around
    linked = sum(line.linked for line in lines.all[start:end])
    held = total[end] - total[start]
    return (start, end) if linked * 3 <= held and held <= _WIDEST else best


def end_of_article(lines: Sequence[Line], after: int) -> int:
    """Return where an article without prose ends: at the next headline, the related links or the foot."""
    for index in range(after, min(len(lines), after + _FAR_BELOW * 4)):
        line = lines[index]
        if line.text and (line.heading or ends_article(line.text) or is_contact(line.text)):
            return index
    return min(len(lines), after + _FAR_BELOW * 4)


def _attended(lines: Sequence[Line], after: int) -> Iterator[tuple[float, float]]:
    """Yield each line's (weight, burden): the prose in it, and what an element that holds it has to answer for.

    Nothing above the headline counts, and little once the article has ended; what `trim` takes away is no burden.

    It has ended at a line that says so, or after a dozen lines without prose: what follows are comments and lists.
    """
    attention, begun, idle, run, resumes = 1.0, False, 0, 0, True
    headline = _name(lines[after - 1]) if after else None
    yield from repeat((0.0, 0.0), min(after, len(lines)))
    for line in lines[after:]:
        if not line.text or _is_trimmed(line):
            yield 0.0, 0.0
            continue
        weight = _weight(line)
        # Asked of what could count, or could end what has begun: not of the menus above, nor of the lists below.
        ends = (weight > 0.0 or (begun and attention > _LITTLE)) and ends_article(line.text)
        if ends:
            weight = 0.0
        if weight > _PROSE:
            begun, idle, run = True, 0, run + 1
        else:
            idle, run = idle + 1, 0
        if after and ends_page(line.text):
            # Nothing below it is the article, not even that of a page which has no other prose.
            attention, resumes = _LITTLE, False
        elif begun and after and (idle > _LONGEST_PAUSE or ends or _is_other_headline(line)):
            attention = _LITTLE
        elif begun and headline and _name(line) == headline and not ends_article(line.text):
            # A second headline like the first: the next article of a page that goes on for ever.
            attention, headline = _LITTLE, None
            resumes = False
        elif run >= _RESUMED and resumes:
            attention = 1.0
        # A link weighs more against an element that holds it than its few characters.
        yield weight * attention, len(line.text) + (8.0 if line.linked else 2.0)


def _name(line: Line) -> tuple[str, str] | None:
    """Return tag and class of a line's element, None where it has no class to be told by."""
    named = line.element.get("class")
    return (str(line.element.tag), named) if named and line.text else None


def _is_trimmed(line: Line) -> bool:
    text = line.text
    if line.linked and line.linked == len(text):
        return is_furniture(text)
    return 0 < len(text) <= 160 and (is_furniture(text) or is_credit(text) or is_dateline(text))


def _is_other_headline(line: Line) -> bool:
    """Tell a heading that is a link: below an article's prose it announces another article."""
    return line.linked > 0 and len(line.text) > 8 and line.linked >= 0.8 * len(line.text) and bool(line.heading)


def _name_factor(element: Element) -> float:
    name = f"{element.get('id') or ''} {element.get('class') or ''}".strip()
    return _factor(name) if name else 1.0


@lru_cache(maxsize=4096)
def _factor(name: str) -> float:
    if any(_BODY_NAME.search(word) for word in name.split()):
        return _BODY_FACTOR
    return 0.5 if _OTHER_NAME.search(name) else 1.0


def trim(lines: Sequence[Line], start: int, end: int, title: str) -> tuple[int, int]:
    """Return the range without what stands before the first and after the last line of the article proper."""
    first = _skip_head(lines, start, end, letters(title))
    last = _cut_tail(lines, first, end)
    while last > first and _is_tail_furniture(lines[last - 1]):
        last -= 1
    return first, last


def _skip_head(lines: Sequence[Line], start: int, end: int, letters_title: str) -> int:
    first = start = _behind_filing(lines, start, end)
    for index in range(start, min(end, start + 25)):
        text = lines[index].text
        if text and (letters(text) == letters_title or _is_trimmed(lines[index])):
            first = index + 1
        elif weigh(lines[index]) >= _SENTENCE_WEIGHT and not _is_subtitle(lines, index):
            break
    return first


def _behind_filing(lines: Sequence[Line], start: int, end: int) -> int:
    """Return where the text begins below a table of filing data: names (索引号 发布机构 …), then values."""
    index = start
    while index < end and (is_filing_name(lines[index].text) or not lines[index].text):
        index += 1
    if index - start < _FEWEST_NAMES or index == end:
        return start
    row = _row_of(lines[index])
    while row is not None and index < end and _row_of(lines[index]) is row:
        index += 1
    return index


def _row_of(line: Line) -> Element | None:
    return next(line.element.iterancestors("tr"), None)


def _is_subtitle(lines: Sequence[Line], index: int) -> bool:
    """Tell a line between headline and date line from a short notice above the day it was signed on."""
    below = [line.text for line in lines[index + 1 : index + 5] if line.text][:_LINES_TO_DATE]
    return len(lines[index].text) <= _LONGEST_SUBTITLE and any(is_dateline(text) and has_label(text) for text in below)


def is_dateline(text: str) -> bool:
    """Tell whether a line is the date line under a headline: a date and hardly anything but labelled fields."""
    return len(text) <= 160 and _DIGIT.search(text) is not None and _is_dateline(text)


@lru_cache(maxsize=4096)
def _is_dateline(text: str) -> bool:
    if text.endswith(("。", "！", "？")):
        return False
    if find_moment(text) is None and not _SHORT_DATE.match(text):
        return False
    if not has_label(text) and (_SENTENCE_MARK.search(text) or _DEED.search(text)):
        return False
    return len(_ADDRESS.sub("", text)) - labelled(text) <= _LONGEST_REST


def above_dateline(lines: Sequence[Line], end: int) -> bool:
    """Tell whether a date line follows within three lines of text."""
    following = [line.text for line in lines[end : end + 6] if line.text][:_LINES_TO_DATE]
    return any(is_dateline(text) for text in following)


def _cut_tail(lines: Sequence[Line], first: int, end: int) -> int:
    """Cut at the line that begins the related links; where more prose follows than went before it is a mere box."""
    weights = [weigh(line) for line in lines[first:end]]
    before, total = 0.0, sum(weights)
    for index, weight in enumerate(weights, first):
        if index > first and total - before < before and _is_end(lines[index].text):
            return index
        before += weight
    return end


def _is_end(text: str) -> bool:
    """Tell a line that ends an article; the line that names its editor does too."""
    return ends_article(text) or (is_credit(text) and starts_with_label(text) == "editor")


def _is_tail_furniture(line: Line) -> bool:
    text = line.text
    if line.picture:
        return is_icon(line.picture.src)
    if text and line.linked + text.count(" ") >= 0.9 * len(text):
        return not any(is_file(href) for _, href in line.links)
    labelled_date = is_dateline(text) and has_label(text)
    if is_disclaimer(text) or announces_files(text):
        return True
    return not text or is_furniture(text) or is_credit(text) or labelled_date or ends_article(text)
