"""What an exploration of an unknown site has seen, and the channels that it may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from extract.discover.look import Look, Source
    from news.article import Entry
    from news.site import Channel


@dataclass(frozen=True, slots=True)
class Seen:
    """What an exploration has seen.

    pages: every page, by address; sources: their bytes. lists: those that channels are made of. samples: articles, or
    what was found in their place. names: what links call a page, by url_key. waiting: columns that were not asked for.
    failures: (address, reason). empty: columns without a list in their source.
    """

    home: str
    hosts: tuple[str, ...]
    pages: Mapping[str, Look]
    sources: Mapping[str, Source]
    lists: Sequence[Look]
    pattern: re.Pattern[str] | None
    samples: Sequence[Look]
    names: Mapping[str, str]
    about: Sequence[str] = ()
    waiting: Sequence[str] = ()
    failures: Sequence[tuple[str, str]] = ()
    empty: Sequence[Look] = ()
    feeds: Sequence[str] = ()
    page_two: Look | None = None
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Proposed:
    """One channel that is proposed, and what its first page showed."""

    channel: Channel
    look: Look
    entries: tuple[Entry, ...]
