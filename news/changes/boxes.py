"""Links to other articles and advertisements that stand in a body, in NFKC: nobody's writing either.

A heading 相关新闻 takes what is below it only where nothing but such links follows, to the end of the body: a list of
names, facts or figures is somebody's.
"""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"[^\w]*(?:相关(?:新闻|链接|文章|报道|阅读|推荐|稿件|资讯)|(?:延伸|推荐|拓展|扩展|热门|更多|深度|精彩|继续)阅读|"
    r"(?:热点|热门|推荐|最新|更多|精彩|图片)(?:新闻|文章|推荐|排行|资讯|报道)|(?:热门|精彩)点击|猜你喜欢|"
    r"你可能(?:还|也)?(?:喜欢|感兴趣)|(?:新闻|点击|阅读|人气|热门|文章)排行榜?|往期(?:回顾|推荐|精彩)|大家都在看|编辑推荐|友情链接|"
    r"广告|(?:推广|赞助商?)链接|[aA][dD][vV][eE][rR][tT][iI][sS][eE][mM][eE][nN][tT])(?:[\s:>»….\])】〉]|更多|[mM][oO][rR][eE])*"
)
_RELATED = re.compile(r"[^\w]*相关(?:新闻|链接|文章|报道|阅读)\s*[:>](.+)")
_NEIGHBOUR = re.compile(r"[^\w]*(?:[上下前后]一[篇条页则]|[上下]页)(?:文章|新闻)?\s*[:>].*")
_AD = re.compile(r"[(\[【]广告[)\]】].*|[\[【]推广[\]】].*|(?:广告|[aA][dD])\s*[:|·].*|.*[\[【]广告[\]】]")
# What every one of these lines holds; each begins with a letter (see `maybe` in news/changes/churn.py).
_BOXED = re.compile(
    "相关|阅读|新闻|推荐|喜欢|兴趣|排行|往期|都在看|链接|广告|推广|AD|Ad|aD|ad|文章|资讯|报道|点击|"
    + "|".join([*(f"{side}一[篇条页则]" for side in "上下前后"), "上页", "下页"])
)
# The day behind a link; what no link holds: facts behind a colon, lists, counts of people and money, dates of birth.
_DATED = re.compile(r"[\s(\[]*(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?[)\]]?$")
_FACT = re.compile(r"[:,;。!?、]|\d\s*(?:[元人名位万亿岁户吨个件%]|年生)|出生|[男女]\b")
_HEADLINE = re.compile(r"[^\W\d_]{6}")
_LONGEST_LINK, _LONGEST_AD, _MOST_LINES = 80, 120, 60


def may_hold_boxes(text: str) -> bool:
    """Tell quickly whether `without_boxes` may leave anything of a body out."""
    return bool(_BOXED.search(text))


def without_boxes(lines: list[str]) -> list[str]:
    """Return the stripped lines of a body without advertisements, neighbours' links and the box of links at its end."""
    lines = [line for line in lines if line and not _is_outside(line)]
    return lines[: _end_of_writing(lines)]


def _end_of_writing(lines: list[str]) -> int:
    """Return the number of the highest heading with nothing but links below it."""
    end = len(lines)
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _MOST_LINES), -1):
        if _is_heading(lines[at]):
            end = at
        elif not _is_link(lines[at]):
            break
    return end


def _is_heading(line: str) -> bool:
    if len(line) > _LONGEST_LINK:
        return False
    related = _RELATED.fullmatch(line)
    return bool(_HEADING.fullmatch(line)) or (related is not None and _is_link(related[1]))


def _is_link(line: str) -> bool:
    if len(line) > _LONGEST_LINK:
        return False
    name = _DATED.sub("", line)
    return bool(_HEADLINE.search(name)) and not _FACT.search(name)


def _is_outside(line: str) -> bool:
    if len(line) > _LONGEST_AD:
        return False
    return bool(_AD.fullmatch(line)) or (bool(_NEIGHBOUR.fullmatch(line)) and "。" not in line)
