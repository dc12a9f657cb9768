"""Who was first in a story 同稿, and what each reprint made of the first. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from news.dates import SHANGHAI
from news.diff.articles import compare
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.article import Article, Moment, Precision
    from news.diff.classes import ChangeClass, Weight

Basis = Literal["printed", "seen"]

# The less exact first.
_COARSENESS: tuple[Precision, ...] = ("day", "minute", "second")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appearance:
    """When an article came out, aware, and by what that is known: the time it prints, or when it was first seen.

    precision: how exactly; of a day, `at` is its end.
    """

    at: datetime
    basis: Basis
    precision: Precision = "second"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reprint made of the first: paragraphs that it lacks, has of its own, or words otherwise."""

    weight: Weight | None
    classes: tuple[ChangeClass, ...]
    headline: bool
    cut: int
    added: int
    edited: int


def appearance(published: Moment | None, first_seen: datetime) -> Appearance:
    """Return when an article came out.

    Of a page that prints only the day, all that is known is that it was out when that day ended; and none came out
    after it was seen.
    """
    if published is None:
        return Appearance(first_seen, "seen")
    latest = published.at
    if published.precision == "day":
        day = published.at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        latest = day + _DAY - timedelta(seconds=1)
    if first_seen < latest:
        return Appearance(first_seen, "seen")
    return Appearance(latest, "printed", published.precision)


def in_order(appearances: Sequence[Appearance], sources: Sequence[int | None]) -> list[int]:
    """Return the places of a story's articles, the first to come out first.

    `sources`: for each article the place of the one that it names as its source, if that is in the story. Whoever
    is named comes before those who name it, whatever the times say.
    """
    by_time = sorted(range(len(appearances)), key=lambda place: (appearances[place].at, place))
    ordered: list[int] = []
    for place in by_time:
        chain = [place]
        while (source := sources[chain[-1]]) is not None and source not in chain:
            chain.append(source)
        ordered += [link for link in reversed(chain) if link not in ordered]
    return ordered


def tied(appearances: Sequence[Appearance], sources: Sequence[int | None], ordered: Sequence[int]) -> list[int]:
    """Return the places of those that may have been the first, when nothing says which of them was; else [].

    `ordered`: what `in_order` returned. Times are as exact as the less exact of two; who names the first as its
    source, or one that does, came after it.
    """
    first = ordered[0]
    also = [
        place
        for place in ordered[1:]
        if _is_same_time(appearances[first], appearances[place]) and not _leads_to(first, place, sources)
    ]
    return [first, *also] if also else []


def _is_same_time(one: Appearance, other: Appearance) -> bool:
    if one.basis != other.basis:
        return False
    exact = min(one.precision, other.precision, key=_COARSENESS.index)
    return _cut_to(one.at, exact) == _cut_to(other.at, exact)


def _cut_to(at: datetime, precision: Precision) -> datetime:
    at = at.astimezone(SHANGHAI).replace(microsecond=0)
    if precision == "second":
        return at
    return at.replace(second=0) if precision == "minute" else at.replace(hour=0, minute=0, second=0)


def _leads_to(first: int, place: int, sources: Sequence[int | None]) -> bool:
    """Tell whether the sources that articles name lead from one to the first."""
    met = {place}
    while (source := sources[place]) is not None and source not in met:
        if source == first:
            return True
        met.add(source)
        place = source
    return False


def changes(first: Article, reprint: Article) -> Changes:
    """Return what a reprint made of the first article of its story: of its headline and its text.

    Another site has its own times, editors, columns and pictures.
    """
    kept = replace(first, title=reprint.title, subtitle=reprint.subtitle, body_text=reprint.body_text)
    difference = compare(first, kept)
    kinds = [paragraph.kind for paragraph in difference.body]
    return Changes(
        weight=difference.weight,
        classes=difference.classes,
        headline=letters(first.title) != letters(reprint.title),
        cut=kinds.count("removed"),
        added=kinds.count("added"),
        edited=kinds.count("edited"),
    )
