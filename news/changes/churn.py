"""What a page prints anew at each visit and nobody wrote: view counters, clocks, related links, advertisements.

All of it takes text in NFKC: full-width colons, brackets and digits are plain ones there. A number in a sentence is
never churn.
"""

from __future__ import annotations

import re

# 1,234  1.2万  10w+; what a script puts before the number has come: --, loading
_NUMBER = r"(?:\d[\d,.]*(?:\s*[万亿千百kKwW])?\+?|-{1,3}|loading\.*|加载中\.*|null|undefined|NaN|\?)"
_READ = r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|访问|訪問|查看|观看|围观|播放|浏览过|看过|读过|阅)"
_SHARED = r"(?:点赞|赞|转发|收藏|评论|跟帖|分享|在看|下载|关注|喜欢)"
_WHOSE = (
    r"(?:总|累计|累積|今日|昨日|本日|本月|本周|(?:本|此|该|這)?(?:文|页|站|篇|文章|页面|新闻|信息|稿件|网站|网页|帖))?"
)
_NAME = (
    rf"(?:{_WHOSE}的?(?:已被?|被)?(?:总|累计)?(?:{_READ}|{_SHARED}|人气|人氣|热度|已阅|已读|PV|UV|IP|Hits?|Views?|Reads?|"
    r"Clicks?|当前在线|在线)(?:总|累计)?(?:次数|次數|人数|人數|指数|统计|量|数|數|率|值|过|了)?)"
)
_UNIT = r"(?:人次|次|人|位|遍|回|条|个|度|°C?|times?)"
_OF_THIS = r"(?:已经?|被|共|有|为|是|约|了|过|达|总?计){0,3}"
_COUNTER = (
    # 浏览次数：1234 次   阅读 [1234]   点击：次
    rf"(?:{_NAME}\s*:?\s*{_OF_THIS}\s*[(\[<]?\s*{_NUMBER}(?:\s*[)\]>])?(?:\s*{_UNIT})?|"
    rf"{_NAME}\s*:(?:\s*{_UNIT})?|"
    # 1234 人阅读   [1234] 次浏览   1.2万 views
    rf"[(\[]?\s*{_NUMBER}(?:\s*[)\]])?(?:\s*{_UNIT})?\s*(?:已|在|正在)?(?:{_READ}|{_SHARED}|人气|views?|reads?|hits?|clicks?)(?:量|数|过|了|次)?)"
)
# What a date or a clock is made of; the longer pieces first, for none is given back.
_DATEISH = (
    r"(?>(?:秒钟?|分钟|小时|天)前|刚刚|(?:星期|周|礼拜)[一二三四五六日天]|\((?:星期|周)[一二三四五六日天]\)|农历|公历|阴历|"
    r"[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年?|[鼠牛虎兔龙蛇马羊猴鸡狗猪]年|[子丑寅卯辰巳午未申酉戌亥]时|"
    r"[上中下]午|晚上|早上|凌晨|[AP]M|[ap]m|GMT|UTC|CST|[T+Z]|[\d年月日时分秒点号:/.\-]|[正一二三四五六七八九十冬腊廿初闰])"
)
_DATES = rf"(?>{_DATEISH}(?:\s*+{_DATEISH})*+)"
_CLOCK = (
    r"(?:(?:您好|你好|欢迎[^\s,。!]{0,14}?)[,!\s]*+){0,2}(?:今天是?|今日是?|今天日期|现在(?:是|时间)|"
    r"(?:当前|现在|系统|服务器|北京|本地|打印|页面生成|生成|刷新|"
    r"访问|浏览|下载|最后更新|最近更新|最后修改|更新|缓存)(?:时间|日期|于|在)|最[后近](?:更新|修改)|打印于|"
    rf"Printed(?: on| at)?|Updated(?: on| at)?)\s*:?\s*{_DATES}(?:[,!\s]*欢迎[^\s,。]{{0,14}})?"
)
_AGO = r"(?:(?:发布|更新|发表|编辑)于?\s*:?\s*)?\d+\s*(?:秒钟?|分钟|小时|天)前(?:发布|更新|发表)?|刚刚(?:发布|更新)?"
_PRINTED = rf"(?>{_COUNTER}|{_CLOCK}|{_AGO})"
_GAP = r"[\s|,、·;/•]*+"
_OPENING = "([【<〔「"
_OPEN, _SHUT = r"[(\[【<〔「]", r"[)\]】>〕」]"

_WHOLE = re.compile(rf"{_GAP}(?:{_OPEN}?\s*{_PRINTED}\s*{_SHUT}?{_GAP})++[。.!]?", re.IGNORECASE)
# A clock alone on its line, with or without the day: the hour that a page was made. The day alone is a signature.
_BARE_DATE, _SECONDS, _MINUTES = re.compile(_DATES), re.compile(r"\d{1,2}:\d\d:\d\d"), re.compile(r"\d{1,2}:\d\d")
# 此文章共有 1234 人浏览   您是第 1234 位访客   本文已被阅读过 1234 次
_SPOKEN = re.compile(
    rf"(?:(?:本|此|该|这)(?:新闻|信息|稿件?|文章?|篇(?:文章)?|页面?|网[站页]|站|帖子?)|您|你|欢迎|共有|已有|文章|页面)"
    rf"[^,。;!?]{{0,10}}?{_NUMBER}\s*(?:人次|次|人|位|个|名)[^,。;!?]{{0,8}}[。.!]?"
)
_SPOKEN_OF = re.compile(rf"{_READ}|访客|访问者|来访|浏览者|读者|游客|人气")
_LONGEST_SPOKEN, _LONGEST_ROW = 48, 160
_IN_BRACKETS = rf"{_OPEN}{_GAP}(?:{_PRINTED}{_GAP})++{_SHUT}"
# Before or behind the sentences of a line, never inside one.
_BEFORE = re.compile(rf"^{_IN_BRACKETS}\s*", re.IGNORECASE)
_BEHIND = re.compile(
    rf"(?<=[。！？!?”\")）」』])\s*(?:{_IN_BRACKETS}|{_PRINTED}(?:{_GAP}{_PRINTED})*+)$", re.IGNORECASE
)
# 来源：新华社 点击：12 次 | 字号：大 中 小 is a row of labels; a sentence is none.
_ROW = re.compile(
    r"来源|來源|时间|日期|作者|编辑|責編|责编|字号|字体|发布|审核|校对|稿源|供稿|撰稿|摄影|\d{4}\s*[-/.年]\s*\d|\||打印|分享|关闭"
)
_SENTENCE = re.compile(r"[。！？!?；]|,.*,")
_PART = re.compile(
    rf"(?:^|(?<=[\s|,、;/)\]】>〕」])){_OPEN}?\s*{_PRINTED}\s*{_SHUT}?(?=$|[\s|,、;/(\[【<〔「])", re.IGNORECASE
)
# Each alternative begins with a letter, none with a set: only then is a line looked through for first letters alone, in
# a sixth of the time (2026-11).
_MAYBE_WORDS = re.compile(
    "阅|閱|览|覽|点击|點擊|访问|訪問|访客|查看|观看|围观|播放|人气|人氣|热度|PV|IP|Hit|hit|View|view|Read|read|Click|click|在线|"
    "今天|今日|现在|时间|日期|更新|修改|打印|Printed|printed|Updated|updated|前|刚刚|次|位|"
    + "|".join(rf"{sign}[:\s\d(\[]" for sign in "赞发藏论享载看")
)
_MAYBE_CLOCK = re.compile(r"\d:\d\d")

_BOX = re.compile(
    r"[^\w]*(?:相关(?:新闻|链接|文章|报道|阅读|推荐|专题|信息|稿件|资讯|内容)|(?:延伸|推荐|拓展|扩展|热门|更多|深度|精彩|继续)阅读|"
    r"(?:热点|热门|推荐|最新|更多|精彩|图片)(?:新闻|文章|点击|推荐|排行|关注|资讯|动态|内容|报道)|猜你喜欢|你可能(?:还|也)?(?:喜欢|感兴趣)|"
    r"(?:新闻|点击|阅读|人气|热门|文章)?排行榜?|往期(?:回顾|推荐|精彩)|大家都在看|编辑推荐|友情链接|广告|推广(?:信息|链接)?|"
    r"赞助(?:商)?(?:链接|内容)?|Advertisement)(?:[\s:>»….\])】〉]|更多|more)*",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(r"[^\w]*(?:[上下前后]一?[篇条页则]|相关(?:新闻|链接|文章|报道|阅读))(?:文章|新闻)?\s*[:>].*")
_AD = re.compile(
    r"[(\[【](?:广告|推广|赞助)[)\]】].*|(?:广告|推广|赞助|AD)\s*[:|·].*|.*[(\[【](?:广告|推广)[)\]】]", re.IGNORECASE
)
_BOXED = re.compile(
    "相关|阅读|新闻|推荐|喜欢|兴趣|排行|往期|都在看|链接|广告|推广|赞助|AD|文章|资讯|动态|内容|报道|关注|点击|"
    + "|".join(rf"{side}一?[篇条页则]" for side in "上下前后")
)
_LONGEST_LINK, _LONGEST_AD, _MOST_LINKS = 80, 120, 40
_PROSE_ENDS = tuple("。!?;:,”’、")


def without_churn(text: str) -> list[str]:
    """Return the lines of a body, in NFKC, that somebody wrote, each without the counter or clock beside it."""
    lines = text.split("\n")
    if _BOXED.search(text):
        lines = _without_boxes(lines)
    return [_bare(line.strip()) for line in lines]


def without_counters(text: str) -> str:
    """Return a short field, in NFKC, without the counters and clocks of the row that it stood in."""
    return _PART.sub(" ", text) if _maybe(text) else text


def _maybe(text: str) -> bool:
    """Tell quickly whether a counter or a clock may be in `text`."""
    return bool(_MAYBE_WORDS.search(text)) or (":" in text and bool(_MAYBE_CLOCK.search(text)))


def _bare(line: str) -> str:
    if len(line) > _LONGEST_ROW:
        return _without_ends(line)
    if not _maybe(line):
        return line
    if _WHOLE.fullmatch(line) or _is_clock(line) or _is_spoken(line):
        return ""
    line = _without_ends(line)
    return _PART.sub(" ", line) if _ROW.search(line) and not _SENTENCE.search(line) else line


def _without_ends(line: str) -> str:
    """Return prose without the counter before or behind it: most lines have none, and are not searched for one."""
    if line[0] in _OPENING:
        line = _BEFORE.sub("", line)
    head, tail = line[:-_LONGEST_LINK], line[-_LONGEST_LINK:]
    return head + _BEHIND.sub("", tail) if _maybe(tail) else line


def _is_clock(line: str) -> bool:
    if _MINUTES.fullmatch(line):
        return True
    return _BARE_DATE.fullmatch(line) is not None and _SECONDS.search(line) is not None


def _is_spoken(line: str) -> bool:
    return len(line) <= _LONGEST_SPOKEN and _SPOKEN.fullmatch(line) is not None and bool(_SPOKEN_OF.search(line))


def _without_boxes(lines: list[str]) -> list[str]:
    """Leave out advertisements, neighbours' links, and a heading 相关新闻 with the links below it."""
    kept: list[str] = []
    boxed = 0
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if _BOX.fullmatch(line[:_LONGEST_LINK]):
            boxed = _MOST_LINKS
        elif boxed and _is_link(line):
            boxed -= 1
        else:
            boxed = 0
            if not _is_outside(line):
                kept.append(line)
    return kept


def _is_link(line: str) -> bool:
    return len(line) <= _LONGEST_LINK and not line.endswith(_PROSE_ENDS) and "。" not in line


def _is_outside(line: str) -> bool:
    if len(line) > _LONGEST_AD:
        return False
    return _AD.fullmatch(line) is not None or (_NEIGHBOUR.fullmatch(line) is not None and "。" not in line)
