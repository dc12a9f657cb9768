"""Pages that may be the site's error page with status 200: held until the site has shown that page, once a day."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from extract.absent import text_digest
from news.article import Article, NoArticle

if TYPE_CHECKING:
    from crawler.archive.warc import RawPage
    from crawler.gathering import Gathering
    from crawler.store import SiteStore

# An article without a date and with so few characters may be a notice that no sign gave away (2026-11).
_LONGEST_NOTICE = 600
# Not the digits of an escape: %B2.
_NUMBER = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])\d+")
# What a site says while it is closed. An article on that has a date, or a title that says whose site and when.
_LONGEST_CLOSED, _LONGEST_CLOSED_TITLE = 300, 20
_CLOSED = re.compile(
    r"(?:系统|网站|平台|服务|站点|本站|服务器|数据库)[^。]{0,12}(?:维护|升级|改版|改造|检修|迁移|割接|停机|关闭|暂停|故障|繁忙|异常|错误|出错)|"
    r"(?:维护|升级|检修|建设)(?:中|期间)|暂停(?:服务|访问|对外)|暂时(?:无法|不能|停止)|稍[后候]再?(?:试|访问|来|登录)|"
    r"敬请期待|无法连接|Service (?:Temporarily )?Unavailable|Bad Gateway|Gateway Time-?out|Internal Server Error|"
    r"Under (?:Maintenance|Construction)|Error establishing|database error|运行时错误|应用程序中的服务器错误",
    re.IGNORECASE,
)
# No article has it: numbers of nine digits are rare, and this one is not handed out in a row.
_INVENTED = "987654321"


@dataclass(slots=True)
class Doubts:
    """Of one crawl. `waiting`: the articles held until the site's error page is known."""

    store: SiteStore
    waiting: list[Gathering] = field(default_factory=list)
    _settled: bool = False
    _digest: bytes | None = None
    _read: dict[bytes, str] = field(default_factory=dict)

    def holds(self, gathering: Gathering) -> bool:
        """Tell whether what was read may be an error page."""
        reading = gathering.first
        if isinstance(reading, NoArticle):
            return reading.kind == "empty"
        digest = hashlib.sha256(f"{reading.title}\n{reading.body_text}".encode()).digest()
        is_repeated = self._read.setdefault(digest, gathering.key) != gathering.key
        return is_repeated or (reading.published is None and len(reading.body_text) < _LONGEST_NOTICE)

    @property
    def is_settled(self) -> bool:
        """Tell whether the site's error page is known, from this crawl or from one of the last day."""
        if not self._settled and (found := self.store.error_page()):
            self._settled, self._digest = True, found[0]
        return self._settled

    def settle(self, page: RawPage | None, *, keep: bool = True) -> list[Gathering]:
        """Take the answer to an invented address (None: it said itself that there is no page); return what waited."""
        self._settled = True
        self._digest = text_digest(page.body, page.header("content-type")) if page else None
        if keep:
            self.store.keep_error_page(self._digest)
        released, self.waiting = self.waiting, []
        return [self.judged(gathering) for gathering in released]

    def judged(self, gathering: Gathering) -> Gathering:
        """Return the article as it was read, or as missing when its page is the site's error page."""
        page, reading = gathering.page, gathering.first
        if isinstance(reading, Article) and _says_closed(reading):
            reason = f"网站维护或出错 the site is closed or broken: {reading.title[:_LONGEST_CLOSED_TITLE]}"
            return replace(gathering, first=NoArticle(page.url, "blocked", reason))
        if self._digest is None or text_digest(page.body, page.header("content-type")) != self._digest:
            return gathering
        reason = "与本站错误页相同 soft 404: the same as for an invented address"
        return replace(gathering, first=NoArticle(page.url, "missing", reason))


def _says_closed(reading: Article) -> bool:
    is_notice = len(reading.title) <= _LONGEST_CLOSED_TITLE and len(reading.body_text) <= _LONGEST_CLOSED
    return is_notice and _CLOSED.search(f"{reading.title} {reading.body_text}") is not None


def invented_address(url: str) -> str:
    """Return an address beside `url` that was never given out: its last number, or its name, is another."""
    parts = urlsplit(url)
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    numbers = list(_NUMBER.finditer(rest))
    if numbers:
        changed = rest[: numbers[-1].start()] + _INVENTED + rest[numbers[-1].end() :]
    else:
        stem, dot, ending = rest.rpartition(".")
        changed = f"{stem}-{_INVENTED}.{ending}" if dot and "/" not in ending else f"{rest}-{_INVENTED}"
    path, _, query = changed.partition("?")
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))
