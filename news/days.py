"""A day as a person types it, in an option or in a setting of a crawl."""

from __future__ import annotations

import re
from datetime import date

from news.errors import UsageError

_FORM = re.compile(r"\d{4}-?\d{2}-?\d{2}", re.ASCII)
_LONGEST = 40


def typed_day(text: str) -> date:
    """Return the day of YYYY-MM-DD. Raise UsageError, which tells a day that does not exist from another form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        shown = text[:_LONGEST]
        if _FORM.fullmatch(text):
            raise UsageError(f"没有这一天 there is no such day: {shown}") from None
        raise UsageError(f"应为 YYYY-MM-DD should be a day: {shown}") from None
