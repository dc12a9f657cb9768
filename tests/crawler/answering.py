"""A web that answers by what is asked, and what a test looks at after a crawl: states, reasons, titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.connection import connect
from demo.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.world import Answer
    from tests.crawler.rig import Done, Rig


class Answering(World):
    """A web of one site that answers by what a test makes of a request: path, and headers in lower case."""

    def _answer(self, method: str, url: str, asked: Mapping[str, str]) -> Answer:
        path = "/" + url.partition("://")[2].partition("/")[2]
        found: Answer | None = self.reply(path, asked)
        return found or super()._answer(method, url, asked)

    def reply(self, path: str, asked: Mapping[str, str]) -> Answer | None:
        return None


def entries_of(rig: Rig, column: str = "state") -> dict[str, Any]:
    with connect(rig.url) as conn:
        return dict(
            conn.execute(f"SELECT regexp_replace(url, '^https?://[^/]+', ''), {column} FROM entries").fetchall()
        )


def reasons_of(done: Done, name: str) -> dict[str, str]:
    return {r["url"].rpartition("/")[2]: r["reason"] for r in done.reports[name]["reasons"]}


def titles_of(rig: Rig) -> list[str]:
    return sorted(row["title"] for row in rig.rows())
