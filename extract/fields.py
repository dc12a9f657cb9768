"""The fields around the body: time, source, author, editor, keywords, original title, breadcrumb."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract import labels
from extract.crumbs import find_crumbs, split_crumbs
from extract.furniture import is_furniture
from extract.people import find_byline, names
from extract.published import find_published
from extract.unlabelled import find_unlabelled
from news.dates import find_moment
from news.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extract.body import Body
    from extract.headline import Headline
    from extract.layout import LayoutReading
    from extract.lines import Line, Lines
    from extract.page import Page
    from news.article import Moment

# How far above the headline, and below the body, credits are looked for.
_LINES_ABOVE, _LINES_BELOW = 4, 14
_LONGEST_LINE = 300
_LABEL_ALONE = re.compile(r"[【\[（(]?[\u4e00-\u9fff\s]{2,8}[:：]")
# Where an author is named who is nobody.
_GATHERED = frozenset({"网络整理", "网络", "互联网", "网络转载", "综合整理", "网络综合"})
# The site speaks of itself: 本网, 本站 (政府网站标签规范 allows them in ContentSource).
_OURSELVES = frozenset({"本网", "本站", "本网站", "本站原创", "原创", "本站讯", "本网讯"})


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
    site_name: str,
) -> Fields:
    """Return the fields of an article whose body stands in the lines `body`."""
    found = Fields()
    _from_layout(found, read)
    first, last = body
    visible = headline is not None and headline.end > headline.start
    above = max(0, headline.start - _LINES_ABOVE if headline and visible else first - _LINES_BELOW)
    head = _paired(lines.all[above:first])
    tail = lines.all[last : last + _LINES_BELOW]
    _from_lines(found, head, near=True)
    _from_lines(found, tail, near=False)
    for credit in text.credits:
        _from_labels(found, _without_sources(credit), "label")
    for line in head:
        if line.text and len(line.text) <= _LONGEST_LINE and (office := labels.read_labels(line.text).get("office")):
            found.claim("source", office, "label")
    found.claim("published", *find_published(page, head, metas, tail))
    # 微信 keeps the account's name away from the date line.
    if metas.get("site_name", "").startswith("微信") or host_of(page.url) == "mp.weixin.qq.com":
        found.claim("source", page.text("#js_name"), "generic")
    if headline and visible:
        source, author = find_unlabelled(_paired(lines.all[headline.end : first]), headline.title)
        found.claim("source", source, "generic")
        found.claim("author", author, "generic")
    for said in (*(line.text for line in tail), *text.credits):
        if labels.is_barred(said):
            found.claim("source", labels.read_labels(said).get("source"), "label")
    _from_metas(found, metas)
    found.claim("author", find_byline(head, text.paragraphs), "generic")
    crumbs, _ = find_crumbs(lines, first)
    found.claim("breadcrumb", crumbs, "generic")
    found.source_url = _link_of(found.source, page, [*head, *tail])
    if found.source in _OURSELVES:
        found.source = site_name or found.source
    return found


def _paired(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with each label that stands alone, as in a <dt>, before the value in the line below it."""
    found: list[Line] = []
    for line in lines:
        above = found[-1].text if found else ""
        if (
            line.text
            and _LABEL_ALONE.fullmatch(above)
            and not labels.has_label(line.text)
            and not is_furniture(line.text)
        ):
            text = f"{above} {line.text}"
            found[-1] = line._replace(text=text)
        else:
            found.append(line)
    return found


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
    if "source" in said:
        found.claim("source", said["source"], by)
    if said.get("author") in _GATHERED:
        found.claim("source", said["author"], by)
    elif "author" in said:
        found.claim("author", names(said["author"]), by)
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
    found.claim("author", names(metas.get("author", "")), "meta")
    editor = metas.get("editor", "")
    if not editor.isdigit():
        found.claim("editor", names(editor), "meta")
    found.claim("keywords", labels.words(metas.get("keywords", "")), "meta")
