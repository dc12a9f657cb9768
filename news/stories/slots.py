"""What lies between two aligned texts: told apart by whether an editor would change it, or whoever fills in a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news.stories.aligned import Run

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆汪"
    "范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤温康施文牛樊葛邢安齐乔庞伍庄柳"
    "尚季岳欧阮翟关俞申耿鲍路殷毕裴辛左霍祝席穆凌冉焦宫娄柯童倪嵇占翁包"
)
_PLACE_ENDS = frozenset("省市区县州旗盟镇乡村街港岛")
_BODY_ENDS = re.compile(
    r"(?:委员会|委|会|社|党|部|局|院|校|厅|公司|集团|大学|学院|中学|医院|支部|总支|工商联|小组|办)$"
)
_NUMBER = re.compile(
    r"[0-9]|^[第]?[〇零一二三四五六七八九十百千万亿两]+[年月日时分岁人次届号点期批名项个天周万亿元]{0,2}$"
)
# Which day, which meeting: an editor puts an amount right, seldom a date.
_ORDINAL_UNIT = re.compile(r"[年月日届次期号批]")
# 副主任 becomes 主任: a post put right.
_POST = re.compile(r"[副正代主任委员长书记部局处科秘理事务省市区县常]*")
_LONGEST_NAME = 4
_LONGEST_ORGANISATION = 16
# Letters that a rewritten passage may have for each unit of weight.
_REWRITTEN_UNIT = 40
_LONGEST_SHIFT = 8

Kind = Literal["number", "date", "post", "place", "name", "wording"]

TELLING = 1.0
_WEIGHTS: dict[Kind, float] = {"number": 1.0, "date": 2.3, "post": 0.4, "place": 1.2, "name": 0.9}
_BLANKS: frozenset[Kind] = frozenset(("number", "date", "place", "name"))
_ANOTHER_KIND = 0.9
# One name, replaced by the same other name at every place.
_AGAIN = 0.3
_WORDING, _CLAUSE, _LITTLE = 0.2, 0.4, 0.1


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch between two runs: what the first text has there, what the other, and the letters around it."""

    one: str
    other: str
    before: str
    after: str
    at_edge: bool
    whole_sentences: bool


def gaps(one: str, other: str, alike: Sequence[Run], ends: tuple[frozenset[int], frozenset[int]]) -> Iterator[Gap]:
    """Yield what two texts do not share, in order. `ends`: where sentences begin and end in each."""
    at_one = at_other = 0
    stops = [(run.first, run.second, run.length) for run in alike] + [(len(one), len(other), 0)]
    for first, second, length in stops:
        if first > at_one or second > at_other:
            yield Gap(
                one[at_one:first],
                other[at_other:second],
                before=one[max(0, at_one - 2) : at_one],
                after=one[first : first + 2],
                at_edge=(at_one == 0 and at_other == 0) or length == 0,
                whole_sentences=_is_whole(one, at_one, first, ends[0]) and _is_whole(other, at_other, second, ends[1]),
            )
        at_one, at_other = first + length, second + length


def _is_whole(text: str, begin: int, end: int, ends: frozenset[int]) -> bool:
    """Tell a stretch of whole sentences. Where it begins may be moved along while the text stays the same."""
    if begin == end or (begin in ends and end in ends):
        return True
    for step in (-1, 1):
        left, right = begin, end
        for _ in range(_LONGEST_SHIFT):
            if step < 0 and (left == 0 or text[left - 1] != text[right - 1]):
                break
            if step > 0 and (right >= len(text) or text[left] != text[right]):
                break
            left, right = left + step, right + step
            if left in ends and right in ends:
                return True
    return False


def weigh(found: Sequence[Gap]) -> float:
    """Return how much the gaps speak against one story: about 1 for each name, number, date or place replaced.

    An editor puts a number right, or two; whoever fills in a form replaces a name, a place and a date.
    """
    weight, kinds = 0.0, set()
    met: set[tuple[str, str]] = set()
    for gap in found:
        if gap.one and gap.other:
            kind, added = _replaced(gap)
            weight += added * (_AGAIN if (gap.one, gap.other) in met else 1.0)
            met.add((gap.one, gap.other))
            kinds.add(kind)
        else:
            weight += _added(gap, gap.one or gap.other)
    return weight + _ANOTHER_KIND * max(0, len(kinds & _BLANKS) - 1)


def _added(gap: Gap, text: str) -> float:
    """Weigh what only one text has. Whole sentences were cut or added; inside of one it may be a name in a list."""
    if gap.at_edge or gap.whole_sentences:
        return 0.0
    if _POST.fullmatch(text):
        return _LITTLE
    if len(text) <= _LONGEST_NAME and (_NUMBER.search(text) or (len(text) > 1 and text[0] in _SURNAMES)):
        return TELLING / 2
    return _LITTLE if len(text) <= 2 else _WORDING


def _replaced(gap: Gap) -> tuple[Kind, float]:
    """Say what was replaced, and weigh it."""
    longer, shorter = max(len(gap.one), len(gap.other)), min(len(gap.one), len(gap.other))
    if gap.at_edge and shorter >= _LONGEST_ORGANISATION:
        # Another lead, or another ending.
        return "wording", shorter / _REWRITTEN_UNIT / 2
    if shorter > _LONGEST_ORGANISATION:
        return "wording", max(TELLING, shorter / _REWRITTEN_UNIT)
    kind = _kind(gap) if longer <= _LONGEST_ORGANISATION else "wording"
    if kind != "wording":
        return kind, _WEIGHTS[kind]
    return "wording", _WORDING if longer <= _LONGEST_NAME else _CLAUSE


def _kind(gap: Gap) -> Kind:
    if _NUMBER.search(gap.one) and _NUMBER.search(gap.other):
        return "date" if _ORDINAL_UNIT.search(gap.one[-1:] + gap.after[:1]) else "number"
    if _POST.fullmatch(gap.one) and _POST.fullmatch(gap.other):
        return "post"
    if _is_place(gap) or (_BODY_ENDS.search(gap.one) and _BODY_ENDS.search(gap.other)):
        return "place"
    return "name" if _is_name(gap) else "wording"


def _is_name(gap: Gap) -> bool:
    if max(len(gap.one), len(gap.other)) > _LONGEST_NAME:
        return False
    both_begin = gap.one[0] in _SURNAMES and gap.other[0] in _SURNAMES
    return both_begin or (gap.before[-1:] in _SURNAMES and gap.before != "" and len(gap.one) <= 2 >= len(gap.other))


def _is_place(gap: Gap) -> bool:
    if max(len(gap.one), len(gap.other)) > _LONGEST_NAME + 1:
        return False
    return gap.after[:1] in _PLACE_ENDS or (gap.one[-1] in _PLACE_ENDS and gap.other[-1] in _PLACE_ENDS)
