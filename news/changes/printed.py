"""The counters and clocks that a page prints anew at each visit, as patterns for text in NFKC.

A swallowed edit is worse than a counter told (news/changes/unrest.py ends those): a pattern takes what only a page
says of itself. Words that people use of people (访问, 观看, 分享) need a counter's form around them, and a number that
people are counted by (35人, 3次) belongs to a word that only web pages use.
"""

from __future__ import annotations

from news.patterns import LatePattern


def _any_case(*words: str) -> str:
    """Return alternatives that match words in capitals and small letters; the flag would take Turkish letters too."""
    return "|".join("".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in word) for word in words)


# 1,234  1.2万  10w+; what a script puts before the number has come: --, loading. 11.3 may be a day.
_NUMBER = (
    r"(?:(?:\d{1,3}(?:,\d{3})++|\d++(?:\.\d++)?\s*+[万亿千kKwW]|\d++)\+?|-{1,3}|"
    r"loading\.*|加载中\.*|null|undefined|NaN|\?)"
)
_WEB = r"阅读|閱讀|浏览|瀏覽|点击|點擊|围观"
_READ = rf"{_WEB}|查看|观看|播放|看过|读过|阅"
# 赞 35 among other words may be a vote.
_SHARED_AMONG = r"点赞|赞数|转发|收藏|评论|跟帖|分享|在看|下载|关注|喜欢"
_SHARED = rf"{_SHARED_AMONG}|赞"
_LATIN = _any_case("PV", "UV", "IP", "Hits", "Hit", "Views", "View", "Reads", "Read", "Clicks", "Click")
_PAGE = r"(?:文章?|页面?|站|篇(?:文章)?|新闻|信息|稿件?|网站|网页|帖子?)"
_WHOSE = rf"(?:总|累计|累積|今日|昨日|本日|本月|本周|(?:本|此|该|这|這)?{_PAGE})?的?(?:已被?|被)?(?:总|累计)?"
_HOW_OFTEN = r"(?:总|累计)?(?:次数|次數|人数|人數|指数|统计|量|数|數|率|值)"
_OF_THIS = r"(?:已经?|被|共|有|为|是|约|了|过|达|总?计){0,3}"


def _named(words: str) -> str:
    return (
        rf"{_WHOSE}(?:(?:{words}|人气|人氣|热度|已阅|已读|{_LATIN})(?:{_HOW_OFTEN}|过|了)?|"
        r"(?:访问|訪問)(?:总|累计)?(?:次数|次數|统计|量|数|數))"
    )


_NAME = (
    rf"(?:{_named(f'{_READ}|{_SHARED}')}|(?:总|累计|今日|昨日|本日|本月|本站|网站|本网站)的?(?:总|累计)?访问人数|"
    r"(?:当前|目前|今日)在线(?:人数|用户|访客)?)"
)
_TIMES = rf"(?:人次|次|遍|{_any_case('times', 'time')})"
_BRACKETED = rf"(?:[(\[<]\s*+{_NUMBER}\s*+[)\]>]|{_NUMBER})"
_VISITED = (
    rf"(?:总|累计|今日|昨日|本日|本月|本站|网站|本网站)?的?(?:访问|訪問)\s*+:\s*+{_BRACKETED}(?:\s*+(?:人次|次))?|"
    rf"(?:本|此|该|这|這){_PAGE}(?:已被?|被)?访问[过了]?\s*+{_OF_THIS}\s*+{_NUMBER}\s*+(?:人次|次)|"
    rf"{_NUMBER}\s*+(?:人次|次)(?:访问|訪問)[量过]?"
)
# People are counted by 人 behind words of the web alone: 观看 35人 is a fact.
_HEADS = (
    rf"(?:{_WHOSE}(?:浏览|瀏覽|点击|點擊|人气|人氣)(?:{_HOW_OFTEN})?|{_WHOSE}(?:{_READ}|{_SHARED})(?:人数|人數)|"
    rf"(?:当前|目前|今日)在线(?:人数|用户|访客)?)\s*+:?\s*+{_BRACKETED}\s*+[人位]"
)
_EMPTY = rf"{_NAME}\s*+:(?:\s*+{_TIMES})?"
# Alone on its line.   浏览次数：1234 次   阅读 [1234]   点击：次   评论 3条   热度 88°C   1.2万 views   12人关注
_LONE_COUNTER = (
    rf"(?:{_HEADS}|(?:评论|跟帖|点赞|赞)数?\s*+:?\s*+{_BRACKETED}\s*+[条个]|热度\s*+:?\s*+{_NUMBER}\s*+(?:°C?|度)|"
    rf"{_NAME}\s*+:?\s*+{_OF_THIS}\s*+{_BRACKETED}(?:\s*+{_TIMES})?|{_EMPTY}|{_VISITED}|"
    rf"{_BRACKETED}\s*+(?:"
    rf"(?:人次|次|遍)?\s*+(?:已|在|正在)?(?:{_READ}|{_SHARED}|人气|{_LATIN})[量数过了次]?|"
    rf"人\s*+(?:已|在|正在)?(?:{_WEB}|看过|读过|已读|点赞|赞|转发|收藏|在看|下载|关注|喜欢)[过了]?|"
    r"[个条]\s*+(?:赞|点赞|评论|跟帖|转发|收藏)))"
)
# Behind a number without 次 the next label comes, or nothing: 评论 3 篇 counts articles, 播放 11/3 is a day.
_LABELS_NEXT = (
    rf"(?=\s*+(?:[,、/]\s*+)?(?:$|[|;)\]】>〕」(\[【<〔「•·]|[^\s:\d]{{2,8}}:|\d{{4}}\s*+[-/.年]|来源|时间|日期|作者|编辑|责编|字号|字体|发布|"
    rf"审核|校对|打印|关闭|举报|返回|{_READ}|{_SHARED}|{_LATIN}|\d++(?:\s*+(?:人次|次|人))?(?:{_READ}|{_SHARED})))"
)
# Among other words of a row, or behind a sentence.   浏览 12 | 打印   阅读量 12 次   12次浏览   12阅读
_COUNTER = (
    rf"(?:{_HEADS}|{_WHOSE}(?:(?:{_READ}|{_SHARED}|访问|訪問){_HOW_OFTEN}|{_WEB}|人气|人氣)[过了]?\s*+:?\s*+{_OF_THIS}\s*+{_BRACKETED}"
    rf"\s*+{_TIMES}|{_named(f'{_READ}|{_SHARED_AMONG}')}\s*+:?\s*+{_OF_THIS}\s*+{_BRACKETED}{_LABELS_NEXT}|{_EMPTY}|{_VISITED}|"
    rf"{_NUMBER}(?:\s*+(?:人次|次|人)(?:{_WEB})|(?:{_READ}|{_SHARED})|\s*+(?:{_LATIN}))[量数过了次]?{_LABELS_NEXT})"
)

_DAY = r"\d{4}\s*+[-/.年]\s*+\d{1,2}\s*+[-/.月]\s*+\d{1,2}\s*+日?"
_WEEKDAY = r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
_LUNAR = (
    r"(?:农历|阴历)?\s*+(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]\s*+)?[(\[]?[鼠牛虎兔龙蛇马羊猴鸡狗猪]?[)\]]?年?\s*+闰?"
    r"[正一二三四五六七八九十冬腊]{1,2}月[初十廿三一二四五六七八九]{1,3}日?"
)
_HALF = rf"(?:{_any_case('AM', 'PM')})"
_COLONS = rf"\d{{1,2}}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*+{_HALF})?(?:\s*+(?:Z|(?:GMT|UTC|CST)?[+]\d\d:?\d\d|GMT|UTC|CST))?"
_HOURS = rf"(?:(?:凌晨|早上|[上中下]午|晚上|{_HALF})\s*+)?(?:{_COLONS}|\d{{1,2}}[时点]\d{{1,2}}分(?:\d{{1,2}}秒)?)"
# None of a day is given back: 3日 9:00-11:00 is a time that something takes.
_STAMP = rf"(?>{_DAY}(?:\s*+{_WEEKDAY})?(?:[\sT]*+{_COLONS})?|{_COLONS})"
_SECONDS_STAMP = rf"(?>(?:{_DAY}(?:\s*+{_WEEKDAY})?[\sT]*+)?\d{{1,2}}:\d\d:\d\d)"
_TODAY = rf"(?>{_DAY}(?:\s*+(?:{_WEEKDAY}|{_LUNAR}|{_HOURS})){{0,4}})"
_WELCOME = r"欢迎(?:您|你)?(?:访问|光临|来到|浏览|进入)?(?:本站|本网站?|[^\s,。!;:\d]{2,12}网站?)?"
_HELLO = rf"(?:(?:您好|你好|{_WELCOME})[,!\s]*+){{0,2}}"
_STAMPED = (
    rf"(?:(?:(?:当前|现在|系统|服务器|打印|页面生成|生成|刷新|最[后近]更新|最[后近]修改|更新|缓存)(?:时间|日期|于|在)|下载[于在]|"
    rf"最[后近](?:更新|修改)|(?:{_any_case('Printed', 'Updated')})(?: (?:{_any_case('on', 'at')}))?)\s*+:?\s*+{_STAMP}|"
    rf"(?:北京|本地|浏览|下载)(?:时间|日期)\s*+:?\s*+{_SECONDS_STAMP})"
)
_TODAYS = rf"(?:(?:今天|今日)(?:是|日期)?|现在(?:时间|是)?(?:北京时间)?)\s*+:?\s*+{_TODAY}"
_CLOCK = rf"{_HELLO}(?:{_TODAYS}|{_STAMPED})(?:[,!\s]*+{_WELCOME})?"
_NO_SPAN = r"(?!\s*+[-~—–至到起前后\d])"
_AGO = r"(?:(?:发布|更新|发表|编辑)于?\s*+:?\s*+)?\d+\s*+(?:秒钟?|分钟|小时|天)前(?:发布|更新|发表)?|刚刚(?:发布|更新)?"
_LONE = rf"(?>{_LONE_COUNTER}|{_CLOCK}|{_AGO})"
_AMONG = rf"(?:{_COUNTER}|{_STAMPED}{_NO_SPAN})"
_GAP = r"[\s|,、·;/•]*+"
_OPEN, _SHUT = r"[(\[【<〔「]", r"[)\]】>〕」]"
_IN_BRACKETS = rf"{_OPEN}{_GAP}(?:{_AMONG}{_GAP})++{_SHUT}"

# 此文章共有 1234 人浏览   您是第 1234 位访客   本站已有 1234 人来访: the number beside the reader, no word behind.
_THIS = r"(?:(?:本|此|该|这|這)(?:新闻|信息|稿件?|文章?|篇(?:文章)?|页面?|网[站页]|帖子?)|本站|文章|页面)"
_SO_FAR = r"(?:目前|至今|已经?|总?共|一共|累计|被|有)"
_READER = r"(?:读者|访客|网友|浏览者|访问者|来访者)"
_SPOKEN = (
    rf"(?:{_THIS}\s*+)?{_SO_FAR}{{0,4}}\s*+{_NUMBER}\s*+(?:人次|次|[人位名个])\s*+(?:{_READER}|用户|网民)?\s*+(?:已|正在)?"
    rf"(?:{_WEB})[过了]?{_THIS}?|"
    rf"{_THIS}\s*+{_SO_FAR}{{1,4}}\s*+{_NUMBER}\s*+(?:人次|次|[人位名个])\s*+(?:{_READER}|用户|网民)?(?:查看|观看|访问|来访|到访|光临)[过了]?|"
    rf"(?:欢迎)?(?:您|你)[,!\s]*+(?:您|你)?是?(?:{_THIS}的?)?(?:今天|今日)?的?第\s*+{_NUMBER}\s*+[位个名](?:{_READER}|游客|用户)|"
    rf"(?:{_THIS}\s*+{_SO_FAR}{{0,3}}|[共已总现])有\s*+{_NUMBER}\s*+[位个名]{_READER}"
)

# A line of nothing else. 今天是2026年11月26日。 is a sentence.
WHOLE = LatePattern(rf"{_GAP}(?:{_OPEN}?\s*+{_LONE}\s*+{_SHUT}?{_GAP})++(?:[.!]|(?<!日)。)?|(?:{_SPOKEN})[。.!]?")
# A clock alone on its line: the hour that a page was made. Hours and minutes head a programme, a day is a signature.
BARE_CLOCK = LatePattern(rf"(?=.*:\d\d:\d\d)(?:{_TODAY}|{_COLONS})")
# Before or behind the sentences of a line, never inside one.
BEFORE = LatePattern(rf"^{_IN_BRACKETS}\s*+")
BEHIND = LatePattern(rf"(?<=[。！？!?”\")）」』])\s*+(?:{_IN_BRACKETS}|{_AMONG}(?:{_GAP}{_AMONG})*+)$")
PART = LatePattern(
    rf"(?:^|(?<=[\s|,、;/)\]】>〕」])){_OPEN}?\s*+(?:{_AMONG}|{_CLOCK}{_NO_SPAN}|{_AGO})(?:\s*+{_SHUT})?(?=$|[\s|,、;/(\[【<〔「])"
)
OPENING = ("(", "[", "【", "<", "〔", "「")
