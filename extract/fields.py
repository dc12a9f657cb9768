"""The fields around the body: time, source, author, editor, keywords, original title, breadcrumb."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract import labels
from extract.crumbs import find_crumbs, split_crumbs
from extract.furniture import is_furniture
from extract.region import is_dateline
from news.dates import find_moment, find_moments, parse_moment

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
# The site speaks of itself: 本网, 本站 (政府网站标签规范 allows them in ContentSource).
_OURSELVES = frozenset({"本网", "本站", "本网站", "本站原创", "原创", "本站讯", "本网讯"})


_SOURCE_NAME = re.compile(r"source|laiyuan|origin|\bly\b|media(?:name)?\b|from", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"author|zuozhe|writer|byline", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ADDRESS = re.compile(r"https?://[\w./-]+")
_BREAK = re.compile(r"[|｜]|\s{2,}|\s(?=[【\[])|(?<=[】\]])\s")
_NAME_EDGES = " \u3000:：|｜,，;；。、.·-—－_()（）[]【】<>/"


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
    above = max(0, (headline.start if headline else first) - _LINES_ABOVE)
    head = lines.all[above:first]
    tail = lines.all[last : last + _LINES_BELOW]
    _from_lines(found, head, near=True)
    _from_lines(found, tail, near=False)
    for credit in text.credits:
        _from_labels(found, labels.read_labels(credit), "label")
    _published(found, head, metas, tail)
    if headline:
        _unlabelled(found, lines.all[headline.end : first])
    _from_metas(found, metas)
    crumbs, _ = find_crumbs(lines, first)
    found.claim("breadcrumb", crumbs, "generic")
    found.source_url = _link_of(found.source, page, [*head, *tail])
    if found.source in _OURSELVES:
        found.source = site_name or found.source
    return found


def _link_of(source: str | None, page: Page, lines: Sequence[Line]) -> str | None:
    """Return the address behind a source's name: of a reprint, the original's."""
    if source is None:
        return None
    links = (href for line in lines for words, href in line.links if len(words) > 1 and words in source)
    found = next(links, None)
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
        if not text or len(text) > 300 or (not near and not labels.starts_with_label(text) and len(text) > 120):
            continue
        said = labels.read_labels(text)
        if not said:
            continue
        _from_labels(found, said, "script" if line.printed else "label")


def _from_labels(found: Fields, said: Mapping[labels.Field, str], by: str) -> None:
    if "source" in said:
        found.claim("source", said["source"], by)
    if "author" in said:
        found.claim("author", labels.names(said["author"]), by)
    if "editor" in said:
        found.claim("editor", labels.names(said["editor"]), by)
    if "original_title" in said:
        found.claim("original_title", said["original_title"], by)
    if "keywords" in said:
        found.claim("keywords", labels.words(said["keywords"]), by)


def _unlabelled(found: Fields, lines: Sequence[Line]) -> None:
    """Take a source or author that has no label: by the name of its element, or beside the date.

    `2019-09-26 蒲城县北关小学` is common on school and county sites (2026-11).
    """
    for index, line in enumerate(lines):
        named = f"{line.element.get('class') or ''} {line.element.get('id') or ''}"
        text = line.text
        if not text or len(text) > 30 or labels.has_label(text):
            if is_dateline(text) and "source" not in labels.read_labels(text):
                found.claim("source", beside_date(text), "generic")
            continue
        if is_dateline(text):
            found.claim("source", beside_date(text), "generic")
        elif is_furniture(text):
            continue
        elif _SOURCE_NAME.search(named):
            found.claim("source", text, "generic")
        elif _AUTHOR_NAME.search(named):
            found.claim("author", labels.names(text), "generic")
        elif (
            len(text) <= 15
            and _HAN.search(text)
            and any(is_dateline(near.text) for near in lines[max(0, index - 1) : index + 2])
        ):
            found.claim("source", text, "generic")


def beside_date(text: str) -> str | None:
    """Return the name that stands on a date line without a label, None when nothing name-like is left."""
    rest = _ADDRESS.sub(" ", text)
    for _, start, end in reversed(list(find_moments(rest))):
        rest = f"{rest[:start]} | {rest[end:]}"
    for piece in _BREAK.split(rest):
        name = piece.strip(_NAME_EDGES)
        if 2 <= len(name) <= 25 and _HAN.search(name) and not labels.has_label(piece) and not is_furniture(name):
            return name
    return None


def _published(found: Fields, head: Sequence[Line], metas: Mapping[str, str], tail: Sequence[Line]) -> None:
    """Take the visible time; a machine-written one only adds the time of day, or stands in for a missing one."""
    if found.published is None:
        visible = _visible_moment(head)
        found.claim("published", visible, "label")
    meta = parse_moment(metas["published"]) if "published" in metas else None
    if found.published is None:
        found.claim("published", meta, "meta")
    elif meta and _adds_time(meta, found.published):
        found.published = meta
        found.provenance["published"] = "meta"
    if found.published is None:
        labelled = [line for line in tail if "published" in labels.read_labels(line.text) or is_dateline(line.text)]
        found.claim("published", _visible_moment(labelled), "label")


def _adds_time(meta: Moment, visible: Moment) -> bool:
    """Tell whether a machine-written time is of the visible day and says more than its midnight."""
    same_day = visible.precision == "day" and meta.at.date() == visible.at.date()
    return same_day and meta.precision != "day" and bool(meta.at.hour or meta.at.minute)


def _visible_moment(lines: Sequence[Line]) -> Moment | None:
    """Return the moment of the date line: one with a time of day before one without, 发布时间 before 更新时间."""
    day: Moment | None = None
    for line in lines:
        text = line.text
        if len(text) > 200:
            continue
        labelled = labels.read_labels(text).get("published")
        for moment in _moments(labelled if labelled and find_moment(labelled) else text):
            if moment.precision != "day":
                return moment
            day = day or moment
    return day


def _moments(text: str) -> Iterable[Moment]:
    return (moment for moment, _, _ in find_moments(text))


def _from_metas(found: Fields, metas: Mapping[str, str]) -> None:
    source = labels.read_labels(metas.get("source", "")).get("source", metas.get("source", ""))
    if source and not source.isdigit():
        found.claim("source", source, "meta")
    found.claim("author", labels.names(metas.get("author", "")), "meta")
    editor = metas.get("editor", "")
    if not editor.isdigit():
        found.claim("editor", labels.names(editor), "meta")
    found.claim("keywords", labels.words(metas.get("keywords", "")), "meta")
