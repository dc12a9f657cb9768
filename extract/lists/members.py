"""Which links belong to a list whose kernel is found: its other column, its first item; no labels, no strangers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from extract.lists.asides import heading_before
from extract.lists.boxes import surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.lists.boxes import Surroundings
    from extract.lists.links import Link
    from extract.lists.outline import Outline

_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"[0-9a-fA-F]{16,}")
_ITEMS = frozenset({"li", "tr", "dd"})
_MOST_LEVELS = 6
_LONGEST_HREF = 500
_LONGEST_HEADING = 12
_ALIKE = 0.8
_MOST_JOINED = 20
_FEWEST_DATED = 3
# Before its list stand one or two articles as a card.
_MOST_LEADS = 2


@dataclass(slots=True)
class Group:
    """Links of one shape on one side of the page, in page order.

    `counted`: which of them have words enough; `numbered`: how many of those have a numbered address; `weight`: what
    the group is worth without dates. Once dates are looked for, `around` is what stands around each link and `dated`
    how many of those that count have one.
    """

    shape: tuple[str, ...]
    is_aside: bool
    links: list[Link]
    counted: list[bool]
    numbered: int
    weight: float
    around: list[Surroundings] = field(default_factory=list)
    dated: int = 0


class MainList(NamedTuple):
    """The links of a page's main list in page order, and what stands around each."""

    links: Sequence[Link]
    around: Sequence[Surroundings]


NO_LIST = MainList((), ())


@lru_cache(maxsize=4096)
def pattern(href: str) -> str:
    """Return an address without what differs from article to article: its numbers."""
    return _DIGITS.sub("#", _HEX.sub("#", href[:_LONGEST_HREF].strip()))


def completed(outline: Outline, best: Group, groups: Sequence[Group]) -> MainList:
    """Return the list whose kernel is `best`."""
    links = _without_labels(outline, _with_columns(outline, best, groups))
    found = MainList(links, best.around if len(links) == len(best.links) else surroundings(outline, links))
    links = _with_leads(
        outline, _without_strangers(found), [group for group in groups if best.is_aside or not group.is_aside]
    )
    return found if len(links) == len(found.links) else MainList(links, surroundings(outline, links))


def _with_columns(outline: Outline, best: Group, groups: Sequence[Group]) -> list[Link]:
    """Join the groups that differ in the class of one level alone: zebra rows, a list in two columns."""
    forms = {pattern(link.href) for link in best.links}
    if not any("#" in form for form in forms):
        return best.links
    alike = (group for group in groups if group is not best and _is_near(best, group))
    joined = [
        group
        for group in islice(alike, _MOST_JOINED)
        if sum(pattern(link.href) in forms for link in group.links) >= len(group.links) * _ALIKE
        and _goes_on(outline, best, group)
        and _is_dated(outline, group) == _is_dated(outline, best)
    ]
    return sorted([*best.links, *(link for group in joined for link in group.links)], key=lambda link: link.at)


def _is_near(best: Group, other: Group) -> bool:
    if other.is_aside != best.is_aside or len(other.shape) != len(best.shape):
        return False
    unlike = [(a, b) for a, b in zip(best.shape, other.shape, strict=True) if a != b]
    return len(unlike) == 1 and unlike[0][0].partition(" ")[0] == unlike[0][1].partition(" ")[0]


def _goes_on(outline: Outline, one: Group, other: Group) -> bool:
    """Tell whether the later of two groups goes on where the earlier one stood: no heading of its own is between."""
    first, later = sorted((one.links, other.links), key=lambda links: links[0].at)
    heading = heading_before(outline, outline.starts[later[0].at])
    before = [link for link in first if link.at < later[0].at]
    return not heading or len(heading) > _LONGEST_HEADING or any(heading in link.text for link in before[-3:])


def _is_dated(outline: Outline, group: Group) -> bool:
    return sum(one.is_dated for one in surroundings(outline, group.links)) * 2 > len(group.links)


def _without_labels(outline: Outline, links: Sequence[Link]) -> list[Link]:
    """Drop the links to columns that stand before the headlines: `[要闻] 全省统战部长会议召开`."""
    items: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        around = islice(outline.around(link.at), _MOST_LEVELS)
        items[next((node for node in around if outline.tags[node] in _ITEMS), -link.at - 1)].append(link)
    if len(items) == len(links):
        return list(links)
    ours = _common_form(links)
    dropped: set[int] = set()
    for held in items.values():
        forms = [pattern(link.href) for link in held]
        if ours in forms:
            dropped.update(link.at for link in held[: forms.index(ours)])
    return [link for link in links if link.at not in dropped]


def _common_form(links: Sequence[Link]) -> str:
    """Return the form that most different addresses of a list have."""
    return Counter(pattern(href) for href in dict.fromkeys(link.href for link in links)).most_common(1)[0][0]


def _without_strangers(found: MainList) -> list[Link]:
    """Drop the undated links of another form of address from a dated list: a menu of the same bare tags."""
    links, dated = list(found.links), [one.is_dated for one in found.around]
    if all(dated):
        return links
    forms = {pattern(link.href) for link, is_dated in zip(links, dated, strict=True) if is_dated}
    if sum(dated) < _FEWEST_DATED or (sum(dated) * 2 <= len(links) and len(forms) > 1):
        return links
    return [link for link, known in zip(links, dated, strict=True) if known or pattern(link.href) in forms]


def _with_leads(outline: Outline, links: list[Link], groups: Sequence[Group]) -> list[Link]:
    """Add what has the list's form of address and stands in it, or just before it: a first item as a card."""
    ours = _common_form(links)
    if "#" not in ours or len(links) < _FEWEST_DATED:
        return links
    around = outline.common(links[0].at, links[-1].at)
    if outline.tags[around] in ("body", "html"):
        return links
    start = outline.parents[around] if outline.tags[outline.parents[around]] not in ("body", "html", "tr") else around
    mine = {link.href for link in links}
    found = {
        link.at: link
        for group in groups
        for link in group.links
        if start < link.at < outline.ends[around] and link.text and link.href not in mine and pattern(link.href) == ours
    }
    before = [at for at in found if at < around]
    if len(before) > _MOST_LEADS:
        found = {at: link for at, link in found.items() if at > around}
    return sorted([*links, *_longest(list(found.values()))], key=lambda link: link.at) if found else links


def _longest(links: Sequence[Link]) -> list[Link]:
    """Return of several links to one address the one with most text: a card's headline, not its 更多."""
    best: dict[str, Link] = {}
    for link in links:
        if link.href not in best or len(link.text) > len(best[link.href].text):
            best[link.href] = link
    return list(best.values())
