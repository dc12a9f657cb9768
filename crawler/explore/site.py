"""From what an exploration has seen to the site that it proposes, with what it could not find. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.explore.said import remarks
from crawler.explore.seen import Proposed
from extract.discover.look import next_of
from extract.discover.names import column_name, most_frequent, shared_name, site_id
from extract.discover.plan import pager_for
from extract.lists.listing import read_listing
from extract.reader import read_article
from news.article import Article
from news.site import Channel, Expect, Pager, Site
from news.text import clean_text, cut
from news.urls import host_of, url_key
from sites.catalogue import Family

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from crawler.explore.seen import Seen
    from news.site import ListRule

_ALMOST = 0.9
_LEAST_EXPECTED = 4
_NAMELESS = {"feed": "全部文章", "sitemap": "全部文章"}
_EXPECTED_FIELDS = ("title", "published_at", "body_text")

_LONGEST_NAME, _LONGEST_PROOF = 60, 120


@dataclass(frozen=True, slots=True)
class Offer:
    """What is proposed for an address: `site` with its `family`, None when nothing useable was found.

    remarks: what could not be found or is worth knowing, in plain words.
    """

    seen: Seen
    site: Site | None = None
    family: Family = field(default_factory=lambda: Family(""))
    channels: tuple[Proposed, ...] = ()
    remarks: tuple[str, ...] = ()


def offer_of(seen: Seen, families: Sequence[Family], taken: Container[str]) -> Offer:
    """Return the proposal. `taken`: the ids that exist."""
    channels = _channels(seen)
    if not channels or seen.pattern is None:
        return Offer(seen, remarks=remarks(seen, (), None))
    family = _family(seen, channels, families)
    pager = _pager(seen, channels, family)
    site = Site(
        id=site_id(seen.home, taken),
        name=_name(seen),
        home=seen.home,
        hosts=tuple(dict.fromkeys(host_of(url) for url in (seen.home, *(each.look.url for each in channels)))),
        channels=tuple(proposed.channel for proposed in channels),
        article_url=seen.pattern,
        family=family.name,
        listing=family.listing,
        pager=pager,
        expect=_expect(seen, channels),
        proof=_proof(seen),
    )
    site = replace(site, hosts=_with_articles(site.hosts, channels))
    return Offer(seen, site, family, channels, remarks(seen, channels, site))


def _pager(seen: Seen, channels: Sequence[Proposed], family: Family) -> Pager:
    """Return the family's pager where it finds as many further pages as any other, else the one that finds most."""
    sources = [seen.sources[each.look.url] for each in channels if each.channel.kind == "list"]
    best = pager_for([(seen.sources[each.look.url], each.look) for each in channels])
    of_family, found = ([next_of(source, pager) for source in sources] for pager in (family.pager, best))
    return family.pager if len(list(filter(None, of_family))) >= len(list(filter(None, found))) else best


def _channels(seen: Seen) -> tuple[Proposed, ...]:
    found: dict[str, Proposed] = {}
    for look in seen.lists:
        entries = tuple(entry for entry in look.entries if seen.pattern and seen.pattern.search(entry.url))
        name = column_name(seen.names.get(url_key(look.url), ""), look.title, _name(seen))
        name = "首页" if look.url == seen.home else _NAMELESS.get(look.channel_kind, name)
        if entries:
            found.setdefault(url_key(look.url), Proposed(Channel(name, look.url, look.channel_kind), look, entries))
    return tuple(found.values())


def _name(seen: Seen) -> str:
    home = seen.pages.get(seen.home)
    titles = [look.title for look in seen.pages.values() if look.title]
    name = (home.named if home else "") or shared_name(titles) or (home.site if home else "")
    return cut(clean_text(name), _LONGEST_NAME) or host_of(seen.home)


def _with_articles(hosts: tuple[str, ...], channels: Sequence[Proposed]) -> tuple[str, ...]:
    """Add the hosts of the articles; www. is understood."""
    bare = {host.removeprefix("www.") for host in hosts}
    others = dict.fromkeys(host_of(entry.url) for proposed in channels for entry in proposed.entries)
    return (*hosts, *(host for host in others if host.removeprefix("www.") not in bare))


def _expect(seen: Seen, channels: Sequence[Proposed]) -> Expect:
    fewest = min(len(proposed.entries) for proposed in channels) // 2
    articles = [look.article for look in seen.samples]
    whole = bool(articles) and all(article and article.published and article.body_text for article in articles)
    return Expect(fewest if fewest >= _LEAST_EXPECTED else 0, fields=_EXPECTED_FIELDS if whole else ())


def _proof(seen: Seen) -> str:
    home = seen.pages.get(seen.home)
    return f"首页标题是 {cut(clean_text(home.title), _LONGEST_PROOF)}" if home and home.title else ""


def _family(seen: Seen, channels: Sequence[Proposed], families: Sequence[Family]) -> Family:
    """Return the family whose marks most pages bear, if its rules read these pages as well as the general ones."""
    looks = [*seen.samples, *(proposed.look for proposed in channels)]
    named = most_frequent(look.families[0] for look in looks if look.families)
    found = next((family for family in families if family.name == named), None)
    if found and _lists_hold(seen, channels, found.listing) and _articles_hold(seen, found):
        return found
    return Family("")


def _lists_hold(seen: Seen, channels: Sequence[Proposed], rule: ListRule) -> bool:
    for proposed in channels:
        if not rule.item or proposed.channel.kind != "list":
            continue
        source = seen.sources[proposed.look.url]
        shown = read_listing(
            source.body, source.url, rule=rule, article_url=seen.pattern, content_type=source.content_type
        )
        if len(shown.entries) < _ALMOST * len(proposed.entries):
            return False
    return True


def _articles_hold(seen: Seen, family: Family) -> bool:
    for look in seen.samples:
        if look.article and family.layouts:
            source = seen.sources[look.url]
            read = read_article(source.body, source.url, layouts=family.layouts, content_type=source.content_type)
            if not isinstance(read, Article) or len(read.body_text) < _ALMOST * len(look.article.body_text):
                return False
    return True
