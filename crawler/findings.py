"""The findings of a site, judged anew at the end of each of its runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from db import findings, sites
from db.connection import connect, database_errors
from news import health

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.run import Failure
    from news.site import Site


def note_findings(database: str, site: Site, failures: Sequence[Failure], error: str | None) -> None:
    """Open and clear the site's findings after a run that came to its end. Raise DatabaseError.

    error: why the site as a whole was not read, None when it was.
    """
    with database_errors(), connect(database) as conn:
        lists = {url for url, _ in sites.known_channels(conn, site.id)} | {channel.url for channel in site.channels}
        past = findings.past_of(conn, site.id)
        found = health.findings(frozenset(lists), failures, error, past, site.expect, datetime.now(UTC))
        findings.record(conn, site.id, found)
