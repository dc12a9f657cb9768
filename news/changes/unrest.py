"""Pages that never rest: telling an edit from a place that prints something else at every visit. Pure.

A place that changed at one look and changes again at the next, or for the third time at all, or back to an earlier
text, is restless: what changes there is not told until the page has rested. An edit elsewhere always is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from news.changes.differences import Hunk, differences
from news.changes.telling import TELLING_FIELDS, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from news.changes.telling import Said

# Looks in a row that found an edit, wherever: such a page prints something new each time (2026-11).
RESTLESS_AFTER = 5
# Changes of one place, after which the next one is unrest even if the page rested in between.
_RECOGNISED = 2
# Two looks within moments that differed at a place prove it: as if it had changed so often.
_PROVEN = 9
# A place that changed once and then rested for so many looks was edited by somebody.
_FORGOTTEN_AFTER = 8
_MOST_PLACES, _MOST_PAST = 40, 4
# How far beside a restless place a difference may reach and still be of it, in characters.
_SLACK = 24


@dataclass(frozen=True, slots=True)
class Place:
    """[start, end) of a field's folded text, how often it changed, and whether the last look was one of these times."""

    field: str
    start: int
    end: int
    hits: int
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Unrest:
    """What is remembered of an article's changes.

    base: digest of the stored text, which the places are of; seen: digest of the text at the last look, and for how
    many looks before it was the same (`quiet`); past: digests of texts before the stored one; edits: looks in a row
    that found something new elsewhere than at a restless place.
    """

    base: str
    places: tuple[Place, ...] = ()
    seen: str = ""
    quiet: int = 0
    past: tuple[str, ...] = ()
    edits: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as the store keeps it."""
        places = [[p.field, p.start, p.end, p.hits, p.fresh] for p in self.places]
        return {
            "base": self.base,
            "places": places,
            "seen": self.seen,
            "quiet": self.quiet,
            "past": list(self.past),
            "edits": self.edits,
        }


def unrest_of(kept: Mapping[str, Any] | None) -> Unrest | None:
    """Return what `as_json` made."""
    if kept is None:
        return None
    places = tuple(Place(*place) for place in kept["places"])
    return Unrest(kept["base"], places, kept["seen"], kept["quiet"], tuple(kept["past"]), kept["edits"])


@dataclass(frozen=True, slots=True)
class Judgement:
    """quiet: as stored; edited: to be told, `fields` says where; restless: to be remembered only."""

    kind: Literal["quiet", "edited", "restless"]
    fields: tuple[str, ...]
    unrest: Unrest | None


def still(unrest: Unrest | None) -> Unrest | None:
    """Return what is remembered after a look that found what the look before had found."""
    return _remembered(_at_rest(unrest, quiet=unrest.quiet + 1)) if unrest else None


def judge(unrest: Unrest | None, stored: Said, found: Said, again: Said | None = None) -> Judgement:
    """Say whether what a look found beside what is stored is an edit. `again`: the same page a moment later."""
    base, now = digest_of(stored), digest_of(found)
    if unrest is None or unrest.base != base:
        unrest = Unrest(base, seen=base, past=unrest.past if unrest else ())
    hunks = differences(stored, found)
    if not hunks:
        same = replace(unrest, seen=base, edits=0)
        quiet = unrest.quiet + 1 if unrest.seen == base else 0
        return Judgement("quiet", (), _remembered(_at_rest(same, quiet)))
    shaky = differences(found, again) if again else []
    hits = [_restless_hits(hunk, unrest, now, shaky) for hunk in hunks]
    loud = [hunk for hunk, times in zip(hunks, hits, strict=True) if not times]
    # Paragraphs that are added at every look are a report that grows.
    edits = unrest.edits + 1 if any(not hunk.is_growth for hunk in loud) else 0
    if loud and edits < RESTLESS_AFTER:
        return Judgement("edited", _fields(loud), _told(unrest, hunks, hits, now, edits))
    return _restless(replace(unrest, edits=edits), hunks, hits, now)


def _restless(unrest: Unrest, hunks: Sequence[Hunk], hits: Sequence[int], now: str) -> Judgement:
    """Remember a change that is not told, or tell it when the page has rested with it for long enough."""
    if unrest.seen != now:
        places = _widened(unrest.places, hunks, hits)
        return Judgement("restless", _fields(hunks), replace(unrest, places=places, seen=now, quiet=0))
    quiet = unrest.quiet + 1
    known = [_place(hunk, unrest.places) for hunk in hunks]
    # Twice as many looks as the place changed often: an edit made in two steps is told at the second look at rest.
    if quiet >= 2 * max([1, *(place.hits - 1 for place in known if place)]):
        told = _told(unrest, hunks, [place.hits if place else 1 for place in known], now, 0)
        return Judgement("edited", _fields(hunks), told)
    return Judgement("restless", _fields(hunks), _at_rest(unrest, quiet))


def _restless_hits(hunk: Hunk, unrest: Unrest, now: str, shaky: Sequence[Hunk]) -> int:
    """Return how often the place of a difference has changed now, 0 when it is no restless place."""
    if any(s.field == hunk.field and s.start <= hunk.new_end and hunk.new_start <= s.end for s in shaky):
        return _PROVEN
    place = _place(hunk, unrest.places)
    if place is None:
        return 0
    is_restless = place.hits >= _RECOGNISED or place.fresh or now in unrest.past
    return place.hits + 1 if is_restless else 0


def _place(hunk: Hunk, places: Sequence[Place]) -> Place | None:
    """Return the place that a difference lies in. Lines that come or go beside one are no change of it."""
    for place in places:
        if place.field != hunk.field:
            continue
        slack = max(_SLACK, place.end - place.start)
        touches = hunk.start <= place.end and place.start <= hunk.end
        overlaps = hunk.start < place.end and place.start < hunk.end
        reaches = hunk.start >= place.start - slack and hunk.end <= place.end + slack
        if touches and reaches and (overlaps or not hunk.whole):
            return place
    return None


def _widened(places: Sequence[Place], hunks: Sequence[Hunk], hits: Sequence[int]) -> tuple[Place, ...]:
    """Return the places, in offsets of the stored text, with those of differences that are not told."""
    found = [replace(place, fresh=False) for place in places]
    for hunk, times in zip(hunks, hits, strict=True):
        place = _place(hunk, found)
        if place is None:
            found.append(Place(hunk.field, hunk.start, hunk.end, max(times, _RECOGNISED)))
            continue
        start, end = min(place.start, hunk.start), max(place.end, hunk.end)
        found[found.index(place)] = Place(hunk.field, start, end, max(times, place.hits))
    return tuple(found[-_MOST_PLACES:])


def _told(unrest: Unrest, hunks: Sequence[Hunk], hits: Sequence[int], now: str, edits: int) -> Unrest:
    """Return what is remembered once the newer text is the stored one: its places in offsets of that text."""
    moved = {place: _moved(place, hunks) for place in unrest.places}
    fresh = []
    for hunk, times in zip(hunks, hits, strict=True):
        place = _place(hunk, unrest.places)
        if place is None:
            fresh.append(Place(hunk.field, hunk.new_start, hunk.new_end, max(times, 1)))
            continue
        here = moved[place]
        start, end = min(here.start, hunk.new_start), max(here.end, hunk.new_end)
        moved[place] = Place(hunk.field, start, end, max(here.hits, times or place.hits + 1))
    past = (*unrest.past, unrest.base)[-_MOST_PAST:]
    return Unrest(now, tuple([*moved.values(), *fresh][-_MOST_PLACES:]), now, 0, past, edits)


def _moved(place: Place, hunks: Sequence[Hunk]) -> Place:
    """Return a place where it stands in the newer text."""
    here = [hunk for hunk in hunks if hunk.field == place.field]
    start, end = _mapped(place.start, here, is_end=False), _mapped(place.end, here, is_end=True)
    return replace(place, start=start, end=max(start, end), fresh=False)


def _mapped(at: int, hunks: Sequence[Hunk], *, is_end: bool) -> int:
    """Return an offset in the newer text; one inside a difference is at its end or its start."""
    shift = 0
    for hunk in hunks:
        if hunk.end < at or (hunk.end == at and not is_end):
            shift += (hunk.new_end - hunk.new_start) - (hunk.end - hunk.start)
        elif hunk.start < at:
            return hunk.new_end if is_end else hunk.new_start
    return at + shift


def _at_rest(unrest: Unrest, quiet: int) -> Unrest:
    return replace(unrest, quiet=quiet, places=tuple(replace(place, fresh=False) for place in unrest.places))


def _remembered(unrest: Unrest) -> Unrest | None:
    """Forget the places of single edits after a long rest, and all when there is nothing left."""
    if unrest.quiet >= _FORGOTTEN_AFTER:
        unrest = replace(unrest, places=tuple(p for p in unrest.places if p.hits >= _RECOGNISED))
    return unrest if unrest.places or unrest.past else None


def _fields(hunks: Sequence[Hunk]) -> tuple[str, ...]:
    named = {hunk.field for hunk in hunks}
    return tuple(name for name in TELLING_FIELDS if name in named)
