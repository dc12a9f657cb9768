"""What an exploration could not find, and what is worth knowing of what it found, in plain words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.discover.address import coverage
from extract.discover.look import next_of
from extract.discover.plan import article_addresses
from news.text import clean_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.explore.seen import Proposed, Seen
    from news.site import Site

_MOST_NAMED = 5
_FULL_LIST = 10
_WHOLE = 0.98
_FIELDS = {"published": "时间 time", "source": "来源 source"}


def remarks(seen: Seen, channels: Sequence[Proposed], site: Site | None) -> tuple[str, ...]:
    """Return one line a thing. Without a site: why there is none."""
    found = list(_of_lists(seen, channels, site)) if site else list(_of_nothing(seen))
    return (*found, *_of_articles(seen), *_of_pages(seen))


def _of_nothing(seen: Seen) -> Iterator[str]:
    if seen.empty:
        pages = "、".join(look.url for look in seen.empty[:_MOST_NAMED])
        yield f"栏目页的源码里没有列表，要用浏览器才看得到 lists made by a script, not in the source: {pages}"
    elif not seen.lists:
        yield "没有找到列表页，请直接给出一个列表页的网址 no list page was found, give the address of one"
    else:
        yield "没有看出文章网址的规律，请手写 article_url no form common to the articles' addresses"
    if not seen.feeds:
        yield "没有订阅源（RSS）和网站地图 neither a feed nor a sitemap"


def _of_lists(seen: Seen, channels: Sequence[Proposed], site: Site) -> Iterator[str]:
    undated = [each.channel.name for each in channels if not any(entry.published for entry in each.entries)]
    if undated:
        names = "、".join(undated[:_MOST_NAMED])
        yield f"列表里没有日期，以文章页为准 no dates in the list, but in the articles: {names}"
    single = _without_next(seen, channels, site)
    if single:
        yield f"没有找到下一页，只看第一页 no further page found, the first one only: {'、'.join(single[:_MOST_NAMED])}"
    if seen.page_two and not seen.page_two.entries:
        yield f"第二页没有条目，请核对翻页 page 2 shows no entries, check the pager: {seen.page_two.url}"
    addresses = article_addresses([each.look for each in channels], [*seen.about, seen.home])
    if seen.pattern and coverage(seen.pattern, addresses) < _WHOLE:
        odd = [url for url in addresses if not seen.pattern.search(url)]
        yield f"有些条目的网址形式不同，不会采集 entries of another form, left out: {' '.join(odd[:_MOST_NAMED])}"
    about = [url for url in seen.about if seen.pattern and seen.pattern.search(url)]
    if about:
        yield f"这些介绍页也符合文章网址 pages about the site, matched too: {' '.join(about[:_MOST_NAMED])}"
    if seen.empty:
        pages = " ".join(look.url for look in seen.empty[:_MOST_NAMED])
        yield f"这些页的源码里没有列表 no list in the source of these pages: {pages}"
    unused = [url for url in seen.feeds if url not in {each.channel.url for each in channels}]
    if unused:
        yield f"另有订阅源，未用 a feed as well, not used: {' '.join(unused[:_MOST_NAMED])}"


def _without_next(seen: Seen, channels: Sequence[Proposed], site: Site) -> list[str]:
    """Return the names of long lists without a further page; one shorter than a page of the others' has but one."""
    lists = [each for each in channels if each.channel.kind == "list"]
    turned = {each.channel.url: next_of(seen.sources[each.look.url], site.pager) for each in lists}
    full = min((len(each.entries) for each in lists if turned[each.channel.url]), default=_FULL_LIST)
    return [each.channel.name for each in lists if not turned[each.channel.url] and len(each.entries) >= full]


def _of_articles(seen: Seen) -> Iterator[str]:
    for look in seen.samples:
        if look.article is None:
            yield f"样文读不出 a sample that could not be read: {look.url}: {look.reason or look.kind}"
    read = [look.article for look in seen.samples if look.article]
    missing = [label for name, label in _FIELDS.items() if read and not any(getattr(one, name) for one in read)]
    if missing:
        yield f"样文里没有读到 not found in any sample: {'、'.join(missing)}"


def _of_pages(seen: Seen) -> Iterator[str]:
    if seen.waiting:
        names = " ".join(cut(clean_text(url), 200) for url in seen.waiting[:_MOST_NAMED])
        yield f"请求数到了上限，还有 {len(seen.waiting)} 个链接没看 not looked at, too many requests: {names}"
    for url, reason in seen.failures[:_MOST_NAMED]:
        yield f"没有取到 not fetched: {cut(clean_text(url), 200)}: {cut(clean_text(reason), 300)}"
