"""The day of a list entry: what stands beside the headline comes first, a headline may name a day of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.lists.boxes import LONGEST_BOX, whole_date
from news.dates import find_day_of_year, find_moment, find_scattered_day, url_day, url_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lists.boxes import Surroundings
    from extract.lists.links import Link
    from extract.lists.outline import Outline
    from news.article import Moment

_TIMES = frozenset({"time"})
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"[（(\[【]?((?:19|20)\d\d)年?(?:度)?[)）\]】]?")
_MONTH_DAY = re.compile(r"^\W*\d\d[-/.月]\d\d日?(?=\D)|\D\d\d[-/.月]\d\d日?\W*$")
_LONGEST_PIECE = 60
_MOST_PIECES = 40
_MOST_BEFORE = 6


def date_of(
    outline: Outline, link: Link, around: Surroundings, url: str, title: str, year: int | None = None
) -> Moment | None:
    """Return the day of the entry `title` at `url`. `year`: what a heading above the entry says."""
    stamp = _stamp(outline, around.box)
    if stamp:
        return stamp
    own = outline.spaced(link.at, LONGEST_BOX) if outline.ends[link.at] > link.at + 1 else link.text[:LONGEST_BOX]
    return (
        read_date(_without(around.text, own), url, year)
        or read_date(_without(around.beside, own), url, year)
        or _own_date(own, title)
        or url_day(url)
        or _at_its_edge(own, year or url_year(url))
    )


def _without(text: str, part: str) -> str:
    return text.replace(part, " ", 1).strip() if part else text


def _own_date(own: str, title: str) -> Moment | None:
    """Return the day that a link prints beside its headline, else the one in the headline."""
    beside = _without(own, title)
    return find_moment(beside) or find_scattered_day(beside) or find_moment(own) or find_scattered_day(own)


def _at_its_edge(own: str, year: int | None) -> Moment | None:
    """Return the day of a link that begins or ends with 06-30; within a headline 1-6 is a span of months."""
    found = _MONTH_DAY.search(own)
    return find_day_of_year(found[0], year) if found else None


def read_date(text: str, url: str, year: int | None = None) -> Moment | None:
    """Return the day that a text names; of 06-30 the year stands in the address or above."""
    found = find_moment(text) or find_scattered_day(text)
    if found or not text:
        return found
    hint = url_day(url)
    return find_day_of_year(text, hint.at.year if hint else year or url_year(url))


def _stamp(outline: Outline, box: int) -> Moment | None:
    """Return the day of what is nothing but a date, whatever days the texts beside it name; of a row the last one."""
    for node in outline.below(box, _TIMES):
        machine = find_moment((outline.nodes[node].get("datetime") or "")[:_LONGEST_PIECE])
        if machine:
            return machine
    found = None
    for piece in outline.pieces[outline.starts[box] : min(outline.stops[box], outline.starts[box] + _MOST_PIECES)]:
        # Most pieces are white space between the tags.
        if len(piece) > _LONGEST_PIECE or piece.isspace() or not _DIGIT.search(piece):
            continue
        if day := whole_date(piece.strip()):
            found = day
            if outline.tags[box] != "tr":
                break
    return found


def years_above(outline: Outline, links: Sequence[Link]) -> list[int | None]:
    """Return for each link of a list the year that stands above it as a heading: `2026年`."""
    years: list[int | None] = []
    year = None
    place = max(0, outline.starts[links[0].at] - _MOST_BEFORE) if links else 0
    for link in links:
        for piece in outline.pieces[place : outline.starts[link.at]]:
            if ("20" in piece or "19" in piece) and (found := _YEAR.fullmatch(piece[:_LONGEST_PIECE].strip())):
                year = int(found[1])
        place = max(place, outline.starts[link.at])
        years.append(year)
    return years
