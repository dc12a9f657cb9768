"""What kind of change it is, and whether it matters: judged by what went and what came. Pure."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, get_args

from news.diff.names import looks_like_name
from news.diff.sounds import is_slip
from news.diff.tokens import tokens, value
from news.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.diff.runs import Run
    from news.diff.tokens import Token

ChangeClass = Literal[
    "headline",
    "name",
    "number",
    "wording",
    "typo",
    "paragraph_added",
    "paragraph_removed",
    "paragraph_moved",
    "time",
    "source",
    "author",
    "editor",
    "original_title",
    "other",
]
Weight = Literal["minor", "major"]
Judgement = tuple[tuple[ChangeClass, ...], Weight]

CLASSES: tuple[ChangeClass, ...] = get_args(ChangeClass)
# So many letters say something of their own: a clause.
_CLAUSE = 12
# A paragraph of fewer letters says little, unless it holds a name or a figure.
_SHORT = 10
_LONGEST_SWAP = 4
_NO_LETTERS = re.compile(r"[\W_]+")
_PARTICLES = frozenset("的地得了着之")
_EDITORS = re.compile(
    r"[（(【\[]?\s*(?:责任编辑|责编|编辑|值班编辑|审核|校对|初审|复审|终审|一审|二审|三审|监制|编审|排版|统筹|策划|供稿|摄影|撰稿|来源"
    r"|稿源|信息来源|转自|原标题|作者|通讯员|记者|文/?图?|图)\s*[：:/|｜ \u3000].{0,60}"
)
# What says whether something is so, was so, will be so, must be so.
_MARKER = re.compile(
    "不得|禁止|严禁|停止|暂停|取消|拒绝|撤销|必须|应当|应该|可以|允许|不|未|没有?|无|非|勿|否|已经?|尚|曾|将|拟"
)
_SAME_MARKER = {"没有": "没", "已经": "已", "应该": "应当", "严禁": "禁止"}
_NO_MARKER = re.compile(
    "不断|不仅|不但|不过|不少|不同(?!意)|不论|不管|不久|不忘|不懈|不禁|不妨|不愧|非常|无论|无疑|无数|未来|否则|是否|将军|将来|将领|已故"
    "|除非|非遗|非洲|无党派|拟人|可否|不得不"
)
_OPPOSED = (
    "增/减 升/降 上/下 高/低 多/少 大/小 前/后 内/外 左/右 有/无 支持/反对 同意/反对 赞成/反对 赞同/反对 "
    "成功/失败 通过/否决 任/免 开/关 进/退 买/卖 胜/败 盈/亏 强/弱 加/减 快/慢 长/短 首/末 得/失 涨/跌 扩大/缩小 "
    "扩大/缩减 优/劣 合法/非法 公开/秘密 肯定/否定 批准/驳回"
)
_OPPOSITES = [(one, other) for one, _, other in (pair.partition("/") for pair in _OPPOSED.split())]


def judge(run: Run, before: str, after: str) -> Judgement:
    """Return the classes and the weight of one change inside a text; `before` and `after` stand around it."""
    old, new = fold(run.old), fold(run.new)
    if old == new:
        return ("typo",), "minor"
    classes = _of_facts(run)
    if classes:
        return classes, "major"
    letters = _letters(_plain(run.removed)), _letters(_plain(run.added))
    # Of two addresses neither is a slip of the other.
    is_address = "@" in old or "//" in old
    if (
        not is_address
        and not _are_opposites(*letters)
        and _is_typo(*letters, _letters(fold(before)), _letters(fold(after)))
    ):
        return ("typo",), "minor"
    is_clause = max(map(len, letters)) >= _CLAUSE
    is_major = (
        is_clause or _are_opposites(*letters) or _markers(run.old, before, after) != _markers(run.new, before, after)
    )
    return ("wording",), "major" if is_major else "minor"


def judge_lone(text: str, kind: Literal["paragraph_added", "paragraph_removed"]) -> Judgement:
    """Return the classes and the weight of a paragraph that came or went."""
    if is_editors_line(text):
        return ("editor",), "minor"
    if len(_letters(fold(text[: _SHORT * 10]))) >= _SHORT:
        return (kind,), "major"
    found = tokens(text)
    facts = _facts_of(_people(found), _figures(found))
    return (kind, *facts), "major" if facts else "minor"


def judge_moved(text: str) -> Judgement:
    """Return the classes and the weight of a paragraph that stands elsewhere: a name alone is one of a list."""
    is_name = len(text) < _CLAUSE and all(token.kind in ("name", "post", "space", "mark") for token in tokens(text))
    return (("name",), "major") if is_name and _letters(text) else (("paragraph_moved",), "minor")


def judge_headline(inner: Iterable[Judgement], old: str, new: str) -> Judgement:
    """Return the classes and the weight of a headline, from those of the changes inside it."""
    facts = {c for classes, _ in inner for c in classes if c in ("name", "number")}
    is_mark = _letters(fold(old)) == _letters(fold(new)) and not facts
    return ("headline", *in_order(facts)), "minor" if is_mark else "major"


def is_editors_line(text: str) -> bool:
    """Tell a paragraph that only says who made the text: 责任编辑：…"""
    return _EDITORS.fullmatch(text.strip()) is not None


def in_order(classes: Iterable[ChangeClass]) -> tuple[ChangeClass, ...]:
    """Return each class once, in the order in which they are told."""
    there = set(classes)
    return tuple(name for name in CLASSES if name in there)


def heaviest(weights: Iterable[Weight | None]) -> Weight | None:
    """Return the weight of several changes together; None: there was none."""
    known = [weight for weight in weights if weight]
    if not known:
        return None
    return "major" if "major" in known else "minor"


def _of_facts(run: Run) -> tuple[ChangeClass, ...]:
    people = _people(run.removed), _people(run.added)
    figures = _figures(run.removed), _figures(run.added)
    if people == ([], []) == figures and looks_like_name(run.old) and looks_like_name(run.new):
        people = [run.old], [run.new]
    return _facts_of(people[0] != people[1], figures[0] != figures[1])


def _facts_of(people: object, figures: object) -> tuple[ChangeClass, ...]:
    facts: list[ChangeClass] = []
    if people:
        facts.append("name")
    if figures:
        facts.append("number")
    return tuple(facts)


def _people(found: Sequence[Token]) -> list[str]:
    return [fold(token.text) for token in found if token.kind in ("name", "post")]


def _figures(found: Sequence[Token]) -> list[str]:
    return [
        value(token.text)
        for token in found
        if token.kind == "number" or (token.kind == "word" and any(c.isdigit() for c in token.text))
    ]


def _plain(found: Sequence[Token]) -> str:
    """Return tokens as one folded text, every figure in its one form."""
    return fold("".join(value(token.text) if token.kind == "number" else token.text for token in found))


def _letters(folded: str) -> str:
    return _NO_LETTERS.sub("", folded)


def _is_typo(old: str, new: str, before: str, after: str) -> bool:
    """Tell a slip of the pen from another word."""
    if old == new or is_slip(old, new):
        return True
    if old and new:
        is_swapped = len(old) <= _LONGEST_SWAP and sorted(old) == sorted(new)
        return is_swapped or _is_latin_slip(old, new)
    only = old or new
    is_doubled = len(only) <= _LONGEST_SWAP and (before.endswith(only) or after.startswith(only))
    return is_doubled or (len(only) == 1 and only in _PARTICLES)


def _is_latin_slip(old: str, new: str) -> bool:
    is_word = old.isascii() and new.isascii() and min(len(old), len(new)) >= _LONGEST_SWAP
    return is_word and len(old) + len(new) < 200 and SequenceMatcher(None, old, new, autojunk=False).ratio() >= 0.8


def _markers(text: str, before: str, after: str) -> Counter[str]:
    """Return the words of yes, no, already and must in a text, but for those that are part of other words."""
    head, tail = before[-2:], after[:2]
    around = f"{head}{text}{tail}"
    spoken = [(m.start(), m.end()) for m in _NO_MARKER.finditer(around)]
    found: Counter[str] = Counter()
    for match in _MARKER.finditer(around, len(head), len(head) + len(text)):
        if not any(start <= match.start() < end for start, end in spoken):
            found[_SAME_MARKER.get(match.group(), match.group())] += 1
    return found


def _are_opposites(old: str, new: str) -> bool:
    if max(len(old), len(new)) >= _CLAUSE:
        return False
    return any(
        (one in old and other in new and one not in new and other not in old)
        or (other in old and one in new and other not in new and one not in old)
        for one, other in _OPPOSITES
    )
