"""Lines that are a page's furniture, not its article: share bars, pagers, editors' lines, related links."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.articles.labels import read_labels, simplified, spellings, starts_with_label

# Everything below such a line is not the article. Only whole lines count: the same words inside a sentence are body.
_LEAD = r"^[\s【\[（(>»·■◆●▲▼★☆|▪•◇○□►▶→↑↓※]*"
# Headings of what follows: alone on their line, or before a colon and what they announce.
_HEADING = re.compile(
    _LEAD + r"(?:"
    r"相关(?:新闻|链接|文章|报道|专题|信息|稿件|资讯|内容|附件下载)|[\u4e00-\u9fff]{2}(?:推荐|阅读|声明)|"
    r"更多(?:新闻|精彩|资讯)|热门(?:新闻|文章|点击)|热点(?:新闻|搜索|推荐|排行|关注)|猜你喜欢|"
    r"(?:此前|早前|前期|往期)报道|大家都在看|你可能[还也還](?:想看|喜欢|喜歡|感兴趣|感興趣)|往期回顾|"
    r"(?:新闻|点击|阅读)排行|(?:网友|最新|最热|热门|全部|精彩)(?:评论|跟帖|留言)|看了又看|作者最新文章|"
    r"我要评论|发表评论|我来说两句|文明上网|扫一扫|扫描二维码|微信扫码|关注我们|网站地图|联系我们|关于我们|"
    r"友情链接|返回(?:首页|列表|顶部|目录)|分享(?:到|至|按钮)|"
    r"上一?[篇条页则]|下一?[篇条页则]|(?:前|后)一[篇条]"
    r")(?:(?:新闻|文章|排行|榜|区|\s)*[\s:：>＞»…\]】)）+]*(?:更多.{0,4}|\(\d+\)|\d{0,4}条?)?$|\s*[:：])"
)
# What a page's foot begins with.
_FOOT = re.compile(
    _LEAD + r"(?:"
    r"Copyright|copyright|©|All Rights Reserved|.{0,60}(?:ALL RIGHTS RESERVED|ICP[备備证證]|公网安备)|.{0,30}版权所有|"
    r"您(?:访问|点击)的链接即将离开|主办(?:单位)?\s*[:：]|承办(?:单位)?\s*[:：].*(?:技术|版权)|(?:地址|邮编)\s*[:：].{0,60}(?:电话|邮编|传真)|"
    r"您(?:是|现在)?(?:是)?第\s*\d+\s*位|网站标识码|【?纠错】?$)"
)
# Without one of these letters among its first a line is no such line: a glance instead of a look at every place.
_FOOT_SIGN = re.compile("[©CcAaIi安权离识办址邮位纠]")
# Of these the ones that no article has: what an office says of its address may be a notice.
_LEGAL = re.compile(
    _LEAD + r"(?:.{0,30}版权所有|Copyright|©|All Rights Reserved|.{0,60}(?:ICP[备備证證]|公网安备)|网站标识码|"
    r"您(?:访问|点击)的链接即将离开)",
    re.IGNORECASE,
)
# Lines that are no prose wherever they stand; in a notice they are content, so they end nothing.
_CONTACT = re.compile(_LEAD + r"(?:联系电话|电\s*话|地\s*址|邮\s*编|传\s*真|技术支持|备案)\s*[:：]")
_DISCLAIMER = re.compile(
    r"^点击.{0,6}蓝字|^(?:打开|下[载載]).{0,20}(?:APP|客户端|App)|^(?:特别)?声明[:：]|^(?:新闻|爆料|投稿)(?:热线|投稿|邮箱)[:：]|"
    r"(?:扫描|扫一?扫|长按|识别).{0,8}二维码|关注.{0,24}(?:微信|公众号|视频号)$|不代表.{0,24}(?:观点|立场)|仅代表.{0,12}(?:观点|本人)|信息存储(?:空间)?服务|"
    r"^(?:转载请注明|未经.{0,8}(?:授权|允许|许可)|本文为.{0,16}原创)"
)
# Each number ends where its digits end: without that three telephone numbers in a line took minutes (2026-11).
_PAGER = re.compile(
    r"(?:(?:\d{1,4}(?!\d)|[上下]一?页|首页|尾页|末页|共\s{0,3}\d{1,6}\s{0,3}页|第\s{0,3}\d{1,6}\s{0,3}页|[<>«»…])[\s|]{0,3})+"
)
_DROP = re.compile(
    r"^[\s【\[（(<|·+●■◆•▪]*(?:"
    r"1?分享(?:到|至)?\s*[:：]?.{0,30}|分享|更多(?:>+|»+|…)?|打印(?:本页|本文|此页|文章)?|关闭(?:本页|窗口|"
    r"页面)?|收藏(?:本页|本站|此页)?|"
    r"复制链接|↑?返回(?:首页|列表|顶部|上一?[页级])?|(?:【|\[)?(?:字号|字体|文字)(?:大小)?\s*[:：]?.{0,20}|大\s*中\s*小|小\s*中\s*大|"
    r"(?:(?:放大|缩小|默认|朗读|字号|大|中|小)\s*){2,}|放大|缩小|默认|朗读|A[-+]\s*A?[-+]?|T\s*[|｜]\s*T|"
    r"微信|微博|新浪微博|腾讯微博|QQ空间|人人网|朋友圈|手机看新闻|用手机看|打开(?:微信|手机).{0,30}|小字号|大字号|"
    r"点击(?:数|次数|量)?\s*[:：]?\s*\d*|浏览(?:量|次数)?\s*[:：]?\s*\d*|阅读(?:量|数|次数)?\s*[:：]?\s*\d*|"
    r"已有\d*人参与|参与互动|我要(?:纠错|分享)|"
    r"(?:请?(?:使?用|打开))?(?:微信|手机)?[“\"「]?扫一扫[”\"」]?.{0,24}|即可.{0,16}分享.{0,20}|收?听全文|(?:内容|我要|网站)纠错|"
    r"(?:全文|word|pdf|原文)下载|点击(?:进入|查看|观看|下载|阅读|链接).{0,40}|扫描二维码.{0,4}|纠错|举报|点赞|关注|广告|听新闻.{0,16}|AI.{0,4}摘要.{0,20}|(?:我要)?评论|展开(?:剩余|全文|阅读).{0,8}|评论\s*[(（]?\d*[)）]?|听新闻|语音播报|\d{1,3}|责编|编辑|来源|正文|（完）|\(完\)|【?完】?"
    r")[\s】\]）)>|·]*$"
)
# How everything begins that _DROP, _PAGER or a bar of buttons may be, behind its decoration: with two characters, or
# with one. Of most lines nothing else is looked at, which took a third of the time of finding a body (2026-11).
_DECORATION = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "【[（(<|·+●■◆•▪"
_DECORATIONS = frozenset(_DECORATION)
_PAIRS = (
    "1分 分享 更多 打印 打开 关闭 关注 收藏 收听 听全 听新 复制 返回 字号 字体 文字 放大 缩小 默认 朗读 微信 微博 "
    "新浪 腾讯 QQ 人人 朋友 手机 用手 用微 用扫 点击 点赞 浏览 阅读 已有 参与 我要 使用 即可 内容 网站 全文 wo pd "
    "原文 扫一 扫扫 扫描 纠错 举报 广告 AI 评论 展开 语音 责编 编辑 来源 正文 上页 上一 下页 下一 首页 尾页 末页"
)
_BEGINNINGS = frozenset(variant for pair in _PAIRS.split() for variant in spellings(pair))
_BEGINNING = frozenset('完大中小TA请使用打“"「共第>«»…↑')
# 记者 吴十 来源：水乡日报
_REPORTER = re.compile(
    r"^(?:本报|本网)?(?:记者|通讯员)\s+\S{2,4}(?:\s+\S{2,4}){0,4}\s+(?:来源|编辑|责任编辑|责编)\s*[:：]\s*\S{2,30}$"
)
# What an information table calls its columns.
_FILING = frozenset(
    [
        "索取号",
        "索引号",
        "信息索引",
        "信息索引号",
        "发布时间",
        "发布日期",
        "发布机构",
        "发布单位",
        "发文机构",
        "公开主体",
        "文件编号",
        "文号",
        "发文字号",
        "备注",
        "主题分类",
        "公开类别",
        "生成日期",
        "成文日期",
        "公开日期",
        "有效性",
        "主题词",
        "名称",
        "公开方式",
        "公开范围",
        "体裁分类",
        "效力状态",
    ]
)
# Buttons before a credit on one line: 【纠错】【责任编辑:卓然】.
_BUTTONS = re.compile(
    r"^(?:[【\[（(]\s*(?:我要)?(?:纠错|打印|关闭|收藏|分享|举报)(?:本页|本文|窗口|页面)?\s*[】\]）)]\s*)+"
)
_BREAK = re.compile(r"[\s\u3000|｜、]+")
_FILES = re.compile(
    r"[【\[（(]?(?:(?:相关)?附件(?:下载|列表)?|相关文档|(?:文件|附件)下载|下载附件)\d{0,2}[】\]）)]?\s*[:：]?"
)
_SHORTEST_CAPTION = 14
# What a person says and no name holds.
_SAID = re.compile("[，您你我他的得了吗呢吧谢]")
# 校对 李海慧, without a colon: on a line of its own.
_SPACED = re.compile(
    r"(?:责任)?(?:校对|编辑|责编|审核|监制|美编|摄影)\s+[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4}){0,3}"
)
_SPACED_PAIRS = frozenset({"责任", "校对", "编辑", "责编", "审核", "监制", "美编", "摄影"})
_COLON = re.compile(r"[:：﹕∶|｜丨/】\]]")
_LONGEST_DROP = 60
_LONGEST_CREDIT = 90
_TAIL_ENDS = ("）", ")", "]", "】", "查看更多")
# An inline credit at the very end of the last paragraph: （来源：新华社）, （责编：王二）, 【编辑:李四】.
_TAIL_CREDIT = re.compile(
    r"\s*[（(\[【]\s*((?:责任编辑|责编|编辑|来源|本文来源|文章来源|稿件来源|信息来源|作者|撰稿|供稿|原标题|记者|通讯员|"
    r"文|图)[^（(\[【】\])）]{0,60}?[:：][^（(\[【】\])）]{1,60})[）)\]】](?:返回\S{2,4}，查看更多)?\s*$"
)


@lru_cache(maxsize=4096)
def ends_article(text: str) -> bool:
    """Tell whether a line begins what follows an article: related links, the pager, the footer."""
    if len(text) > 200 or not text:
        return False
    if _HEADING.match(text):
        return True
    return _FOOT_SIGN.search(text) is not None and _FOOT.match(text) is not None


def ends_page(text: str) -> bool:
    """Tell the legal line of a page's foot, or what a window asks that lies hidden below it."""
    return len(text) <= 300 and _FOOT_SIGN.search(text) is not None and _LEGAL.match(text) is not None


def is_disclaimer(text: str) -> bool:
    """Tell what a platform says below everybody's article: whose opinion it is, who may reprint it."""
    return len(text) <= 300 and _DISCLAIMER.search(text) is not None


def is_contact(text: str) -> bool:
    """Tell a line of the kind that a page's foot is made of: address, telephone, who built the site."""
    return len(text) <= 100 and ("：" in text or ":" in text) and _CONTACT.match(text) is not None


def is_furniture(text: str) -> bool:
    """Tell whether a whole line is a share bar, a counter, a button or the like."""
    if len(text) > _LONGEST_DROP:
        return False
    begins = (text.lstrip(_DECORATION) if text[:1] in _DECORATIONS else text)[:2]
    if not begins or begins in _BEGINNINGS or begins[0] in _BEGINNING or begins[0].isdigit():
        return _is_furniture(text)
    # What begins otherwise is furniture only as a bar with a label in it.
    return ("：" in text or ":" in text) and _BREAK.search(text) is not None and _is_furniture(text)


@lru_cache(maxsize=4096)
def _is_furniture(text: str) -> bool:
    text = simplified(text)
    return _DROP.match(text) is not None or _PAGER.fullmatch(text) is not None or _is_bar(text)


def _is_bar(text: str) -> bool:
    """Tell several buttons on one line: 微信 微博 QQ空间. A row of numbers is data."""
    text = text.strip()
    first = _BREAK.search(text)
    # Told by the first word: most lines are no bar.
    if not first or (not _DROP.match(text[: first.start()]) and "：" not in text and ":" not in text):
        return False
    words = _BREAK.split(text)
    return all(
        not word.isdigit() and (_DROP.match(word) or starts_with_label(word) in ("office", "editor")) for word in words
    )


def is_filing_name(text: str) -> bool:
    """Tell what a column of a table of filing data is called."""
    return text.rstrip("：: ") in _FILING


def announces_files(text: str) -> bool:
    """Tell a line that announces attachments without naming any."""
    return len(text) <= 12 and _FILES.fullmatch(text) is not None


def is_credit(text: str) -> bool:
    """Tell whether a whole line only names source, editor, keywords, original title or date."""
    if len(text) > _LONGEST_CREDIT and not text.startswith(("关键词", "原标题", "标签")):
        return False
    if _COLON.search(text):
        return _is_credit(text)
    return text[:2] in _SPACED_PAIRS and _SPACED.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _is_credit(text: str) -> bool:
    if _REPORTER.match(text):
        return True
    text = _BUTTONS.sub("", text)
    first = starts_with_label(text)
    if first is None:
        return False
    if first == "other":
        # 图：县政协委员出席座谈会 is a caption.
        return len(text) <= (_SHORTEST_CAPTION if text.startswith("图") else 40)
    # 记者：您怎么看？ is an interview, 时间：11月25日上午 is an invitation: both are the article.
    if first in ("author", "published") and not text.startswith(("（", "(", "【", "[")):
        return len(text) <= 30 and not text.endswith(("？", "?", "。", "！"))
    return not text.endswith(("。", "？", "！", "?", "!")) or (len(text) <= 16 and not _SAID.search(text))


def split_tail_credit(text: str) -> tuple[str, str]:
    """Split a bracketed credit off a paragraph's end; return (paragraph, credit or '')."""
    if not text.endswith(_TAIL_ENDS):
        return text, ""
    found = _TAIL_CREDIT.search(simplified(text))
    if not found or not read_labels(found[1]):
        return text, ""
    return text[: found.start()].rstrip(), text[found.start(1) : found.end(1)]


_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv)(?:$|[?#])|download\.jsp|downfile\.jsp", re.IGNORECASE
)
# Pictures that are a page's furniture: file-type icons, spacers, share buttons, QR codes.
_ICON = re.compile(
    r"icon|/share|/logo|spacer|blank\.gif|erweima|qrcode|/button|/btn|loading|arrow|fileTypeImages|dot\.gif|1x1",
    re.IGNORECASE,
)


def is_file(href: str) -> bool:
    """Tell whether a link offers a file rather than a page."""
    return _FILE.search(href) is not None


def is_icon(src: str) -> bool:
    """Tell whether a picture is no picture of the article."""
    return _ICON.search(src) is not None
