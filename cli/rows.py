"""Stored rows as JSON, CSV and lines for people: one place for times, names of fields and safe cells."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from news.dates import SHANGHAI
from news.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELDS = (
    "site",
    "url",
    "title",
    "original_title",
    "subtitle",
    "published_at",
    "published_precision",
    "source",
    "source_url",
    "author",
    "editor",
    "breadcrumb",
    "keywords",
    "body_text",
    "body_html",
    "images",
    "attachments",
    "status",
    "version",
    "first_seen_at",
    "last_seen_at",
    "changed_at",
    "story_id",
)

# A spreadsheet takes a cell that begins so for a formula, full-width forms included (Excel folds them).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_json_row(row: dict[str, Any], fields: Sequence[str] = FIELDS) -> dict[str, Any]:
    """Return one article with the public field names in their order; times are ISO 8601 in +08:00."""
    return {name: _json_value(row[name]) for name in fields}


def as_csv_row(row: dict[str, Any], fields: Sequence[str] = FIELDS) -> list[str]:
    """Return one article as cells; lists are joined by ' | ', formulas are made harmless with a leading '."""
    return [_safe_cell(as_cell(_json_value(row[name]))) for name in fields]


def chosen_fields(asked: str | None) -> tuple[str, ...]:
    """Return the fields named in `asked` (a,b,c), in that order, all of them for None. Raise UsageError for others."""
    if asked is None:
        return FIELDS
    names = tuple(dict.fromkeys(filter(None, (name.strip() for name in asked.replace("，", ",").split(",")))))
    unknown = [name for name in names if name not in FIELDS]
    if unknown or not names:
        raise UsageError(
            f"没有这个字段 no such field: {'、'.join(unknown) or asked!r}（可选 choose from {' '.join(FIELDS)}）"
        )
    return names


def shown_time(at: datetime | None, precision: str | None = "minute") -> str:
    """Return a time as people read it, no finer than the page gave it."""
    if at is None:
        return "（无日期）"
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d" if precision == "day" else "%Y-%m-%d %H:%M")


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return value


def as_cell(value: Any) -> str:
    """Return a value as one text; a list's items are joined by ' | '."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(
            " ".join(filter(None, item.values())) if isinstance(item, dict) else str(item) for item in value
        )
    return str(value)


def _safe_cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
