"""What happened to one article, and when: its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from collections.abc import Sequence
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


def withdrawn_at(happened: Sequence[Happened]) -> datetime | None:
    """Return since when the article has been gone, None while it is live. `happened`: its events, oldest first."""
    gone, came_back = (_latest(happened, kind) for kind in ("gone", "restored"))
    return gone.at if gone and (came_back is None or came_back.seq < gone.seq) else None


def restored_at(happened: Sequence[Happened]) -> datetime | None:
    """Return when the article last came back, None when it never did or is gone again."""
    came_back = _latest(happened, "restored")
    return came_back.at if came_back and not withdrawn_at(happened) else None


def edited_at(happened: Sequence[Happened]) -> datetime | None:
    """Return when the article last said something else, None when it never did: a withdrawal is no edit."""
    edits = [one for one in happened if one.kind == "changed" or (one.kind == "restored" and one.fields)]
    return edits[-1].at if edits else None


def _latest(happened: Sequence[Happened], kind: str) -> Happened | None:
    return next((one for one in reversed(happened) if one.kind == kind), None)
