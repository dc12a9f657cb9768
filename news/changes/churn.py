"""What a page prints anew at each visit and nobody wrote: view counters, clocks, related links, advertisements.

All of it takes text in NFKC: full-width colons, brackets and digits are plain ones there. A number in a sentence is
never churn.
"""

from __future__ import annotations

import re

from news.changes.boxes import may_hold_boxes, without_boxes
from news.changes.printed import BARE_CLOCK, BEFORE, BEHIND, OPENING, PART, WHOLE
from news.patterns import LatePattern

# 来源：新华社 点击：12 次 | 字号：大 中 小 is a row of labels; a sentence is none.
_ROW = re.compile(
    r"来源|來源|时间|日期|作者|编辑|責編|责编|字号|字体|发布|审核|校对|稿源|供稿|撰稿|摄影|\d{4}\s*[-/.年]\s*\d|\||打印|分享|关闭"
)
_SENTENCE = re.compile(r"[。！？!?；]|,.*,")


def _cased(word: str) -> list[str]:
    """Return a word of Latin letters as alternatives that begin with a letter, in whatever case."""
    rest = "".join(f"[{c.lower()}{c.upper()}]" for c in word[1:])
    return [word[0].lower() + rest, word[0].upper() + rest]


# What every counter and clock of news/changes/printed.py holds (the tests keep both together). Each alternative begins
# with a letter, none with a set: only then is a line looked through for first letters alone, in a sixth of the time
# (2026-11). Behind a counter's word comes no letter but of a counter: 西藏自治区 and 关注民生 are none.
_GOES_ON = "(?:[^\u4e00-\u9fff]|[总累次人指统量数數率值过了已被共有为是约达计加本此该这這文页网]|$)"
_COUNTER_WORDS = (
    "阅 阅读 閱讀 浏览 瀏覽 点击 點擊 围观 查看 观看 播放 人气 人氣 热度 已读 看过 读过 "
    "在看 赞 转发 收藏 评论 跟帖 享 载 关注 喜欢"
)
_CLOCK_WORDS = (
    "访问 訪問 到访 来访 光临 读者 访客 网友 浏览者 访问者 来访者 游客 用户 在线 今天 今日 现在 时间 日期 更新 "
    "修改 刚刚 秒前 钟前 时前 天前 当前于 当前在 系统于 系统在 服务器于 服务器在 打印于 打印在 生成于 生成在 "
    "刷新于 刷新在 缓存于 缓存在 下载于 下载在"
)
_LATIN_WORDS = ("pv", "uv", "ip", "hit", "view", "read", "click", "printed", "updated")
_MAYBE_WORDS = LatePattern(
    "|".join(
        [
            *(word + _GOES_ON for word in _COUNTER_WORDS.split()),
            *_CLOCK_WORDS.split(),
            *(form for word in _LATIN_WORDS for form in _cased(word)),
        ]
    )
)
_MAYBE_CLOCK = re.compile(r":\d\d:\d\d")
_LONGEST_TAIL, _LONGEST_ROW = 80, 160


def without_churn(text: str) -> list[str]:
    """Return the lines of a body, in NFKC, that somebody wrote, each without the counter or clock beside it."""
    lines = [_bare(line.strip()) for line in text.split("\n")]
    return without_boxes(lines) if may_hold_boxes(text) else lines


def without_counters(text: str) -> str:
    """Return a short field, in NFKC, without the counters and clocks of the row that it stood in."""
    return PART.sub(" ", text) if maybe(text) else text


def maybe(text: str) -> bool:
    """Tell quickly whether a counter or a clock may be in `text`."""
    return bool(_MAYBE_WORDS.search(text) or _MAYBE_CLOCK.search(text))


def _bare(line: str) -> str:
    if len(line) > _LONGEST_ROW:
        return _without_ends(line)
    if not maybe(line):
        return line
    if WHOLE.fullmatch(line) or BARE_CLOCK.fullmatch(line):
        return ""
    line = _without_ends(line)
    return PART.sub(" ", line) if _ROW.search(line) and not _SENTENCE.search(line) else line


def _without_ends(line: str) -> str:
    """Return prose without the counter before or behind it: most lines have none, and are not searched for one."""
    if line.startswith(OPENING):
        line = BEFORE.sub("", line)
    head, tail = line[:-_LONGEST_TAIL], line[-_LONGEST_TAIL:]
    return head + BEHIND.sub("", tail) if maybe(tail) else line
