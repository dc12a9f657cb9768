"""What a mail says of an article that is new, was changed, withdrawn or restored: rows, and a few paragraphs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from news.dates import SHANGHAI
from news.diff.words import class_words, marked, told, weight_words
from news.text import clean_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from news.article import Moment
    from news.changes.change import EventKind
    from news.diff.articles import Difference
    from news.matching import News

MARKS: dict[EventKind, str] = {"new": "【新文】", "changed": "【改稿】", "gone": "【撤稿】", "restored": "【恢复】"}
_EVERY_CHANGE = "全部新文、改稿和撤稿 every new article, change and withdrawal"
# What a subscription without words asked for.
EVERYTHING: dict[EventKind, str] = {
    "new": "全部新文 every new article",
    "changed": _EVERY_CHANGE,
    "gone": _EVERY_CHANGE,
    "restored": _EVERY_CHANGE,
}
_EXCERPT_LENGTH = 300
# A mail tells of a change in short: so many places, so much of each.
_MOST_CHANGES, _MOST_SHOWN, _LONGEST_LINE = 10, 80, 300


def rows(news: News, site_name: str, difference: Difference | None) -> Iterator[tuple[str, str]]:
    """Yield what stands above the text: label and value."""
    article = news.article
    yield "站点 Site", site_name
    yield from _what_happened(news, difference)
    if article.original_title:
        yield "原标题 Original title", clean_text(article.original_title)
    yield "时间 Time", _shown(article.published)
    if article.source:
        yield "来源 Source", clean_text(article.source)


def paragraphs(news: News, difference: Difference | None) -> Iterator[str]:
    """Yield the first paragraphs of a new article or of the last version of a withdrawn one, or what changed."""
    if news.kind in ("new", "gone") or difference is None:
        yield from _opening(news.article.body_text)
    elif difference.weight is None:
        is_back = news.kind == "restored"
        yield "与撤下前相同 the same as before" if is_back else "文字没有改动 no word of it differs"
    else:
        yield from _changes(difference)


def _what_happened(news: News, difference: Difference | None) -> Iterator[tuple[str, str]]:
    if news.kind == "gone" and news.at:
        yield "撤稿 Withdrawn", f"{_time(news.at)}（下面是最后一版 the last version is below）"
    if news.kind == "restored" and news.at:
        yield "恢复 Restored", _time(news.at)
    if difference and difference.weight:
        yield "改稿 Change", f"{weight_words(difference.weight)} · {class_words(difference.classes)}"


def _changes(difference: Difference) -> Iterator[str]:
    """Yield the changes in short, the major ones first."""
    found = sorted(told(difference, most=_MOST_SHOWN), key=lambda change: change.weight != "major")
    for change in islice(found, _MOST_CHANGES):
        head = f"{' '.join(change.where)} · {weight_words(change.weight)} · {class_words(change.classes)}"
        yield f"{head}：{cut(clean_text(marked(change.segments)), _LONGEST_LINE)}"
    if len(found) > _MOST_CHANGES:
        left = len(found) - _MOST_CHANGES
        yield f"还有 {left} 处改动 and {left} more changes"


def _opening(body: str) -> Iterator[str]:
    """Yield the first paragraphs, about 300 characters in all."""
    left = _EXCERPT_LENGTH
    for line in body.split("\n"):
        paragraph = cut(clean_text(line), left)
        if paragraph:
            yield paragraph
        left -= len(paragraph)
        if left <= 0:
            return


def _time(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _shown(published: Moment | None) -> str:
    if published is None:
        return "页面未注明 not given"
    return published.at.astimezone(SHANGHAI).strftime("%Y-%m-%d" if published.precision == "day" else "%Y-%m-%d %H:%M")
