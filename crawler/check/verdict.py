"""What a check means: which expectations hold, what is broken, what to do next. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from news.article import NoArticle
from news.dates import SHANGHAI
from news.health import kind_of_failure, silence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from crawler.check.sitecheck import ListCheck, SiteCheck
    from news.article import Article
    from news.health import Past

# The fields that a report shows, in its order.
FIELDS = (
    *("title", "original_title", "subtitle", "published_at", "source", "author", "editor"),
    *("breadcrumb", "keywords", "images", "attachments", "body_text"),
)
# Nine of ten articles of a site have it: one without is worth a look.
_USUALLY = 0.9
_LEAST_HISTORY = 10
_LEAST_POSTS = 0.25
_LEAST_DATED = 4
_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a site's definition and what was found."""

    what: str
    expected: str
    found: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """problems: what is broken; notes: what a person may want to look at; steps: what to do next."""

    expectations: tuple[Expectation, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing is broken."""
        return not self.problems


def judge(check: SiteCheck, past: Past, now: datetime, *, proposed: bool = False) -> Verdict:
    """Judge a check against the site's definition and its history. proposed: a layout that would mend it was found."""
    expectations = tuple(_expectations(check, past, now))
    problems = [*_of_lists(check), *_of_article(check, past)]
    problems += [
        f"低于预期 below expectation: {e.what} {e.found}，应为 should be {e.expected}" for e in expectations if not e.ok
    ]
    steps = dict.fromkeys(_steps(check, problems, proposed=proposed))
    return Verdict(expectations, tuple(problems), tuple(_notes(check)), tuple(steps))


def value_of(article: Article, name: str) -> Any:
    """Return a field by its public name, something false when it is absent."""
    return article.published if name == "published_at" else getattr(article, name)


def _read_list(check: SiteCheck) -> ListCheck | None:
    return next((one for one in check.lists if one.entries), check.lists[-1] if check.lists else None)


def _of_lists(check: SiteCheck) -> Iterator[str]:
    looked = _read_list(check)
    if looked is None:
        yield "程序没有读完列表，请看日志 the list was not read to its end, look into log/check.log"
    elif looked.reason:
        yield f"列表没有读到 the list was not read: {looked.reason}"
    elif not looked.entries:
        yield "列表没有本站的文章条目 no entry of the list is an article by article_url"


def _of_article(check: SiteCheck, past: Past) -> Iterator[str]:
    article = check.article
    if article is None:
        for one in check.articles[-1:]:
            if isinstance(one.reading, NoArticle):
                yield f"文章没有读到 no article was read: {one.reading.kind}: {one.reading.reason}"
        return
    if not article.title:
        yield "没有标题 no title"
    if not article.body_text and not article.images:
        yield "没有正文 no text"
    missing = [name for name in _usual(past) if name not in check.site.expect.fields and not value_of(article, name)]
    if missing:
        yield f"以往都有、这篇没有的字段 fields that earlier posts have: {'、'.join(missing)}"
    if check.lost_layout and not missing:
        yield "版式不再符合，用了通用规则 the layout no longer matches, general rules were used"


def _usual(past: Past) -> Iterator[str]:
    """Yield the fields that nearly all of the site's articles have."""
    if past.before.articles >= _LEAST_HISTORY:
        yield from (name for name in past.before.filled if past.before.rate(name) >= _USUALLY)


def _expectations(check: SiteCheck, past: Past, now: datetime) -> Iterator[Expectation]:
    expect, looked, article = check.site.expect, _read_list(check), check.article
    entries = looked.entries if looked else ()
    if expect.entries:
        found = len(entries)
        yield Expectation("每个列表的条目 entries a list", f"≥ {expect.entries}", str(found), found >= expect.entries)
    days = sorted(entry.published.at.date() for entry in entries if entry.published)
    # The oldest may be pinned: a notice of years ago on top of today's news.
    days = days[len(days) // 4 :]
    if expect.posts_a_week and len(days) >= _LEAST_DATED:
        weeks = max(1.0, (now.astimezone(SHANGHAI).date() - days[0]).days / _WEEK)
        found_rate = len(days) / weeks
        yield Expectation(
            "每周文章 posts a week",
            f"≈ {expect.posts_a_week:g}",
            f"{found_rate:.1f}",
            found_rate >= expect.posts_a_week * _LEAST_POSTS,
        )
    counted = silence(past.posted or sorted(set(days)), expect.posts_a_week, now.astimezone(SHANGHAI).date())
    if counted:
        yield Expectation(
            "静默的工作日 silent working days", f"≤ {counted[1]}", str(counted[0]), counted[0] <= counted[1]
        )
    for name in expect.fields if article else ():
        has = bool(article and value_of(article, name))
        yield Expectation(f"字段 field {name}", "有 filled", "有 filled" if has else "无 missing", has)


def _notes(check: SiteCheck) -> Iterator[str]:
    looked, article = _read_list(check), check.article
    if looked and looked.entries:
        dated = sum(entry.published is not None for entry in looked.entries)
        if not dated:
            yield "列表没有日期，补采顺序靠位置 no dates in the list"
        if looked.listing and looked.listing.next_url is None and check.site.pager.kind != "none":
            yield "没有找到下一页，补采只到这一页 no next page was found: backfill ends here"
        if looked.links.others and looked.links.others[0].count > max(looked.links.matched, 3):
            yield "有更多像标题的链接不合 article_url more links that look like titles do not match article_url"
    if article and check.layouts and not check.lost_layout and not _by_layout(article):
        yield "没有版式符合，用了通用规则 no layout matches, general rules were used"
    if article and article.published is None:
        yield "没有读到时间 no publishing time was read"
    for one in check.fetched:
        if one.broken:
            yield f"{one.broken} 个字符解码不了 characters could not be decoded: {one.url}"


def _by_layout(article: Article) -> bool:
    return article.provenance.get("body_text", "").startswith("layout ")


def _steps(check: SiteCheck, problems: Sequence[str], *, proposed: bool) -> Iterator[str]:
    """Yield what a person does next, in plain words; nothing when all is well."""
    if not problems:
        return
    reasons = [one.reason for one in check.lists] + [one.reason for one in check.fetched]
    reasons += [one.reading.reason for one in check.articles if isinstance(one.reading, NoArticle)]
    kinds = {kind_of_failure(reason) for reason in reasons}
    if "browser_missing" in kinds:
        yield "安装浏览器后再核对 install a browser, then check again"
    if "blocked" in kinds:
        yield "网站拒绝采集：放慢，设 TZWATCH_CONTACT，或停用 turned away: slow down, say who you are, or disable it"
    looked = _read_list(check)
    if looked and not looked.entries:
        yield from _steps_of_list(check, looked, blocked="blocked" in kinds)
    if any("条目 entries" in problem for problem in problems):
        yield "条目少于预期：看列表是否改版，否则调低 [expect] entries fewer entries: a new list, or too high a number?"
    if any(word in problem for problem in problems for word in ("posts a week", "silent")):
        yield "文章少于预期：看首页是否有更新的文章，栏目可能搬了 fewer posts: is the front page ahead of the list?"
    if check.wants_layout and proposed:
        yield "把下面建议的 [[layouts]] 加到站点文件，再核对 add the layout below to the site's file, check again"
    elif check.lost_layout:
        yield "在浏览器里找到正文的元素，写成 [[layouts]] 的 body find the text's element in a browser: that is body"
    elif any("字段 field" in problem or "字段 fields" in problem for problem in problems):
        yield "对照页面补上缺少字段的选择器 compare with the page and add selectors for the missing fields"


def _steps_of_list(check: SiteCheck, looked: ListCheck, *, blocked: bool) -> Iterator[str]:
    if looked.links.others:
        pattern = looked.links.others[0].pattern
        yield f"若这些链接是文章，改 article_url 为 if these links are articles, set article_url = '{pattern}'"
    elif looked.links.all:
        yield "页面有链接但不像文章：换一个栏目的网址 links, but none like an article: is this the list's address?"
    elif not blocked and any(one.status == 200 for one in check.fetched):
        yield '没有链接，可能由脚本生成：设 browser = true 或 kind = "json" 的栏目 no links, a script makes them'
    elif not blocked:
        yield "核对栏目的网址，或稍后再试 check the list's address, or try again later"
