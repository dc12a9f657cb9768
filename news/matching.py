"""Which new article or change goes to which reader: subscriptions matched against the news. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from news.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from news.article import Article
    from news.changes.change import EventKind
    from news.diff.classes import Weight

SubscriptionState = Literal["active", "bounced", "removed"]
Changes = Literal["none", "major", "all"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """订阅: who wants to be told of what. No keywords: every article; no sites: all sites.

    `after_seq` is the last event that happened before it was made. `changes`: which changes are told beside new
    articles; with the major ones go withdrawals and returns.
    """

    id: int
    recipient: str
    keywords: tuple[str, ...]
    sites: tuple[str, ...]
    after_seq: int
    state: SubscriptionState = "active"
    changes: Changes = "none"


@dataclass(frozen=True, slots=True)
class News:
    """An article with the number of the event that tells of it: that it is new, was changed, withdrawn or restored.

    before: what it said before a change, None where that is not known; weight: of the change; at: when it was seen.
    """

    seq: int
    site: str
    article: Article
    kind: EventKind = "new"
    before: Article | None = None
    weight: Weight | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One mail to be written: to whom, for which subscriptions (by number), and which of their words were found."""

    recipient: str
    subscription_ids: tuple[int, ...]
    keywords: tuple[str, ...]


def match(news: News, subscriptions: Iterable[Subscription]) -> list[Match]:
    """Return one match a recipient; two subscriptions of one reader that want the same article are one mail."""
    text = "\n".join(searchable(version) for version in (news.article, news.before) if version)
    matches: dict[str, Match] = {}
    for subscription in subscriptions:
        found = _found(news, text, subscription)
        if found is None:
            continue
        had = matches.get(subscription.recipient, Match(subscription.recipient, (), ()))
        matches[subscription.recipient] = Match(
            had.recipient,
            (*had.subscription_ids, subscription.id),
            tuple(dict.fromkeys((*had.keywords, *found))),
        )
    return list(matches.values())


def searchable(article: Article) -> str:
    """Return everything a keyword is looked for in, folded.

    One line a field and paragraph: a keyword has no white space once folded, so none is found across two of them.
    """
    fields = (article.title, article.original_title, article.subtitle, article.source, *article.keywords)
    return "\n".join(fold(text) for text in (*fields, *article.body_text.split("\n")) if text)


def _found(news: News, text: str, subscription: Subscription) -> tuple[str, ...] | None:
    """Return the keywords that occur, () for a subscription without any; None: the article is not asked for."""
    if news.seq <= subscription.after_seq or subscription.state != "active":
        return None
    if not _is_asked_for(news, subscription.changes):
        return None
    if subscription.sites and news.site not in subscription.sites:
        return None
    if not subscription.keywords:
        return ()
    folded = ((word, fold(word)) for word in subscription.keywords)
    return tuple(word for word, plain in folded if plain and plain in text) or None


def _is_asked_for(news: News, changes: Changes) -> bool:
    """Tell whether a subscription hears of this kind of news. A change that nobody has weighed counts as minor."""
    if news.kind == "new" or changes == "all":
        return True
    return changes == "major" and (news.kind != "changed" or news.weight == "major")
