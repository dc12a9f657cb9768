"""Where a page of an archive belongs among an article's versions, which are in the order of their times. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from news.changes.telling import TELLING_FIELDS, telling_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from news.article import Article

Where = Literal["known", "earlier", "between", "split", "last"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a look belongs.

    known: version `number` said the same then. earlier: version `number` said it already then. between: it becomes
    version `number`, later ones move up. split: the same, after the current version, which was seen again later and
    comes once more behind it. last: it becomes the newest version.
    """

    where: Where
    number: int


def spot(seen: Sequence[datetime], last_seen_at: datetime, at: datetime, is_same: Callable[[int], bool]) -> Spot:
    """Return where a look at `at` belongs. seen: when each version was seen first, oldest first, from number 1 on;
    last_seen_at: when the newest was seen last; is_same: whether the look says what the version of a number says.
    """
    before = sum(time <= at for time in seen)
    if before and is_same(before):
        return Spot("known", before)
    if before < len(seen):
        return Spot("earlier" if is_same(before + 1) else "between", before + 1)
    return Spot("split" if at < last_seen_at else "last", before + 1)


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """Return the names of the telling fields that differ."""
    old, new = telling_texts(before), telling_texts(after)
    return tuple(name for name in TELLING_FIELDS if old[name] != new[name])
