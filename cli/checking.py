"""What `tzwatch sites check` does with the sites asked for: look, judge, record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli import check_report
from crawler.check.checking import run_checks
from crawler.check.repairing import repair
from crawler.check.sitecheck import SiteCheck
from crawler.check.verdict import judge
from db import checks, findings
from db import sites as stored
from db.connection import connect, database_errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg import Connection

    from sites.loader import Catalogue

# Stored articles that a changed layout is matched with and previewed on.
_KNOWN = 10


def look(known: Catalogue, names: Sequence[str], url: str, home: Path) -> tuple[list[SiteCheck], list[dict[str, Any]]]:
    """Check the sites over the database at `url`; return what was begun, and a report of each that came to its end."""
    with connect(url) as conn, database_errors():
        begun = [_begin(conn, known, name) for name in names]
    run_checks(begun, url)
    with connect(url) as conn, database_errors():
        return begun, [_end(conn, home, check) for check in begun if check.fetched]


def _begin(conn: Connection, known: Catalogue, name: str) -> SiteCheck:
    site = known.get(name)
    return SiteCheck(site, known.layouts_of(site), checks.newest_articles(conn, name, _KNOWN))


def _end(conn: Connection, home: Path, check: SiteCheck) -> dict[str, Any]:
    """Judge what was seen, record it, and return the report."""
    now = datetime.now(UTC)
    proposed = repair(check, home, now.date())
    verdict = judge(check, findings.past_of(conn, check.site.id), now, proposed=proposed is not None)
    report = check_report.as_dict(check, verdict, proposed, now)
    stored.register(conn, [check.site])
    checks.record(conn, check.site.id, verdict.ok, report)
    return report
