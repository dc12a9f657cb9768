"""Text hygiene: whatever a page sends, what is kept is one clean line."""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news.text import caseless, clean_text, cut, fold, letters, nfkc

if TYPE_CHECKING:
    from collections.abc import Callable

# Every code point that may come out of a broken decoder, lone surrogates too, with the troublemakers more often.
_TROUBLE = "\x00\x07\x85\x9f\xad\u0301\u0302\u0489\u200b\u200c\u200d\u200e\u202e\u2028\u2066\ufeff\ufffe\ud800\udfff"
_ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(_TROUBLE + " \t\n\u3000统战é👨👩")))


@given(_ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(_ANY_TEXT)
def test_clean_text_is_one_line_that_any_sink_takes(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert clean == clean.strip()
    assert unicodedata.is_normalized("NFC", clean)
    assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cs")]
    assert not set(clean) & set("\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff")
    assert "  " not in clean


@given(_ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_a_cut_text_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(cut(text, length)) <= length


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  民盟\n\t中央  ", "民盟 中央"),
        ("张\u3000三", "张\u3000三"),
        ("张\u3000\u3000三", "张 三"),
        ("\u3000\u3000各民主党派", "各民主党派"),
        ("统\x00战\u200b部\ufeff", "统战部"),
        ("统\u200d战", "统战"),
        ("\u202e改倒的字\u202c", "改倒的字"),
        ("第一行\u2028第二行", "第一行 第二行"),
        ("一家👨\u200d👩\u200d👧", "一家👨\u200d👩\u200d👧"),
        ("㛃𠮷", "㛃𠮷"),
        ("e\u0301", "é"),
        ("a" + "\u0301" * 9999, "á" + "\u0301" * 4),
        ("坏\ud800字", "坏字"),
    ],
)
def test_noise_goes_and_what_was_written_stays(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_every_character_by_itself_is_what_unicode_says() -> None:
    every = [chr(code) for code in range(0x110000)]
    assert [one for one in every if nfkc(one) != unicodedata.normalize("NFKC", one)] == []
    assert [one for one in every if caseless(one) != unicodedata.normalize("NFKC", one).casefold()] == []


@given(_ANY_TEXT | st.text(st.sampled_from("统战 。，！（）１２ａ　Ａ“”…—abc\u0301\u1100\u1161가ｶﾞ")))
def test_texts_are_folded_as_unicode_says(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)
    assert caseless(text) == unicodedata.normalize("NFKC", text).casefold()


def test_folding_makes_full_width_and_half_width_one() -> None:
    assert fold("ＡＢＣ １２３") == fold("abc123")


def test_letters_are_blind_to_punctuation() -> None:
    assert letters("“同心”，圆梦！") == letters("同心 圆梦")


def test_a_short_text_is_not_cut() -> None:
    assert cut("统战", 2) == "统战"
    assert cut("统一战线", 3) == "统一…"


_STACKS = {
    "latin": "a" + "\u0301\u0327" * 200_000,
    "hebrew": "\u05d0" + "\u05b7\u05b0" * 200_000,
    "ideographs": "统" + "\u302d\u302a" * 200_000,
    "joined": "统" + "\u302d\u200d\u302a\u200d" * 100_000,
    "half-width": "ｶ" + "\uff9e\u0301" * 200_000,
    "many": ("א" + "\u05b7\u05b0" * 2000) * 200,
}


@pytest.mark.parametrize("text", _STACKS.values(), ids=_STACKS)
@pytest.mark.parametrize("wash", [clean_text, fold, letters])
def test_a_tower_of_marks_falls_at_once(text: str, wash: Callable[[str], str]) -> None:
    started = time.process_time()
    wash(text)
    assert time.process_time() - started < 1.0


@given(
    st.text(
        st.sampled_from("aאｶ统\u0344\u0301\u0327\u05b7\u05b0\u302d\u302a\u3099\uff9e\u0f73\u0489\u200d…"), max_size=200
    )
)
@example("\u0301\u0301\u0344\u0489\u05b0")
def test_cleaning_a_tower_twice_is_cleaning_it_once(text: str) -> None:
    for stacked in (text, text * 5):
        assert clean_text(clean_text(stacked)) == clean_text(stacked)


@pytest.mark.parametrize("text", _STACKS.values(), ids=_STACKS)
def test_of_a_tower_thirty_marks_stay_at_most(text: str) -> None:
    assert len(clean_text(text)) <= 200 * 32


def test_marks_that_a_script_needs_all_stay() -> None:
    assert clean_text("בְּרֵאשִׁית") == unicodedata.normalize("NFC", "בְּרֵאשִׁית")
    assert clean_text("…" * 40) == "…" * 40


def test_of_a_line_of_megabytes_letters_compares_a_titles_length() -> None:
    started = time.process_time()
    assert letters("\ufdfa" * 1_000_000)
    assert time.process_time() - started < 0.5
