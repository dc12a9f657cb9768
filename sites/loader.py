"""Reads the site files, strictly: a file with anything wrong in it is off, with its line, and all others load.

A site is one TOML file in UTF-8, `<id>.toml`, in this folder or in the operator's TZWATCH_SITES_DIR. A file there
replaces the built-in one of the same name. A key that is not listed here is an error, not a remark.

Site keys (required unless a default is given):

  id                text     The file's name without .toml: a-z, 0-9 and hyphens.
  name              text     What readers call the site; shown everywhere, and the 来源 of pages that say 本网.
  home              address  Its front page. An article that leads there has been withdrawn.
  hosts             texts    Host names whose pages are this site's, lower case, no port; www. is understood.
  channels          tables   栏目, one list of articles each: { name = text, url = address of its first page }. With
                             kind = "feed" (RSS, Atom), "sitemap" or "json" (the data a script makes the list of) the
                             address is not a page; default "list".
  article_url       pattern  Matches the absolute address of every article and of nothing else. Allow http and
                             https, with and without www., and a ? or # behind it: (?:[?#]|$).
  column_url        pattern  Addresses of further lists: those linked from a channel's first page become channels
                             themselves. Default: none.
  org_type, region  text     What kind of organisation, where. Default: "".
  family            text     The name of a file in families/ whose pager, list rule and layouts are used. Default: "".
  enabled           flag     false keeps the definition without crawling it. Default: true.
  disabled_because  text     Why, for people. Default: "".
  proof             text     How a person knows the real page from another one at its address. Default: "".
  browser           flag     true: only a browser gets its pages. Default: false.
  redirects         tables   Renamed hosts, { from = old host, to = new host }, both among hosts: an article keeps its
                             identity. Default: none.

[listing] how an entry is marked up, instead of the family's and of the general rule:

  item              element  One entry.
  link              element  The link inside it. Default: "a".
  title, date       selector Inside it. Default: "", the link's own title, the date beside it.

[pager] how page k of a channel is found, instead of the family's:

  kind              text     next: the link 下一页 or 下页 (default). trs: createPageHTML(n, …) in a script, page 2 is
                             index_1.html. people: page 2 is index2.html. query: ?<param>=k. vsb: the column's pages
                             are <column>/<n>.htm, counted downwards. jcms: the group after this one, which an XML
                             island or queryData names. path: the file name is <param> and the page's number, page 1
                             may have another name (index_2.html: param = "index_"). none: one page only.
  param             text     For kind = "query" and "path", there only.

[[layouts]] 版式, one generation of article pages. The first is used whose marker and body match: those without
until before those with one, then by since, the youngest first, then in the file's order; the family's come last:

  name              text     Shown as the place a field was read from.
  marker            element  Only pages in which this matches have the layout.
  body              element  The text.
  title, subtitle, original_title, dateline, published, source, author, editor, breadcrumb, keywords
                    selector Default: "", no claim: labels in the text (来源：…), meta tags and general rules look for
                             the field. dateline is a line that holds several labelled fields.
  drop              elements A list; removed from the body. Default: [].
  since, until      date     Written without quotes: 2021-01-31. Default: none.

[pace] how often and how gently:

  interval          minutes  Between two crawls. Whole, 1 to 44640. Default: 30.
  delay             seconds  Between two requests to one host. 0 to 600. Default: 3.0.
  baseline_pages    pages    List pages of each channel that the first crawl walks. Whole, 1 to 2000. Default: 10.

[expect] 预期, below which something is wrong with the site or its definition:

  entries           number   On the first page of each channel at least. Whole, 0 to 5000. Default: 0, no claim.
  posts_a_week      number   Of the whole site on average. Default: 0, no claim.
  fields            texts    What every article has: title, original_title, subtitle, published_at, source, author,
                             editor, breadcrumb, keywords, body_text, images, attachments. Default: [].

A family is a file families/<name>.toml with name, [listing], [pager] and [[layouts]]. [listing] and [pager] of a site
replace the family's as a whole.

Types. text: one clean line; where there is a default, an empty one is the default. flag: true or false. address: http
or https, public, no user name, on one of `hosts`. pattern: a regular expression of at most 300 characters for
re.search; one whose work could explode on a hostile address is refused. selector: CSS, ::text and ::attr(x) allowed;
six descendant steps and six alternatives at most; what could be slow on a large page is refused: ~, :…-of-type,
:contains, :lang, :nth-child(…) of anything but a number, :has but once, in the last step, with a name or > inside.
element: a selector without ::text and ::attr(x). Quote patterns with '…', where \\ is itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from news.errors import SiteDefinitionError
from sites.catalogue import Catalogue, Family
from sites.definition import Context, family_of, site_of
from sites.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.site import Site

__all__ = ["BUILT_IN", "Catalogue", "Family", "load_catalogue"]

BUILT_IN = Path(__file__).parent
_FAMILIES = "families"


def whole_catalogue(extra: Path | None, allow_hosts: frozenset[str]) -> Catalogue:
    """Read the built-in definitions and those in the operator's folder `extra`."""
    return load_catalogue([BUILT_IN, extra] if extra else [BUILT_IN], allow_hosts=allow_hosts)


def load_catalogue(folders: Sequence[Path], *, allow_hosts: frozenset[str] = frozenset()) -> Catalogue:
    """Read every definition in `folders`; a later folder's file replaces an earlier one's of the same name.

    `allow_hosts` may be private addresses. Never raises for a broken file: that is a problem of the catalogue.
    """
    families: dict[str, Family] = {}
    problems: list[SiteDefinitionError] = []
    for name, file in _definitions(folder / _FAMILIES for folder in folders):
        try:
            families[name] = family_of(read_table(file), name)
        except SiteDefinitionError as problem:
            problems.append(problem)
    context = Context(families, allow_hosts)
    sites: dict[str, Site] = {}
    broken: dict[str, SiteDefinitionError] = {}
    for name, file in _definitions(folders):
        try:
            sites[name] = site_of(read_table(file), name, context)
        except SiteDefinitionError as problem:
            broken[name] = problem
    return Catalogue(sites, tuple(families.values()), (*problems, *broken.values()), broken)


def _definitions(folders: Iterable[Path]) -> list[tuple[str, Path]]:
    """Return (name, file) sorted by name. Editors keep their own files under names that begin with a dot."""
    found = {file.stem: file for folder in folders for file in folder.glob("*.toml") if not file.name.startswith(".")}
    return sorted(found.items())
