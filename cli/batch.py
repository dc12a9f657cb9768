"""The rows of `extract --batch`: whatever one of them holds, it gets its own result and the others theirs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cli import faults
from cli.faults import said_by_system
from news.errors import TzwatchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def batch_rows(batch: Path) -> list[bytes]:
    """Return the lines of a JSON Lines file, empty ones left out. Raise UsageError when it cannot be read."""
    try:
        # At line feeds only: a text may well hold U+2028, which str.splitlines() would part it at.
        lines = batch.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise UsageError(f"读不到文件 cannot be read: {said_by_system(error)}") from error
    return [line for line in lines if line.strip()]


def read_row(
    line: bytes, number: int, folder: Path, read: Callable[[Path, str | None], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Return (result, went well) for one row {"id", "html_path", "url"}; paths are relative to `folder`.

    A row without an id is named by its number. One that fails has kind "empty" and the reason.
    """
    name = str(number)
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise UsageError(f"应为 should be {{id, html_path, url}}: {type(row).__name__}")
        if row.get("id") is not None:
            name = str(row["id"])
        return {"id": name} | read(folder / _text(row, "html_path"), _url(row)), True
    except TzwatchError as error:
        reason = str(error)
    except UnicodeDecodeError:
        reason = "这一行不是 UTF-8 the line is not UTF-8"
    except json.JSONDecodeError as error:
        reason = f"这一行不是 JSON the line is no JSON: {error}"
    except ValueError as error:
        reason = f"路径或网址无效 the path or the address is not valid: {error}"
    # One row's fault, whatever it is, must not cost the others their result.
    except Exception as error:
        faults.record(error, "extract")
        reason = f"程序出错，请报告 a fault of tzwatch, please report: {error!r}"[:300]
    return {"id": name, "kind": "empty", "reason": reason}, False


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise UsageError(f"{key} 应为文字 should be a text: {str(value)[:80]}")
    return value


def _url(row: dict[str, Any]) -> str | None:
    return None if row.get("url") in (None, "") else _text(row, "url")
