"""The pieces in which a text is compared: a Chinese character, a Latin word, a figure, a date, a name, a post. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from news.diff.names import Span, spans
from news.patterns import LatePattern

TokenKind = Literal["han", "word", "number", "name", "post", "space", "mark"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DIGITS = "〇零一二三四五六七八九十"
_FORMAL = "壹贰叁肆伍陆柒捌玖"
_NUMERALS = f"{_DIGITS}百千万亿两{_FORMAL}拾佰仟"
# How many digits or numerals a figure has at most: one without end is taken in parts.
_MANY = 40
_MOST_NAMES = 100
_PART = rf"(?:\d{{1,2}}|[{_DIGITS}]{{1,3}})"
_DATE = (
    rf"(?:[12]\d{{3}}|[{_DIGITS[:-1]}]{{4}})年(?:{_PART}月(?:{_PART}[日号])?)?"
    rf"|{_PART}月(?:{_PART}[日号])?|{_PART}[日号](?!召)"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?!\d)"
    r"|[今去明前后][年天]|[昨今明当][日天晚]|[上下]午|[上下本]月|(?:周|星期)[一二三四五六日天]"
)
_WORD = (
    r"[0-9０-９]{0,8}[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f][0-9A-Za-zＡ-Ｚａ-ｚ０-９\u00c0-\u024f]{0,80}"
    r"(?:[-._/@:'’&+?=#%~]{1,3}[0-9A-Za-z]{1,80}){0,40}"
)
_NUMBER = (
    rf"(?:(?<![0-9A-Za-z.-])[-+−－＋])?\d{{1,{_MANY}}}(?:[,，]\d{{3}}(?!\d)){{0,9}}(?:[.．]\d{{1,{_MANY}}})?"
    r"(?:[%％‰]|[百千万亿]{1,3}|个百分点)?"
)
_COUNTED = "年月日号个名位人次届项条件场家岁天周时点分元倍成省市县类批期章节度"
_NUMERAL = (
    rf"百分之[{_NUMERALS}]{{1,9}}(?:点[{_NUMERALS}]{{1,9}})?|第[{_NUMERALS}]{{1,9}}"
    rf"|(?!九三(?!年|个|人))(?<![“‘「])[{_NUMERALS}]{{2,{_MANY}}}"
    rf"|(?!十分(?![钟之]))(?<![“‘「])[二三四五六七八九十百两](?=[{_COUNTED}])"
)
# The usual character begins no figure and no date; to look for that first takes a third of the time (2026-11).
_USUAL = f"(?![{_NUMERALS}第今去明前后昨当上下本周星])[{_HAN}]"
_TOKEN = LatePattern(
    rf"(?s:(?P<usual>{_USUAL})|(?P<date>{_DATE})|(?P<word>{_WORD})|(?P<number>{_NUMBER})|(?P<numeral>{_NUMERAL})"
    rf"|(?P<han>[{_HAN}])|(?P<space>\s{{1,{_MANY}}})|(?P<letters>(?:(?![{_HAN}])[^\W\d_]){{1,80}})|(?P<mark>.))"
)
_KINDS: dict[str, TokenKind] = {"date": "number", "numeral": "number", "letters": "word", "usual": "han"}
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_DIGITS |= {c: i for i, c in enumerate(_FORMAL, 1)}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_CHINESE = re.compile(f"[{_NUMERALS}]+")
_LEADING_ZEROS = re.compile(r"(?<![\d.])0+(?=\d)")
_PER_CENT = re.compile(r"百分之(.+)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class Token(NamedTuple):
    """One piece of a text."""

    text: str
    kind: TokenKind


def token_pair(old: str, new: str) -> tuple[list[Token], list[Token]]:
    """Return the pieces of two texts; joined they are the texts again. A name told in one is a name in the other."""
    found = spans(old), spans(new)
    names = {
        text[s.start : s.end] for text, told in zip((old, new), found, strict=True) for s in told if s[2] == "name"
    }
    if not names:
        return _pieces(old, found[0], None), _pieces(new, found[1], None)
    named = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)[:_MOST_NAMES])))
    return _pieces(old, found[0], named), _pieces(new, found[1], named)


def tokens(text: str) -> list[Token]:
    """Return the pieces of one text."""
    return _pieces(text, spans(text), None)


def _pieces(text: str, told: list[Span], named: re.Pattern[str] | None) -> list[Token]:
    found: list[Token] = []
    done = 0
    for start, end, kind in told:
        found += _between(text, done, start, named)
        found.append(Token(text[start:end], kind))
        done = end
    return found + _between(text, done, len(text), named)


def _between(text: str, start: int, end: int, named: re.Pattern[str] | None) -> list[Token]:
    found: list[Token] = []
    for match in named.finditer(text, start, end) if named else ():
        found += _plain(text, start, match.start())
        found.append(Token(match.group(), "name"))
        start = match.end()
    return found + _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text, start, end):
        name = match.lastgroup or "mark"
        found.append(Token(match.group(), _KINDS.get(name, name)))  # type: ignore[arg-type]
    return found


def value(figure: str) -> str:
    """Return a figure or date in the one form that all ways of writing it have: 二十 and 20, 5,200 and 5200."""
    plain = unicodedata.normalize("NFKC", figure).replace("−", "-").replace("号", "日").lstrip("+")
    plain = _PER_CENT.sub(lambda m: f"{m.group(1).replace('点', '.')}%", plain)
    plain = _THOUSANDS.sub("", _CHINESE.sub(lambda m: _counted(m.group()), plain))
    return _LEADING_ZEROS.sub("", plain)


def _counted(numerals: str) -> str:
    """Return Chinese numerals in digits: 二〇二六 as they stand, 二百零五 counted; 万 and 亿 stay as units."""
    if not any(unit in numerals for unit in _TENS):
        return "".join(str(_CHINESE_DIGITS[c]) if c in _CHINESE_DIGITS else c for c in numerals)
    said, total, digit = "", 0, 0
    for character in numerals:
        if character in _TENS:
            total, digit = total + (digit or 1) * _TENS[character], 0
        elif character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
        else:
            said, total, digit = f"{said}{total + digit or ''}{character}", 0, 0
    return f"{said}{total + digit or ''}"
