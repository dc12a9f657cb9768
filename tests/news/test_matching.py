"""Which article goes to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article
from news.matching import Match, News, Subscription, match

if TYPE_CHECKING:
    from news.changes.change import EventKind
    from news.diff.classes import Weight
    from news.matching import Changes

ARTICLE = Article(
    url="https://www.minmeng.example/1.html",
    title="民盟中央召开座谈会",
    body_text="第一段，谈ＡＩ与教育。\n　　第二段在北\n京举行。COVID 19。",
    original_title="群言：凝聚 共识",
    subtitle="副题写着调研",
    source="人民政协网",
    keywords=("参政议政",),
)
NEWS = News(10, "minmeng", ARTICLE)


def subscription(
    *keywords: str, sites: tuple[str, ...] = (), recipient: str = "a@example.org", number: int = 1, after: int = 0
) -> Subscription:
    return Subscription(number, recipient, keywords, sites, after)


@pytest.mark.parametrize(
    ("keywords", "sites", "found"),
    [
        ((), (), ()),
        ((), ("minmeng",), ()),
        ((), ("zytzb",), None),
        ((), ("zytzb", "minmeng"), ()),
        (("座谈会",), (), ("座谈会",)),
        (("座谈会",), ("zytzb",), None),
        (("侨联",), (), None),
        (("侨联", "座谈会", "民盟"), (), ("座谈会", "民盟")),
        (("凝聚共识",), (), ("凝聚共识",)),
        (("调研",), (), ("调研",)),
        (("参政议政",), (), ("参政议政",)),
        (("政协网",), (), ("政协网",)),
        (("ai",), (), ("ai",)),
        (("ＡＩ与教育",), (), ("ＡＩ与教育",)),
        (("Covid　19",), (), ("Covid　19",)),
        ((" 第一 段 ",), (), (" 第一 段 ",)),
        # Never across the end of a paragraph, nor from one field into the next.
        (("北京",), (), None),
        (("座谈会群言",), (), None),
        # A word without a character asks for nothing; it must not match everything.
        (("　",), (), None),
        (("", "民盟"), (), ("民盟",)),
    ],
)
def test_a_subscription_matches_by_site_and_by_any_of_its_words(
    keywords: tuple[str, ...], sites: tuple[str, ...], found: tuple[str, ...] | None
) -> None:
    expected = [] if found is None else [Match("a@example.org", (1,), found)]
    assert match(NEWS, [subscription(*keywords, sites=sites)]) == expected


def test_what_happened_before_the_subscription_is_not_mailed() -> None:
    assert match(NEWS, [subscription(after=10)]) == []
    assert match(NEWS, [subscription(after=9)]) != []


def test_two_subscriptions_of_one_reader_are_one_mail_with_the_words_of_both() -> None:
    matches = match(
        NEWS,
        [
            subscription("民盟", number=1),
            subscription("侨联", number=2),
            subscription("民盟", "教育", number=3),
            subscription(recipient="b@example.org", number=4),
        ],
    )
    assert matches == [Match("a@example.org", (1, 3), ("民盟", "教育")), Match("b@example.org", (4,), ())]


@pytest.mark.parametrize("state", ["bounced", "removed"])
def test_a_subscription_that_rests_or_was_removed_matches_nothing(state: str) -> None:
    resting = Subscription(1, "a@example.org", (), (), 0, state)  # type: ignore[arg-type]
    assert match(NEWS, [resting]) == []


@given(word=st.text(min_size=1, max_size=8), before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_word_is_found_in_any_text_that_holds_it(word: str, before: str, after: str) -> None:
    news = News(1, "s", Article(url="https://e.example/", title="题", body_text=f"{before} {word} {after}"))
    found = match(news, [subscription(word)])
    # What spans a line break, or is white space only, is no word.
    assert found or "\n" in word or not word.split()


@pytest.mark.parametrize(
    ("kind", "weight", "told"),
    [
        ("new", None, ["none", "major", "all"]),
        ("changed", "major", ["major", "all"]),
        ("changed", "minor", ["all"]),
        ("changed", None, ["all"]),
        ("gone", None, ["major", "all"]),
        ("restored", None, ["major", "all"]),
        ("restored", "minor", ["major", "all"]),
    ],
)
def test_changes_go_to_those_who_asked_for_them(kind: EventKind, weight: Weight | None, told: list[str]) -> None:
    news = News(10, "minmeng", ARTICLE, kind, None, weight)
    asked: list[Changes] = ["none", "major", "all"]
    wanted = [Subscription(1, f"{one}@example.org", (), (), 0, changes=one) for one in asked]
    assert [found.recipient.partition("@")[0] for found in match(news, wanted)] == told


def test_a_word_is_looked_for_in_what_was_said_before_too() -> None:
    before = Article(url=ARTICLE.url, title="侨联换届", body_text="")
    changed = News(10, "minmeng", ARTICLE, "changed", before, "major")
    asking = [Subscription(1, "a@example.org", ("侨联", "座谈会"), (), 0, changes="all")]
    assert match(changed, asking) == [Match("a@example.org", (1,), ("侨联", "座谈会"))]
