"""What stands beside a page's main column: menus, footers, lists under a heading such as 热点推荐."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.lists.boxes import whole_date
from extract.lists.links import says_nothing
from news.text import clean_text

if TYPE_CHECKING:
    from extract.lists.outline import Outline

_TAGS = frozenset({"nav", "footer", "aside"})
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Whole words of a class: `head` is a page's head, `headline` and `copyright` are none. `right` says nothing: half of
# the pages have their main list there (2026-11).
_SIDE_WORD = re.compile(
    r"[a-z]{0,6}(?:nav|menu)(?:s|bar|box|list|igation)?|foot(?:er)?(?:bar|box)?|(?:page|sub)?header|head|top(?:bar)?|"
    r"a?side(?:bar|box)?|hot(?:s|list|news)?|rank(?:s|ing|list)?|paihang|(?:bread)?crumbs?|(?:friend)?links?|friends?|share|"
    r"recommend(?:ed)?|tuijian"
)
_NARROW = re.compile(r"\bcol-(?:xs|sm|md|lg|xl)-[1-3]\b")
_HEADING = re.compile(r"热[点门文]|推荐|排行|最新(?:文章|更新|发布)|相关|点击|猜你|友情链接|精彩|图文")
_LONGEST_HEADING = 12
_MOST_BEFORE = 5
_NO_WORDS = re.compile(r"[\W\d_]*\w?[\W\d_]*")


def is_aside(outline: Outline, at: int, name: str, title: str) -> bool:
    """Tell whether an element is a menu or stands beside the main column by its own signs.

    `name`: its id and class. `title`: the document's, which names the page's own column.
    """
    tag = outline.tags[at]
    if tag in _TAGS or (name and _says_side(name)):
        return True
    if tag not in _LISTS:
        return False
    heading = heading_before(outline, outline.starts[at])
    return len(heading) <= _LONGEST_HEADING and _HEADING.search(heading) is not None and heading not in title


def is_columns_own(outline: Outline, at: int, title: str) -> bool:
    """Tell whether an element stands under a heading that the document's title names: the page's own column."""
    heading = heading_before(outline, outline.starts[at])
    return 2 <= len(heading) <= _LONGEST_HEADING and heading in title


@lru_cache(maxsize=4096)
def _says_side(name: str) -> bool:
    return _NARROW.search(name) is not None or any(_SIDE_WORD.fullmatch(word.lower()) for word in _WORD.findall(name))


def heading_before(outline: Outline, piece: int) -> str:
    """Return the last text before a piece that is neither a date nor 更多, '' for none near it."""
    for text in reversed(outline.pieces[max(0, piece - _MOST_BEFORE) : piece]):
        said = clean_text(text)
        if not (says_nothing(said) or _NO_WORDS.fullmatch(said) or whole_date(said)):
            return said
    return ""
