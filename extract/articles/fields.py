"""The fields around the body: time, source, author, editor, keywords, original title, breadcrumb."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.articles import labels
from extract.articles.crumbs import find_crumbs, split_crumbs
from extract.articles.furniture import is_furniture
from extract.articles.people import find_byline, is_organisation, names
from extract.articles.published import find_published
from extract.articles.unlabelled import find_paper, find_unlabelled
from extract.lines import Around
from news.dates import find_moment
from news.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extract.articles.body import Body
    from extract.articles.headline import Claims, Headline
    from extract.articles.layout import LayoutReading
    from extract.lines import Line, Lines
    from extract.page import Page
    from news.article import Moment

# How far above the headline, and below the body, credits are looked for.
_LINES_ABOVE, _LINES_BELOW = 4, 14
_LONGEST_LINE = 300
_LABEL_ALONE = re.compile(r"[【\[（(]?[\u4e00-\u9fff\s]{2,8}[:：]")
_NOWHERE = frozenset({"未知", "不详", "佚名", "无", "暂无", "转载", "综合报道", "綜合報導", "null", "undefined"})
# Where an author is named who is nobody.
_GATHERED = frozenset({"网络整理", "网络", "互联网", "网络转载", "综合整理", "网络综合"})
# The site speaks of itself: 本网, 本站 (政府网站标签规范 allows them in ContentSource).
_OURSELVES = frozenset({"本网", "本站", "本网站", "本站原创", "原创", "本站讯", "本网讯", "本站编辑", "本网原创"})


@dataclass(slots=True)
class Fields:
    """The fields as they are found; the first, surest claim of each stays."""

    published: Moment | None = None
    source: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    original_title: str | None = None
    keywords: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)

    def claim(self, name: str, value: object, said_by: str) -> None:
        """Take a value for a field that has none yet."""
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.provenance[name] = said_by


def read_fields(
    page: Page,
    lines: Lines,
    metas: Mapping[str, str],
    read: LayoutReading,
    headline: Headline | None,
    body: tuple[int, int],
    text: Body,
    claims: Claims,
) -> Fields:
    """Return the fields of an article whose body stands in the lines `body`."""
    found = Fields()
    _from_layout(found, read)
    around = _around(lines, headline, body)
    head = [*around.above, *around.below]
    _from_lines(found, head, near=True)
    _from_lines(found, around.tail, near=False)
    for credit in text.credits:
        _from_labels(found, _without_sources(credit), "label")
    for said in (labels.read_labels(line.text) for line in head if 0 < len(line.text) <= _LONGEST_LINE):
        found.claim("source", said.get("office"), "label")
        found.claim("editor", names(said.get("publisher", "")), "label")
    found.claim("published", *find_published(page, lines.all, around, metas))
    _from_names(found, page, metas, headline, around)
    for below in (*(line.text for line in around.tail), *text.credits):
        if labels.is_barred(below):
            found.claim("source", labels.read_labels(below).get("source"), "label")
    _from_metas(found, metas)
    found.claim("author", find_byline(head, text.paragraphs), "generic")
    found.claim("source", find_paper(claims.document, lines.all), "generic")
    crumbs, _ = find_crumbs(lines, body[0])
    found.claim("breadcrumb", crumbs, "generic")
    found.source_url = _link_of(found.source, page, [*head, *around.tail])
    if found.source in _OURSELVES:
        found.source = claims.site_name or found.source
    return found


def _around(lines: Lines, headline: Headline | None, body: tuple[int, int]) -> Around:
    first, last = body
    tail = lines.all[last : last + _LINES_BELOW]
    if headline is None or headline.start == headline.end:
        return Around([], _paired(lines.all[max(0, first - _LINES_BELOW) : first]), tail)
    # A day that the headline keeps is its own; one that was taken off it, or stands above, may be the date line.
    own = lines.all[headline.start : headline.end]
    whole = " ".join(line.text for line in own) == headline.title
    above = lines.all[max(0, headline.start - _LINES_ABOVE) : headline.start if whole else headline.end]
    return Around(_paired(above), _paired(lines.all[headline.end : first]), tail)


def _from_names(found: Fields, page: Page, metas: Mapping[str, str], headline: Headline | None, around: Around) -> None:
    """Take what stands without a label where a source or an author stands."""
    # 微信 keeps the account's name away from the date line.
    if metas.get("site_name", "").startswith("微信") or host_of(page.url) == "mp.weixin.qq.com":
        found.claim("source", page.text("#js_name"), "generic")
    if headline and headline.end > headline.start:
        source, author = find_unlabelled(around.below, headline.title)
        found.claim("source", source, "generic")
        found.claim("author", author, "generic")


def _paired(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with each label that stands alone, as in a <dt>, before the value in the line below it."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if above and line.text and _awaits(above) and not labels.has_label(line.text) and not is_furniture(line.text):
            found[-1] = line._replace(text=f"{above.text.rstrip('：:')}：{line.text}")
        else:
            found.append(line)
    return found


def _awaits(line: Line) -> bool:
    """Tell a label whose value stands in the next element: 来源：, or a term 来源."""
    if _LABEL_ALONE.fullmatch(line.text):
        return True
    return line.element.tag in ("dt", "th", "td", "label") and labels.is_label(line.text)


def _link_of(source: str | None, page: Page, lines: Sequence[Line]) -> str | None:
    """Return the address behind a source's name: of a reprint, the original's."""
    if source is None:
        return None
    links = [link for line in lines for link in line.links]
    near = [link for line in lines if "source" in labels.read_labels(line.text) for link in line.links]
    same = (href for words, href in links if words == source)
    part = (href for words, href in near if len(words) > 1 and words in source)
    found = next(same, None) or next(part, None)
    return page.absolute(found) if found else None


def _from_layout(found: Fields, read: LayoutReading) -> None:
    by = read.said_by
    if read.published:
        found.claim("published", find_moment(read.published), by)
    if read.dateline:
        found.claim("published", find_moment(read.dateline), by)
        _from_labels(found, labels.read_labels(read.dateline), by)
    for name, value in (("source", read.source), ("author", read.author), ("editor", read.editor)):
        if value:
            _from_labels(found, labels.read_labels(value) or {name: value}, by)  # type: ignore[dict-item]
    if read.original_title:
        said = labels.read_labels(read.original_title).get("original_title", read.original_title)
        found.claim("original_title", said, by)
    if read.keywords:
        said = labels.read_labels(read.keywords).get("keywords", read.keywords)
        found.claim("keywords", labels.words(said), by)
    if read.breadcrumb:
        found.claim("breadcrumb", split_crumbs(read.breadcrumb), by)


def _from_lines(found: Fields, lines: Iterable[Line], *, near: bool) -> None:
    for line in lines:
        text = line.text
        if (
            not text
            or len(text) > _LONGEST_LINE
            or (not near and not labels.starts_with_label(text) and len(text) > 120)
        ):
            continue
        said = labels.read_labels(text) if near else _without_sources(text)
        if not said:
            continue
        _from_labels(found, said, "script" if line.printed else "label")


def _without_sources(text: str) -> Mapping[labels.Field, str]:
    """Return the labelled fields of a line below the text, without what it was gathered from: 来源 | 甲、乙."""
    said = labels.read_labels(text)
    return {name: value for name, value in said.items() if name != "source"} if labels.is_barred(text) else said


def _from_labels(found: Fields, said: Mapping[labels.Field, str], by: str) -> None:
    if "source" in said and said["source"] not in _NOWHERE:
        found.claim("source", said["source"], by)
    if said.get("author") in _GATHERED:
        found.claim("source", said["author"], by)
    elif "author" in said:
        author = names(said["author"])
        found.claim("author", author, by)
        # 供稿：县基督教协会 is both.
        found.claim("source", author if is_organisation(author) and "source" not in said else None, by)
    if "editor" in said:
        found.claim("editor", names(said["editor"]), by)
    if "original_title" in said:
        found.claim("original_title", said["original_title"], by)
    if "keywords" in said:
        found.claim("keywords", labels.words(said["keywords"]), by)


def _from_metas(found: Fields, metas: Mapping[str, str]) -> None:
    source = labels.read_labels(metas.get("source", "")).get("source", metas.get("source", ""))
    if source and not source.isdigit():
        found.claim("source", source, "meta")
    author = names(metas.get("author", ""))
    if not is_organisation(author):
        found.claim("author", author, "meta")
    editor = metas.get("editor", "")
    if not editor.isdigit():
        found.claim("editor", names(editor), "meta")
    found.claim("keywords", labels.words(metas.get("keywords", "")), "meta")
