"""Articles that a page holds as data, for its script to show: in a script's object, or in text areas nobody sees."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from news.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from extract.page import Page

# What fields are called, words of a name joined and in lower case: publishTime, publish_time, article-source-name.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "content": (
        "content",
        "articlecontent",
        "articlebody",
        "contenthtml",
        "newscontent",
        "body",
        "detail",
        "text",
        "txt",
    ),
    "title": ("title", "articletitle", "headline", "newstitle"),
    "time": ("publishtime", "pubtime", "publishedat", "publishdate", "pubdate", "datepublished", "time", "articletime"),
    "source": ("source", "articlesourcename", "sourcename", "contentsource", "origin", "media"),
    "author": ("author", "writer", "articleauthor", "authorname"),
    "editor": ("editor", "articleeditorname", "editorname"),
}
_BEGINNING = re.compile(r"^\s*(?=[{\[])|[=(]\s*(?=[{\[])")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_SHORTEST = 80
_LONGEST_SCRIPT = 2_000_000
_MOST_SCRIPTS, _MOST_TRIES, _MOST_NODES, _DEEPEST = 60, 20, 20_000, 12


@dataclass(frozen=True, slots=True)
class Embedded:
    """An article's fields as the data says them; `content` is HTML."""

    content: str
    title: str = ""
    time: str = ""
    source: str = ""
    author: str = ""
    editor: str = ""

    def as_html(self) -> str:
        """Return the page that a browser would show."""
        labels = (("", self.time), ("来源：", self.source), ("作者：", self.author), ("编辑：", self.editor))
        line = "　".join(f"{label}{escape(value)}" for label, value in labels if value)
        title = escape(self.title)
        return f"<title>{title}</title><body><h1>{title}</h1><p>{line}</p><div>{self.content}</div></body>"


def embedded_article(page: Page) -> Embedded | None:
    """Return the article that stands in a page's data, the longest of several; None when there is none."""
    found = [_embedded(values) for values in (_of_textareas(page), *_of_scripts(page))]
    return max((each for each in found if each), key=lambda each: len(each.content), default=None)


def holds_article(page: Page) -> bool:
    """Tell a page whose article stands in text areas that nobody sees."""
    return _embedded(_of_textareas(page)) is not None


def _embedded(values: Mapping[str, Any]) -> Embedded | None:
    # Most objects of a script hold no text at all: their names tell nothing.
    if not any(len(_text(value)) >= _SHORTEST for value in values.values()):
        return None
    said = {_plain(name): value for name, value in values.items()}
    fields = {
        field: next(filter(None, (_text(said.get(name)) for name in names)), "") for field, names in _NAMES.items()
    }
    if len(fields["content"]) < _SHORTEST or not fields["title"]:
        return None
    return Embedded(**fields | {"time": _moment(fields["time"])})


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name[:40].lower())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _text(value.get("name"))
    return value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""


def _moment(said: str) -> str:
    """Return a time as a page prints it; machines count seconds or milliseconds."""
    if not _EPOCH.fullmatch(said):
        return said
    return datetime.fromtimestamp(int(said[:10]), UTC).astimezone(SHANGHAI).isoformat(sep=" ", timespec="minutes")[:16]


def _of_textareas(page: Page) -> dict[str, str]:
    areas = islice(page.tree.iter("textarea"), _MOST_SCRIPTS)
    return {area.get("class") or area.get("id") or area.get("name") or "": area.text or "" for area in areas}


def _of_scripts(page: Page) -> Iterator[Mapping[str, Any]]:
    """Yield every object in the scripts' data."""
    for script in islice(page.tree.iter("script"), _MOST_SCRIPTS):
        source = script.text or ""
        if len(source) > _LONGEST_SCRIPT or "{" not in source:
            continue
        for begin in islice(_BEGINNING.finditer(source), _MOST_TRIES):
            yield from _objects(source, begin.end())


def _objects(source: str, start: int) -> Iterator[Mapping[str, Any]]:
    try:
        value, _ = json.JSONDecoder(parse_int=str).raw_decode(source, start)
    except (ValueError, RecursionError):
        return
    waiting, seen = [(value, 0)], 0
    while waiting and seen < _MOST_NODES:
        node, depth = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        if depth < _DEEPEST:
            waiting += [(child, depth + 1) for child in children if isinstance(child, (dict, list))]
