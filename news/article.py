"""What a page gives when it is read: an article, a listing, or the reason why it is neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Precision = Literal["day", "minute", "second"]
NoArticleKind = Literal["gallery", "video", "blocked", "missing", "empty"]


@dataclass(frozen=True, slots=True)
class Image:
    """One picture of the body: absolute URL and caption ('' when it has none)."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that the article offers: absolute URL and the title that the page gives it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page printed it: aware, in Asia/Shanghai, with how exactly it was printed."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class Article:
    """文章: one article page's fields, as a reader sees them.

    Text is clean (no NUL, control or bidi characters, no full-width indents). `body_text` has one paragraph a
    line. `author` and `editor` hold names joined by 、. `provenance` says for each filled field where it came
    from: "layout <name>", "label", "meta", "script" or "generic". Absent is None, or empty for the sequences.
    `pages` are the addresses of further pages of the article, whose text is not in `body_text` yet.
    """

    url: str
    title: str
    body_text: str
    body_html: str = ""
    original_title: str | None = None
    subtitle: str | None = None
    published: Moment | None = None
    source: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    breadcrumb: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    pages: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """条目: one line of a listing. `url` absolute; `published` is the list's own date, a hint only."""

    url: str
    title: str
    published: Moment | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """列表页: the entries in page order, the URL of the page after it (None at the end) and linked columns."""

    url: str
    entries: tuple[Entry, ...]
    next_url: str | None = None
    columns: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class NoArticle:
    """A page that is no article, with what it is instead and the sign by which it was told.

    is_fault: the reader failed, and nothing is known of the page.
    """

    url: str
    kind: NoArticleKind
    reason: str
    is_fault: bool = False
