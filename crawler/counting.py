"""Counting what looks at articles came to, for the run's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.article import NoArticle
from news.run import Failure

if TYPE_CHECKING:
    from crawler.store import Look
    from news.changes.change import Change
    from news.run import Tally

_PARTIAL = "缺少后续页，保留原文 a further page is missing, the stored text is kept"
_ANOTHER = "页面内容与原文完全不同，待确认 the page shows something else altogether, not believed yet"


def count(tally: Tally, look: Look, change: Change) -> None:
    """Add one look to the run's counters; what could not be read is told with the reason."""
    match change.kind:
        case "new":
            tally.new += 1
            tally.baseline += look.baseline
        case "changed":
            tally.changed += 1
        case "gone":
            tally.gone += 1
        case "restored":
            tally.restored += 1
        case "partial":
            tally.failures.append(Failure(look.url, _PARTIAL))
        case "unreadable":
            reason = look.reading.reason if isinstance(look.reading, NoArticle) else _ANOTHER
            tally.failures.append(Failure(look.url, reason))
        case _:
            tally.unchanged += 1
