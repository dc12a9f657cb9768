"""When a page was published: the visible date line, else what the page says to machines, never a guess."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from extract.articles import labels
from extract.articles.region import is_dateline
from news.article import Moment
from news.dates import SHANGHAI, find_moment, find_moments, parse_moment, url_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extract.lines import Around, Line
    from extract.page import Page

_LONGEST = 200
_MOST_TIMES = 5
# What a page prints about today, not about the article.
_TODAY = re.compile(r"今天是|今日是|现在是|当前时间|今天[:：]")
# 发布时间：18-03-08 23:16 names the century nowhere; only a label makes it a date.
# When something takes place, begins or ends: 开始时间：2024-05-08.
_OTHER_DATE = re.compile(
    r"(?:开始|结束|截止|截至|活动|报名|失效|生效|实施|施行|有效|举办|起始|终止|公示|出生|[\u4e00-\u9fff]{2}(?:时间|日期|期限))\s*[:：]"
)
_ISSUE = re.compile(r"第?\s?[A-Z]?\d{1,3}\s?版|当前版|版面(?:导航|目录)|[上下]一版|往期(?:回顾|阅读)|放大\s*缩小")
_UPDATED = re.compile(r"(?:更新|修改)(?:时间|日期|于)\s*[:：]")
# Day, month, year, as Hong Kong prints them.
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d)/(\d\d)/(20\d\d)(\s+\d\d:\d\d)?")
_PAPER_ADDRESS = re.compile(r"/(?:html|con|content|page)?[/\d-]*content_?\d+", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^(\d\d-\d\d-\d\d)\s*(\d\d:\d\d)?")
# Without one it is a date where it stands alone with its time.
_SHORT_DATE = re.compile(r"\d\d-\d\d-\d\d\s+\d\d:\d\d(?::\d\d)?\s*(?:$|来源|作者|编辑)")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d年?")
_DAY_ALONE = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
# Year, day and time in elements of their own, printed without a space between them: 202603/1807:52:41 (新华网).
_IN_PARTS = re.compile(r"((?:19|20)\d\d)年?\s*(\d\d)\s*[-/.月]\s*(\d\d)日?\s*(\d\d:\d\d(?::\d\d)?)")
_TIME_ALONE = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
# var pubdata="2019-03-14 10:00", "publish_time":"1581517074", ct = "1581517074", "datePublished":"2024-05-20T09:47:48".
# Its first letter stands by itself, outside of what is told in either case: places that begin otherwise cost a third.
_IN_SCRIPT = re.compile(
    r"""[pdcPDC](?<!\w.)(?i:(?<=p)(?:ub_?(?:date|data|time)|ublish_?(?:ed)?_?(?:date|time|at)|time)|(?<=d)atePublished"""
    r"""|(?<=c)(?:t|reateTime))["']?\s*[:=]\s*["']([^"'<>]{8,35})["']""",
    re.DOTALL,
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_LONGEST_SCRIPT = 200_000


def find_published(
    page: Page, lines: Sequence[Line], around: Around, metas: Mapping[str, str]
) -> tuple[Moment | None, str]:
    """Return the time and how it was found: "label", "meta" or "script".

    The visible time wins; a machine-written one adds the time of day, or stands in where nothing is visible.
    """
    visible = _near(around)
    machine = [moment for said in _machine_written(page, metas) if (moment := parse_moment(said))]
    if visible is None and machine:
        return machine[0], "meta"
    visible = visible or _visible([line for line in around.tail if _says_when(line.text)])
    if visible is None:
        scripted = _from_scripts(page) or _from_remark(page)
        if scripted:
            return scripted, "script"
        printed = _in_masthead(page.url, lines)
        return (printed, "label") if printed else (_of_issue(page.url, lines), "url")
    closer = next((moment for moment in machine if _adds_time(moment, visible)), None)
    return (closer, "meta") if closer else (visible, "label")


def _machine_written(page: Page, metas: Mapping[str, str]) -> Iterator[str]:
    """Yield what the page tells machines: a meta tag, and the first elements made for times."""
    if "published" in metas:
        yield metas["published"]
    for node in islice(page.tree.iter("time"), _MOST_TIMES):
        yield node.get("datetime") or ""


def _near(around: Around) -> Moment | None:
    """Return what the date line says; those above the headline where none stands below; never those of links."""
    below = _visible(around.below)
    above = _visible([line for line in around.above if not line.linked])
    if below is None or (above and _adds_time(above, below)):
        return above
    return below


def _of_issue(url: str, lines: Sequence[Line]) -> Moment | None:
    """Return the day in the address of a digital newspaper's page: such a paper files its pages by the day of issue."""
    is_paper = any(_ISSUE.match(line.text) for line in lines if line.text)
    return url_day(url) if is_paper and _PAPER_ADDRESS.search(url) else None


def _in_masthead(url: str, lines: Sequence[Line]) -> Moment | None:
    """Return the day that a newspaper's page prints in its head, when the address names the same day."""
    hint = url_day(url)
    texts = [line.text for line in lines if line.text and len(line.text) <= _LONGEST and _may_tell(line.text)]
    days = (moment for text in (texts if hint else ()) for moment, _, _ in find_moments(text))
    return next((day for day in days if hint and day.at.date() == hint.at.date()), None)


def _says_when(text: str) -> bool:
    return "published" in labels.read_labels(text) or is_dateline(text)


def _adds_time(machine: Moment, visible: Moment) -> bool:
    """Tell whether a machine-written time is of the visible day and says more than its midnight."""
    same_day = visible.precision == "day" and machine.at.date() == visible.at.date()
    return same_day and machine.precision != "day" and bool(machine.at.hour or machine.at.minute)


def _visible(lines: Sequence[Line]) -> Moment | None:
    """Return the moment of the date line: one with a time of day before one without."""
    texts = [line.text for line in lines if line.text and len(line.text) <= _LONGEST and _may_tell(line.text)]
    published = [text for text in texts if not _UPDATED.search(text)]
    return _surest(published) or _surest(texts)


def _surest(texts: Sequence[str]) -> Moment | None:
    day: Moment | None = None
    for text in _joined(texts):
        for moment in _moments(text):
            if moment.precision != "day":
                return moment
            day = day or moment
    return day


def _may_tell(text: str) -> bool:
    """Tell whether a date in a line can be the article's own."""
    if _TODAY.search(text):
        return False
    named = (":" in text or "：" in text) and _OTHER_DATE.search(text)
    return not named or "published" in labels.read_labels(text)


def _moments(text: str) -> list[Moment]:
    """Return the moments of a line; those of its label 发布时间 alone where it has one."""
    labelled = labels.read_labels(text).get("published", "")
    found = [moment for moment, _, _ in find_moments(labelled)] or [moment for moment, _, _ in find_moments(text)]
    alone = text if _SHORT_DATE.match(text) else ""
    short = _SHORT_YEAR.match(labelled or alone) if not found else None
    first = _DAY_FIRST.search(text) if not found and not short else None
    said = (
        f"20{short[1]} {short[2] or ''}"
        if short
        else f"{first[3]}-{first[2]}-{first[1]}{first[4] or ''}"
        if first
        else ""
    )
    moment = find_moment(said) if said else None
    return [moment] if moment else found


def _joined(texts: Sequence[str]) -> list[str]:
    """Join a date that stands in several elements: 2019 / 09/07 / 19:02, or 10/26 / 2012."""
    joined = [_IN_PARTS.sub(r"\1-\2-\3 \4", text) for text in texts]
    for index, text in enumerate(texts):
        near = texts[index + 1 : index + 3]
        if _YEAR_ALONE.fullmatch(text) and near and _DAY_ALONE.fullmatch(near[0]):
            time = near[1] if len(near) > 1 and _TIME_ALONE.fullmatch(near[1]) else ""
            joined.append(f"{text.rstrip('年')}-{near[0]} {time}")
        elif _DAY_ALONE.fullmatch(text) and near and _YEAR_ALONE.fullmatch(near[0]):
            joined.append(f"{near[0].rstrip('年')}-{text}")
    return joined


def _from_scripts(page: Page) -> Moment | None:
    for script in page.tree.iter("script"):
        source = script.text or ""
        if len(source) > _LONGEST_SCRIPT:
            continue
        for found in _IN_SCRIPT.finditer(source):
            moment = _epoch(found[1]) if _EPOCH.fullmatch(found[1]) else find_moment(found[1])
            if moment:
                return moment
    return None


def _from_remark(page: Page) -> Moment | None:
    """ZCMS writes when a page was published into a comment."""
    remark = page.remark
    return find_moment(remark) if remark else None


def _epoch(digits: str) -> Moment | None:
    at = datetime.fromtimestamp(int(digits[:10]), UTC).astimezone(SHANGHAI)
    return Moment(at, "second")
