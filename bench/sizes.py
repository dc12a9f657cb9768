"""How much room an article takes on the disk: table by table, with its indexes, and the raw pages' files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.connection import connect

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes an article, of a table without its indexes or of one index."""

    name: str
    each: float


def sizes(url: str) -> list[Size]:
    """Return tables and indexes, the largest first; those below a byte an article are left out."""
    with connect(url) as conn:
        rows = conn.execute(
            """SELECT c.relname, CASE c.relkind WHEN 'r' THEN pg_table_size(c.oid) ELSE pg_relation_size(c.oid) END
                      / greatest((SELECT count(*) FROM articles), 1)::float8
               FROM pg_class c
               WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace
               ORDER BY 2 DESC"""
        ).fetchall()
    return [Size(name, each) for name, each in rows if each >= 1]


def raw_pages(home: Path, articles: int) -> float:
    """Return the bytes of raw pages an article, of `articles` that were stored with them."""
    return sum(file.stat().st_size for file in home.rglob("*.warc.gz")) / articles
