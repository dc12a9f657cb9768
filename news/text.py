"""Text hygiene: what a page's text goes through before anything is stored, compared or sent."""

from __future__ import annotations

import re
import unicodedata

# NUL and the control characters, DEL and C1, lone surrogates, zero-width marks, soft hyphen, bidi controls, the byte
# order mark and the noncharacters. Line feed and tab are white space, not noise.
_NOISE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_PLANE_ENDS = re.compile("[" + "".join(chr(p << 16 | e) for p in range(1, 17) for e in (0xFFFE, 0xFFFF)) + "]")
# Zero-width joiners belong to emoji and to Uyghur, Mongolian and Indic script; after Chinese, Latin or a space they
# only hide a word from a search.
_JOINERS = re.compile(
    "(?:(?<=[\x00-\x7f\\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff])|^)[\u200c\u200d]+"
)
# Any white space but an ideographic space by itself.
_SPACES = re.compile(r"\s{2,}|[^\S\u3000]")
# More combining marks in a row than any script needs ("zalgo").
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_STACKED = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
# Putting marks in order takes the square of a stack's height: 100,000 Hebrew points froze a reading (2026-11). No
# script stacks more than thirty, which is where Unicode's stream-safe format ends too. No mark is a letter, but two
# Japanese signs become marks in NFKC.
_MOST_MARKS = 30
_HALF_WIDTH_MARKS = "\uff9e\uff9f"
_MAYBE_STACK = re.compile(rf"(?:[^\w\s\x00-\x7f]|[{_HALF_WIDTH_MARKS}]){{{_MOST_MARKS + 1},}}")
# Most lines of most pages need nothing done but folding white space: they are of ASCII, Chinese characters and the
# punctuation of both. To look for what needs more takes ten times as long (2026-11).
_PLAIN = re.compile(
    "[ -~\xa9\xb0\xb7\xd7\u2010-\u2027\u2030-\u203a\u3000-\u301b\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uff01-\uff5e]*"
)
# Of these NFKC changes nothing but the wide ones: looking for those alone takes a sixth of the time (2026-11).
_ALMOST_NFKC = re.compile("[\x00-~\u2010\u2013-\u2016\u2018-\u201f\u3000-\u301b\u4e00-\u9fff\uff01-\uff5e]*")
_CAPITAL = re.compile("[A-Z]")
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
_WIDE_ONES = re.compile("[\u3000\uff01-\uff5e]")
# Nearly all of them in a text: to replace these by name takes a quarter of the time of asking what each is (2026-11).
_USUAL_WIDE = tuple((wide, _WIDE[wide]) for wide in "，：；！？（）\u3000")
_NO_LETTERS = re.compile(r"[\W_]+")
# Most titles: of these characters NFKC makes no letter that they are not. Asked first, and with those that are no
# letters by their names, it saves four fifths (2026-11).
_USUAL = re.compile(
    "[ -~\u2010-\u2027\u2030-\u203a\u3000-\u301b\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e]*"
)
_USUAL_NO_LETTERS = re.compile(
    "[ -/:-@\\[-`{-~\u2010-\u203a\u3000-\u3004\u3008-\u301b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e]+"
)
_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
# Texts alike for so long are one title; a line of megabytes is none.
_LONGEST_COMPARED = 4000

IDEOGRAPHIC_SPACE = "\u3000"


def clean_text(text: str) -> str:
    """Return `text` as one clean line: noise removed, NFC, white space folded and trimmed.

    A single ideographic space inside (`张　三`) is typography and stays; any other run becomes one plain space.
    """
    plain = text.strip()
    if IDEOGRAPHIC_SPACE not in plain:
        plain = " ".join(plain.split())
    elif not _is_folded(plain):
        plain = _SPACES.sub(" ", plain)
    if _PLAIN.fullmatch(plain):
        return plain
    text = _PLANE_ENDS.sub("", _NOISE.sub("", text.translate(_BREAKS)))
    text = _composed(text)
    # What is taken out brings marks together, and composing puts them in another order: until nothing is left to take.
    while _JOINERS.search(text) or _STACKED.search(text):
        text = _composed(_STACKED.sub(r"\1", _JOINERS.sub("", text)))
    return _SPACES.sub(" ", text).strip()


def _is_folded(text: str) -> bool:
    """Tell a text whose only white space are ideographic spaces, each by itself: looked for without a pattern."""
    return IDEOGRAPHIC_SPACE * 2 not in text and len(text.replace(IDEOGRAPHIC_SPACE, "").split(None, 1)) < 2


def _composed(text: str) -> str:
    """Return `text` in NFC without the marks that stand too high; composing may add some, so it is cut twice."""
    return _lowered(unicodedata.normalize("NFC", _lowered(text)))


def _lowered(text: str) -> str:
    return _MAYBE_STACK.sub(_lower_stack, text) if len(text) > _MOST_MARKS else text


def _lower_stack(found: re.Match[str]) -> str:
    kept, height = [], 0
    for character in found.group():
        is_mark = unicodedata.combining(character) or character in _HALF_WIDTH_MARKS
        height = height + 1 if is_mark else 0
        if height <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def nfkc(text: str) -> str:
    """Return `text` in NFKC, without the marks that stand too high: wide letters and punctuation are plain ones."""
    if _ALMOST_NFKC.fullmatch(text):
        for wide, plain in _USUAL_WIDE:
            text = text.replace(wide, plain)
        return _WIDE_ONES.sub(_narrowed, text)
    return unicodedata.normalize("NFKC", _lowered(text))


def caseless(text: str) -> str:
    """Return `text` in NFKC and lower case."""
    plain = nfkc(text)
    # Of what is usual only the capitals of Latin have a case; to fold it all takes longer than to look (2026-11).
    if _ALMOST_NFKC.fullmatch(plain) and not _CAPITAL.search(plain):
        return plain
    return plain.casefold()


def _narrowed(wide: re.Match[str]) -> str:
    return _WIDE[wide.group()]


def fold(text: str) -> str:
    """Return `text` for comparing: NFKC, lower case, no white space."""
    return "".join(caseless(text).split())


def letters(text: str) -> str:
    """Return `text` for comparing titles: as `fold`, without punctuation, and no more than a title's length of it."""
    text = text[:_LONGEST_COMPARED]
    if _USUAL.fullmatch(text):
        return _USUAL_NO_LETTERS.sub("", text).lower()
    return _NO_LETTERS.sub("", fold(text))


def cut(text: str, length: int) -> str:
    """Return at most `length` characters of `text`, the last one an ellipsis where something was left out."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"
