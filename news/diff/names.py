"""Names of people and of posts in a text: where they stand, told by what is around them. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from news.patterns import LatePattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚"
    "方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向"
    "申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜饶宁凌盛查冉鲍华屈房喻蒲卫简车项"
    "闵邬吉司费蒙席晏隋穆姬晋楼咸巴"
)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|尉迟|皇甫|慕容|司徒|令狐|夏侯|公孙|端木|呼延"
# Common words that begin as a name does.
_WORDS = LatePattern(
    "高[度级校质水素层新速铁端地低位效血温原中压考炮标]|方[向法面案式便针略位言程圆舟阵]|金[融额属牌秋色钱黄砖]|"
    "安[全排徽置心定居康静慰装]|常[委务态规用见识年住驻设会]|万[元人众名里亩吨台个单家辆次多户象左主广长货件米物民事]|"
    "余[人篇次万名张份年件家户亩元]|任[务职期免何命教选意重]|白[色天皮酒云]|黄[金色河土浦山海石埔]|江[苏西南北河山湖]|"
    "武[汉装器术警力]|文[化艺明章件字学物稿旅联史教山献]|史[料学实]|石[油家化]|马[上列克拉]|温[州度暖室床馨]|康[复养]|"
    "严[格肃重厉禁密谨明]|章[程节]|范[围畴例]|严于|庄[严重园]|贺[信电词岁]|唐[代山朝]|宋[代朝]|曾[经任荣获]|"
    "毕[竟业生]|左[右边]|关[于心键系注爱怀切停头]|管[理控委道辖]|符合|辛[苦亥]|路[径线上口由]|向[前全社上着本大各中国]|"
    "华[侯侨人北东南中西夏裔]|查[看处明找阅办询]|解[读决释放]|车[辆间站]|项[目]|司[法长机局]|费[用]|席[位]|盛[会况大世典景]|"
    "舒[适]|简[介单称报]|巴[西黎]|纪[律念委检录要实]|季[度]|尚[未无]|凌晨|房[屋子产]|谷[物]|游[客览行]|童[年]|梅[花]|甘[肃]|"
    "欧[洲盟美]|宁[夏波]|齐[心聚全]|苗[族木]|吉[林]|蒙[古]|晋[升]|卫[生]|周[年岁四一二三五六日末边期密围]|钱[款]|施[工行策]|"
    "洪[水]|石[家]|陈[列述]|林[业地]|何[时人处]|叶[片]|段[落]|龙头|雷[电]|牛年|于[是此]|许多|夏[季天日粮]|秦皇岛|孔子|"
    "张家[口港界]|张贴|胡同|郑[州重]|罗[列]|谢[谢绝]|苏[州维联]|沈阳|杜绝|丁[香]|杨[柳]|柳[州]|兰[州]|韩国|陆[续地上军]|童话|"
    "顾[问全虑客]|岳[阳]|曲[谱艺阜]|涂[鸦]|楼[宇道]|尤其|蓝[天图]|易[于]|莫[斯]|申[请报]|殷切|乔[迁]|汤[原]|"
    "侯任|颜色|焦点|穆斯林|邢台|游说|焦[作虑]|牟取|梁山|赵州|徐州|徐[徐]|王[国朝]|李[子]"
)
_BASES = (
    "总书记|书记|主席|委员长|部长|秘书长|主任委员|主任|主委|委员|常委|会长|理事长|监事长|理事|监事|局长|厅长|处长|科长|司长|署长|"
    "省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|村长|院长|校长|所长|馆长|行长|社长|台长|团长|队长|组长|班长|站长|庭长|关长|总理|"
    "总编辑|总编|主编|教授|研究员|巡视员|调研员|董事长|总经理|经理|总裁|参赞|大使|总领事|发言人|召集人|负责人|政委|司令员|检察长|"
    "审计长|检察官|干事长|工程师|总监|参事|同志|先生|女士"
)
_POST = (
    "(?:原|前|代|候任|名誉|常务|执行|第一|专职|兼职|时任){0,3}副?"
    f"(?:{_BASES})(?!会|期|远|效|足|江|城|春|寿|廊|龄|们(?=的))|党组成员|常务委员(?!会)"
)
_GIVEN = f"(?![在和与及等向对到来赴就作为会率以将也还同说出主参讲致发表指强介认要是的了])[{_HAN}]"
_PERSON = (
    f"(?:(?:{_COMPOUND})[{_HAN}]{_GIVEN}|(?:{_COMPOUND})[{_HAN}]|[{_SURNAMES}][{_HAN}]{_GIVEN}|[{_SURNAMES}][{_HAN}])"
)
_SPACED = f"[{_SURNAMES}][ \u3000][{_HAN}]"
_DOES = (
    "出席|主持|参加|讲话|致辞|发言|表示|指出|强调|介绍|认为|率队|率团|率|一行|会见|当选|应邀|受邀|作了|作主旨|作专题|作动员|作总结|"
    "等(?:领导|人|\\d|出席|参加)|老师|博士|院士|[(（](?:女|男|[\u4e00-\u9fff]{1,3}族|左|右|中|前排|后排)"
)
_END = f"(?=[^{_HAN}]|$|和|与|及|等|在|向|对|到|来|赴|就|作|为|会|率|以|将|也|还|同|说|{_DOES})"
_DOTTED = f"[{_HAN}]{{1,6}}(?:[·•・][{_HAN}]{{1,6}}){{0,3}}[·•・][{_HAN}]{{1,6}}?{_END}"
_FOUND = LatePattern(
    f"(?P<dotted>{_DOTTED})"
    f"|(?P<before>{_POST})(?P<space>[ \u3000]?)(?P<after>{_SPACED}|{_PERSON}){_END}"
    f"|(?:记者|通讯员|作者|撰稿|摄影)[ :：\u3000]?(?P<byline>{_SPACED}|{_PERSON}){_END}"
    f"|(?P<named>{_PERSON})(?={_DOES}|{_POST})"
    f"|(?P<post>{_POST})"
    # Between two marks, as in a list of those who were there; its first may follow a word.
    f"|(?:(?<![{_HAN}])|(?<=[有由为括是])(?=.{{1,4}}、))(?P<listed>{_SPACED}|{_PERSON})(?![{_HAN}])"
)
_LISTED = re.compile(f"[、 \u3000][{_HAN}]{{2,6}}[、 \u3000]")
_LONGEST_BETWEEN = 8
_ALONE = re.compile(_PERSON)


class Span(NamedTuple):
    """Where a name or a post stands: text[start:end]."""

    start: int
    end: int
    kind: Literal["name", "post"]


def spans(text: str) -> list[Span]:
    """Return the names and posts of `text` in order, none in another."""
    found: list[Span] = []
    for match in _FOUND.finditer(text):
        found += _spans_of(match)
    return sorted([*found, *_between_names(text, found)])


def _between_names(text: str, found: list[Span]) -> Iterator[Span]:
    """Yield what stands in a list between two names: a name of a kind that is not told by its surname."""
    for one, other in pairwise(found):
        between = text[one.end : other.start]
        if one.kind == other.kind == "name" and len(between) <= _LONGEST_BETWEEN and _LISTED.fullmatch(between):
            yield Span(one.end + 1, other.start - 1, "name")


def _spans_of(match: re.Match[str]) -> list[Span]:
    if match["before"]:
        post = Span(*match.span("before"), "post")
        is_name = not _WORDS.match(match["after"])
        return [post, Span(*match.span("after"), "name")] if is_name else [post]
    if match["byline"]:
        return [] if _WORDS.match(match["byline"]) else [Span(*match.span("byline"), "name")]
    if match["post"]:
        return [Span(*match.span(), "post")]
    is_word = not match["dotted"] and _WORDS.match(match.group())
    return [] if is_word else [Span(*match.span(), "name")]


def looks_like_name(text: str) -> bool:
    """Tell whether two to four characters may be a person's name, whatever is around them."""
    return _ALONE.fullmatch(text) is not None and not _WORDS.match(text)
