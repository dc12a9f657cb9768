"""A site's own layout: the dated selectors of its definition, applied to a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.page import select, text_of
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

    from extract.page import Page
    from news.site import Layout


@dataclass(frozen=True, slots=True)
class LayoutReading:
    """What a layout's selectors found; None where it makes no claim or matched nothing."""

    name: str = ""
    body: Element | None = None
    title: str | None = None
    subtitle: str | None = None
    original_title: str | None = None
    dateline: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    breadcrumb: str | None = None
    keywords: str | None = None
    dropped: frozenset[Element] = frozenset()

    @property
    def said_by(self) -> str:
        """How provenance names this layout."""
        return f"layout {self.name}"


def choose_layout(page: Page, layouts: Sequence[Layout]) -> Layout | None:
    """Return the first layout whose marker matches and whose body selector finds a body."""
    for layout in layouts:
        if page.first(layout.marker) is not None and page.first(layout.body) is not None:
            return layout
    return None


def read_layout(page: Page, layout: Layout) -> LayoutReading:
    return LayoutReading(
        name=layout.name,
        body=page.first(layout.body),
        title=page.text(layout.title),
        subtitle=page.text(layout.subtitle),
        original_title=page.text(layout.original_title),
        dateline=page.text(layout.dateline),
        published=page.text(layout.published),
        source=page.text(layout.source),
        author=page.text(layout.author),
        editor=page.text(layout.editor),
        breadcrumb=_trail(page, layout.breadcrumb),
        keywords=page.text(layout.keywords),
        dropped=_dropped(page, layout.drop),
    )


def _trail(page: Page, selector: str) -> str | None:
    """Return a breadcrumb's text; elements side by side without a separator between them get one."""
    node = page.first(selector)
    if node is None:
        return None
    whole = clean_text(text_of(node))
    names = [clean_text(text_of(link)) for link in node.iter("a")]
    names = [name for name in names if name]
    if len(names) >= 2 and whole == clean_text("".join(names)):
        return " > ".join(names)
    return whole or None


def _dropped(page: Page, selectors: Sequence[str]) -> frozenset[Element]:
    found = (node for selector in selectors for node in select(page.tree, selector))
    return frozenset(node for node in found if not isinstance(node, str))
