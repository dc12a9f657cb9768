"""`python -m bench.reading`: how well and how fast pages are read, beside a bare lxml parse and the installed peers.

Needs a folder of real pages with hand-made gold (manifest.jsonl, html/) and the scorer that belongs to it.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from lxml import html

from extract.decode import decode
from extract.lists.listing import read_listing
from extract.reader import read_article
from news.article import Article
from news.dates import isoformat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from news.article import Moment

    Read = Callable[[bytes, str | None], Any]

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
_FIELDS = ("f1", "title", "date", "date_day", "date_wrong", "source", "author", "leak", "empty")
_PEERS = ("trafilatura", "gne", "readability-lxml")
_PARSE = "lxml parse"
_OURS = "tzwatch"


def article(body: bytes, url: str | None) -> dict[str, Any]:
    """Return what a scorer asks of an article: title, published_at, source, author, body."""
    read = read_article(body, url or "")
    if not isinstance(read, Article):
        return {"body": ""}
    people = "、".join(name for name in (read.author, read.editor) if name)
    return {
        "title": read.title,
        "published_at": _printed(read.published),
        "source": read.source,
        "author": people,
        "body": read.body_text,
    }


def listing(body: bytes, url: str | None) -> list[dict[str, Any]]:
    """Return what a scorer asks of a list page: href, title and date of every entry."""
    entries = read_listing(body, url or "").entries
    return [{"href": e.url, "title": e.title, "date": (_printed(e.published) or "")[:10] or None} for e in entries]


def _printed(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return isoformat(moment)[:10] if moment.precision == "day" else isoformat(moment)


def _parse(body: bytes, _: str | None) -> Any:
    return html.document_fromstring(decode(body))


@click.command()
@click.option("--shared", type=click.Path(path_type=Path), default=_SHARED, help="the folder with corpus/ and score/")
@click.option("--rounds", default=5, show_default=True)
def main(shared: Path, rounds: int) -> None:
    """Print a table of quality, then one of speed."""
    if not (shared / "corpus" / "manifest.jsonl").is_file():
        raise click.ClickException(f"no corpus of real pages: {shared / 'corpus'}")
    scorer = _module(shared / "score" / "score.py")
    readers: dict[str, Read] = {_OURS: article} | _installed_peers(shared)
    articles, lists = scorer.load("all"), scorer.load("all", "list")
    _show_quality(scorer, readers, articles)
    _show_speed("articles", {_PARSE: _parse} | readers, articles, rounds)
    _show_speed("list pages", {_PARSE: _parse, _OURS: listing}, lists, rounds)


def _module(path: Path) -> ModuleType:
    sys.path.insert(0, str(path.parent))
    return importlib.import_module(path.stem)


def _installed_peers(shared: Path) -> dict[str, Read]:
    sys.path.insert(0, str(shared / "score"))
    peers = importlib.import_module("adapters.peers")
    found: dict[str, Read] = {}
    for name in _PEERS:
        try:
            found[name] = peers.get(name)
        except (ImportError, KeyError):
            click.echo(f"{name}: not installed, left out")
    return found


def _show_quality(scorer: ModuleType, readers: Mapping[str, Read], pages: Sequence[Mapping[str, Any]]) -> None:
    click.echo(f"\n{len(pages)} articles".ljust(16) + "".join(f"{name:>11}" for name in _FIELDS) + f"{'f1>=.95':>11}")
    for name, read in readers.items():
        per_page, _, _ = scorer.run(read, pages)
        means = scorer.agg(list(per_page.values()))
        good = statistics.mean(page["f1"] >= 0.95 for page in per_page.values())
        click.echo(f"{name:<15}" + "".join(f"{means[field]:11.3f}" for field in _FIELDS) + f"{good:11.3f}")


def _show_speed(what: str, readers: Mapping[str, Read], pages: Sequence[Mapping[str, Any]], rounds: int) -> None:
    """Time every reader on every page in turn, so that a slow moment of the machine hits all alike."""
    best: dict[str, list[float]] = {name: [float("inf")] * len(pages) for name in readers}
    for _ in range(rounds):
        for index, page in enumerate(pages):
            for name, read in readers.items():
                best[name][index] = min(best[name][index], _seconds(read, page))
    parse = sum(best[_PARSE])
    click.echo(f"\n{what:<15}{'median ms':>11}{'x lxml parse':>14}")
    for name, times in best.items():
        click.echo(f"{name:<15}{1000 * statistics.median(times):11.2f}{sum(times) / parse:14.1f}")


def _seconds(read: Read, page: Mapping[str, Any]) -> float:
    # The working time: what else runs on the machine is nobody's cost.
    began = time.thread_time()
    # A peer's failure counts as its time.
    with contextlib.suppress(Exception):
        read(page["html"], page["url"])
    return time.thread_time() - began


if __name__ == "__main__":
    main()
