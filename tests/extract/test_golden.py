"""Golden pages: one test a field, so that a failure names what is read wrongly."""

from __future__ import annotations

from typing import Any

import pytest

from extract.decode import decode
from tests.extract.golden import Golden, all_golden, fields_of

_ABOUT_THE_TEST = ("kind", "must_be_absent")
_FIELDS = [
    pytest.param(golden, field, id=f"{golden.name}::{field}")
    for golden in all_golden()
    for field in golden.expected
    if field not in _ABOUT_THE_TEST
]
_CASES = [pytest.param(golden, id=golden.name) for golden in all_golden()]
_WITH_ABSENT_FIELDS = [
    pytest.param(golden, id=golden.name) for golden in all_golden() if "must_be_absent" in golden.expected
]


@pytest.mark.parametrize(("golden", "field"), _FIELDS)
def test_a_field_is_read_as_it_is_printed(golden: Golden, field: str) -> None:
    assert fields_of(golden).get(field) == golden.expected[field]


@pytest.mark.parametrize("golden", _CASES)
def test_a_page_is_told_for_what_it_is(golden: Golden) -> None:
    assert fields_of(golden)["kind"] == golden.expected["kind"]


@pytest.mark.parametrize("golden", _WITH_ABSENT_FIELDS)
def test_nothing_is_claimed_that_the_page_does_not_say(golden: Golden) -> None:
    claimed = {field: fields_of(golden).get(field) for field in golden.expected["must_be_absent"]}
    assert not {field: value for field, value in claimed.items() if value}


@pytest.mark.parametrize("golden", _CASES)
def test_every_expected_text_stands_in_the_page(golden: Golden) -> None:
    """An expectation is written from the page: a word that is not in its bytes is a mistake of ours."""
    text = "".join(decode(golden.body, golden.content_type).split())
    missing = [word for word in _texts(golden.expected) if "".join(word.split()) not in text]
    assert not missing


def _texts(expected: dict[str, Any]) -> list[str]:
    titles = [entry["title"] for entry in expected.get("entries", ())]
    return [expected[field] for field in ("title", "original_title", "subtitle") if field in expected] + titles
