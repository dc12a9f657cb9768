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
# The second look at a page that was missing: late enough for an editor's mistake or a deploy to be over.
SECOND_LOOK = timedelta(minutes=30)


def next_visit(published_at: datetime | None, first_seen_at: datetime, now: datetime) -> datetime | None:
    """Return when the article is due again, None when it is old enough to be left alone.

    The article's age counts from its own date; a date that lies ahead, or none, counts from first sight.
    """
    born = min(published_at or first_seen_at, first_seen_at)
    age = now - born
    for limit, wait in _STEPS:
        if age < limit:
            return now + wait
    return None
