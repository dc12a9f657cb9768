"""What is looked up: a text folded for searching, and the numbers of its single characters and pairs of characters.

A gram is a whole number of 31 bits. A pair (a, b) is a × 46,340 + b, a single character is a pair whose first half is
nothing; the same number below zero says that the gram is in a title; the last numbers of all are sites. Everything that
is usual in Chinese and Western text has a number of its own; rarer characters share theirs, as sites may, and what is
found by a shared number is looked for again in the text.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from news.text import caseless

if TYPE_CHECKING:
    from collections.abc import Iterable

# The largest number of which the square still has 31 bits.
ALPHABET = 46_340
# First and last code (exclusive) and first number of the characters that have their own; 0 is nothing. ASCII to general
# punctuation; CJK punctuation and kana; ideographs with extension A.
_FIRST_VISIBLE = 0x20
RANGES = ((_FIRST_VISIBLE, 0x2E80, 1), (0x3000, 0x3100, 0x2E61), (0x3400, 0xA000, 0x2F61))
OWN_COUNT = 0x2F61 + 0xA000 - 0x3400
_SPACES = re.compile(r"\s+")
# Scripts that part words by spaces begin and end below this.
_FIRST_IDEOGRAPHIC = "\u2e80"
_MOST_PAIRS = 12
# Begins the line of a title; no clean text has it.
TITLE = "\x01"


def number(code: int) -> int:
    """Return the number of a character, 0 for the control characters that part the lines of a text."""
    for start, end, own in RANGES:
        if start <= code < end:
            return own + code - start
    return 0 if code < _FIRST_VISIBLE else OWN_COUNT + code % (ALPHABET - OWN_COUNT)


def folded(text: str) -> str:
    """Return `text` for searching: NFKC, lower case; a space stays only between words of Latin and the like.

    So 张　三 is found as 张三 and `12 月` as 12月, while `united front` is two words.
    """
    return _spaced(caseless(text))


def _spaced(text: str) -> str:
    plain = text.strip()
    return _SPACES.sub(_kept_space, plain) if _SPACES.search(plain) else plain


def _kept_space(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    return " " if text[start - 1] < _FIRST_IDEOGRAPHIC and text[end] < _FIRST_IDEOGRAPHIC else ""


def searched_text(
    titles: Iterable[str | None], others: Iterable[str | None], keywords: Iterable[str], body: str
) -> str:
    """Return what an article is found by, folded: a line each title, other field, keyword and paragraph, titles first.

    A title's line begins with TITLE. A word or phrase is never found across two lines.
    """
    lines = [TITLE + line for text in titles if text and (line := folded(text))]
    lines += [line for text in (*others, *keywords) if text and (line := folded(text))]
    lines += [line for text in caseless(body).split("\n") if (line := _spaced(text))]
    return "\n".join(lines)


@lru_cache(256)
def grams_of(word: str, *, in_title: bool = False) -> tuple[int, ...]:
    """Return grams that every text has that has a folded word: its pairs, or its single character.

    Of a very long word a few pairs are enough to find the texts worth a look.
    """
    numbers = [number(ord(char)) for char in word]
    pairs = [a * ALPHABET + b for a, b in pairwise(numbers)] or numbers
    return tuple(-gram if in_title else gram for gram in pairs[:: 1 + len(pairs) // _MOST_PAIRS])


def site_gram(site: str) -> int:
    """Return the gram that every article of a site has."""
    return ALPHABET**2 + zlib.crc32(site.encode()) % (2**31 - 1 - ALPHABET**2)


@lru_cache(256)
def is_exact(word: str) -> bool:
    """Tell whether every text that has the grams of a folded word has the word: no more than two usual characters."""
    return len(word) <= 2 and all(number(ord(char)) < OWN_COUNT for char in word)
