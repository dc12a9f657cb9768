"""`python -m bench.memory`: what the store remembers, how surely and how fast, on an embedded database of its own.

Worlds of known truth for changes, withdrawals and stories; then a store filled step by step, which is searched and
added to at each step; then exports and a killed import. Everything lies in a temporary folder, removed at the end.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench import change, commands, lookups, reprints
from bench.figures import Figure, Report
from bench.fill import fill
from bench.ingest import ingest, ingest_many, looks
from bench.sizes import raw_pages, sizes
from db.connection import connect
from db.migrate import migrate
from db.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable

_MILLION = 1_000_000
# Two merges of the search's segments fall into a window: a shorter one would leave them out.
_WINDOW = 8192
# Windows of that number are stored one by one.
_ALONE = 100
_IMPORTED = 300
_PARTS = ("change", "stories", "store", "export", "import")


@dataclass
class Bench:
    """server: connection string of the embedded server; figures of a step by name, for what may grow."""

    server: str
    home: Path
    report: Report
    rounds: int
    steps: dict[int, dict[str, float]] = field(default_factory=dict)

    def database(self, name: str) -> str:
        """Make a fresh migrated database; return its connection string."""
        with connect(self.server) as conn:
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = make_conninfo(self.server, dbname=name)
        with connect(url) as conn:
            migrate(conn)
        return url

    def tell(self, part: str, name: str, value: float, unit: str = "", **limit: float) -> None:
        """Report a figure; `most` or `least` is its limit."""
        bound, at = next(iter(limit.items()), ("most", None))
        self.report.tell(Figure(part, name, value, unit, "at least" if bound == "least" else "at most", at))


@click.command()
@click.option("--articles", default=100_000, show_default=True, help="how many the store is filled with")
@click.option("--full", is_flag=True, help=f"the same as --articles {_MILLION}")
@click.option("--rounds", default=1, show_default=True, help="windows of ingest a step, of which the best counts")
@click.option("--part", "parts", multiple=True, type=click.Choice(_PARTS), help="only this, repeatable")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table")
def main(articles: int, full: bool, rounds: int, parts: tuple[str, ...], as_json: bool) -> None:
    """Print each figure with its limit; exit 1 when one does not hold."""
    report = Report(quiet=as_json)
    with tempfile.TemporaryDirectory(prefix="tzwatch-bench-") as folder:
        # Another account may run the server, and must get in.
        Path(folder).chmod(0o755)
        with opened(Path(folder), None) as server:
            _measure(Bench(server, Path(folder), report, rounds), parts or _PARTS, _MILLION if full else articles)
    if as_json:
        click.echo(report.as_json())
    sys.exit(0 if report.holds else 1)


def _measure(bench: Bench, parts: tuple[str, ...], articles: int) -> None:
    simple: dict[str, Callable[[Bench], None]] = {"change": _change, "stories": _stories, "import": _import}
    for part in parts:
        if part in simple:
            simple[part](bench)
    if "store" in parts or "export" in parts:
        url = bench.database("bench_store")
        if "store" in parts:
            for step in (articles // 10, articles):
                _step(bench, url, step)
            _growth(bench, articles // 10, articles)
        else:
            fill(url, articles)
        if "export" in parts:
            _export(bench, url)


def _change(bench: Bench) -> None:
    told = change.run(bench.database("bench_change"), bench.home)
    edits, withdrawals = ("changed", "restored"), ("gone",)
    for name, kinds in (("changes", edits), ("withdrawals", withdrawals)):
        bench.tell("change", f"{name}: precision", told.share(kinds, "wrong"), least=1.0)
        bench.tell("change", f"{name}: recall", told.share(kinds, "missed"), least=1.0)
    bench.tell("change", "events of a page that never rests", max(told.restless, default=0), "at worst")
    bench.tell("change", "versions of a page that never rests", told.versions, "at worst")
    if told.restless_edits:
        share = told.restless_edits_told / told.restless_edits
        bench.tell("change", "real edits of such pages told", share, "of all")
    bench.report.note("change", {"wrong": [str(t) for t in told.wrong], "missed": [str(t) for t in told.missed]})


def _stories(bench: Bench) -> None:
    joined = reprints.run(bench.database("bench_stories"), bench.home)
    bench.tell("stories", "pairs: precision", joined.precision, least=0.995)
    bench.tell("stories", "pairs: recall", joined.recall, least=0.98)
    bench.report.note("stories", {"articles": joined.articles, "true pairs": joined.true, "joined": joined.joined})


def _step(bench: Bench, url: str, articles: int) -> None:
    filled = fill(url, articles)
    part = f"{articles:,}"
    bench.tell(part, "filling: copying", filled.copying, "s")
    bench.tell(part, "filling: with indexes", filled.copying + filled.indexing, "s")
    total = sizes(url)
    bench.tell(part, "on disk, without raw pages", sum(size.each for size in total), "B/article")
    bench.report.note(f"sizes at {part}", {size.name: round(size.each, 1) for size in total})
    near = lookups.near_duplicates(url, articles)
    bench.tell(part, "near-duplicates: p50", 1000 * near.quantile(0.5), "ms", most=2.0)
    bench.tell(part, "near-duplicates: p99", 1000 * near.quantile(0.99), "ms", most=10.0)
    for kind, times in lookups.searches(url).items():
        bench.tell(part, f"search, {kind} words: p50", 1000 * times.quantile(0.5), "ms")
        bench.tell(part, f"search, {kind} words: p95", 1000 * times.quantile(0.95), "ms", most=50.0)
    agreement = lookups.against_a_scan(url)
    bench.tell(part, "search: precision", agreement.precision, least=1.0)
    bench.tell(part, "search: recall", agreement.recall, least=1.0)
    bench.steps[articles] = {"near": near.quantile(0.5), "ingest": _ingest(bench, url, articles)}


def _ingest(bench: Bench, url: str, articles: int) -> float:
    """Store windows of articles that no step has seen; return the seconds an article of the best one."""
    part = f"{articles:,}"
    home = bench.home / f"pages-{articles}"
    home.mkdir()
    windows = [ingest_many(url, home, looks(articles, at * _WINDOW, _WINDOW)) for at in range(bench.rounds)]
    best = max(windows, key=lambda window: window.rate)
    bench.tell(part, "ingest, a hundred at once", best.rate, "articles/s", least=300.0)
    bench.tell(part, "raw pages on disk", raw_pages(home, _WINDOW * bench.rounds), "B/article")
    single = ingest(url, home, looks(articles, _ALONE * _WINDOW, _WINDOW // 4))
    bench.tell(part, "ingest, as a crawl does one by one", single.rate, "articles/s")
    bench.tell(part, "ingest, one by one: p99", 1000 * single.quantile(0.99), "ms")
    return 1 / best.rate


def _growth(bench: Bench, small: int, large: int) -> None:
    before, after = bench.steps[small], bench.steps[large]
    part = "growth"
    bench.tell(part, f"ingest, {large // small} x the articles", after["ingest"] / before["ingest"], "x", most=1.3)
    bench.tell(part, f"near-duplicates, {large // small} x", after["near"] / before["near"], "x", most=1.5)


def _export(bench: Bench, url: str) -> None:
    for form in commands.FORMATS:
        done = commands.export(url, bench.home, form)
        bench.tell("export", f"{form}: memory at its peak", done.peak, "MB", most=150.0)
        bench.tell("export", f"{form}: time", done.seconds, "s")


def _import(bench: Bench) -> None:
    done = commands.killed_import(bench.database("bench_import"), bench.home, _IMPORTED)
    bench.tell("import", "kills", done.kills)
    bench.tell("import", "pages missing in the end", done.pages - done.stored, most=0)
    bench.tell("import", "stored twice", done.twice, most=0)


if __name__ == "__main__":
    main()
