"""Which articles are one story while several are placed: the numbers that stay, and the groups that get one."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from news.stories.joining import Stories
from news.stories.reprint import Copy, copy_of
from tests.news.reprint_world import original

_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
# Texts that have nothing in common: an article says what its text's number says.
_TEXTS = [original(random.Random(number), number) for number in range(4)]


@dataclass(frozen=True, slots=True)
class _Stored:
    article_id: int
    text: int

    def copy(self) -> Copy:
        article = replace(_TEXTS[self.text], published=None)
        return copy_of(article, key=f"s{self.article_id}.cn/1", at=_AT + timedelta(minutes=self.article_id))


def test_articles_of_no_story_that_are_one_get_a_number_and_those_alone_none() -> None:
    stories = Stories()
    for one in (_Stored(1, 0), _Stored(2, 0), _Stored(3, 1)):
        stories.add(one.article_id, None)
    stories.place(2, _Stored(2, 0).copy(), [_Stored(1, 0)])
    stories.place(3, _Stored(3, 1).copy(), [_Stored(1, 0)])
    (group,) = stories.nameless()
    assert stories.named({group: 7}) == {1: 7, 2: 7, 3: None}
    assert stories.merged() == {}


def test_of_two_stories_that_turn_out_to_be_one_the_older_number_stays() -> None:
    stories = Stories()
    stories.add(9, None)
    stories.add(1, 5)
    stories.add(2, 3)
    stories.place(9, _Stored(9, 0).copy(), [_Stored(1, 0), _Stored(2, 0)])
    assert stories.named({}) == {9: 3}
    assert stories.merged() in ({5: 3}, {})
    assert stories.group(9) == 3


def test_what_is_known_of_an_article_is_not_overwritten() -> None:
    stories = Stories()
    stories.add(1, None)
    stories.add(1, 5)
    assert stories.named({}) == {1: None}


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.sampled_from([None, 5]))
def test_equal_texts_are_one_story_and_others_are_not(texts: list[int], first_story: int | None) -> None:
    stored = [_Stored(number, text) for number, text in enumerate(texts, 1)]
    stories = Stories()
    stories.add(1, first_story)
    for place, one in enumerate(stored[1:], 1):
        stories.add(one.article_id, None)
        stories.place(one.article_id, one.copy(), stored[:place])
    numbers = {group: 100 + place for place, group in enumerate(stories.nameless())}
    now = {1: first_story} | stories.named(numbers)
    for one in stored:
        alike = {other.article_id for other in stored if other.text == one.text}
        story = now[one.article_id]
        assert {number for number in now if now[number] == story} == alike if len(alike) > 1 else story in (None, 5)
    assert all(now[one.article_id] == first_story for one in stored if first_story and one.text == stored[0].text)
