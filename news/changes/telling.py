"""What of an article is told to people when it changes: its telling fields without what a page prints anew each time.

View counters, clocks, related links, advertisements, white space and full-width forms are no part of what it says.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from news.changes.churn import without_churn, without_counters
from news.dates import SHANGHAI
from news.text import nfkc

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from news.article import Article

# The fields whose change is a change of the article. The breadcrumb, the keywords and the pictures' addresses
# move when a site is rearranged, without anybody having edited the text.
TELLING_FIELDS = (
    "title",
    "original_title",
    "subtitle",
    "published",
    "source",
    "author",
    "editor",
    "body_text",
)
# Fields that a site prints in one row with its counter.
_BESIDE_COUNTERS = ("source", "author", "editor")
# A page without its text still shows a frame: so much less than the article had, and no sentence.
_LEAST_EMPTIED, _MOST_FRAME, _FRAME_SHARE = 80, 60, 0.1
_SENTENCE_ENDS = ("。", "！", "？", "!", "?", "；")
# Two texts on one subject share more of their character pairs than this (2026-11).
_ANOTHER_TEXT = 0.4
_LONGEST_COMPARED = 20_000

# What an article says: for each telling field its lines, folded for comparing. A field without text has no lines.
Said = dict[str, tuple[str, ...]]


def telling_texts(article: Article) -> dict[str, str]:
    """Return the telling fields as texts, '' for an absent one."""
    texts = {name: getattr(article, name) or "" for name in TELLING_FIELDS if name != "published"}
    return texts | {"published": moment_text(article.published.at if article.published else None)}


def moment_text(at: datetime | None) -> str:
    """Return a time as a telling text, whatever zone it comes in; '' for none."""
    return at.astimezone(SHANGHAI).isoformat() if at else ""


def said(texts: Mapping[str, str | None]) -> Said:
    """Return what `telling_texts` says (None: absent), without churn, white space and forms of width."""
    return {name: _lines(name, texts.get(name) or "") for name in TELLING_FIELDS}


def digest_of(what: Said) -> str:
    """Return a digest of all that is said; where lines break does not count."""
    text = "\0".join("".join(what[name]) for name in TELLING_FIELDS)
    return _digest(text)


def field_digests(article: Article) -> dict[str, str]:
    """Return what the next look is compared with first: "said", the digest of the telling fields.

    An article that lacks further pages has that of their addresses too, under "pages".
    """
    digests = {"said": digest_of(said(telling_texts(article)))}
    return digests | {"pages": pages_digest(article)} if article.pages else digests


def pages_digest(article: Article) -> str:
    """Return a digest of the addresses of the pages that an article lacks."""
    return _digest("\n".join(article.pages))


def is_emptied(before: Said, now: Said) -> bool:
    """Tell a page of which the text was taken out: nothing but words of its frame is left."""
    old, new = "".join(before["body_text"]), "".join(now["body_text"])
    if len(old) < _LEAST_EMPTIED or len(new) > min(_MOST_FRAME, _FRAME_SHARE * len(old)):
        return False
    return not any(end in new for end in _SENTENCE_ENDS) and (not new or new not in old)


def is_another(before: Said, now: Said) -> bool:
    """Tell a page that shows another article, or a notice, under the address of this one."""
    if before["title"] == now["title"]:
        return False
    old, new = "".join(before["body_text"]), "".join(now["body_text"])
    if not old or not new or not set(before["body_text"]).isdisjoint(now["body_text"]):
        return False
    ours, theirs = _pairs(old), _pairs(new)
    return len(ours & theirs) < _ANOTHER_TEXT * min(len(ours), len(theirs))


def _pairs(text: str) -> set[str]:
    text = text[:_LONGEST_COMPARED]
    return {text[k : k + 2] for k in range(len(text) - 1)} or {text}


def _lines(name: str, text: str) -> tuple[str, ...]:
    text = nfkc(text)
    if name == "body_text":
        lines = without_churn(text)
    else:
        lines = [without_counters(text) if name in _BESIDE_COUNTERS else text]
    folded = ("".join(line.split()) for line in lines)
    return tuple(line for line in folded if line)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
