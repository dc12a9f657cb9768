"""异常 Finding: what is wrong with a site as a whole, decided from its last run and from its own history. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from news.dates import SHANGHAI
from news.holidays import working_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from news.run import Failure
    from news.site import Expect

FindingKind = Literal[
    "unreachable", "blocked", "browser_missing", "empty_list", "soft_404", "silent", "lost_field", "layout_changed"
]
_SIGNS: tuple[tuple[FindingKind, re.Pattern[str]], ...] = (
    ("browser_missing", re.compile("browser missing|浏览器(?:启动不了|一再中断)")),
    ("blocked", re.compile(r"拦截|HTTP (?:403|429)\b|转到了别的网站")),
    ("empty_list", re.compile("^列表页没有条目")),
    ("soft_404", re.compile("soft 404|转到首页")),
)
# The fields whose loss is told, with the words for it.
WATCHED_FIELDS = {
    "published_at": "时间 time",
    "source": "来源 source",
    "author": "作者 author",
    "editor": "编辑 editor",
    "breadcrumb": "位置 breadcrumb",
    "keywords": "关键词 keywords",
    "original_title": "原标题 original title",
    "subtitle": "副题 subtitle",
    "images": "图片 images",
    "attachments": "附件 attachments",
}
# One page may fail by chance; three of them, and a fifth of what the lists showed, do not.
_FEW, _SHARE = 3, 0.2
# The newest posts against those before: enough of both that a chance does not show as a loss.
_LEAST_RECENT, _LEAST_BEFORE = 4, 10
_USUAL, _LOSS = 0.6, 0.5
_MOSTLY = 0.8
# A rhythm needs a history; a working week is the least silence that is told.
_LEAST_POSTING_DAYS, _LEAST_SILENCE = 6, 5
_DAYS_A_WEEK = 5
# Shorter outages end by themselves.
_PATIENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a site. `subject`: the list's address or the field it is about, '' for the site."""

    kind: FindingKind
    subject: str
    said: str


@dataclass(frozen=True, slots=True)
class Fill:
    """How well a number of articles were read: how many have each field, and by what each body was found."""

    articles: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)
    readers: Mapping[str, int] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        """Return the share of articles that have the field, 0 to 1."""
        return self.filled.get(name, 0) / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class Past:
    """What the store knows of a site.

    posted: the days on which it posted, oldest first. recent: its newest posts; before: those before them.
    stuck: entries of late that were not read, by reason; listed: all entries of that time. failing_since: when the
    first of the runs began that failed in a row up to now.
    """

    posted: Sequence[date] = ()
    recent: Fill = field(default_factory=Fill)
    before: Fill = field(default_factory=Fill)
    stuck: Mapping[str, int] = field(default_factory=dict)
    listed: int = 0
    failing_since: datetime | None = None


def kind_of_failure(reason: str) -> FindingKind | None:
    """Return what sort of finding a failure's reason may be part of, None for any other."""
    return next((kind for kind, sign in _SIGNS if sign.search(reason)), None)


def findings(
    lists: frozenset[str], failures: Sequence[Failure], error: str | None, past: Past, expect: Expect, now: datetime
) -> list[Finding]:
    """Return all that is wrong after a run.

    lists: the addresses of the site's list pages; failures: of the run's pages; error: why the site as a whole was not
    read, None when it was. What is not returned any more is over.
    """
    found = [*_of_failures(lists, failures, error, past)]
    if error is None:
        found += [*_silence(past, expect, now), *_losses(past, expect), *_layout(past)]
    elif not found and past.failing_since and now - past.failing_since >= _PATIENCE:
        days = (now - past.failing_since).days
        found.append(Finding("unreachable", "", f"已 {days} 天读不到 not reached for {days} days: {error}"))
    return found


def silence(posted: Sequence[date], posts_a_week: float, today: date) -> tuple[int, int] | None:
    """Return (working days since the last post, as many as the site's rhythm allows), None without a rhythm.

    Today does not count: it is not over.
    """
    allowed = _allowed_silence(posted, posts_a_week)
    if allowed is None or not posted:
        return None
    return working_days(posted[-1], today - timedelta(days=1)), allowed


def _allowed_silence(posted: Sequence[date], posts_a_week: float) -> int | None:
    if len(posted) >= _LEAST_POSTING_DAYS:
        gaps = sorted(working_days(*pair) for pair in pairwise(posted))
        usual: float = gaps[int(0.95 * (len(gaps) - 1))]
    elif posts_a_week > 0:
        usual = 1.5 * _DAYS_A_WEEK / posts_a_week
    else:
        return None
    return max(_LEAST_SILENCE, math.ceil(2 * usual))


def _of_failures(
    lists: frozenset[str], failures: Sequence[Failure], error: str | None, past: Past
) -> Iterator[Finding]:
    said = {failure.url: failure.reason for failure in failures}
    kinds = {url: kind_of_failure(reason) for url, reason in said.items()}
    for url, kind in kinds.items():
        if kind == "empty_list":
            yield Finding(kind, url, f"栏目没有条目 a list without entries: {url}")
    of_lists = {kinds[url]: said[url] for url in said if url in lists}
    if error:
        of_lists.setdefault(kind_of_failure(error), error)
    missing = next((reason for url, reason in said.items() if kinds[url] == "browser_missing"), None)
    if missing or "browser_missing" in of_lists:
        yield Finding("browser_missing", "", missing or of_lists["browser_missing"])
    for told in ("blocked", "soft_404"):
        reason = of_lists.get(told) or _widespread(told, said, past)
        if reason:
            what = (
                "被拦截 the site turns us away"
                if told == "blocked"
                else "文章打开是“页面不存在” articles are not there"
            )
            yield Finding(told, "", f"{what}: {reason}")


def _widespread(told: FindingKind, said: Mapping[str, str], past: Past) -> str | None:
    """Return the most frequent reason of a kind when many pages failed by it, in this run or since days."""
    now = Counter(reason for reason in said.values() if kind_of_failure(reason) == told)
    late = Counter({reason: n for reason, n in past.stuck.items() if kind_of_failure(reason) == told})
    many = late.total() >= max(_FEW, _SHARE * past.listed)
    counted = late if many else now if now.total() >= _FEW else None
    return f"{counted.total()} 页 pages，{counted.most_common(1)[0][0]}" if counted else None


def _silence(past: Past, expect: Expect, now: datetime) -> Iterator[Finding]:
    counted = silence(past.posted, expect.posts_a_week, now.astimezone(SHANGHAI).date())
    if counted and counted[0] > counted[1]:
        last = past.posted[-1].isoformat()
        yield Finding(
            "silent",
            "",
            f"太久没有新文 no new post for {counted[0]} working days, "
            f"{counted[1]} at most would be usual here（最后一篇 last {last}）",
        )


def _losses(past: Past, expect: Expect) -> Iterator[Finding]:
    recent, before = past.recent, past.before
    if recent.articles < _LEAST_RECENT:
        return
    for name, words in WATCHED_FIELDS.items():
        usual = before.rate(name) if before.articles >= _LEAST_BEFORE else 0.0
        if name in expect.fields:
            usual = max(usual, 1.0)
        if usual >= _USUAL and recent.rate(name) < usual * _LOSS:
            yield Finding(
                "lost_field",
                name,
                f"字段丢失 field lost: {words} {recent.rate(name):.0%}（此前 before {usual:.0%}），"
                f"最新 {recent.articles} 篇 the newest posts",
            )


def _layout(past: Past) -> Iterator[Finding]:
    """Tell when nearly all was read by the site's layouts and most of the newest by general rules."""
    recent, before = past.recent, past.before
    if recent.articles < _LEAST_RECENT or before.articles < _LEAST_BEFORE:
        return
    by_rule = sum(n for reader, n in before.readers.items() if reader.startswith("layout "))
    generic = sum(n for reader, n in recent.readers.items() if not reader.startswith("layout "))
    if by_rule >= _MOSTLY * before.articles and generic > recent.articles / 2:
        yield Finding(
            "layout_changed",
            "",
            f"页面改版 the layout changed: 最新 {recent.articles} 篇有 {generic} 篇不合版式 of them fit none",
        )
