"""Whether what is missing may be believed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from news.changes.withdrawal import controls_wanted, is_site_well

_HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("missing", "well", "controls", "waited", "believed"),
    [
        (1, 20, (5, 0), _HOUR, True),
        (1, 20, (4, 1), _HOUR, True),
        (1, 20, (3, 2), _HOUR, False),
        (1, 20, (0, 5), 99 * _HOUR, False),
        (10, 21, (21, 0), _HOUR, True),
        (10, 10, (10, 0), _HOUR, False),
        (10, 10, (10, 0), 24 * _HOUR, True),
        (10, 10, (9, 1), 24 * _HOUR, False),
        (2, 1, (1, 0), _HOUR, True),
        (1, 0, (0, 0), 24 * _HOUR, False),
        (1, 0, (0, 0), 7 * 24 * _HOUR, True),
    ],
)
def test_a_page_is_believed_to_be_gone_by_how_the_others_are(
    missing: int, well: int, controls: tuple[int, int], waited: timedelta, believed: bool
) -> None:
    answer = is_site_well(
        missing=missing, well=well, controls_well=controls[0], controls_failed=controls[1], waited=waited
    )
    assert answer == believed


def test_more_are_read_again_than_are_missing_and_never_very_many() -> None:
    assert [controls_wanted(n) for n in (1, 2, 5, 10, 300)] == [5, 5, 11, 21, 24]
