"""Where the lists of an unknown site may be: its menu, 更多 behind a block, a feed, the data that a script asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from extract.discover.address import is_file
from extract.lists.links import links_in
from extract.lists.outline import outline_of
from news.urls import host_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from extract.page import Page

_NEWS = re.compile(
    r"要闻|新闻|动态|通知|公告|公示|时讯|资讯|快讯|信息|头条|速递|聚焦|简报|播报|消息|news", re.IGNORECASE
)
_WORK = re.compile(
    r"工作|活动|建言|参政|议政|社会服务|理论|调研|媒体|观点|风采|风貌|基层|地方|各地|政策|法规|文件|[党盟会社统]务|会议|学习|宣传|统战|人物"
    r"|专[题栏]|文化|交流|提案|讲话|论坛|言论|书画|社情|民意|海外|宗教|民族|港澳|非公|党派|盟员|党员|会员|教育|研究|时政|热点|图片|视频|文章|列表"
)
# A site's own pages about itself, and what leads nowhere.
_ABOUT = re.compile(
    r"登[录陆]|注册|简介|概况|联系|邮箱|地图|English|设为首页|收藏|关于|机构|领导|组织架构|版权|隐私|帮助|[搜检]索|繁[体體]|无障碍|手机版"
    r"|客户端|微信|微博|投稿|留言|信箱|章程|历程|大事记|友情|链接|首\s*页|[上下前后]一?页|尾页|末页|返回|打印|关闭|备案|ICP|公网安备|举报",
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:网站|本站|返回)?首\s*页|主页")
_MORE = re.compile(r"[\W_]*(?:查看|浏览)?(?:更多|全部|more)[\W_]*(?:>+|»|\++)?", re.IGNORECASE)
_COLUMN = re.compile(
    r"/(?:[\w-]*(?:index|list|node|col|channel|category|column|class|lists|default)[\w-]*)(?:\.\w+|/|$)|/$|\.(?:asp|aspx|php|jsp)\?",
    re.IGNORECASE,
)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_FEED = re.compile(r"\brss\b|\batom\b|/feed/?$", re.IGNORECASE)
# Addresses in a script: the argument of a call that fetches, a data file; what begins another page's is added to.
_CALLS = re.compile(
    r"""(?:fetch|getJSON|\.get|\.post|\.open|\.ajax|axios)\(\s*(?:['"](?:GET|POST)['"]\s*,\s*)?['"`]([^'"`\s<>]{2,300})['"`]"""
    r"""|\burl\s*:\s*['"`]([^'"`\s<>]{2,300})['"`]|['"`]([\w./:%?&=-]{1,300}\.json(?:\?[\w=&.-]{0,200})?)['"`]"""
)
_NO_DATA = re.compile(
    r"\.(?:s?html?|css|js|png|jpe?g|gif|svg|ico|woff2?)(?:$|\?)|[{}$]|login|count|hits|click|weather", re.IGNORECASE
)
_LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|vue(?:\.|-)|react|layui|echarts|\.min\.|webdig|analytics|share|slick|polyfill|hm\.js",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]")
_LONGEST_NAME, _LONGEST_COLUMN = 12, 20
_MOST_HOPS, _MOST_LINKS, _MOST_SCRIPTS, _MOST_DATA = 400, 3000, 60, 5
_LONGEST_SCRIPT = 200_000


@dataclass(frozen=True, slots=True)
class Hop:
    """A link that may lead to a list: its address, what it says ('' for 更多), and how much it looks like one.

    `weight` 0: a page of the site about itself, which is no list.
    """

    url: str
    text: str
    weight: int


def hops_in(page: Page, hosts: Collection[str], headlines: Collection[str]) -> list[Hop]:
    """Return the links of a page that may lead to lists of these hosts, in page order, each address once.

    `headlines`: the addresses of the page's own entries, which are articles.
    """
    found: dict[str, Hop] = {}
    for link in links_in(outline_of(page.tree)):
        url = (page.absolute(link.href) or "").partition("#")[0]
        if not url or url in headlines or host_of(url).removeprefix("www.") not in hosts or is_file(url):
            continue
        hop = _hop(url, link.text or link.named, link.named)
        if hop and (url not in found or (hop.text and not found[url].text)):
            best = max(hop.weight, found[url].weight) if url in found else hop.weight
            found[url] = Hop(url, hop.text, best)
        if len(found) >= _MOST_HOPS:
            break
    return list(found.values())


def addresses_in(page: Page) -> frozenset[str]:
    """Return every address that a page links to, the first 3,000."""
    links = islice(links_in(outline_of(page.tree)), _MOST_LINKS)
    return frozenset(url.partition("#")[0] for link in links if (url := page.absolute(link.href)))


def _hop(url: str, text: str, named: str) -> Hop | None:
    if _MORE.fullmatch(text):
        return Hop(url, "" if _MORE.fullmatch(named) or len(named) > _LONGEST_NAME else named, 4)
    is_column = _COLUMN.search(url) is not None
    if not _WORD.search(text) or len(text) > (_LONGEST_COLUMN if is_column else _LONGEST_NAME):
        return None
    is_news, is_work = _NEWS.search(text) is not None, _WORK.search(text) is not None
    if _ABOUT.search(text) and not is_news:
        return Hop(url, text, 0)
    if len(text) > _LONGEST_NAME:
        # As long as a headline; only its address speaks for it.
        return Hop(url, text, 1)
    weight = 3 if is_news else 2 if is_work else 0
    short = len(text) <= 6
    return Hop(url, text, weight + is_column + short) if weight or is_column or short else None


def folder_of(url: str) -> str:
    """Return the folder that an address lies in, with its slash."""
    return url.partition("?")[0].rpartition("/")[0] + "/"


def front_above(hops: Iterable[Hop], url: str) -> str | None:
    """Return the front page of the part of a host that `url` lies in, by the link 首页; None when it is the host's."""
    for hop in hops:
        folder = folder_of(hop.url)
        if _FRONT.fullmatch(hop.text) and parts_of(folder).path != "/" and url.startswith(folder) and hop.url != url:
            return hop.url
    return None


def folders_above(url: str) -> list[Hop]:
    """Return the folders that an article's address lies in, the nearest first: its list may be one of them."""
    parts = parts_of(url)
    names = [name for name in parts.path.split("/")[1:-1] if name]
    root = f"{parts.scheme}://{parts.netloc}/"
    folders = ["/".join(names[:count]) for count in range(len(names), 0, -1) if not names[count - 1].isdecimal()]
    return [Hop(f"{root}{folder}/", "", 2) for folder in folders[:2]]


def feeds_in(page: Page) -> list[str]:
    """Return the addresses of the feeds that a page names."""
    named = [
        node.get("href") or "" for node in page.tree.iter("link") if (node.get("type") or "").lower() in _FEED_TYPES
    ]
    linked = [
        node.get("href") or ""
        for node in islice(page.tree.iter("a"), _MOST_HOPS)
        if _FEED.search(node.get("href") or "")
    ]
    return list(dict.fromkeys(url for href in [*named, *linked] if href and (url := page.absolute(href))))[:_MOST_DATA]


def scripts_in(page: Page) -> list[str]:
    """Return the addresses of the site's own scripts; libraries ask for no lists."""
    sources = (node.get("src") or "" for node in islice(page.tree.iter("script"), _MOST_SCRIPTS))
    urls = (page.absolute(source) for source in sources if source and not _LIBRARY.search(source))
    here = host_of(page.url)
    return [url for url in dict.fromkeys(urls) if url and host_of(url) == here][:_MOST_DATA]


def data_in(page: Page) -> list[str]:
    """Return the addresses that the scripts of a page may take its list from."""
    scripts = "\n".join(node.text or "" for node in islice(page.tree.iter("script"), _MOST_SCRIPTS))
    return list(islice(dict.fromkeys(data_named(scripts, page.url)), _MOST_DATA))


def data_named(script: str, base: str) -> Iterator[str]:
    """Yield the addresses that a script may take a list from, made absolute by the page that runs it."""
    for call in _CALLS.finditer(script[:_LONGEST_SCRIPT]):
        href = next(filter(None, call.groups()), "")
        if not _NO_DATA.search(href) and ("/" in href or ".json" in href):
            try:
                url = urljoin(base, f"{href}1" if href.endswith("=") else href)
            except ValueError:
                continue
            if url.startswith(("http://", "https://")) and host_of(url) == host_of(base):
                yield url
