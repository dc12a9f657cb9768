"""Best first: the title, words together, more often, newer; a query that wants no word is a matter of time."""

from __future__ import annotations

import pytest

from news.search.grams import TITLE
from news.search.query import parse
from news.search.ranking import score


def _score(query: str, *lines: str, days: float = 0) -> float:
    return score(parse(query), "\n".join(lines), days)


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("民盟", (f"{TITLE}民盟", "别的"), (f"{TITLE}别的", "民盟")),
        ("民盟", ("民盟，民盟，民盟",), ("民盟",)),
        ("民盟 吉林", ("民盟吉林",), ("民盟在北京，" + "话" * 30 + "吉林",)),
        ("民盟 吉林", ("民盟，" + "话" * 30 + "吉林",), ("民盟", "吉林")),
        ("吉林 民盟", ("民盟吉林",), ("民盟", "吉林")),
        ("民盟 吉林", (f"{TITLE}民盟", "吉林"), ("民盟", "吉林")),
    ],
)
def test_this_text_is_the_better_answer(query: str, better: tuple[str, ...], worse: tuple[str, ...]) -> None:
    assert _score(query, *better) > _score(query, *worse)


def test_of_equal_texts_the_newer_is_better_but_a_title_outweighs_a_year() -> None:
    assert _score("民盟", "民盟", days=1) > _score("民盟", "民盟", days=300)
    assert _score("民盟", f"{TITLE}民盟", days=365) > _score("民盟", "民盟", days=0)
    assert _score("NOT 民盟", "别的", days=1) > _score("NOT 民盟", "别的", days=2)


def test_a_word_that_comes_a_thousand_times_is_not_a_thousand_times_better() -> None:
    assert _score("民盟", "民盟" * 1000) == _score("民盟", "民盟" * 7)
