"""The catalogue: every site that could be read, asked by id or by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from news.errors import UsageError
from news.site import ListRule, Pager
from news.urls import host_of
from sites.names import meant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from news.errors import SiteDefinitionError
    from news.site import Layout, Site


@dataclass(frozen=True, slots=True)
class Family:
    """Sites made with one content management system: how their lists turn pages, how their articles are laid out."""

    name: str
    listing: ListRule = field(default_factory=ListRule)
    pager: Pager = field(default_factory=Pager)
    layouts: tuple[Layout, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`sites` by id, sorted. `problems`: of each broken file; `broken`: the same by the id of the site that is off."""

    sites: Mapping[str, Site]
    families: tuple[Family, ...] = ()
    problems: tuple[SiteDefinitionError, ...] = ()
    broken: Mapping[str, SiteDefinitionError] = field(default_factory=dict)

    def get(self, site_id: str) -> Site:
        """Return the site of that id. Raise UsageError when there is none, the file's own problem when it is broken."""
        if site_id in self.sites:
            return self.sites[site_id]
        if site_id in self.broken:
            raise self.broken[site_id]
        raise UsageError(f"没有这个站点 no such site: {site_id}（{meant(site_id, self.sites, self.broken)}）")

    def site_of(self, url: str) -> Site | None:
        """Return the site whose page `url` is, None for a host that no site names.

        Of several on one host: the one whose article_url matches, then the one with the longest channel or home
        above the address.
        """
        host = _bare(host_of(url))
        found = [site for site in self.sites.values() if any(_bare(own) == host for own in site.hosts)]
        return max(found, key=lambda site: _fit(site, url), default=None)

    def layouts_of(self, site: Site) -> tuple[Layout, ...]:
        """Return the layouts to read a site's pages with: its own, then its family's."""
        return site.layouts + next((f.layouts for f in self.families if f.name == site.family), ())

    def layouts_for(self, url: str) -> tuple[Layout, ...]:
        """As `layouts_of`, for the site whose page `url` is; () for an unknown one."""
        site = self.site_of(url)
        return self.layouts_of(site) if site else ()


def _fit(site: Site, url: str) -> tuple[bool, int]:
    here = _bare(url.partition("://")[2])
    folders = (_folder(start) for start in (site.home, *(channel.url for channel in site.channels)))
    above = max((len(folder) for folder in folders if here.startswith(folder)), default=0)
    return site.article_url.search(url) is not None, above


def _folder(url: str) -> str:
    """Return the folder that a list page stands in: an address below it may belong to that list."""
    return _bare(url.partition("://")[2]).rpartition("/")[0] + "/"


def _bare(host: str) -> str:
    return host.removeprefix("www.")
