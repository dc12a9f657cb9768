"""Where a page of an archive belongs among the versions of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from news.timeline import Spot, spot

_DAYS = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(20)]


@pytest.mark.parametrize(
    ("day", "says", "expected"),
    [
        # Versions A of day 5 and B of day 10, which was seen last on day 15.
        (5, "A", Spot("known", 1)),
        (7, "A", Spot("known", 1)),
        (7, "B", Spot("earlier", 2)),
        (7, "C", Spot("between", 2)),
        (3, "A", Spot("earlier", 1)),
        (3, "B", Spot("between", 1)),
        (12, "B", Spot("known", 2)),
        (12, "A", Spot("split", 3)),
        (17, "B", Spot("known", 2)),
        (17, "A", Spot("last", 3)),
        (15, "C", Spot("last", 3)),
    ],
)
def test_a_look_comes_to_its_place(day: int, says: str, expected: Spot) -> None:
    texts = ["A", "B"]
    assert spot([_DAYS[5], _DAYS[10]], _DAYS[15], _DAYS[day], lambda n: texts[n - 1] == says) == expected


class _Article:
    """An article that looks are put into one by one, as the store does."""

    def __init__(self) -> None:
        self.versions: list[tuple[int, str]] = []
        self._last = 0

    def put(self, day: int, says: str) -> None:
        seen = [_DAYS[d] for d, _ in self.versions]
        where = spot(seen, _DAYS[self._last], _DAYS[day], lambda n: self.versions[n - 1][1] == says)
        match where.where:
            case "known":
                pass
            case "earlier":
                self.versions[where.number - 1] = (day, says)
            case "split":
                self.versions += [(day, says), (self._last, self.versions[-1][1])]
            case _:
                self.versions.insert(where.number - 1, (day, says))
        self._last = max(self._last, day)


@pytest.mark.parametrize("texts", ["ABC", "ABA", "AAB", "ABB", "ABCD", "ABBA"])
def test_whatever_the_order_of_the_archives_the_versions_come_out_in_order(texts: str) -> None:
    looks = [(day, says) for day, says in enumerate(texts)]
    expected = [look for number, look in enumerate(looks) if not number or looks[number - 1][1] != look[1]]
    for order in permutations(looks):
        article = _Article()
        for day, says in order:
            article.put(day, says)
        assert article.versions == expected, order
