"""Styles of sites whose lists only machines can read: a feed, a sitemap; and the feed that WordPress adds."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from demo.style import MODERN, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.replica import Replica
    from demo.style import Item
    from demo.world import Answer

_STORY = """<main><h1>{title}</h1><p class="meta">{at:%Y-%m-%d %H:%M} | 来源：{source} | 作者：{author}</p>
<section class="text">
{paragraphs}
</section></main>"""
_LINK = '<link rel="alternate" type="application/rss+xml" title="全部文章" href="/rss.xml">\n'


def feed(replica: Replica, path: str, query: Mapping[str, str]) -> Answer | None:
    """Answer with everything as RSS 2.0 at the address that the pages name."""
    if path not in ("/rss.xml", "/feed", "/feed/"):
        return None
    items = "\n".join(_feed_item(replica, item) for item in replica.items)
    body = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{replica.organisation}</title>\n'
        f"<link>{replica.home}</link><description>全部文章</description>\n{items}\n</channel></rss>\n"
    )
    return replica.page(body, replica.items[0].at, "application/rss+xml; charset=utf-8")


def sitemap(replica: Replica, path: str, query: Mapping[str, str]) -> Answer | None:
    """Answer with the addresses of all articles and of two pages that are none."""
    if path != "/sitemap.xml":
        return None
    items = [(item.path, f"{item.at:%Y-%m-%dT%H:%M:%S+08:00}") for item in replica.items]
    pages = [("/", f"{replica.items[0].at:%Y-%m-%d}"), ("/jgjj.html", "2024-03-01"), ("/lxwm.html", "2024-03-01")]
    urls = "\n".join(
        f"<url><loc>{escape(replica.url(path))}</loc><lastmod>{at}</lastmod></url>" for path, at in [*pages, *items]
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'
    )
    return replica.page(body, replica.items[0].at, "application/xml")


def _feed_item(replica: Replica, item: Item) -> str:
    url = replica.url(item.path)
    return (
        f"<item><title>{escape(item.title)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{item.at:%a, %d %b %Y %H:%M:%S} +0800</pubDate>"
        f"<description>{escape(item.body[0])}</description></item>"
    )


# The columns are drawn by a script from an interface that only it knows.
RSS = Style(
    article="/p/{at:%Y}/{code}.html",
    first="/c/{column.id}",
    further="/c/{column.id}?page={page}",
    row="",
    listed='<div id="list" data-column="{column.id}"></div><script src="/static/app.js"></script>',
    between="",
    bar=None,
    story=_STORY,
    frame=MODERN.replace("{meta}", "{meta}" + _LINK),
    service=feed,
    elsewhere=False,
)
SITEMAP = replace(
    RSS,
    article="/{column.folder}/{at:%Y/%m}/{number}.html",
    frame=MODERN,
    service=sitemap,
    robots="User-agent: *\nDisallow: /search/\nAllow: /\nSitemap: {home}sitemap.xml\n",
)
