"""Working days in China: weekends, the days around New Year, Spring Festival, 1 May and 1 October are none.

A rule, not the yearly decree: which Sunday is worked instead changes nothing for counting how long a site is silent,
and a decree for next year is not known when a program is built.
"""

from __future__ import annotations

from datetime import date, timedelta

_WEEKEND = (5, 6)
# (month, day) of the first and of the last free day.
_FIXED = (((1, 1), (1, 3)), ((5, 1), (5, 5)), ((10, 1), (10, 8)))
# From the day before the first day of the lunar year to the seventh day after: offices close early and open late.
_SPRING_BEFORE, _SPRING_AFTER = timedelta(days=2), timedelta(days=7)
# Month and day of 正月初一, from astronomical tables.
_LUNAR_NEW_YEARS = {
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
    2036: (1, 28),
    2037: (2, 15),
    2038: (2, 4),
    2039: (1, 24),
    2040: (2, 12),
    2041: (2, 1),
    2042: (1, 22),
    2043: (2, 10),
    2044: (1, 30),
    2045: (2, 17),
    2046: (2, 6),
    2047: (1, 26),
    2048: (2, 14),
    2049: (2, 2),
    2050: (1, 23),
}


def is_working_day(day: date) -> bool:
    """Tell whether offices work on `day`."""
    if day.weekday() in _WEEKEND or any(first <= (day.month, day.day) <= last for first, last in _FIXED):
        return False
    if day.year not in _LUNAR_NEW_YEARS:
        return True
    new_year = date(day.year, *_LUNAR_NEW_YEARS[day.year])
    return not new_year - _SPRING_BEFORE <= day <= new_year + _SPRING_AFTER


def working_days(after: date, upto: date) -> int:
    """Return how many working days lie after `after`, up to and with `upto`; 0 when there is none between."""
    days = (upto - after).days
    return sum(is_working_day(after + timedelta(days=k)) for k in range(1, days + 1))
