"""Sources and authors that no label announces: beside the date, in an element of that name, in a byline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract import labels
from extract.furniture import is_furniture
from extract.region import is_dateline
from news.dates import find_moments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lines import Line

_SOURCE_NAME = re.compile(r"source|laiyuan|origin|\bly\b|media(?:name)?\b|\bfrom|js_name", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"author|zuozhe|writer|byline", re.IGNORECASE)
# Names of papers, sites and offices end so; names of people do not.
_ORGANISATION = re.compile(
    r"(?:网|報|網|電台|財經|报|社|台|局|部|委|院|会|频道|在线|新闻|日报|中心|学校|小学|中学|大学|集团|办|站|音乐|娱乐|科技|财经)$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ADDRESS = re.compile(r"https?://[\w./-]+")
_NAME_EDGES = " \u3000:：|｜,，;；。、.·-—－_()（）[]【】<>/"
_NO_NAME = re.compile(
    r"评论|阅读|浏览|点击|人参与|字号|来自|首页|正文|下载|关注|客户端|星期|收藏|分享|发布|发表|更新|时间|日期|编辑|作者|记者|来源"
)

_PERSON = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_PEOPLE = rf"{_PERSON}(?:[\s\u3000、，]+{_PERSON}){{0,7}}"
_ROLE = r"(?:特约|见习|实习|全媒体|首席)*(?:记者|通讯员|评论员|撰稿人|作者|采写|撰文)"
_BYLINE = re.compile(
    rf"^[（(【\[]?[\u4e00-\u9fff]{{0,10}}?{_ROLE}[\s\u3000:：丨|｜/]+({_PEOPLE})"
    r"(?:[\s\u3000/]*(?:文|图|文/图|摄|摄影报道|摄影|报道|发自\S{2,6}))?[）)】\]]?$"
)
_INLINE = re.compile(
    rf"[（(【\[][\u4e00-\u9fff]{{0,8}}?{_ROLE}[\s\u3000:：]*({_PEOPLE})(?:[\s\u3000]*(?:摄|文|图|报道))?[）)】\]]"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明"
    "臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢"
    "莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊於惠甄曲封芮储靳焦谷车侯班仰秋仲伊宫宁仇栾甘厉"
    "祖武符刘景詹束龙叶司黎薄印白怀蒲从鄂索籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳申扶冉郦桑桂牛寿通边扈燕冀尚农温别庄"
    "晏柴瞿阎连习容向古易廖居衡步都耿满弘匡国文寇广禄东欧沃利越师巩厍聂晁勾敖冷辛阚那简饶曾沙养关查红游权盖益桓肖"
)
_NAME_ALONE = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\s\u3000]+[\u4e00-\u9fff]")


def find_unlabelled(lines: Sequence[Line]) -> tuple[str | None, str | None]:
    """Return (source, author) from the lines between headline and body.

    `2019-09-26 蒲城县北关小学` is common on school and county sites (2026-11).
    """
    source = author = None
    for index, line in enumerate(lines):
        text = line.text
        if not text:
            continue
        if is_dateline(text):
            source = source or ("" if "source" in labels.read_labels(text) else beside_date(text))
        elif len(text) <= 30 and not labels.has_label(text) and not is_furniture(text) and not _NO_NAME.search(text):
            named = f"{line.element.get('class') or ''} {line.element.get('id') or ''}"
            beside = len(text) <= 15 and any(is_dateline(near.text) for near in lines[max(0, index - 1) : index + 2])
            if _AUTHOR_NAME.search(named) and not _ORGANISATION.search(text):
                author = author or labels.names(text)
            elif _SOURCE_NAME.search(named) or (_HAN.search(text) and (beside or _AUTHOR_NAME.search(named))):
                source = source or text
    return source or None, author or None


def beside_date(text: str) -> str | None:
    """Return the name that stands on a date line without a label, None when nothing name-like is left."""
    rest = _ADDRESS.sub(" ", labels.before_labels(text))
    for _, start, end in reversed(list(find_moments(rest))):
        rest = f"{rest[:start]} {rest[end:]}"
    for piece in rest.split():
        name = piece.strip(_NAME_EDGES)
        if piece.endswith((":", "：")):
            # It announces something that was taken already, or a date of another kind.
            continue
        if not 2 <= len(name) <= 25 or not _HAN.search(name) or _NO_NAME.search(name):
            continue
        if not labels.has_label(piece) and not is_furniture(name):
            return name
    return None


def find_byline(head: Sequence[Line], paragraphs: Sequence[str]) -> str | None:
    """Return the people named in a byline above, at the beginning or at the end of the body."""
    edges = [*paragraphs[:2], *paragraphs[-3:]]
    for text in [*(labels.before_labels(line.text).strip() for line in head if line.text), *edges]:
        if len(text) <= 60 and (found := _BYLINE.match(text)):
            return labels.names(found[1])
    for text in edges:
        if len(text) <= 40 and labels.starts_with_label(text) == "author":
            return labels.names(labels.read_labels(text).get("author", "")) or None
    for text in (*(p[:90] for p in paragraphs[:1]), *(p[-60:] for p in paragraphs[-1:])):
        if found := _INLINE.search(text):
            return labels.names(found[1])
    if len(paragraphs) > 1 and _NAME_ALONE.fullmatch(paragraphs[0]):
        return labels.names(paragraphs[0])
    return None
