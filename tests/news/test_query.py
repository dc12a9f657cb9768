"""The query language: what a typed query means, and that no query does harm."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news.errors import UsageError
from news.search.query import All, AnyOf, Not, Query, Word, every_word, matches, parse, without_not, words


def _said(query: Query) -> str:
    """Return a query in a notation with every bracket."""
    match query:
        case Word(text):
            return text
        case Not(part):
            return f"!{_said(part)}"
        case All(parts):
            return f"[{' '.join(map(_said, parts))}]"
        case AnyOf(parts):
            return f"({'|'.join(map(_said, parts))})"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("民盟", "民盟"),
        ("民", "民"),
        ("民盟 吉林", "[民盟 吉林]"),
        ("民盟　吉林", "[民盟 吉林]"),
        ("民盟，吉林、长春；", "[民盟 吉林 长春]"),
        ("“民盟，吉林”", "民盟,吉林"),
        ("民盟 AND 吉林", "[民盟 吉林]"),
        ("民盟 and 吉林", "[民盟 吉林]"),
        ("民盟 ＡＮＤ 吉林", "[民盟 吉林]"),
        ("民盟 & 吉林", "[民盟 吉林]"),
        ("民盟&&吉林", "[民盟 吉林]"),
        ("民盟＆吉林", "[民盟 吉林]"),
        ("民盟 与 吉林", "[民盟 吉林]"),
        ("吉林 OR 长春", "(吉林|长春)"),
        ("吉林 or 长春", "(吉林|长春)"),
        ("吉林|长春", "(吉林|长春)"),
        ("吉林 || 长春", "(吉林|长春)"),
        ("吉林｜长春", "(吉林|长春)"),
        ("吉林 或 长春", "(吉林|长春)"),
        ("民盟 NOT 招聘", "[民盟 !招聘]"),
        ("民盟 AND NOT 招聘", "[民盟 !招聘]"),
        ("民盟 OR NOT 招聘", "(民盟|!招聘)"),
        ("民盟 -招聘", "[民盟 !招聘]"),
        ("民盟 －招聘", "[民盟 !招聘]"),
        ("民盟 非 招聘", "[民盟 !招聘]"),
        ("非 招聘", "!招聘"),
        ("（非 招聘） 民盟", "[!招聘 民盟]"),
        ("民盟 或 非 招聘", "(民盟|!招聘)"),
        ("NOT 招聘", "!招聘"),
        ("-招聘", "!招聘"),
        ("NOT NOT 招聘", "招聘"),
        ("--招聘", "招聘"),
        ("民盟 AND (吉林 OR 长春) NOT 招聘", "[民盟 (吉林|长春) !招聘]"),
        ("民盟（吉林 或 长春）-招聘", "[民盟 (吉林|长春) !招聘]"),
        ("民盟 -(招聘 公告)", "[民盟 ![招聘 公告]]"),
        ("a OR b c", "(a|[b c])"),
        ("a b OR c", "([a b]|c)"),
        ("(a OR b) c", "[(a|b) c]"),
        ("a OR b OR c", "(a|b|c)"),
        ("((民盟))", "民盟"),
        ('"统一 战线"', "统一战线"),
        ("“统一战线”", "统一战线"),
        ("「统一战线」", "统一战线"),
        ("『统一战线』", "统一战线"),
        ("“统一战线\"", "统一战线"),
        ("＂统一战线＂", "统一战线"),
        ("所谓“台独”势力", "[所谓 台独 势力]"),
        ('"united front"', "united front"),
        ('"United   Front"', "united front"),
        ('"AND"', "and"),
        ('民盟 "OR" 吉林', "[民盟 or 吉林]"),
        ('"(民盟)"', "(民盟)"),
        ("ＭＢＡ", "mba"),
        ("Straße", "strasse"),
        ("R&D", "r&d"),
        ("AT&T 合作", "[at&t 合作]"),
        ("covid-19", "covid-19"),
        ("100%", "100%"),
        ("a_b", "a_b"),
        ("《求是》", "《求是》"),
        ("民盟 - 吉林", "[民盟 吉林]"),
        ("与", "与"),
        ("或 者", "[或 者]"),
        ("非公有制", "非公有制"),
        ("非", "非"),
        ("与会 代表", "[与会 代表]"),
        ("民\u200b盟\x00", "民盟"),
        ("㈠", "(一)"),
        ("12 月", "[12 月]"),
        ('"12 月"', "12月"),
    ],
)  # fmt: skip
def test_a_typed_query_means(typed: str, means: str) -> None:
    assert _said(parse(typed)) == means


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "是空的"),
        ("   　", "是空的"),
        ("-", "是空的"),
        ("()", "没有词"),
        ('""', "没有词"),
        ("“　”", "没有词"),
        ("(民盟", "括号不成对"),
        ("民盟)", "括号不成对"),
        ('"民盟', "引号不成对"),
        ("民盟”(", "引号不成对"),
        ("民盟」", "引号不成对"),
        ("AND 民盟", "缺一个词"),
        ("民盟 OR", "缺一个词"),
        ("民盟 AND OR 吉林", "缺一个词"),
        ("NOT", "缺一个词"),
        ("(民盟 OR)", "缺一个词"),
        (" ".join(["民"] * 10_000), "太长"),
        (" ".join(["民"] * 300), "太多"),
        ("民" * 1_000_000, "太长"),
        ("(" * 2_000, "太深"),
        ("(" * 60 + "民" + ")" * 60, "太深"),
    ],
)
def test_a_query_that_cannot_be_read_is_told_in_one_short_line(typed: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as told:
        parse(typed)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 200


_PIECES = st.sampled_from(
    [*'民盟ab ()（）"“”「」&|-－与或非\n\x00\ud800\U00020000', "AND ", " OR ", "NOT ", "（民", "&&"]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
@example("NOT " * 900 + "民")
@example("\u0345")
@example("ﬃ Ⅷ")
def test_no_query_raises_anything_but_a_usage_error(typed: str) -> None:
    try:
        query = parse(typed)
    except UsageError:
        return
    assert all(every_word(query))
    assert set(words(query)) <= set(every_word(query))
    assert matches(query, "民盟") in (True, False)


@pytest.mark.parametrize(
    ("typed", "text", "answers"),
    [
        ("民盟 AND (吉林 OR 长春) NOT 招聘", "民盟长春市委会", True),
        ("民盟 AND (吉林 OR 长春) NOT 招聘", "民盟长春招聘", False),
        ("民盟 AND (吉林 OR 长春) NOT 招聘", "民盟北京", False),
        ("NOT 招聘", "", True),
        ("民盟吉", "民盟\n吉林", False),
        ("民盟 吉林", "民盟\n吉林", True),
    ],
)
def test_a_text_answers_a_query(typed: str, text: str, answers: bool) -> None:
    assert matches(parse(typed), text) is answers


def test_the_words_that_are_wanted_are_those_without_not() -> None:
    query = parse("民盟 (吉林 OR NOT 长春) NOT (招聘 NOT 公告)")
    assert words(query) == ["民盟", "吉林", "公告"]
    assert every_word(query) == ["民盟", "吉林", "长春", "招聘", "公告"]
    wanted = without_not(query)
    assert wanted is not None
    assert _said(wanted) == "[民盟 (吉林)]"
    assert without_not(parse("NOT 民盟")) is None
