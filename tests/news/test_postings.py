"""The index of a segment: what was written is what is read, whatever the texts are made of."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.search.bitmaps import bounds, by_grams, listed, query_grams, set_bits
from news.search.grams import ALPHABET, OWN_COUNT, TITLE, folded, grams_of, is_exact, number, searched_text, site_gram
from news.search.merging import LEFT, Old, merged
from news.search.postings import Part, parts_of
from news.search.query import matches, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random


def _texts_of(parts: list[Part], gram: int, size: int) -> set[int]:
    """Look a gram up as the database does: in the last part that does not begin behind it."""
    at = bisect_right([part.first for part in parts], gram) - 1
    return set() if at < 0 else set(set_bits(listed(gram, parts[at].grams, parts[at].ends, parts[at].places, size)))


_LINE = st.text(alphabet="民盟吉林招聘ab1\x02𠮷한é ", min_size=1, max_size=12).map(
    lambda text: text.replace("\x02", "")
)
_TEXT = st.builds(
    lambda titles, others: "\n".join([TITLE + line for line in titles] + others),
    st.lists(_LINE, max_size=2),
    st.lists(_LINE, max_size=3),
)


_SITE = st.sampled_from(["minmeng", "acfic"])


@given(st.lists(st.tuples(_TEXT, _SITE), min_size=1, max_size=40))
def test_every_gram_leads_to_the_texts_that_have_it(texts: list[tuple[str, str]]) -> None:
    parts = list(parts_of(texts))
    assert [part.first for part in parts] == sorted(part.first for part in parts)
    lines = [[line.removeprefix(TITLE) for line in text.split("\n")] for text, _ in texts]
    found = {line[i : i + n] for own in lines for line in own for n in (1, 2) for i in range(len(line) - n + 1)}
    for word in found:
        has = {i for i, own in enumerate(lines) if any(word in line for line in own)}
        read = _texts_of(parts, grams_of(word)[0], len(texts))
        assert has == read if is_exact(word) else has <= read
        titled = {i for i, (text, _) in enumerate(texts) if any(word in t for t in text.split("\n") if t[:1] == TITLE)}
        assert titled <= _texts_of(parts, grams_of(word, in_title=True)[0], len(texts)) <= read
    for site in ("minmeng", "acfic"):
        assert _texts_of(parts, site_gram(site), len(texts)) == {i for i, (_, of) in enumerate(texts) if of == site}
    assert _texts_of(parts, 3, len(texts)) == set()


@given(
    st.lists(_TEXT, min_size=1, max_size=12),
    st.sampled_from(["民盟", "民盟吉 OR ab", "NOT 民盟吉", "𠮷 NOT 𠮷民", "(a OR b) 民 NOT 招聘", "NOT (NOT 林招)"]),
)
def test_what_answers_for_certain_does_and_what_does_may(texts: list[str], typed: str) -> None:
    query = parse(typed)
    parts = list(parts_of([(text, "s") for text in texts]))
    read = {gram: sum(1 << i for i in _texts_of(parts, gram, len(texts))) for gram in sorted(query_grams(query))}
    certain, possible = bounds(query, by_grams(read), (1 << len(texts)) - 1)
    answers = sum(1 << i for i, text in enumerate(texts) if matches(query, text))
    assert certain & ~answers == 0
    assert answers & ~possible == 0


@given(
    st.lists(st.lists(st.tuples(_TEXT, _SITE), min_size=1, max_size=9), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
    st.integers(1, 3),
)
def test_merged_segments_say_what_one_made_of_their_texts_says(
    segments: list[list[tuple[str, str]]], chance: Random, at_once: int
) -> None:
    places = [(segment, place) for segment, texts in enumerate(segments) for place in range(len(texts))]
    stay = chance.sample(places, chance.randint(1, len(places)))
    old = {n: Old(len(texts), np.full(len(texts), LEFT, dtype=np.int16)) for n, texts in enumerate(segments)}
    for goes, (segment, place) in enumerate(stay):
        old[segment].places[place] = goes
    parts = sorted(
        ((part.first, n, part) for n, texts in enumerate(segments) for part in parts_of(texts)), key=lambda row: row[:2]
    )
    batches = [[(n, part) for _, n, part in parts[at : at + at_once]] for at in range(0, len(parts), at_once)]
    written = [part for some in merged(batches, old, len(stay), at_once=7) for part in some]
    assert _lists(written) == _lists(parts_of([segments[segment][place] for segment, place in stay]))


def _lists(parts: Iterable[Part]) -> dict[int, bytes]:
    lists: dict[int, bytes] = {}
    for part in parts:
        grams = np.frombuffer(part.grams, dtype="<i4").tolist()
        ends = np.frombuffer(part.ends, dtype="<u2").tolist()
        lists |= {gram: part.places[a:b] for gram, a, b in zip(grams, [0, *ends], ends, strict=False)}
    return lists


def test_long_lists_are_bits_and_rows_stay_small() -> None:
    texts = [("民盟" + chr(0x4E00 + i % 2000) + chr(0x5000 + i * 7 % 3000), "s") for i in range(3000)]
    parts = list(parts_of(texts))
    assert _texts_of(parts, grams_of("民盟")[0], 3000) == set(range(3000))
    assert all(len(part.grams) + len(part.ends) + len(part.places) < 1900 for part in parts)


def test_usual_characters_have_a_number_of_their_own() -> None:
    usual = [*range(0x20, 0x2E80), *range(0x3000, 0x3100), *range(0x3400, 0xA000)]
    numbers = {number(code) for code in usual}
    assert len(numbers) == len(usual)
    assert max(numbers) < OWN_COUNT
    assert {number(code) >= OWN_COUNT for code in (0xAC00, 0x20BB7, 0x10FFFF)} == {True}
    assert max(number(code) for code in range(0x110000)) < ALPHABET
    assert number(ord("\n")) == number(ord(TITLE)) == 0


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ＡＢＣ，１２３", "abc,123"),
        ("张　三", "张三"),
        ("12 月 5 日", "12月5日"),
        ("United  Front", "united front"),
        (" 民盟 ", "民盟"),
        ("Straße…", "strasse..."),
        ("㈠ｶﾞ", "(一)ガ"),
        ("", ""),
    ],
)
def test_a_text_is_folded_for_searching(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(alphabet="民，。！～　 ab“”—·Ａ"))
def test_the_quick_way_of_folding_is_the_slow_one(text: str) -> None:
    slow = unicodedata.normalize("NFKC", text).casefold()
    assert folded(text).replace(" ", "") == "".join(slow.split())


def test_titles_come_first_each_field_on_a_line_of_its_own() -> None:
    text = searched_text(("民盟", None, "副题"), ("新华社", None), ("Ｋ",), "一\n\n二")
    assert text.split("\n") == [TITLE + "民盟", TITLE + "副题", "新华社", "k", "一", "二"]


def test_a_long_word_is_looked_up_by_some_of_its_pairs() -> None:
    word = "".join(map(chr, range(0x4E00, 0x4E64)))
    assert set(grams_of(word)) <= {number(ord(a)) * ALPHABET + number(ord(b)) for a, b in pairwise(word)}
    assert 6 <= len(grams_of(word)) <= 13
