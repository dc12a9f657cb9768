"""`tzwatch extract`: read one page, or a batch of saved pages, without storing anything."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from cli.batch import batch_rows, read_row
from cli.faults import said_by_system
from cli.opening import catalogue
from cli.readings import as_dict, show, why
from cli.writing import opened
from config import load_settings
from crawler.imports.saved import layouts_for
from crawler.imports.sources import type_of_saved
from extract.identity import page_url
from extract.lists.listing import read_listing
from extract.reader import read_page
from news.errors import ReadError, UsageError
from news.urls import url_key

if TYPE_CHECKING:
    from news.article import Listing
    from news.site import Site
    from sites.loader import Catalogue

As = Literal["auto", "article", "listing"]


@click.command(help="读一个网页（或一批）的各个字段 read one page's fields, or many pages'")
@click.argument("page", required=False, metavar="FILE_OR_URL")
@click.option("--url", metavar="U", help="网页的网址 where the page came from")
@click.option("--as", "as_", type=click.Choice(["auto", "article", "listing"]), default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON")
@click.option("--why", "with_why", is_flag=True, help="各字段的依据和把握 what said each field, and how sure it is")
@click.option("--batch", type=click.Path(path_type=Path), metavar="IN.jsonl", help="每行 {id, html_path, url}")
@click.option("--out", type=click.Path(path_type=Path), metavar="OUT.jsonl", help="批量结果 results, one a line")
def command(
    page: str | None, url: str | None, as_: As, as_json: bool, with_why: bool, batch: Path | None, out: Path | None
) -> int:
    known = catalogue(load_settings())
    if batch:
        return _read_batch(known, batch, out, as_)
    if page is None:
        raise UsageError("请给出文件 name a file（或 --batch IN.jsonl --out OUT.jsonl）")
    if page.startswith(("http://", "https://")):
        body, content_type, url = _fetch(page)
    else:
        body, content_type = _read_file(Path(page)), type_of_saved(Path(page))
    result = _read(known, body, url, as_, content_type)
    if with_why and result["kind"] == "article":
        result["why"] = why(result)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if as_json else show(result))
    return 0 if result["kind"] in ("article", "listing") else 1


def _read_batch(known: Catalogue, batch: Path, out: Path | None, as_: As) -> int:
    """Read every page that a JSON Lines file names; a row that cannot be read gets a line that says why."""

    def read(path: Path, url: str | None) -> dict[str, Any]:
        return _read(known, _read_file(path), url, as_, type_of_saved(path))

    rows = batch_rows(batch)
    failed = 0
    with opened(out) if out else nullcontext(sys.stdout) as target:
        for number, row in enumerate(rows, 1):
            result, well = read_row(row, number, batch.parent, read)
            failed += not well
            target.write(json.dumps(result, ensure_ascii=False) + "\n")
    click.echo(f"读了 {len(rows)} 页 read {len(rows)} pages，失败 failed {failed}", err=True)
    return 1 if failed else 0


def _read(known: Catalogue, body: bytes, url: str | None, as_: As, content_type: str | None) -> dict[str, Any]:
    where = url or page_url(body) or ""
    site = known.site_of(where) if where else None
    layouts, site_name = layouts_for(known, where or None)
    try:
        if site and as_ != "article" and _is_list_of(site, where):
            return as_dict(_read_list(body, where, site, content_type), site.id)
        reading = read_page(
            body,
            where,
            layouts=layouts,
            site_name=site_name,
            article_url=site.article_url if site else None,
            content_type=content_type,
            as_=as_,
        )
    except ReadError as error:
        return {"kind": "empty", "site": site.id if site else None, "url": where, "reason": str(error)}
    return as_dict(reading, site.id if site else None)


def _is_list_of(site: Site, url: str) -> bool:
    """Tell whether an address is one of a site's channels, by its definition."""
    keys = {url_key(channel.url) for channel in site.channels}
    return url_key(url) in keys or (site.column_url is not None and site.column_url.search(url) is not None)


def _read_list(body: bytes, url: str, site: Site, content_type: str | None) -> Listing:
    return read_listing(
        body,
        url,
        rule=site.listing,
        pager=site.pager,
        article_url=site.article_url,
        column_url=site.column_url,
        content_type=content_type,
    )


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"读不到文件 cannot be read: {path}: {said_by_system(OSError(error.errno, error.strerror))}"
        ) from error


def _fetch(url: str) -> tuple[bytes, str | None, str]:
    from crawler.single import fetch_page

    page = fetch_page(url)
    return page.body, page.header("content-type"), page.url
