"""The Parquet that we write ourselves, read by a reader that is not ours: whatever the rows hold."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from cli import export_parquet, thrift
from cli.export_parquet import write_parquet
from cli.rows import FIELDS
from news.dates import SHANGHAI

_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_EMPTY: dict[str, Any] = dict.fromkeys(FIELDS)
_TEXTS = st.none() | st.text(st.characters(codec="utf-8"))
_LINKS = st.none() | st.lists(st.fixed_dictionaries({"url": _TEXTS, "caption": _TEXTS}), max_size=3)
_TIMES = st.none() | st.datetimes(timezones=st.just(SHANGHAI), min_value=_EARLIEST)
_KEPT = ["title", "keywords", "images", "published_at", "version", "story_id"]
_ROWS = st.fixed_dictionaries(
    {
        "title": _TEXTS,
        "keywords": st.none() | st.lists(_TEXTS, max_size=20),
        "images": _LINKS,
        "published_at": _TIMES,
        "version": st.none() | st.integers(-(2**31), 2**31 - 1),
        "story_id": st.none() | st.integers(-(2**63), 2**63 - 1),
    }
)


@given(st.lists(_ROWS, max_size=30))
def test_whatever_a_row_holds_comes_back_from_parquet(rows: list[dict[str, Any]]) -> None:
    file = BytesIO()
    assert write_parquet([_EMPTY | row for row in rows], _KEPT, file) == (len(rows), "")
    assert parquet.read_table(file).to_pylist() == rows


def test_a_file_of_many_row_groups_is_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_parquet, "_MOST_ROWS", 7)
    file = BytesIO()
    assert (
        write_parquet([_EMPTY | {"title": f"第{n}篇", "body_text": "文" * n} for n in range(100)], FIELDS, file)[0]
        == 100
    )
    table = parquet.read_table(file)
    assert table.column("title").to_pylist() == [f"第{n}篇" for n in range(100)]
    assert table.column("body_text").to_pylist()[99] == "文" * 99
    assert parquet.ParquetFile(file).num_row_groups == 15
    # One column alone is found at its own place.
    assert parquet.read_table(file, columns=["body_text"]).num_rows == 100


@pytest.mark.parametrize(
    ("value", "data"), [(0, "00"), (1, "02"), (-1, "01"), (150, "ac02"), (-(2**63), "ff" * 9 + "01")]
)
def test_numbers_are_written_as_thrift_writes_them(value: int, data: str) -> None:
    assert thrift.number(value).hex() == data
