"""Sources and authors that no label announces: beside the date, or in an element of that name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract import labels
from extract.furniture import is_filing_name, is_furniture
from extract.people import is_organisation, is_person, names
from extract.region import is_dateline
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
    r"评论|阅读|浏览|点击|人参与|字号|来自|首页|正文|下载|关注|^(?:打开|手机|新闻)?客户端|星期|收藏|分享|发布|发表|更新|时间|日期|编辑|作者|记者|来源"
)


_PAPER = re.compile(r"(?:^|[-—_|\s])([\u4e00-\u9fff]{2,8}报)(?=$|[-—_|\s]|电子|数字|多媒体)")
_DIGITAL = re.compile(r"电子版|数字报|多媒体|版面(?:导航|目录|PDF)|(?:放大\s*缩小)|第\s?\d+\s?版|上一版|下一版")
_MOST_LINES = 200
# 发表于 2023年8月5日 由 伯多禄, as WordPress prints it.
_BY = re.compile(r"\s由\s*(\S{2,12})$")


def find_unlabelled(lines: Sequence[Line], title: str) -> tuple[str | None, str | None]:
    """Return (source, author) from the lines between headline and body; the headline once more is neither.

    `2019-09-26 蒲城县北关小学` is common on school and county sites (2026-11).
    """
    source = author = None
    headline = letters(title)
    for index, line in enumerate(lines):
        text = line.text
        if not text or text.endswith((":", "：")) or (said := letters(text)) == headline:
            continue
        if len(said) * 2 > len(headline) and said in headline:
            continue
        if is_dateline(text):
            by = _BY.search(text)
            author = author or (by[1] if by else None)
            text = text[: by.start()] if by else text
            source = source or ("" if "source" in labels.read_labels(text) else beside_date(text))
        elif (
            is_person(text)
            and not line.linked
            and line.element.tag not in ("td", "th", "li")
            and not is_filing_name(text)
        ):
            author = author or names(text)
        elif len(text) <= 30 and not labels.has_label(text) and not is_furniture(text) and not _NO_NAME.search(text):
            named = " ".join(filter(None, (line.element.get("class"), line.element.get("id"), _class_of(line.inline))))
            beside = len(text) <= 15 and any(_tells_when(near.text) for near in lines[max(0, index - 1) : index + 2])
            if _AUTHOR_NAME.search(named):
                # An account is called its articles' author, and is their source; an agency is only that.
                author = author or ("" if is_organisation(text) else names(text))
                source = source or ("" if is_person(text) else text)
            elif _SOURCE_NAME.search(named) or (_HAN.search(text) and beside):
                source = source or text
    return source or None, author or None


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
