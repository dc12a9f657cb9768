"""What happened to an article: decided from what we knew and what a look at its page found. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from news.article import NoArticle

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article

ChangeKind = Literal["new", "changed", "unchanged", "restless", "missing", "gone", "restored", "partial", "unreadable"]
EventKind = Literal["new", "changed", "gone", "restored"]

# A page whose text differs at this many visits in a row prints something that never rests (a counter, a clock,
# a quotation of the day). It goes on getting versions, and stops being news (2026-11).
RESTLESS_AFTER = 5

# The fields whose change is a change of the article. The breadcrumb, the keywords and the pictures' addresses
# move when a site is rearranged, without anybody having edited the text.
_TELLING_FIELDS = (
    "title",
    "original_title",
    "subtitle",
    "published",
    "source",
    "author",
    "editor",
    "body_text",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of an article before the look. `fields` are the digests of its telling fields."""

    article_id: int
    version: int
    gone: bool
    fields: dict[str, str]
    missing_since: datetime | None
    change_streak: int
    first_seen_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """变化: the verdict. `fields` names what changed, `event` is what the log gets (None: nothing to tell)."""

    kind: ChangeKind
    event: EventKind | None = None
    fields: tuple[str, ...] = ()
    streak: int = 0


def field_digests(article: Article) -> dict[str, str]:
    """Return one short digest a telling field, blind to white space and to full-width or half-width forms.

    An article that lacks further pages has one of their addresses too, under "pages".
    """
    digests = {name: _digest(_plain(article, name)) for name in _TELLING_FIELDS}
    return digests | {"pages": _digest("\n".join(article.pages))} if article.pages else digests


def decide(known: Known | None, look: Article | NoArticle, *, site_healthy: bool = True) -> Change:
    """Say what a look at an article's page means.

    A missing page (404, 410, 页面不存在) is a withdrawal only at the second look, and only while the rest of
    the site answers (`site_healthy`): an outage withdraws nothing. An article that lacks a further page which the
    stored version has is `partial`: the stored text stays until the article comes whole or stops linking to it.
    """
    if isinstance(look, NoArticle):
        return _decide_absence(known, look, site_healthy)
    digests = field_digests(look)
    if known is None:
        return Change("new", "new")
    if look.pages and digests["pages"] != known.fields.get("pages"):
        return Change("partial")
    # A field that the store has no digest of became telling later: nothing to compare with.
    changed = tuple(name for name in _TELLING_FIELDS if known.fields.get(name, digests[name]) != digests[name])
    if known.gone:
        return Change("restored", "restored", changed)
    if not changed:
        return Change("unchanged")
    streak = known.change_streak + 1
    if streak >= RESTLESS_AFTER:
        return Change("restless", None, changed, streak)
    return Change("changed", "changed", changed, streak)


def _decide_absence(known: Known | None, look: NoArticle, site_healthy: bool) -> Change:
    if look.kind != "missing" or known is None:
        return Change("unreadable")
    if known.gone:
        return Change("unchanged")
    if not site_healthy:
        return Change("unreadable")
    if known.missing_since is None:
        return Change("missing")
    return Change("gone", "gone")


def _plain(article: Article, name: str) -> str:
    if name == "published":
        return article.published.at.isoformat() if article.published else ""
    return getattr(article, name) or ""


def _digest(text: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]
