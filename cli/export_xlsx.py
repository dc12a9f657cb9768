"""Articles as an Excel workbook, written as it grows: nothing is kept, on the disk or in memory, but the file itself.

Texts are inline strings, numbers are numbers, times are Beijing's: Excel knows no zones. A sheet that is full goes on
in the next one, under the same heading.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from cli.rows import as_csv_row
from news.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What Excel takes: rows a sheet, UTF-16 units a cell.
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
# A part of 2 GiB needs a form of ZIP that Excel opens only after a complaint.
_LARGEST_SHEET = 1_500_000_000
_PIECE = 1 << 18
_CUT = "…（截断 cut）"
_WERE_CUT = f"个单元格超过 {LONGEST_CELL} 字，已截断 cells too long for Excel were cut"
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Excel's own way to write a character by its number; in a text it is to stay what it is.
_NUMBERED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

# Excel counts days from here, and from March 1900 on as the calendar does; it keeps fifteen digits of a number.
_DAY_0 = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_DAY = timedelta(days=1)
_FIRST_YEAR = 1901
_MOST = 10**15
# How a time is shown, by how precisely it is known; a style's number is its place here, after the plain one.
_SHOWN = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm", "second": "yyyy-mm-dd hh:mm:ss"}
_STYLES = {precision: number for number, precision in enumerate(_SHOWN, 1)}
# The first number that a workbook may give to a form of its own.
_OWN_FORM = 164

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_BEGIN = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
_SHEET_END = "</sheetData></worksheet>"
# In digits of the usual font; without them a sheet shows the first eight of each title and time.
_WIDTHS = {"title": 48, "url": 36, "body_text": 60, "source": 20}
_WIDTHS |= dict.fromkeys(("published_at", "first_seen_at", "last_seen_at", "changed_at"), 26)
_WIDTH = 14


def write_xlsx(rows: Iterable[dict[str, Any]], fields: Sequence[str], file: BinaryIO) -> tuple[int, str]:
    """Write a workbook; cells that are too long for Excel are cut, and how many is said."""
    book = _Book(ZipFile(file, "w", ZIP_DEFLATED, compresslevel=4), fields)
    try:
        book.begin()
        for row in rows:
            book.add(_cells(row, fields))
        book.finish()
    except BaseException:
        book.abandon()
        raise
    return book.count, f"{book.cut} {_WERE_CUT}" if book.cut else ""


class _Number(NamedTuple):
    """A cell that Excel reckons with: the number as it is written, and how it is shown (0: plainly)."""

    text: str
    style: int


def _cells(row: dict[str, Any], fields: Sequence[str]) -> list[str | _Number]:
    texts = as_csv_row(row, fields)
    return [_number(row, name) or text for name, text in zip(fields, texts, strict=True)]


def _number(row: dict[str, Any], name: str) -> _Number | None:
    """Return a field as the number that it is to Excel, None for one that is a text."""
    value = row[name]
    if isinstance(value, int) and abs(value) < _MOST:
        return _Number(str(value), 0)
    if not isinstance(value, datetime):
        return None
    at = value.astimezone(SHANGHAI).replace(microsecond=0)
    if at.year < _FIRST_YEAR:
        return None
    precision = (name == "published_at" and row["published_precision"]) or "second"
    # Ten digits: Excel shows a second too few of a number that is a hair below.
    return _Number(f"{(at - _DAY_0) / _DAY:.10f}", _STYLES[precision])


class _Book:
    """A workbook while its rows come in. `cut`: how many cells were too long."""

    def __init__(self, archive: ZipFile, fields: Sequence[str]) -> None:
        self.count = self.cut = 0
        self._archive = archive
        self._fields = list(fields)
        self._columns = [_column(number) for number in range(len(fields))]
        self._begin = f"{_SHEET_BEGIN}{_widths(fields)}<sheetData>"
        self._names: list[str] = []
        self._file: IO[bytes] | None = None

    def begin(self) -> None:
        """Begin the first sheet. Call it first."""
        self._begin_sheet()

    def add(self, cells: Sequence[str | _Number]) -> None:
        if self._row >= MOST_ROWS or self._size >= _LARGEST_SHEET:
            self._end_sheet()
            self._begin_sheet()
        self._write_row(cells)
        self.count += 1

    def finish(self) -> None:
        """Write what names the sheets, and end the archive. Call it last."""
        self._end_sheet()
        for name, text in _frame(self._names).items():
            self._archive.writestr(name, _XML + text)
        self._archive.close()

    def abandon(self) -> None:
        """Let go of the file without a word: a part that stays open would speak up instead of what went wrong."""
        for opened in (self._file, self._archive):
            with suppress(OSError, ValueError):
                if opened:
                    opened.close()

    def _begin_sheet(self) -> None:
        self._names.append(f"xl/worksheets/sheet{len(self._names) + 1}.xml")
        self._file = self._archive.open(self._names[-1], "w")
        self._row = self._size = 0
        self._held = [self._begin]
        self._held_size = len(self._begin)
        self._write_row(self._fields)

    def _end_sheet(self) -> None:
        self._held.append(_SHEET_END)
        self._flush()
        assert self._file
        self._file.close()

    def _write_row(self, cells: Sequence[str | _Number]) -> None:
        self._row += 1
        number = self._row
        shown = "".join(
            self._cell(f"{column}{number}", cell) for column, cell in zip(self._columns, cells, strict=True) if cell
        )
        self._held.append(f'<row r="{number}">{shown}</row>')
        self._held_size += len(shown)
        if self._held_size >= _PIECE:
            self._flush()

    def _cell(self, place: str, cell: str | _Number) -> str:
        if isinstance(cell, _Number):
            return f'<c r="{place}" s="{cell.style}"><v>{cell.text}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{self._safe(cell)}</t></is></c>'

    def _flush(self) -> None:
        data = "".join(self._held).encode()
        self._size += len(data)
        assert self._file
        self._file.write(data)
        self._held.clear()
        self._held_size = 0

    def _safe(self, text: str) -> str:
        text = _ILLEGAL.sub("", text)
        # No character is more than two units.
        if 2 * len(text) > LONGEST_CELL and len(units := text.encode("utf-16-le")) > 2 * LONGEST_CELL:
            self.cut += 1
            text = units[: 2 * (LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
        return escape(_NUMBERED.sub("_x005F_", text) if "_x" in text else text)


def _widths(fields: Sequence[str]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{_WIDTHS.get(name, _WIDTH)}" customWidth="1"/>'
        for number, name in enumerate(fields, 1)
    )
    return f"<cols>{columns}</cols>"


def _frame(sheets: Sequence[str]) -> dict[str, str]:
    """Return the parts of a workbook beside its sheets: name → XML."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="文章{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    styles = len(sheets) + 1
    related += f'<Relationship Id="rId{styles}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    typed = "".join(f'<Override PartName="/{name}" ContentType="{_TYPE}.worksheet+xml"/>' for name in sheets)
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/styles.xml": _styles(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{typed}</Types>'
        ),
    }


def _styles() -> str:
    """Return how cells look: plain ones, and times by their precision. Excel wants two fills, and one of all else."""
    forms = "".join(
        f'<numFmt numFmtId="{_OWN_FORM + n}" formatCode="{shown}"/>' for n, shown in enumerate(_SHOWN.values())
    )
    own = ' xfId="0"'
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"{}/>'
    timed = "".join(
        f'<xf numFmtId="{_OWN_FORM + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(_SHOWN))
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_SHOWN)}">{forms}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{plain.format("")}</cellStyleXfs>'
        f'<cellXfs count="{len(_SHOWN) + 1}">{plain.format(own)}{timed}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _column(number: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    before, last = divmod(number, 26)
    return (_column(before - 1) if before else "") + chr(ord("A") + last)
