"""A replica for every family of CMS, under the family's own name, and for every kind of list made for machines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from demo import feeds, hanweb, offices, presses
from demo.replica import Replica
from demo.style import Column

if TYPE_CHECKING:
    from datetime import date

STYLES = {
    **offices.STYLES,
    **presses.STYLES,
    "jpaas-data": hanweb.JPAAS,
    "by-feed": feeds.RSS,
    "by-sitemap": feeds.SITEMAP,
}
_COLUMNS = (Column("统战要闻", "tzyw", 1201, 34), Column("基层动态", "jcdt", 1202, 8))
# Fewer articles on shorter pages: as many pages.
_SMALL_COLUMNS = (replace(_COLUMNS[0], count=13), replace(_COLUMNS[1], count=4))
_SMALL_SIZE = 5


def family(name: str, today: date, *, fresh: int = 0, small: bool = False) -> Replica:
    """Return a family's replica as it stands on `today`, `fresh` articles having been posted this morning.

    A `small` one has a third of the articles, for tests that crawl them all.
    """
    style = STYLES[name]
    # Styles that put everything on one page do so in a small world too.
    if small and style.size < 100:
        style = replace(style, size=_SMALL_SIZE)
    return Replica(name, f"{name}统战网", style, _SMALL_COLUMNS if small else _COLUMNS, today, fresh)
