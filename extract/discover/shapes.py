"""What stands at one place of many addresses, as a piece of a regular expression."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RUNS = re.compile(r"\d+|[A-Za-z]+|[^A-Za-z\d]+")
_HEX = re.compile(r"[0-9a-f]{8,}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
_MAY_BE_DATE = re.compile(r"\d{1,2}|(?:19|20)\d\d.*|\d{4}")
_DATE_LENGTHS = {4: "%m%d", 6: "%Y%m", 8: "%Y%m%d"}
_MOST_WORDS = 12
_LONG_NUMBER = 10
_SOME_DAYS = 5
_MOST_KINDS = 4
_FEWEST_RUNS = 5


def signature(text: str) -> str:
    """Return what kinds of characters a name is made of: t20261121_101.html is a9_9.html."""
    stem, dot, ending = text.rpartition(".")
    if not dot:
        stem, ending = text, ""
    if _UUID.fullmatch(stem):
        return f"u{dot}{ending}"
    if is_hash(stem):
        return f"h{dot}{ending}"
    if not stem.isascii() or not _PLAIN.fullmatch(stem):
        return f"*{dot}{ending}"
    return _RUNS.sub(lambda run: "9" if run[0].isdigit() else "a" if run[0].isalpha() else run[0], stem) + dot + ending


def is_hash(stem: str) -> bool:
    """Tell a hexadecimal number from a decimal one and from c5a12345, which has its letters in two places."""
    return may_be_hash(stem) and not stem.isdigit() and len(_RUNS.findall(stem)) >= _FEWEST_RUNS


def may_be_hash(stem: str) -> bool:
    """Tell what a hexadecimal number may look like, which may hold digits alone."""
    return _HEX.fullmatch(stem) is not None


class Values:
    """What stands at one place of the addresses of a form."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)

    @cached_property
    def distinct(self) -> list[str]:
        return sorted(set(self.texts))

    @cached_property
    def signatures(self) -> set[str]:
        return {signature(text) for text in self.distinct}


def any_name(values: Values) -> str:
    """Folders by any name: what a column that is not known yet may be called."""
    if len(values.distinct) > 1 and all(text.isascii() and text.isalpha() for text in values.distinct):
        return _letters(values.distinct)
    return by_signature(values, _letters)


def seen_names(values: Values) -> str:
    """Folders by the names that were seen, numbers by any."""
    return by_signature(values, words_of)


def seen_values(values: Values) -> str:
    """Folders that were seen, numbers and all, while they are few."""
    few = len(values.distinct) <= _MOST_WORDS and len(values.texts) >= len(values.distinct) * 2
    if few and not any(_MAY_BE_DATE.fullmatch(text) for text in values.distinct):
        return either([literal(text) for text in values.distinct])
    return by_signature(values, words_of)


def by_signature(values: Values, words: Callable[[Sequence[str]], str]) -> str:
    if values.signatures == {""}:
        return ""
    if len(values.signatures) == 1 or _are_hashes(values):
        return _aligned(values.texts, words)
    if (
        len(values.signatures) <= _MOST_KINDS
        and len(values.texts) >= len(values.signatures) * 2
        and "*" not in values.signatures
    ):
        same = defaultdict(list)
        for text in values.texts:
            same[signature(text)].append(text)
        return either(sorted({_aligned(held, words) for held in same.values()}))
    return r"[\w.-]+" if all(_PLAIN.fullmatch(text) for text in values.distinct) else "[^/?#]+"


def _are_hashes(values: Values) -> bool:
    stems = [split_name(text)[0] for text in values.distinct]
    same = len({len(stem) for stem in stems}) == 1 and all(map(may_be_hash, stems))
    return same and any(map(is_hash, stems))


def _aligned(texts: Sequence[str], words: Callable[[Sequence[str]], str]) -> str:
    """Return the pattern of names that are made alike, run by run."""
    stems, endings = zip(*(split_name(text) for text in texts), strict=True)
    ending = literal(endings[0])
    if all(_UUID.fullmatch(stem) for stem in stems):
        return "[0-9a-f-]{36}" + ending
    if all(map(may_be_hash, stems)) and any(map(is_hash, stems)):
        letters = "A-F" if any(stem.isupper() for stem in stems) else "a-f"
        return f"[0-9{letters}]{_length(stems)}{ending}"
    if any(not stem.isascii() or not _PLAIN.fullmatch(stem) for stem in stems if stem):
        return f"[^/?#]+{ending}"
    runs = [_RUNS.findall(stem) for stem in stems]
    return "".join(_run(column, words) for column in zip(*runs, strict=True)) + ending


def split_name(text: str) -> tuple[str, str]:
    stem, dot, ending = text.rpartition(".")
    return (stem, dot + ending) if dot else (text, "")


def _run(column: Sequence[str], words: Callable[[Sequence[str]], str]) -> str:
    if column[0].isdigit():
        return _digits(column)
    return literal(column[0]) if len(set(column)) == 1 else words(sorted(set(column)))


def _digits(column: Sequence[str]) -> str:
    """Return `\\d{n}` for what is a date or a number of fixed length, `\\d+` for any other."""
    lengths = {len(text) for text in column}
    if len(lengths) > 1:
        return r"\d+"
    length = lengths.pop()
    if length == 2 and any(text.startswith("0") for text in column):
        return r"\d{2}"
    if length >= _LONG_NUMBER and len(column) > 2:
        return rf"\d{{{length}}}"
    if length == 4 and all(text.startswith(("19", "20")) for text in column):
        return r"\d{4}"
    # The numbers of a few columns may look like month and day.
    if length == 4 and len(set(column)) < _SOME_DAYS:
        return r"\d+"
    return rf"\d{{{length}}}" if all(_is_day(text) for text in column) else r"\d+"


def _is_day(text: str) -> bool:
    if len(text) not in _DATE_LENGTHS or (len(text) == 4 and text.startswith("0000")):
        return False
    year, rest = (2024, text) if len(text) == 4 else (int(text[:4]), text[4:])
    try:
        return 1990 <= date(year, int(rest[:2]), int(rest[2:] or 1)).year < 2100
    except ValueError:
        return False


def _length(stems: Sequence[str]) -> str:
    lengths = {len(stem) for stem in stems}
    return f"{{{lengths.pop()}}}" if len(lengths) == 1 else "+"


def _letters(texts: Sequence[str]) -> str:
    joined = "".join(texts)
    return ("[a-z]" if joined.islower() else "[A-Z]" if joined.isupper() else "[A-Za-z]") + "+"


def words_of(texts: Sequence[str]) -> str:
    return either([literal(text) for text in texts]) if len(texts) <= _MOST_WORDS else _letters(texts)


def literal(text: str) -> str:
    """Escape a text; a hyphen outside brackets needs no escape and is easier to read without."""
    return re.escape(text).replace(r"\-", "-")


def either(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
