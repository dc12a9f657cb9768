"""What of an article is compared when reprints are looked for: its words, without what every site adds of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.errors import UsageError
from news.text import caseless, letters
from news.urls import canonical_url, url_key

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article

# Of a longer text no more is compared: a reprint is told by its first twenty pages as well.
LONGEST = 20_000
# Fewer letters say nothing by themselves: 图为会议现场.
LEAST = 15
# 新华社北京11月3日电, 本报讯, 中新网长春11月3日电 (记者 张三): who wired it, not what happened.
_NOT_WIRED = r"(?!话|报|视|台|影|子|息|器|力)"
_DATELINE = re.compile(
    rf"^\W{{0,3}}[^\W\d]{{2,12}}?\s?(?:\d{{1,2}}月)?\d{{1,2}}日\s?(?:上午|下午|晚)?[电讯]{_NOT_WIRED}"
    rf"|^\W{{0,3}}(?:本[报网刊站台][^\W\d]{{0,8}}|[^\W\d]{{2,8}}[报网社])\s?[讯电]{_NOT_WIRED}"
)
_LINES_WITH_DATELINE = 4
_BRACKETS = "()（）[]【】〔〕［］\n"
_NOTE = re.compile(
    rf"[(（\[【〔［][^{re.escape(_BRACKETS)}]{{0,12}}?"
    r"(?:记者|通讯员|来源|稿源|摄影|编辑|责编|供图|作者|供稿|转自|原标题|实习生|文/|图/)"
    rf"[^{re.escape(_BRACKETS)}]{{0,60}}[)）\]】〕］]"
)
_LABEL_LINE = re.compile(
    r"\W{0,3}(?:(?:信息|文章|稿件|新闻)?来源|稿源|作者|文字?|图片?|记者|通讯员|责任编辑|责编|编辑|审核|校对|[初复终一二三]审|供稿|"
    r"供图|摄影|转自|原标题|监制|签发|发布(?:时间|日期)|阅读|点击|浏览|字号|关键词)[^\W\d]{0,4}\s{0,3}[:：/／|].{0,50}"
)
_FURNITURE_LINE = re.compile(
    r"\W{0,3}(?:(?:分享|更多|打印|关闭|返回).{0,10}|(?:上一篇|下一篇|扫一扫|扫码|长按|点击(?:查看|阅读|进入)|阅读原文|"
    r"相关(?:链接|阅读|新闻)|版权所有|免责声明|声明[:：]|本文(?:来源|转自)|转载请|欢迎关注|网站地图|联系我们|责任编辑|附件|"
    r"Copyright|备案).{0,60})"
)
_FRONT_PAGE = re.compile(r"^[^/]+$|/(?:(?:index|default|home|main)\.\w+)?$")
_LETTERS = re.compile(r"[^\W_]+")
# Taken out by name, which leaves most sentences nothing but letters: a fifth of the time of looking for them (2026-11).
_USUAL_SIGNS = ",、:“”()《》 "
_SENTENCE_ENDS = "。!?;"
# What announces, invites or lists: such texts are made from a form, and its blanks are all that they say.
_NOTICE = re.compile(
    r"公示|公告|通告|通知|讣告|讣闻|启事|招聘|招考|招录|简章|名单|名录|预告|值班|日程|安排表|一览|征集|邀请函|声明|须知|拟[任录吸表]|"
    r"遴选|任前|任免|捐款|捐赠明细"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """An article as stories compare it.

    `titles` and `text` hold letters and digits only, in NFKC and lower case; `ends` are the places in `text` where a
    sentence begins or ends. `key` is the article's identity, `source_key` that of the page it says it is from, `at`
    its printed time, else when it was first seen. `is_notice`: made from a form.
    """

    key: str
    at: datetime
    titles: tuple[str, ...]
    text: str
    ends: frozenset[int]
    source_key: str | None
    is_notice: bool

    @property
    def host(self) -> str:
        """The host that the article is on."""
        return self.key.partition("/")[0]

    @property
    def has_text(self) -> bool:
        """Tell a text that says something by itself."""
        return len(self.text) >= LEAST


def copy_of(article: Article, *, key: str, at: datetime) -> Copy:
    """Return what is compared of `article`, whose identity is `key`; `at`: when it was seen, if it prints no time."""
    lines = _lines(article.body_text)
    text, ends = _joined(lines)
    titles = [letters(title) for title in (article.title, article.original_title) if title]
    return Copy(
        key=key,
        at=article.published.at if article.published else at,
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        text=text,
        ends=ends,
        source_key=source_key(article.source_url, key),
        is_notice=_NOTICE.search(article.title[:200]) is not None
        or _NOTICE.search("".join(lines[:2])[:60]) is not None,
    )


def bare(text: str) -> str:
    """Return the letters and digits of `text`, as they are printed."""
    return "".join(_LETTERS.findall(text))


def _lines(text: str) -> list[str]:
    """Return the text's lines without datelines, notes on who wrote it, and what is no text."""
    lines = [line for line in map(str.strip, text[:LONGEST].split("\n")) if line and not _is_furniture(line)]
    lines[:_LINES_WITH_DATELINE] = [_DATELINE.sub("", line) for line in lines[:_LINES_WITH_DATELINE]]
    return [_NOTE.sub("", line) for line in lines]


def _is_furniture(line: str) -> bool:
    return _LABEL_LINE.fullmatch(line) is not None or _FURNITURE_LINE.fullmatch(line) is not None


def _joined(lines: list[str]) -> tuple[str, frozenset[int]]:
    """Return the letters of all lines as one text, and where sentences begin and end in it."""
    plain = caseless("\n".join(lines))
    for end in _SENTENCE_ENDS:
        plain = plain.replace(end, "\n")
    for sign in _USUAL_SIGNS:
        plain = plain.replace(sign, "")
    sentences = [piece if piece.isalnum() else bare(piece) for piece in plain.split("\n")]
    ends, at = {0}, 0
    for sentence in sentences:
        at += len(sentence)
        ends.add(at)
    return "".join(sentences), frozenset(ends)


def source_key(url: str | None, own: str) -> str | None:
    """Return the identity of the page that an article names as its source; a site's front page is none."""
    if not url:
        return None
    try:
        key = url_key(canonical_url(url))
    except UsageError:
        return None
    return None if key == own or _FRONT_PAGE.search(key) else key
