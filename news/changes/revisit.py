"""When to look at a known article again: often while it is young, then ever more rarely, then never."""

from __future__ import annotations

from datetime import datetime, timedelta

# Age of the article at its last visit, and how long to wait for the next one. Most edits and withdrawals come
# within hours; a dozen visits in an article's life keep polling cheap (2026-11).
_STEPS = (
    (timedelta(hours=2), timedelta(hours=1)),
    (timedelta(hours=12), timedelta(hours=6)),
    (timedelta(days=3), timedelta(days=1)),
    (timedelta(days=14), timedelta(days=5)),
    (timedelta(days=60), timedelta(days=30)),
)
# The same for the time since an article was edited or came back: what was touched once is touched again.
_STEPS_AFTER_CHANGE = (
    (timedelta(hours=12), timedelta(hours=6)),
    (timedelta(days=3), timedelta(days=1)),
    (timedelta(days=14), timedelta(days=5)),
)
# The second look at a page that was missing: late enough for an editor's mistake or a deploy to be over.
SECOND_LOOK = timedelta(minutes=30)
_LONGEST_LOOK = timedelta(days=2)
# Articles looked at again in one crawl: revisits must not crowd out what is new.
MOST_REVISITS = 200


def next_visit(
    published_at: datetime | None, first_seen_at: datetime, now: datetime, changed_at: datetime | None = None
) -> datetime | None:
    """Return when the article is due again, None when it is old enough to be left alone.

    The article's age counts from its own date; a date that lies ahead, or none, counts from first sight. changed_at:
    when it was last seen to be edited.
    """
    born = min(published_at or first_seen_at, first_seen_at)
    waits = [_wait(_STEPS, now - born)]
    if changed_at:
        waits.append(_wait(_STEPS_AFTER_CHANGE, now - changed_at))
    known = [wait for wait in waits if wait]
    return now + min(known) if known else None


def next_look(missing_since: datetime | None, now: datetime) -> datetime:
    """Return when to look again at a page that is missing now, `missing_since` an earlier look: ever more rarely."""
    waited = now - missing_since if missing_since else timedelta(0)
    return now + max(SECOND_LOOK, min(waited / 2, _LONGEST_LOOK))


def _wait(steps: tuple[tuple[timedelta, timedelta], ...], age: timedelta) -> timedelta | None:
    return next((wait for limit, wait in steps if age < limit), None)
