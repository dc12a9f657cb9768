"""`tzwatch sites add URL`: look at an unknown site, show what was found, write its definition."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.opening import catalogue, database
from config import load_settings
from news.errors import UsageError
from news.site import Pace
from news.text import clean_text, cut
from news.urls import canonical_url
from sites.definition import Context, site_of
from sites.table import read_table
from sites.writer import site_text

if TYPE_CHECKING:
    from config import Settings
    from crawler.explore.site import Offer
    from sites.loader import Catalogue


_WIDEST = 100
# One of them at least: the dot of a domain, two of them full width, the colon of a scheme or a port.
_OF_AN_ADDRESS = ".。．:"


@click.command(help="从网址添加站点：首页、列表页或文章页都行 add a site by any of its addresses")
@click.argument("url", metavar="URL")
@click.option("--yes", is_flag=True, help="不问，直接写入 write without asking")
@click.option(
    "--json", "as_json", is_flag=True, help="JSON；不问，只有 --yes 才写入 asks nothing, writes with --yes only"
)
def command(url: str, yes: bool, as_json: bool) -> int:
    settings = load_settings()
    known = catalogue(settings)
    address = _address(url, settings.allow_hosts)
    _refuse_known(known, address)
    # What shows an offer reads pages: every other command of `sites` does without it.
    from cli.sites_offer import as_dict, preview

    offer = _explore(settings, known, address)
    if offer.site is None:
        click.echo(json.dumps(as_dict(offer, None, ""), ensure_ascii=False, indent=1) if as_json else preview(offer))
        click.echo(f"没有找到可用的列表，未写入 no useable list found, nothing written: {address}", err=True)
        return 1
    _refuse_known(known, offer.site.home)
    text = site_text(offer.site, offer.family, _on_top(address))
    _check(text, offer.site.id, Context({family.name: family for family in known.families}, settings.allow_hosts))
    if not as_json:
        click.echo(preview(offer))
    file = settings.definitions / f"{offer.site.id}.toml"
    written = (yes or (not as_json and _is_wanted(file))) and _write(file, text)
    if as_json:
        click.echo(json.dumps(as_dict(offer, file if written else None, text), ensure_ascii=False, indent=1))
    elif written:
        click.echo(f"已写入 written: {file}\n试采 try it: tzwatch crawl {offer.site.id} --pages 2")
    return 0


def _address(url: str, allow_hosts: frozenset[str]) -> str:
    """Return the address to begin with; http:// may be left out. Raise UsageError for none that can be fetched.

    A name without a dot is an address only where it is known on this machine: `allow_hosts`, localhost, with a port.
    """
    host = url.partition("/")[0]
    if not any(mark in host for mark in _OF_AN_ADDRESS) and host not in {"localhost", *allow_hosts}:
        raise UsageError(f"不是网址 no address: {cut(clean_text(url), _WIDEST)}（应如 like http://www.example.cn/）")
    return canonical_url(url if "://" in url else f"http://{url}")


def _refuse_known(known: Catalogue, url: str) -> None:
    site = known.site_of(url)
    if site:
        raise UsageError(f"已有这个站点 this site exists: {site.id}（tzwatch sites show {site.id}）")


def _explore(settings: Settings, known: Catalogue, url: str) -> Offer:
    # Scrapy is loaded only now: a wrong address is told at once.
    from crawler.explore.run import explore_site

    with database() as store:
        return explore_site(
            url,
            families=known.families,
            taken={*known.sites, *known.broken},
            database=store,
            gap=Pace().delay if settings.delay is None else settings.delay,
            progress=_show_progress,
        )


def _show_progress(asked: int, url: str) -> None:
    in_place = sys.stderr.isatty()
    # What a page writes into an address must not reach the terminal as it stands.
    line = f"sites add … {asked} {cut(clean_text(url), _WIDEST)}"
    click.echo(f"\r\x1b[K{line}" if in_place else line, err=True, nl=not in_place)


def _on_top(url: str) -> list[str]:
    return [f"由 tzwatch sites add {url} 写成，请核对。 Written by a program, check it."]


def _check(text: str, site_id: str, context: Context) -> None:
    """Read a definition as the crawler will. Raise SiteDefinitionError for one that it would refuse."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{site_id}.toml"
        file.write_text(text, encoding="utf-8")
        site_of(read_table(file), site_id, context)


def _is_wanted(file: Path) -> bool:
    """Ask; where nobody can answer, say how to write without being asked."""
    if not sys.stdin.isatty():
        click.echo("没有写入，加 --yes 写入 not written, add --yes to write it", err=True)
        return False
    return click.confirm(f"写入 write {file}?", default=True)


def _write(file: Path, text: str) -> bool:
    """Write a new file; one that is there stays as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError as error:
        raise UsageError(f"已有这个文件，不会覆盖 the file exists and stays as it is: {file}") from error
    return True
