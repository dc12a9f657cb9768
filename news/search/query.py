"""The query language of `--search`, and whether a text answers a query. Pure; a query is hostile until it is parsed.

    民盟 吉林                 both words (AND, 与, & say the same; a comma as well: 民盟，吉林)
    吉林 OR 长春              one of them (或, |)
    民盟 NOT 招聘             the first without the second (非, -招聘)
    "统一 战线" “统一战线”     a phrase, taken as it stands (also 「」 『』)
    民盟 AND (吉林 OR 长春)    brackets, full-width too

NOT binds more tightly than AND, AND more tightly than OR. Words are found inside longer ones, whatever their case and
width. 与 and 或 are operators only where they stand alone between two words, 非 where it stands alone before one; AND,
OR and NOT are words in quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.errors import UsageError
from news.search.grams import folded
from news.text import clean_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 4_000
_MOST_WORDS = 200
_DEEPEST = 50
_SHOWN = 40

_OPENING, _CLOSING = "(（", ")）"
# Opening mark → what closes it. A phrase that opens with one kind of double quotes may close with another.
_QUOTES = dict.fromkeys('"“”„＂', '"“”＂') | {"「": "」", "｢": "｣", "『": "』"}
_AND, _OR, _NOT = "AND", "OR", "NOT"
_NAMES = {"and": _AND, "or": _OR, "not": _NOT}
_CHINESE = {"与": _AND, "或": _OR, "非": _NOT}
_SIGNS = {"&": _AND, "＆": _AND, "|": _OR, "｜": _OR}
_MINUS = "-－−"
# As people part words in a sentence; one inside quotes is part of the phrase.
_COMMAS = "，、；"
# What ends a word: a space, a bracket, a comma, a quote, a bar; an ampersand unless Latin letters are around it (R&D).
_WORD = re.compile(r"""(?:(?<=[A-Za-z0-9])&(?=[A-Za-z0-9])|[^\s()（），、；"“”„＂「」｢｣『』|｜&＆])+""")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase, folded; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part is wanted."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts is enough."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be there."""

    part: Query


Query = Word | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class _Token:
    """kind: word, phrase, a bracket, or an operator by its name; said: as it was typed."""

    kind: str
    said: str


def parse(text: str) -> Query:
    """Return what a typed query asks for. Raise UsageError where it cannot be told."""
    if len(text) > _LONGEST:
        raise UsageError(f"检索式太长 the query is too long: {len(text)} > {_LONGEST}")
    tokens = _operators(list(_tokens(clean_text(text))))
    if not tokens:
        raise UsageError("检索式是空的 the query is empty")
    if sum(token.kind in ("word", "phrase") for token in tokens) > _MOST_WORDS:
        raise UsageError(f"检索式的词太多 the query has too many words, at most {_MOST_WORDS}")
    return _Parser(tokens).whole()


def matches(query: Query, text: str) -> bool:
    """Tell whether a text (see news.search.grams.searched_text) answers a query."""
    match query:
        case Word(word):
            return word in text
        case All(parts):
            return all(matches(part, text) for part in parts)
        case AnyOf(parts):
            return any(matches(part, text) for part in parts)
        case Not(part):
            return not matches(part, text)


def words(query: Query) -> list[str]:
    """Return the folded words that a query wants to be there, each once, in their order."""
    return list(dict.fromkeys(text for text, wanted in _words(query, wanted=True) if wanted))


def every_word(query: Query) -> list[str]:
    """Return the folded words of a query, also those that must not be there, each once."""
    return list(dict.fromkeys(text for text, _ in _words(query, wanted=True)))


def without_not(query: Query) -> Query | None:
    """Return what a query wants to be there; None: nothing."""
    match query:
        case Word():
            return query
        case Not():
            return None
        case All(parts) | AnyOf(parts):
            kept = tuple(part for part in map(without_not, parts) if part is not None)
            return type(query)(kept) if kept else None


def _words(query: Query, *, wanted: bool) -> Iterator[tuple[str, bool]]:
    match query:
        case Word(text):
            yield text, wanted
        case Not(part):
            yield from _words(part, wanted=not wanted)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _words(part, wanted=wanted)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        char = text[at]
        if char in _QUOTES:
            token, at = _phrase(text, at)
            yield token
        elif char in _OPENING or char in _CLOSING:
            yield _Token("(" if char in _OPENING else ")", char)
            at += 1
        elif char in _SIGNS:
            end = at + 2 if text[at + 1 : at + 2] == char else at + 1
            yield _Token(_SIGNS[char], text[at:end])
            at = end
        elif char in _MINUS:
            yield from _minus(text, at)
            at += 1
        elif found := _WORD.match(text, at):
            yield _Token("word", found.group())
            at = found.end()
        elif char.isspace() or char in _COMMAS:
            at += 1
        else:
            raise UsageError(f"引号不成对 a quote without its partner: {cut(text[at:], _SHOWN)}")


def _minus(text: str, at: int) -> Iterator[_Token]:
    """Yield NOT for a minus before a word; one that stands alone, as in a headline, says nothing."""
    if text[at + 1 : at + 2].strip():
        yield _Token(_NOT, text[at])


def _phrase(text: str, at: int) -> tuple[_Token, int]:
    closing = _QUOTES[text[at]]
    end = next((i for i in range(at + 1, len(text)) if text[i] in closing), None)
    if end is None:
        raise UsageError(f"引号不成对 a quote without its partner: {cut(text[at:], _SHOWN)}")
    return _Token("phrase", text[at + 1 : end]), end + 1


def _operators(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens with the words that are operators told from those that are not."""
    return [_operator(token, tokens[:i][-1:], tokens[i + 1 : i + 2]) for i, token in enumerate(tokens)]


def _operator(token: _Token, before: list[_Token], after: list[_Token]) -> _Token:
    if token.kind != "word":
        return token
    name = _NAMES.get(folded(token.said)) or _CHINESE.get(token.said)
    if token.said in _CHINESE:
        follows = bool(after) and after[0].kind in ("word", "phrase", "(")
        # 非 may begin a query; before 与 or 或 there must be something.
        leads = name == _NOT or (bool(before) and before[0].kind in ("word", "phrase", ")"))
        name = name if follows and leads else None
    return _Token(name, token.said) if name else token


class _Parser:
    """Reads tokens from left to right; one method a rule of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Query:
        query = self._any_of()
        if self._at < len(self._tokens):
            raise UsageError(f"括号不成对 a bracket without its partner: {self._rest()}")
        return query

    def _any_of(self) -> Query:
        parts = [self._all()]
        while self._take(_OR):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Query:
        parts = [self._one()]
        while self._take(_AND) or self._kind() in ("word", "phrase", "(", _NOT):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Query:
        inverted = False
        while self._take(_NOT):
            inverted = not inverted
        query = self._bracket() if self._take("(") else self._word()
        return Not(query) if inverted else query

    def _bracket(self) -> Query:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UsageError(f"括号太深 too many brackets inside each other, at most {_DEEPEST}")
        if self._kind() == ")":
            raise UsageError("括号里没有词 there is no word in the brackets: ()")
        query = self._any_of()
        if not self._take(")"):
            raise UsageError("括号不成对 a bracket without its partner: (")
        self._depth -= 1
        return query

    def _word(self) -> Query:
        if self._kind() not in ("word", "phrase"):
            raise UsageError(self._missing())
        word = folded(self._tokens[self._at].said)
        if not word:
            raise UsageError(f"引号里没有词 there is no word in the quotes: {self._rest()}")
        self._at += 1
        return Word(word)

    def _missing(self) -> str:
        here = f"{self._tokens[self._at - 1].said} " if self._at else ""
        return f"检索式缺一个词 the query lacks a word here: {here}▸ {self._rest()}".rstrip()

    def _kind(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self, kind: str) -> bool:
        taken = self._kind() == kind
        self._at += taken
        return taken

    def _rest(self) -> str:
        return cut(" ".join(token.said for token in self._tokens[self._at :]), _SHOWN)
