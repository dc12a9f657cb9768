"""The links of a page in page order: where each leads, what it says, which of two links to one address says it."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from extract.addresses import address_of, clicked_address
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from extract.lists.outline import Outline

# A page with more links than this is a link farm, and its first ones tell enough.
_MOST_LINKS = 20_000
_LONGEST_TEXT = 1000
_ITEMS = frozenset({"li", "tr", "dd", "dt", "article"})
_MOST_AROUND = 8
_PICTURES = frozenset({"img"})
# What a link to the article says where the headline is no link.
_MORE = re.compile(
    r"\W*(?:(?:点击)?(?:阅读|查看|了解|浏览)?(?:更多|详情|详细|全文|原文|内容)|(?:点击)?查看|阅读|(?:read )?more)"
    r"(?:内容|信息)?\W*",
    re.IGNORECASE,
)
_MORE_BEGINS = frozenset("点阅查了浏更详全原内rRmM")
_LONGEST_MORE = 12
# How many links away a picture's headline may stand.
_NEAR = 3


class Link(NamedTuple):
    """A link: its element's number, its address as written, its text, and its title attribute ('' for none)."""

    at: int
    href: str
    text: str
    named: str = ""

    @property
    def is_mute(self) -> bool:
        """Tell whether the link has no headline of its own: no text, or 查看全文."""
        return len(self.text) <= _LONGEST_MORE and (not self.text or _says_more(self.text))


# As `extract.lines.line_of` does.
_link_of: Callable[[tuple[int, str, str, str]], Link] = partial(tuple.__new__, Link)


def says_nothing(text: str) -> bool:
    """Tell whether a link's text is no headline: empty, or 查看全文."""
    return len(text) <= _LONGEST_MORE and (not text or _says_more(text))


def _says_more(text: str) -> bool:
    # Told by the first character: most links of a menu say something else.
    first = text[0]
    return (first in _MORE_BEGINS or not first.isalnum()) and _is_more(text)


@lru_cache(maxsize=2048)
def _is_more(text: str) -> bool:
    return _MORE.fullmatch(text) is not None


def links_in(outline: Outline) -> list[Link]:
    """Return the links that lead somewhere; of links inside links, which no browser makes, the innermost."""
    places = list(islice((at for at, tag in enumerate(outline.tags) if tag == "a"), _MOST_LINKS))
    links = []
    limits = [*places[1:], len(outline.nodes)]
    before = -1
    for at, behind in zip(places, limits, strict=False):
        if behind >= outline.ends[at]:
            node = outline.nodes[at]
            href = address_of(node) or _of_item(outline, at, before, behind)
            if href:
                named = node.get("title")
                said = outline.text(at, _LONGEST_TEXT)
                # Mostly the text once more.
                if named and named != said:
                    named = clean_text(named[:_LONGEST_TEXT])
                links.append(_link_of((at, href, said, named or "")))
        before = at
    return links


def _of_item(outline: Outline, at: int, before: int, behind: int) -> str:
    """Return the address that the item around a link names, when the item holds no other link."""
    for node in islice(outline.around(at), _MOST_AROUND):
        if outline.tags[node] in _ITEMS:
            return "" if before > node or behind < outline.ends[node] else clicked_address(outline.nodes[node])
    return ""


def worded(outline: Outline, links: Sequence[Link]) -> Iterator[Link]:
    """Yield the links with what they say. Of picture and headline, two links to one article, the picture is left out;
    another picture says what its alt says, 查看全文 says nothing.
    """
    for index, link in enumerate(links):
        if not link.is_mute:
            yield link
        elif not _is_said_beside(links, index):
            picture = next((outline.nodes[node].get("alt") for node in outline.below(link.at, _PICTURES)), "")
            yield link._replace(text=clean_text(picture[:_LONGEST_TEXT]) if picture else "")


def _is_said_beside(links: Sequence[Link], index: int) -> bool:
    near = links[max(0, index - _NEAR) : index + _NEAR + 1]
    return any(other.href == links[index].href and not other.is_mute for other in near)
