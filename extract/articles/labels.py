"""Labelled fields in a line of text: 来源：…, 责任编辑：…, 原标题：…, glued or apart, in any order."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Field = Literal["source", "office", "author", "editor", "publisher", "published", "original_title", "keywords", "other"]

_WORDS: dict[Field, str] = {
    "source": (
        "来源 本文来源 文章来源 稿件来源 信息来源 新闻来源 消息来源 资料来源 内容来源 发布来源 稿源 来自 转自 "
        "转载自 出处 文章出处 供稿单位 来源单位 来稿单位 "
        "华人号 头条号 搜狐号 企鹅号 百家号 大鱼号 网易号 澎湃号 公众号 微信公众号"
    ),
    # Who keeps the file, as a table of filing data says: the source where nothing else names one.
    "office": "发布单位 发布机构 发文机构 发文单位 公开主体 发布部门 供稿部门 信息发布机构 信息发布",
    "author": (
        "作者 文章作者 本文作者 记者 本报记者 本网记者 通讯员 撰稿 撰稿人 撰文 采写 供稿 供稿人 投稿 投稿人 "
        "文/图 图/文 图文 文字 文"
    ),
    "editor": ("责任编辑 责编 编辑 网络编辑 本文编辑 本期编辑 选稿 值班编辑 执行编辑 编辑人 编辑员 责任编缉"),
    # Who put a page there: its editor where nobody else is called so.
    "publisher": "发布人 发布者",
    "published": (
        "发布时间 发布日期 发表时间 发表日期 发稿时间 发布于 更新时间 更新日期 时间 日期 上传时间 "
        "添加时间 加入时间 发文时间 投稿时间 录入时间 成文日期 公开日期 发文日期 提交时间 创建时间 发布 "
        "时间发布 日期发布 公布时间 公布日期 发表于 刊发时间 刊登时间 刊登日期 更新于 录入日期 编辑时间 撰写时间"
    ),
    "original_title": "原标题 原文标题 原题",
    "keywords": "关键词 关键字 文章关键词 本文关键词 标签 主题词",
    "other": (
        "点击数 点击次数 点击量 点击 浏览量 浏览次数 浏览数 浏览 阅读 阅读数 阅读量 阅读次数 访问量 "
        "访问次数 人气 字号 字体 "
        "字体大小 文字大小 大小 配图 图片 供图 图 分享到 分享 分享至 打印 评论 收藏 转发 责任人 索引号 信息索引 "
        "文号 主题分类 摄影 摄像 校对 责任校对 审核 "
        "审核人 审稿 审校 初审 复审 终审 编审 监制 录入 录入人 录入员 添加人 上传者 制作 排版 美编 二审 三审 一审 "
        "签发 核稿 视觉 统筹 策划 "
        "有效性 名称 网址 电话 邮箱 联系人 纠错 摘要 导读 提要 核心提示 内容提要 播音 主播 剪辑 责任审核"
    ),
}
_FIELD_OF: dict[str, Field] = {word: name for name, words in _WORDS.items() for word in words.split()}


def _spaced(word: str) -> str:
    """Return a pattern for a word that pages also print as `来 源`."""
    return r"\s*".join(re.escape(c) for c in word)


# Labels so particular that they are one even when glued to the value before: 来源：新华社责任编辑：张三.
_GLUED = "责任编辑 责编 作者 发布时间 发布日期 浏览量 浏览次数 点击数 点击量 点击次数 阅读量 阅读次数 访问量 字号 字体"


# Fields that each stand in an element of its own are printed without a space between them: once a line has begun to
# name its fields, these are labels too. A headline may hold any of them: not after 原标题.
_NO_FOLLOWERS = frozenset({"文", "图", "名称", "发布", "大小", "图文"})


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(_spaced(word) for word in sorted(words, key=len, reverse=True))


# Who did what for an article is named in more ways than a list holds: 供稿人, 初校, 摄像员, 统编. A word made of these
# parts is a label where any label may stand.
_DEED = (
    r"[\u4e00-\u9fff]{0,2}"
    r"(?:[供投撰来组]稿|撰[文写稿]|采写|编[辑审写]|统编|主编|校[对验]?|审[核校稿]|摄[影像]|[供配]图)[人者员]?"
)
_WRITTEN: Field = "author"
_DEEDS: tuple[tuple[str, Field], ...] = (
    ("校", "other"),
    ("审", "other"),
    ("摄", "other"),
    ("图", "other"),
    ("编", "editor"),
)
# Any other label stands at the start or after something that is no Chinese character.
_KNOWN = rf"(?:(?<![\u4e00-\u9fff])|(?<=\d[日时分秒]))(?:{_alternatives(_FIELD_OF)})"
_COLON = r"[\s\u3000]*(?:[:：﹕∶]|(?<=来源)于)"
_LABEL = re.compile(rf"({_KNOWN}|(?<![\u4e00-\u9fff]){_DEED}|{_alternatives(_GLUED.split())}){_COLON}")
# Directly behind another label stands a name: 作者：李想摄影：王磊.
_FOLLOWING = re.compile(
    rf"({_KNOWN}|(?<=[\s|｜/（(【\[]){_DEED}|{_alternatives(_FIELD_OF.keys() - _NO_FOLLOWERS)}){_COLON}"
)
# No label is longer, white space between its characters included.
_LONGEST_LABEL = 24
# What a meta tag says beyond this is no list of names or keywords.
LONGEST_VALUE = 1000
_LONGEST_DATELINE = 200
# 编辑|李四, as 微信 accounts sign; anywhere else a bar parts fields.
_SIGNED = _alternatives(word for word, name in _FIELD_OF.items() if name != "other")
_BARRED = re.compile(rf"^([\s（(【\[]*(?:{_SIGNED}))[\s\u3000]*[|｜丨/】\]][\s\u3000]*(?=\S)")
_LONGEST_BARRED = 60
# 来源 县新闻中心 ｜ 编辑 马小平: bars part the fields, a space the label.
# 【来源】市侨联: brackets in the place of a colon.
_BRACKETED = re.compile(rf"[【\[]\s*({_alternatives(_FIELD_OF)})\s*[】\]][\s\u3000:：]*(?=[^\s\u3000【\[])")
_BAR = re.compile(r"\s[|｜丨]\s")
_PARTED = re.compile(rf"(^|[|｜丨]\s*)({_SIGNED})[\s\u3000]+(?=[^\s|｜丨])")
_CLOSING = re.compile(r"[）)】\]]")
_OPENING = re.compile(r"[（(【\[]")
_SIMPLIFIED = str.maketrans(
    "來責編輯發時間佈號點擊瀏覽閱讀關鍵詞標題轉載記員攝對審資訊稱網訪問錄評論聞綜廣頁專詳選與開閉複製鏈結華導權聲熱門縮還數",
    "来责编辑发时间布号点击浏览阅读关键词标题转载记员摄对审资讯称网访问录评论闻综广页专详选与开闭复制链结华导权声热门缩还数",
)
_TRADITIONAL = re.compile(f"[{''.join(map(chr, _SIMPLIFIED))}]")
_MARK = re.compile(r"[:：﹕∶]|来源于")
# A label is of nothing else: to look for one in all that stands before a colon takes five times as long (2026-11).
_BEFORE_MARK = re.compile(r"[\u4e00-\u9fff/\s\u3000]+\Z")
# What every label has behind it, in one form or another.
_MAY_LABEL = re.compile(r"[:：﹕∶|｜丨/】\]于]")
_WHITE = re.compile(r"[\s\u3000]+")
_STOPS = re.compile(
    r"[|｜【\[<>]|(?<=\s)《|分享[到至:：]|字号|字体|打印|参与互动|我要纠错|纠错|复制链接|扫一扫|点击[：:\d]|浏览[：:\d]|"
    r"阅读[：:\d]|评论\(|"
    r"(?<![\d])(?:19|20)\d\d(?:年|[-/.])\d{1,2}|\s(?:转发|收藏|关闭|评论|大 中 小|小 中 大|T[|T])"
)
# 《 and 》 are no edges: 《统一论坛》杂志 is a name.
EDGES = " \u3000:：|｜,，;；。、.·-—－_()（）[]【】<>“”\"'/\\"


@lru_cache(maxsize=4096)
def read_labels(text: str) -> Mapping[Field, str]:
    """Return the labelled fields of one line, first value of each; values are trimmed, empty ones are no claim."""
    found: dict[Field, str] = {}
    for name, value in _segments(_unbarred(text)) if _MAY_LABEL.search(text) else ():
        value = _trimmed(name, value)
        if value and name not in found:
            found[name] = value
    return found


def labelled(text: str) -> int:
    """Return how many characters of a line are the values of its labels."""
    return sum(len(_trimmed(name, value)) for name, value in _segments(_unbarred(text)))


def before_labels(text: str) -> str:
    """Return a line up to its first labelled field, dates aside: `2024-05-20 上海奉贤 选稿：王二` up to 选稿."""
    for label in _labels(text):
        if _field(label) != "published":
            return text[: label.start()]
    return text


def has_label(text: str) -> bool:
    """Tell whether a labelled field stands in the line."""
    return _MAY_LABEL.search(text) is not None and next(_labels(_unbarred(text)), None) is not None


def starts_with_label(text: str) -> Field | None:
    """Return the field that a line begins with, brackets before it aside."""
    if not _MAY_LABEL.search(text):
        return None
    text = simplified(_unbarred(text))
    found = _LABEL.match(text.lstrip("（([【〔 \u3000")) if _MARK.search(text) else None
    return _field(found) if found else None


def is_label(text: str) -> bool:
    """Tell a line that is the name of a field and nothing else: 文章来源, in an element of its own."""
    return text in _FIELD_OF


def simplified(text: str) -> str:
    """Return `text` with the characters that labels are made of in their simplified form, each at its place."""
    return text.translate(_SIMPLIFIED) if _TRADITIONAL.search(text) else text


def spellings(word: str) -> list[str]:
    """Return every string that `simplified` makes this word of."""
    forms = [[c, *(chr(old) for old, new in _SIMPLIFIED.items() if chr(new) == c)] for c in word]
    return ["".join(form) for form in product(*forms)]


def _labels(text: str) -> Iterator[re.Match[str]]:
    """Yield the labels of a line. Looked for before colons only: the words alone cost ten times as much (2026-11)."""
    done, pattern, text = 0, _LABEL, simplified(text)
    for mark in _MARK.finditer(text):
        begin, end = mark.span()
        # Most colons are of times.
        if begin < done or text[begin - 1 : begin].isdecimal():
            continue
        word = _BEFORE_MARK.search(text, max(done, begin - _LONGEST_LABEL), begin if end - begin == 1 else end)
        found = pattern.search(text, word.start(), end) if word else None
        if found:
            done = found.end()
            is_headline = _field(found) == "original_title"
            pattern = _FOLLOWING if len(text) <= _LONGEST_DATELINE and not is_headline else _LABEL
            yield found


def _field(label: re.Match[str]) -> Field:
    word = _WHITE.sub("", label[1])
    return _FIELD_OF[word] if word in _FIELD_OF else next((name for part, name in _DEEDS if part in word), _WRITTEN)


def is_barred(text: str) -> bool:
    """Tell a line that parts its label and value by a bar: 来源 | 新华社."""
    return len(text) <= _LONGEST_BARRED and _BARRED.match(text) is not None


def _unbarred(text: str) -> str:
    if "】" in text or "]" in text:
        text = _BRACKETED.sub(r"　\1：", text)
    if _BAR.search(text) and len(text) <= _LONGEST_DATELINE:
        text = _PARTED.sub(r"\1\2：", text)
    barred = _BARRED.match(text) if len(text) <= _LONGEST_BARRED else None
    return f"{barred[1]}：{text[barred.end() :]}" if barred else text


def _segments(text: str) -> Iterator[tuple[Field, str]]:
    labels = list(_labels(text))
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        end = following.start() if following else len(text)
        yield _field(label), text[label.end() : end]


def _trimmed(name: Field, value: str) -> str:
    if name in ("published", "other"):
        return value.strip()
    if name == "original_title":
        return _unbracketed(value)
    if name == "keywords":
        return value.strip(EDGES)
    value = value.lstrip(EDGES)
    stop = _STOPS.search(value) or _unopened(value)
    return (value[: stop.start()] if stop else value).strip(EDGES)


def _unopened(value: str) -> re.Match[str] | None:
    """Return the bracket that closes what the label stood in: （责任编辑：王二）返回首页."""
    found = _CLOSING.search(value)
    return found if found and not _OPENING.search(value, 0, found.start()) else None


def _unbracketed(value: str) -> str:
    """Return a headline without the bracket that closes （原标题：…）; its own brackets stay."""
    value = value.strip()
    for opening, closing in ("（）", "()", "【】", "[]"):
        if value.endswith(closing) and value.count(closing) > value.count(opening):
            value = value[:-1].rstrip()
    return value


def words(value: str) -> tuple[str, ...]:
    """Return keywords, each once."""
    pieces = re.split(r"[、,，;；|｜\s\u3000]+", value[:LONGEST_VALUE])
    return tuple(dict.fromkeys(piece for piece in pieces if piece))
