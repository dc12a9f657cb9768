"""One stored article for a person: every field with its name, the text wrapped to the window."""

from __future__ import annotations

import shutil
import unicodedata
from typing import TYPE_CHECKING, Any

from cli.rows import as_cell, shown_time

if TYPE_CHECKING:
    from collections.abc import Iterator

LABELS = {
    "title": "标题 title",
    "original_title": "原标题 original title",
    "subtitle": "副题 subtitle",
    "published_at": "时间 published",
    "source": "来源 source",
    "source_url": "来源网址 source url",
    "author": "作者 author",
    "editor": "编辑 editor",
    "breadcrumb": "位置 breadcrumb",
    "keywords": "关键词 keywords",
    "site": "站点 site",
    "url": "网址 url",
    "status": "状态 status",
    "version": "版本 version",
    "first_seen_at": "首次见到 first seen",
    "last_seen_at": "最近见到 last seen",
    "edited_at": "改稿 changed",
    "withdrawn_at": "撤稿 withdrawn",
    "restored_at": "恢复 restored",
    "images": "图片 images",
    "attachments": "附件 attachments",
    "reprints": "同稿 story",
}
_TIMES = ("first_seen_at", "last_seen_at", "edited_at", "withdrawn_at", "restored_at")
_STATUS = {"live": "在线 live", "gone": "已撤 gone"}
_LONGEST_LINE = 100
# Punctuation that may not begin a line: it hangs over the margin, as in print.
_HANGING = "，。、；：？！）》」』”’…"


def shown(row: dict[str, Any]) -> str:
    """Return a stored article as lines; fields that the page did not give are left out.

    `row`: as stored, with its story (`reprints`) and when it was edited, withdrawn and restored.
    """
    lines = [f"{label}：{_said(row, name)}" for name, label in LABELS.items() if row[name] not in (None, "", [])]
    width = min(shutil.get_terminal_size().columns, _LONGEST_LINE)
    for paragraph in row["body_text"].splitlines():
        lines += ["", *wrapped(paragraph, width)]
    return "\n".join(lines)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield a text's lines of at most `width` columns; a Chinese character takes two, a Latin word stays whole."""
    line, used, room = "", 0, max(width, 2)
    for word in _words(text):
        columns = sum(_columns(char) for char in word)
        if line and used + columns > room and word not in _HANGING:
            yield line.rstrip()
            line, used = "", 0
            word = word.lstrip()
        line += word
        used += columns
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Yield what must not be parted: a run of Latin letters and digits, or one character of any other kind."""
    word = ""
    for char in text:
        if char.isascii() and not char.isspace():
            word += char
            continue
        if word:
            yield word
        yield char
        word = ""
    if word:
        yield word


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _said(row: dict[str, Any], name: str) -> str:
    value = row[name]
    if name == "published_at":
        return shown_time(value, row["published_precision"])
    if name in _TIMES:
        return shown_time(value)
    return _STATUS[value] if name == "status" else as_cell(value)
