"""The breadcrumb: where the page stands in its site."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lines import Line, Lines

_LEAD = re.compile(
    r"^(?:您|你)?(?:现在|目前|当前)?(?:的|所处|所在)*(?:位置|频道|栏目)(?:是|为)?\s*[:：]?\s*|^当前(?:的)?位置\s*[:：]?\s*|^(?:位置|导航)\s*[:：]\s*"
)
# Of a clean line, in which no two spaces stand together.
_SEPARATOR = re.compile(r"\s?(?:>+|›|»|＞+|→|/|／|\\|::|\s-\s|--|—>|->|◇)\s*+")
_NAME = re.compile(
    r"crumb|navpath|location|position|weizhi|dqwz|curr?ent|^path|_path|\bpath\b|wz\b|\bpos\b|place|daohang|lujing",
    re.IGNORECASE,
)
_HOME = re.compile(r"首\s*页|主页|网站首页|Home", re.IGNORECASE)
_TAIL = frozenset({"正文", "内容", "浏览文章", "详细内容", "文章正文", "内容页", "查看", "详情", "信息详情", "浏览"})
_LONGEST = 120
# Of a whole trail, one name a line or not.
_LONGEST_TRAIL = 1000
_MOST_NAMES = 10


def find_crumbs(lines: Lines, limit: int) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """Return the breadcrumb and its range among the first `limit` lines; ((), None) when there is none."""
    seen = set()
    for element, start, end in lines.ranges:
        if start == end or end > limit + 2 or end - start > _MOST_NAMES or (start, end) in seen:
            continue
        if _called_trail(element.get("id") or "", element.get("class") or ""):
            # A thousand elements around one line say what the first of them says.
            seen.add((start, end))
            trail = " > ".join(line.text for line in lines.all[start:end] if line.text)
            crumbs = split_crumbs(trail) if len(trail) <= _LONGEST_TRAIL else ()
            linked = sum(len(line.links) for line in lines.all[start:end])
            if len(crumbs) >= 2 and (_HOME.search(" ".join(crumbs[:2])) or linked >= len(crumbs) - 1):
                return crumbs, (start, end)
    for index, line in enumerate(lines.all[:limit]):
        if _is_trail(line):
            end = _trail_end(lines.all, index, limit)
            crumbs = split_crumbs(" > ".join(piece.text for piece in lines.all[index:end]))
            if len(crumbs) >= 2:
                return crumbs, (index, end)
    return (), None


@lru_cache(maxsize=4096)
def _called_trail(id_: str, name: str) -> bool:
    return _NAME.search(f"{id_} {name}") is not None


def _is_trail(line: Line) -> bool:
    text = line.text
    if len(text) > _LONGEST or not text:
        return False
    if _LEAD.match(text):
        return True
    return bool(_HOME.match(text)) and len(_SEPARATOR.split(text)) >= 2


def _trail_end(lines: Sequence[Line], start: int, limit: int) -> int:
    """A trail may be broken over lines: 当前位置： / 首页 / > / 要闻."""
    end = start + 1
    if len(split_crumbs(lines[start].text)) >= 2:
        return end
    while (
        end < min(limit, start + 10)
        and len(lines[end].text) <= 16
        and (lines[end].linked or _SEPARATOR.fullmatch(lines[end].text) or lines[end].text in _TAIL)
    ):
        end += 1
    return end


def split_crumbs(text: str) -> tuple[str, ...]:
    """Return the names of a trail: 首页>党派·声音>自身建设."""
    pieces = [clean_text(piece) for piece in _SEPARATOR.split(_LEAD.sub("", text.strip()))]
    names = [piece for piece in pieces if piece and piece not in _TAIL]
    return tuple(names)
