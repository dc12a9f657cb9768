"""Workbooks as Excel is to find them, read back with a reader that is not ours."""

from __future__ import annotations

import errno
import os
import secrets
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from cli import export_xlsx
from cli.export_xlsx import LONGEST_CELL, write_xlsx
from cli.rows import FIELDS
from news.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def sheet_rows(file: Path | BytesIO) -> list[list[dict[str, Any]]]:
    """Return the rows of each sheet; no cell is a formula."""
    sheets = []
    for sheet in openpyxl.load_workbook(file).worksheets:
        heading, *rows = [list(row) for row in sheet.iter_rows()]
        for cell in (c for row in rows for c in row if c.value is not None):
            assert cell.data_type in ("s", "inlineStr", "n", "d"), cell.value
        sheets.append([dict(zip([h.value for h in heading], [c.value for c in row], strict=False)) for row in rows])
    return sheets


def _row(**values: Any) -> dict[str, Any]:
    return dict.fromkeys(FIELDS) | {"breadcrumb": [], "keywords": [], "images": [], "attachments": []} | values


def _book(rows: Sequence[dict[str, Any]], *fields: str) -> tuple[list[list[dict[str, Any]]], tuple[int, str]]:
    file = BytesIO()
    told = write_xlsx(rows, fields, file)
    return sheet_rows(file), told


def test_a_cell_that_excel_would_not_take_is_cut_and_it_is_said() -> None:
    # A character beyond the first plane is two of Excel's.
    texts = ["长" * LONGEST_CELL, "长" * (LONGEST_CELL + 1), "𠮷" * LONGEST_CELL]
    (rows,), (count, said) = _book([_row(body_text=text) for text in texts], "body_text")
    whole, cut, pairs = (row["body_text"] for row in rows)
    assert whole == texts[0]
    assert cut.endswith("截断 cut）")
    assert len(cut) == LONGEST_CELL
    assert len(pairs.encode("utf-16-le")) <= 2 * LONGEST_CELL
    assert pairs.startswith("𠮷𠮷")
    assert (count, said[:2]) == (3, "2 ")
    assert _book([_row(body_text="短")], "body_text")[1] == (1, "")


def test_what_xml_or_excel_would_take_for_something_else_comes_back_as_it_was() -> None:
    texts = ["a<b>&\"'", " 两端有空格 ", "一\n二", "_x000D_", "_x005f_", "\x0b\x00\ufffe\ud800留下", "]]>", "😀㛃𠮷"]
    (rows,), _ = _book([_row(title=text) for text in texts], "title")
    # openpyxl leaves the numbers of characters in such cells as they are; Excel reads them.
    read = [unescape(row["title"]) for row in rows]
    assert read == [*texts[:5], "留下", *texts[6:]]


def test_a_sheet_shows_whole_titles_and_times_without_anybody_pulling_at_its_columns() -> None:
    file = BytesIO()
    write_xlsx([_row(title="题")], ("site", "title", "published_at"), file)
    (sheet,) = openpyxl.load_workbook(file).worksheets
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] < widths[2] < widths[1]
    assert sheet.freeze_panes == "A2"


def test_numbers_and_times_can_be_sorted_and_reckoned_with() -> None:
    # In London it is the day before.
    at = datetime(2026, 11, 1, 16, 30, 59, 999_999, tzinfo=UTC)
    times = {"first_seen_at": at, "last_seen_at": at.astimezone(SHANGHAI), "changed_at": None}
    rows = [
        _row(title="1", published_at=datetime(2026, 11, 2, tzinfo=SHANGHAI), published_precision="day", **times),
        _row(title="=2", published_at=at, published_precision="minute", version=12, story_id=3_000_000_000, **times),
        _row(published_at=at, published_precision="second", version=1, story_id=10**17, site="123", **times),
    ]
    file = BytesIO()
    write_xlsx(rows, FIELDS, file)
    (sheet,) = openpyxl.load_workbook(file).worksheets
    read = [dict(zip(FIELDS, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [row["published_at"].value for row in read] == [
        datetime.fromisoformat("2026-11-02"),
        *[datetime.fromisoformat("2026-11-02T00:30:59")] * 2,
    ]
    assert [row["published_at"].number_format for row in read] == [
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "yyyy-mm-dd hh:mm:ss",
    ]
    assert {row[name].value for row in read for name in ("first_seen_at", "last_seen_at")} == {
        datetime.fromisoformat("2026-11-02T00:30:59")
    }
    assert [row["changed_at"].value for row in read] == [None] * 3
    assert [row["version"].value for row in read] == [None, 12, 1]
    # Of longer numbers Excel keeps fifteen digits.
    assert [row["story_id"].value for row in read] == [None, 3_000_000_000, str(10**17)]
    assert [row["title"].value for row in read] == ["1", "'=2", None]
    assert read[2]["site"].value == "123"


def test_a_full_sheet_goes_on_in_the_next_under_the_same_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_xlsx, "MOST_ROWS", 3)
    sheets, (count, _) = _book([_row(title=str(number), site="s") for number in range(5)], "title", "site")
    assert [[row["title"] for row in rows] for rows in sheets] == [["0", "1"], ["2", "3"], ["4"]]
    assert all(list(row) == ["title", "site"] for rows in sheets for row in rows)
    assert count == 5


class _Full(BytesIO):
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def write(self, data: Any) -> int:
        self._room -= memoryview(data).nbytes
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def test_a_workbook_that_finds_the_disk_full_says_so_wherever_it_is() -> None:
    whole = BytesIO()
    rows = [_row(title=f"第{number}篇", body_text=secrets.token_hex(9_000)) for number in range(60)]
    write_xlsx(rows, ("title", "body_text"), whole)
    size = len(whole.getvalue())
    for room in (0, 1, 40, size // 3, size - 2_000, size - 800, size - 10):
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            write_xlsx(rows, ("title", "body_text"), _Full(room))


def test_a_workbook_of_rows_that_cannot_be_had_says_why() -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield _row(title="一")
        raise KeyError("gone")

    file = BytesIO()
    with pytest.raises(KeyError, match="gone"):
        write_xlsx(rows(), ("title",), file)
