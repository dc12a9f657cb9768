"""Sources and authors that no label announces: beside the date, or in an element of that name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.articles import labels
from extract.articles.furniture import is_filing_name, is_furniture
from extract.articles.people import is_organisation, is_person, names
from extract.articles.region import is_dateline
from news.dates import find_moments
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

    from extract.lines import Line

_SOURCE_NAME = re.compile(r"source|laiyuan|origin|\bly\b|media(?:name)?\b|\bfrom|js_name", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"author|zuozhe|writer|byline", re.IGNORECASE)
_TIME_ALONE = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ADDRESS = re.compile(r"https?://[\w./-]+")
_NAME_EDGES = " \u3000:：|｜,，;；。、.·-—－_()（）[]【】<>/"
_NO_NAME = re.compile(
    r"评论|阅读|浏览|点击|人参与|字号|来自|首页|正文|详情|詳情|回顾|尚余|尚餘|下载|关注|^(?:打开|手机|新闻)?客户端|星期|收藏|分享|发布|发表|更新|时间|日期|编辑|作者|记者|来源"
)


_BULLETS = "□■◎●○◆▲△☆★◇ \u3000"
_LONGEST_NAME, _LONGEST_BESIDE = 30, 15
# 2020-03-12 南京日报 记者 马道军.
_REPORTER = re.compile(r"\s(?:本报)?(?:记者|通讯员|作者)\s+([\u4e00-\u9fff]{2,4}(?:[\s、]+[\u4e00-\u9fff]{2,4}){0,4})$")
_PAPER = re.compile(r"(?:^|[-—_|\s])([\u4e00-\u9fff]{2,8}?报)(?=$|[-—_|\s]|电子|数字|多媒体)")
_DIGITAL = re.compile(r"电子版|数字报|多媒体|版面(?:导航|目录|PDF)|(?:放大\s*缩小)|第\s?\d+\s?版|上一版|下一版")
_MOST_LINES = 200
# 发表于 2023年8月5日 由 伯多禄, as WordPress prints it.
_BY = re.compile(r"\s由\s*(\S{2,12})$")


def find_unlabelled(lines: Sequence[Line], title: str) -> tuple[str | None, str | None]:
    """Return (source, author) from the lines between headline and body; the headline once more is neither.

    `2019-09-26 蒲城县北关小学` is common on school and county sites (2026-11).
    """
    sources, authors = [], []
    for index, line in enumerate(lines):
        if not line.text or line.text.endswith((":", "：")) or _repeats(line.text, title):
            continue
        beside = any(_tells_when(near.text) for near in lines[max(0, index - 1) : index + 2])
        source, author = _of_dateline(line.text) if is_dateline(line.text) else _of_line(line, beside)
        sources.append(source)
        authors.append(author)
    return next(filter(None, sources), None), next(filter(None, authors), None)


def _repeats(text: str, title: str) -> bool:
    said, headline = letters(text), letters(title)
    return said == headline or (len(said) * 2 > len(headline) and said in headline)


def _of_dateline(text: str) -> tuple[str | None, str | None]:
    by = _BY.search(text) or _REPORTER.search(text)
    text = text[: by.start()] if by else text
    return None if "source" in labels.read_labels(text) else beside_date(text), names(by[1]) if by else None


def _of_line(line: Line, beside: bool) -> tuple[str | None, str | None]:
    """Return the source or the author that a line is; `beside` a date line a name without any sign is a source."""
    text = line.text
    person = text.lstrip(_BULLETS)
    if (
        is_person(person)
        and not line.linked
        and line.element.tag not in ("td", "th", "li")
        and not is_filing_name(text)
    ):
        return None, names(person)
    if len(text) > _LONGEST_NAME or labels.has_label(text) or is_furniture(text) or _NO_NAME.search(text):
        return None, None
    named = " ".join(filter(None, (line.element.get("class"), line.element.get("id"), _class_of(line.inline))))
    if _AUTHOR_NAME.search(named):
        # An account is called its articles' author, and is their source; an agency is only that.
        return None if is_person(text) else text, None if is_organisation(text) else names(text)
    is_source = _SOURCE_NAME.search(named) or (_HAN.search(text) and beside and len(text) <= _LONGEST_BESIDE)
    return text if is_source else None, None


def find_paper(document: str, lines: Sequence[Line]) -> str | None:
    """Return a newspaper's name from the title of a page of its digital edition."""
    paper = _PAPER.search(document)
    if paper and (_DIGITAL.search(document) or any(_DIGITAL.match(line.text) for line in lines[:_MOST_LINES])):
        return paper[1]
    return None


def _class_of(inline: Element | None) -> str | None:
    return None if inline is None else inline.get("class") or inline.get("id")


def _tells_when(text: str) -> bool:
    return is_dateline(text) or _TIME_ALONE.fullmatch(text) is not None


def beside_date(text: str) -> str | None:
    """Return the name that stands on a date line without a label, None when nothing name-like is left."""
    rest = _ADDRESS.sub(" ", labels.before_labels(text))
    for _, start, end in reversed(list(find_moments(rest))):
        rest = f"{rest[:start]} {rest[end:]}"
    for piece in rest.split():
        name = piece.strip(_NAME_EDGES)
        if piece.endswith((":", "：")):
            # It announces something that was taken already, or a date of another kind.
            continue
        if not 2 <= len(name) <= 25 or not _HAN.search(name) or _NO_NAME.search(name):
            continue
        if not labels.has_label(piece) and not is_furniture(name):
            return name
    return None
