"""Articles as JSON Lines and as CSV."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from cli.rows import as_csv_row, as_json_row
from cli.writing import text_onto

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Some readers of lines break at these too; in JSON they can be written otherwise.
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029]")


def write_jsonl(rows: Iterable[dict[str, Any]], fields: Sequence[str], file: BinaryIO) -> tuple[int, str]:
    """Write one JSON object a line."""
    count = 0
    with text_onto(file) as text:
        for row in rows:
            line = json.dumps(as_json_row(row, fields), ensure_ascii=False)
            text.write(_BREAKS.sub(_escaped, line) + "\n")
            count += 1
    return count, ""


def write_csv(rows: Iterable[dict[str, Any]], fields: Sequence[str], file: BinaryIO) -> tuple[int, str]:
    """Write a table that spreadsheets open as it is meant: UTF-8 by its byte order mark, no cell a formula."""
    count = 0
    with text_onto(file) as text:
        # Excel takes a CSV file for the system's old code page unless it begins with a byte order mark.
        text.write("\ufeff")
        writer = csv.writer(text)
        writer.writerow(fields)
        for row in rows:
            writer.writerow(as_csv_row(row, fields))
            count += 1
    return count, ""


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
