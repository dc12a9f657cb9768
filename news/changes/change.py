"""What happened to an article: decided from what we knew and what a look at its page found. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from news.article import NoArticle
from news.changes.differences import differences
from news.changes.telling import TELLING_FIELDS, digest_of, is_another, is_emptied, pages_digest, said, telling_texts
from news.changes.unrest import judge, still

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from news.article import Article
    from news.changes.telling import Said
    from news.changes.unrest import Unrest

ChangeKind = Literal["new", "changed", "unchanged", "restless", "missing", "gone", "restored", "partial", "unreadable"]
EventKind = Literal["new", "changed", "gone", "restored"]

# What has come back once is believed to be gone only after so long, and twice as long each time: a page that comes
# and goes must not ring every day.
_LONGER_WAIT = timedelta(days=1)
_MOST_DOUBLINGS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of an article before the look.

    fields: digests of the stored version (telling.field_digests); texts: its telling fields; unrest: what is remembered
    of its changes; restorations: how often it came back after a withdrawal.
    """

    article_id: int
    version: int
    gone: bool
    fields: Mapping[str, str]
    missing_since: datetime | None
    first_seen_at: datetime
    published_at: datetime | None
    changed_at: datetime | None = None
    restorations: int = 0
    unrest: Unrest | None = None
    texts: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """变化: the verdict. `fields` names what changed, `event` is what the log gets (None: nothing to tell).

    unrest: what the store keeps for the next look; depends: true only if the site's other pages are well.
    """

    kind: ChangeKind
    event: EventKind | None = None
    fields: tuple[str, ...] = ()
    unrest: Unrest | None = None
    depends: bool = False


def decide(
    known: Known | None,
    look: Article | NoArticle | None,
    *,
    again: Article | NoArticle | None = None,
    site_healthy: bool = True,
    at: datetime | None = None,
) -> Change:
    """Say what a look at an article's page means. look: None when the server said that nothing is new (304).

    again: the same page a moment later, when it was asked for; what differs between the two is no edit.
    A missing page (404, 410, 页面不存在, emptied) is a withdrawal only at the second look, and only while the rest of
    the site answers (`site_healthy`): an outage withdraws nothing. A page that shows something else altogether is
    believed at the second look too. An article that lacks a further page which the stored version has is `partial`:
    the stored text stays until the article comes whole or stops linking to it. at: when the page was looked at.
    """
    if look is None:
        return Change("unchanged", unrest=still(known.unrest) if known else None)
    if known is None:
        return Change("unreadable") if isinstance(look, NoArticle) else Change("new", "new")
    if isinstance(look, NoArticle):
        is_missing = look.kind == "missing" or (look.kind == "empty" and not look.is_fault)
        return _decide_absence(known, site_healthy, at) if is_missing else Change("unreadable")
    return _decide_article(known, look, again, site_healthy, at)


def _decide_article(
    known: Known, look: Article, again: Article | NoArticle | None, site_healthy: bool, at: datetime | None
) -> Change:
    if look.pages and pages_digest(look) != known.fields.get("pages"):
        return Change("partial", unrest=known.unrest)
    now = said(telling_texts(look))
    before = now if known.fields.get("said") == digest_of(now) else said(known.texts)
    if is_emptied(before, now):
        return _decide_absence(known, site_healthy, at)
    if is_another(before, now):
        return _decide_another(known, before, now, site_healthy)
    if known.gone:
        return Change("restored", "restored", _fields(before, now))
    other = said(telling_texts(again)) if again and not isinstance(again, NoArticle) else None
    judged = judge(known.unrest, before, now, other)
    match judged.kind:
        case "quiet":
            return Change("unchanged", unrest=judged.unrest)
        case "edited":
            return Change("changed", "changed", judged.fields, judged.unrest)
        case "restless":
            return Change("restless", None, judged.fields, judged.unrest)


def _decide_absence(known: Known, site_healthy: bool, at: datetime | None) -> Change:
    if known.gone:
        return Change("unchanged", unrest=known.unrest)
    if not site_healthy:
        return Change("unreadable")
    if known.missing_since is None or (at and at - known.missing_since < _wait(known.restorations)):
        return Change("missing")
    return Change("gone", "gone", depends=True)


def _decide_another(known: Known, before: Said, now: Said, site_healthy: bool) -> Change:
    if not site_healthy:
        return Change("unreadable")
    if known.gone:
        return Change("restored", "restored", _fields(before, now), depends=True)
    if known.missing_since is None:
        return Change("missing")
    return Change("changed", "changed", _fields(before, now), depends=True)


def _fields(before: Said, now: Said) -> tuple[str, ...]:
    named = {hunk.field for hunk in differences(before, now)}
    return tuple(name for name in TELLING_FIELDS if name in named)


def _wait(restorations: int) -> timedelta:
    """Return how long a page must have been missing at the second look."""
    return _LONGER_WAIT * 2 ** min(restorations - 1, _MOST_DOUBLINGS) if restorations else timedelta(0)
