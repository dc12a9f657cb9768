"""What an option takes, checked with a sentence that says what it should be."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from news.days import typed_day
from news.errors import UsageError

if TYPE_CHECKING:
    from click import Context, Parameter

_MOST_DAYS = 36_500


class Count(click.ParamType[int]):
    """A whole number between two."""

    name = "N"

    def __init__(self, least: int = 1, most: int = 1_000_000) -> None:
        self._least = least
        self._most = most

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self._least - 1
        if not self._least <= number <= self._most:
            self.fail(
                f"应为 {self._least} 到 {self._most} 的整数 should be a whole number from {self._least} to {self._most}"
                f": {str(value)[:40]}",
                param,
                ctx,
            )
        return number


class Days(click.ParamType[float]):
    """A number of days, fractions too."""

    name = "DAYS"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> float:
        try:
            days = float(value)
        except ValueError:
            days = math.nan
        # The comparison is false for nan as well.
        if not 0 <= days <= _MOST_DAYS:
            self.fail(
                f"应为 0 到 {_MOST_DAYS} 的天数 should be a number of days from 0 to {_MOST_DAYS}: {str(value)[:40]}",
                param,
                ctx,
            )
        return days


class Day(click.ParamType[date]):
    """A day, written YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> date:
        try:
            return value if isinstance(value, date) else typed_day(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)
