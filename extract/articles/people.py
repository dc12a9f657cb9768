"""People's names as pages print them: joined, spaced out, with their roles, in bylines and signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.articles import labels
from extract.articles.furniture import is_furniture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lines import Line

# Names of papers, sites and offices end so; names of people do not.
_ORGANISATION = re.compile(
    r"(?:网|報|網|電台|財經|报|社|台|局|部|委|院|会|频道|在线|新闻|日报|中心|学校|小学|中学|大学|集团|办|站|音乐|娱乐|科技|财经)$"
)
# A space between Latin words is inside a name.
_NAME_BREAKS = re.compile(r"[、,，;；|/＆&]|\s+(?![A-Za-z])|(?<![A-Za-z])\s+")
_NAME_NOISE = re.compile(
    r"[（(【\[][^（(【\[）)】\]]{0,60}[）)】\]]|^(?:本报|本网|本刊|本台|特约|实习|见习)?(?:(?:记者|通讯员|作者)[:：]?|(?:文|图)[:：])\s*"
)


# A user number behind a name: 曾自航_NN6325.
_ACCOUNT = re.compile(r"_[A-Za-z]{0,4}\d+$")
_SENTENCE = re.compile("[？?！!。]|://")
# Who is named where nobody is.
_NOBODY = re.compile(
    r"(?:系统|网站|后台)?管理员\d*|信息(?:发布)?员\d*|我要评论|本站编辑|编辑部|admin\w*|system|root|佚名|未知|匿名|暂?无|null|none|\w+_mobile",
    re.IGNORECASE,
)
# What stands beside a name: 张三/文 李四/图.
_ROLES = frozenset({"文", "图", "摄", "摄影", "整理", "报道", "文图", "供图"})
_PERSON = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_PEOPLE = rf"{_PERSON}(?:[\s\u3000、，]+{_PERSON}){{0,7}}"
_ROLE = r"(?:特约|见习|实习|全媒体|首席)*(?:记者|通讯员|评论员|撰稿人|作者|采写|撰文)"
_BYLINE = re.compile(
    rf"^[□■◎●○◆▲△☆★\s]*[（(【\[]?[\u4e00-\u9fff]{{0,10}}?{_ROLE}[\s\u3000:：丨|｜/]+({_PEOPLE})"
    r"(?:[\s\u3000/]*(?:文|图|文/图|摄|摄影报道|摄影|报道|发自\S{2,6}))?[）)】\]]?$"
)
_INLINE = re.compile(
    rf"[（(【\[][\u4e00-\u9fff]{{0,8}}?{_ROLE}[\s\u3000:：]*({_PEOPLE})(?:[\s\u3000]*(?:摄|文|图|报道))?[）)】\]]"
)
# 本报记者 张三 李四 报道：, at the beginning of a text.
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明"
    "臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢"
    "莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊於惠甄曲封芮储靳焦谷车侯班仰秋仲伊宫宁仇栾甘厉"
    "祖武符刘景詹束龙叶司黎薄印白怀蒲从鄂索籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳申扶冉郦桑桂牛寿通边扈燕冀尚农温别庄"
    "晏柴瞿阎连习容向古易廖居衡步都耿满弘匡国文寇广禄东欧沃利越师巩厍聂晁勾敖冷辛阚那简饶曾沙养关查红游权盖益桓肖"
)
_CALLED = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_ALL_CALLED = rf"{_CALLED}(?:[\s\u3000、，]+{_CALLED}){{0,5}}"
_OPENING = re.compile(
    rf"^[（(【\[]?(?:本报|本网|本台|本刊)?{_ROLE}[\s\u3000:：]*({_ALL_CALLED})[\s\u3000]*(?:摄影)?报道(?![称说了])"
)
_SIGNED = re.compile(rf"(?:[。！？”…]|讯|报道)[\s\u3000]*[（(]({_ALL_CALLED})[）)]$")
_CORRESPONDENT = re.compile(rf"讯[\s\u3000]*[（(]({_PEOPLE})[）)]$")
_NAME_ALONE = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\s\u3000]+[\u4e00-\u9fff]")


def is_organisation(name: str) -> bool:
    """Tell what is called as papers, sites and offices are."""
    return _ORGANISATION.search(name) is not None


def is_person(name: str) -> bool:
    """Tell a name of two or three characters that begins with a surname."""
    return _NAME_ALONE.fullmatch(name) is not None


def names(value: str) -> str:
    """Return people's names joined by 、, without titles and remarks in brackets; '' for a question or a sentence."""
    if _SENTENCE.search(value):
        return ""
    found = []
    for piece in _NAME_BREAKS.split(_NAME_NOISE.sub("", value[: labels.LONGEST_VALUE])):
        name = _ACCOUNT.sub("", _NAME_NOISE.sub("", piece)).strip(labels.EDGES)
        if (
            name
            and not name.isdigit()
            and name not in _ROLES
            and not _NOBODY.fullmatch(name)
            and not is_furniture(name)
        ):
            found.append(name)
    return "、".join(dict.fromkeys(_joined_halves(found)))


def _joined_halves(found: list[str]) -> list[str]:
    """Join `王 磊`, a name of two characters that a page spaced out to the width of three."""
    joined: list[str] = []
    for name in found:
        if joined and len(name) == 1 and len(joined[-1]) == 1:
            joined[-1] += name
        else:
            joined.append(name)
    return joined


def find_byline(head: Sequence[Line], paragraphs: Sequence[str]) -> str | None:
    """Return the people named in a byline above, at the beginning or at the end of the body."""
    edges = [*paragraphs[:2], *paragraphs[-3:]]
    for text in [*(labels.before_labels(line.text).strip() for line in head if line.text), *edges]:
        if len(text) <= 60 and (found := _named(_BYLINE, text)):
            return names(found)
    for text in edges:
        if len(text) <= 40 and labels.starts_with_label(text) == "author":
            return names(labels.read_labels(text).get("author", "")) or None
    first, last = (paragraphs[0][:90], paragraphs[-1][-60:]) if paragraphs else ("", "")
    if opening := _named(_OPENING, first):
        return names(opening)
    signed = _named(_SIGNED, last) or _named(_CORRESPONDENT, last)
    if signed and not is_organisation(signed):
        return names(signed)
    if inline := _named(_INLINE, first) or _named(_INLINE, last):
        return names(inline)
    return names(paragraphs[0]) if len(paragraphs) > 1 and is_person(paragraphs[0]) else None


def _named(pattern: re.Pattern[str], text: str) -> str | None:
    """Return the people that a pattern in simplified characters finds, as the page has them."""
    found = pattern.search(labels.simplified(text))
    return text[found.start(1) : found.end(1)] if found else None
