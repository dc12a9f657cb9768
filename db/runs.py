"""Runs 一次采集: one row a crawl of a site, with what it did and why pages failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from news.text import clean_text

if TYPE_CHECKING:
    from psycopg import Connection

    from news.run import Failure, Tally, Trigger

# Reasons beyond this many are counted, not listed: a site that is down fails on every page alike.
_MAX_REASONS = 50


def begin(conn: Connection, site: str, trigger: Trigger) -> int:
    """Open a run; runs of this site that a killed process left open are closed as killed.

    Call it while holding the site's crawl lock: only then is an open run surely a dead one.
    """
    with conn.transaction():
        conn.execute(
            "UPDATE runs SET state = 'killed', finished_at = now() WHERE site = %s AND state = 'running'",
            (site,),
        )
        row = conn.execute("INSERT INTO runs (site, trigger) VALUES (%s, %s) RETURNING id", (site, trigger)).fetchone()
    assert row is not None
    return int(row[0])


def close_dead(conn: Connection) -> list[str]:
    """Close the runs that nobody holds the crawl lock of; return the sites whose scheduled crawl was cut off so."""
    rows = conn.execute(
        """UPDATE runs SET state = 'killed', finished_at = now()
           WHERE state = 'running' AND NOT is_crawling(site) RETURNING site, trigger"""
    ).fetchall()
    return [site for site, trigger in rows if trigger == "schedule"]


def finish(conn: Connection, run_id: int, tally: Tally, *, failed: bool) -> None:
    conn.execute(
        """UPDATE runs SET finished_at = now(), state = %(state)s, pages = %(pages)s, new = %(new)s,
               changed = %(changed)s, gone = %(gone)s, restored = %(restored)s, unchanged = %(unchanged)s,
               skipped = %(skipped)s, failed = %(failed)s, reasons = %(reasons)s
           WHERE id = %(id)s""",
        {
            "id": run_id,
            "state": "failed" if failed else "done",
            "pages": tally.pages,
            "new": tally.new,
            "changed": tally.changed,
            "gone": tally.gone,
            "restored": tally.restored,
            "unchanged": tally.unchanged,
            "skipped": tally.skipped,
            "failed": tally.failed,
            "reasons": Jsonb([_reason(failure) for failure in tally.failures[:_MAX_REASONS]]),
        },
    )


def _reason(failure: Failure) -> dict[str, str]:
    """An address or a reason may quote what a server sent, of any bytes."""
    return {"url": clean_text(failure.url), "reason": clean_text(failure.reason)}


def try_site_lock(conn: Connection, site: str) -> bool:
    """Take the right to crawl `site`, held by this connection until it ends. False: another process has it."""
    row = conn.execute("SELECT pg_try_advisory_lock(hashtextextended('crawl ' || %s, 0))", (site,)).fetchone()
    return row == (True,)


def free_site_lock(conn: Connection, site: str) -> None:
    conn.execute("SELECT pg_advisory_unlock(hashtextextended('crawl ' || %s, 0))", (site,))


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A site whose newest run failed, and why."""

    site: str
    said: str


def latest_failures(conn: Connection) -> list[FailedRun]:
    with conn.cursor(row_factory=class_row(FailedRun)) as cursor:
        cursor.execute(
            """SELECT r.site, coalesce(s.last_error, r.state) AS said
               FROM (SELECT DISTINCT ON (site) site, state FROM runs ORDER BY site, started_at DESC) r
               JOIN sites s ON s.id = r.site WHERE r.state IN ('failed', 'killed') ORDER BY r.site"""
        )
        return cursor.fetchall()
