"""What happened to one article, and when: its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an article; `version`: the current one after it; `snapshot_id`: the page that told of it."""

    seq: int
    kind: str
    at: datetime
    version: int
    title: str
    fields: list[str]
    weight: str | None
    classes: list[str]
    snapshot_id: int | None


def history(conn: Connection, article_id: int) -> list[Happened]:
    """Return an article's events, oldest first."""
    with conn.cursor(row_factory=class_row(Happened)) as cursor:
        cursor.execute(
            """SELECT seq, kind, at, version, title, fields, weight, classes, snapshot_id
               FROM events LEFT JOIN event_pages ON event_seq = seq
               WHERE article_id = %s ORDER BY seq""",
            (article_id,),
        )
        return cursor.fetchall()
