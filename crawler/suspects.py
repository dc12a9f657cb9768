"""Pages that look withdrawn: held until articles that are known to be there were read after them, in the same crawl."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from news.changes.withdrawal import controls_wanted, is_site_well

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from crawler.store import Look, SiteStore
    from db.visits import DueArticle
    from news.changes.change import Change

# Controls are read at the end of a crawl; a look that becomes suspect later needs new ones, a few times.
_MOST_ROUNDS = 3
_MOST_COMPARED = 20


@dataclass(slots=True)
class Suspects:
    """Of one crawl. `is_asking`: whether a control is on its way, which the next one follows."""

    store: SiteStore
    is_asking: bool = False
    _held: list[tuple[Look, timedelta]] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)
    _well: int = 0
    _failed: int = 0
    _rounds: int = 0

    def hold(self, look: Look, waited: timedelta) -> None:
        """Take a look that is to be believed only if the site is well; `waited`: since the page was first missing."""
        self._held.append((look, waited))

    def next_control(self) -> DueArticle | None:
        """Return the article to read next, one whose address is most like those that are missing; None for enough."""
        if not self._asked:
            self._rounds += 1
        if self._rounds > _MOST_ROUNDS or len(self._asked) >= controls_wanted(len(self._held)):
            return None
        held = {look.key for look, _ in self._held}
        candidates = [c for c in self.store.controls() if c.url_key not in self._asked and c.url_key not in held]
        if not candidates:
            return None
        missing = [look.url for look, _ in self._held[:_MOST_COMPARED]]
        found = max(candidates, key=lambda c: max(_likeness(c.url, url) for url in missing))
        self._asked.add(found.url_key)
        return found

    def note(self, change: Change | None) -> None:
        """Count a control: what its page came to, None when it was not to be had."""
        if change and change.kind in ("unchanged", "changed", "restless", "partial") and not change.depends:
            self._well += 1
        else:
            self._failed += 1

    def settled(self) -> Iterator[Look]:
        """Yield what was held, doubted or not, and begin anew."""
        standing = self.store.standing()
        held, well, failed = self._held, self._well, self._failed
        self._held, self._asked, self._well, self._failed, self.is_asking = [], set(), 0, 0, False
        for look, waited in held:
            believed = is_site_well(
                missing=standing.missing,
                well=standing.well,
                controls_well=well,
                controls_failed=failed,
                waited=waited,
            )
            yield replace(look, doubted=not believed)


def _likeness(one: str, other: str) -> int:
    """Return how many characters two addresses begin with in common."""
    shorter = min(len(one), len(other))
    return next((k for k in range(shorter) if one[k] != other[k]), shorter)
