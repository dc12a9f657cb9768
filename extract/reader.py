"""Reading a page: bytes and address in, an article out, every field with where it came from.

Order of trust, field by field: the site's layout, labels in the visible text, meta tags, general rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from extract.absent import absence
from extract.articles.body import Body, pictures_above, read_body
from extract.articles.embedded import embedded_article, holds_article
from extract.articles.fields import Fields, read_fields
from extract.articles.headline import Claims, Headline, find_headline, find_subtitle, site_named_in
from extract.articles.layout import LayoutReading, choose_layout, read_layout
from extract.articles.pages import further_pages
from extract.articles.region import end_of_article, find_body, trim
from extract.collector import collector_at_rest
from extract.deadline import deadline
from extract.decode import is_text
from extract.kind import is_listing
from extract.lists.islands import add_islands
from extract.lists.listing import listing_of, read_data, told_list
from extract.metas import document_title, read_metas
from extract.page import parse
from extract.visible import lines_of
from news.article import Article, Listing, NoArticle
from news.errors import ReadError
from news.text import clean_text, cut, letters

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence
    from typing import Self

    from extract.lines import Lines
    from extract.page import Page
    from news.site import Layout

As = Literal["auto", "article", "listing"]
_LONGEST_TITLE = 500
_HARDLY_ANY = 200
_LONGEST_BODY = 2_000_000


@deadline()
@collector_at_rest()
def read_page(
    body: bytes,
    url: str,
    *,
    layouts: Sequence[Layout] = (),
    site_name: str = "",
    article_url: re.Pattern[str] | None = None,
    content_type: str | None = None,
    as_: As = "auto",
) -> Article | Listing | NoArticle:
    """Read a page as what it is, or as what `as_` asks for. Raise ReadError for bytes that are no page."""
    machine_made = read_data if as_ == "listing" else told_list
    if as_ != "article" and (told := machine_made(body, url, article_url=article_url, content_type=content_type)):
        return told
    page = _parsed(body, url, content_type)
    if as_ != "article":
        add_islands(page)
    if as_ == "listing":
        return listing_of(page, article_url=article_url)
    parts = _Parts.of(page, site_name)
    if as_ == "article" or (article_url is not None and article_url.search(url) is not None):
        return _read(parts, layouts, url)
    guess = _Guess.of(parts)
    if not holds_article(page) and is_listing(page, parts.lines, parts.metas, guess.headline, guess.body):
        return listing_of(page, article_url=article_url)
    return _read(parts, layouts, url, guess)


@deadline()
@collector_at_rest()
def read_article(
    body: bytes,
    url: str,
    *,
    layouts: Sequence[Layout] = (),
    site_name: str = "",
    content_type: str | None = None,
    first_url: str | None = None,
) -> Article | NoArticle:
    """Read an article page. `layouts` are tried in order, the first whose marker matches is used.

    `first_url`: the article's own address when this is a later page of it.
    Raise ReadError for bytes that no reader can use (too large, no HTML, nested too deep).
    """
    return _read(_Parts.of(_parsed(body, url, content_type), site_name), layouts, first_url or url)


def _parsed(body: bytes, url: str, content_type: str | None) -> Page:
    """Parse a page. Raise ReadError for bytes of which no text comes."""
    page = parse(body, url, content_type)
    if not is_text(body, content_type):
        raise ReadError("不是网页，也不是文字 not a web page, nor any text")
    return page


@dataclass(frozen=True, slots=True)
class _Parts:
    """A page taken apart once: its lines, its meta tags, and what it claims its title to be."""

    page: Page
    lines: Lines
    metas: Mapping[str, str]
    claims: Claims

    @classmethod
    def of(cls, page: Page, site_name: str) -> Self:
        metas = read_metas(page.tree)
        document = document_title(page.tree)
        name = site_name or metas.get("site_name", "") or site_named_in(document)
        return cls(page, lines_of(page.tree), metas, Claims(document, metas.get("title", ""), name))


class _Guess(NamedTuple):
    """Headline and body by the general rules, which tell a list page from an article too."""

    headline: Headline | None
    body: tuple[int, int]

    @classmethod
    def of(cls, parts: _Parts) -> Self:
        headline = find_headline(parts.lines, parts.claims)
        return cls(headline, find_body(parts.lines, headline.end if headline else 0))


def _read(parts: _Parts, layouts: Sequence[Layout], first_url: str, guess: _Guess | None = None) -> Article | NoArticle:
    page, lines, claims = parts.page, parts.lines, parts.claims
    layout = choose_layout(page, layouts)
    read = read_layout(page, layout) if layout else LayoutReading()
    if read.title:
        named = _titled(read.title, lines)
        guess = _Guess(named, find_body(lines, named.end))
    headline, body = guess or _Guess.of(parts)
    start, end = lines.span(read.body) if read.body is not None else _with_prose(lines, headline, body)
    title = headline.title if headline else ""
    if headline and start <= headline.start < end:
        start = headline.end
    first, last = trim(lines.all, start, end, title)
    if headline and headline.end > headline.start:
        first = pictures_above(lines.all, headline.end, first)
    text = read_body(page, lines.all, first, last, drop=read.dropped, title=title)
    data = _from_data(parts, text, first_url) if read.body is None else None
    if data:
        return data
    missing = absence(page, lines.all, title, text)
    if missing:
        return NoArticle(page.url, *missing)
    fields = read_fields(page, lines, parts.metas, read, headline, (first, last), text, claims)
    article = _article(page, lines, headline, read, text, fields, first)
    return replace(article, pages=further_pages(page, lines.all, first_url))


def _from_data(parts: _Parts, text: Body, first_url: str) -> Article | None:
    """Return the article that a page with hardly any text holds as data for its script to show."""
    shown = sum(map(len, text.paragraphs))
    found = embedded_article(parts.page) if shown < _HARDLY_ANY else None
    if not found or len(found.content) < shown * 3:
        return None
    page = parse(found.as_html().encode(), parts.page.url, "text/html; charset=utf-8")
    article = _read(_Parts.of(page, parts.claims.site_name), (), first_url)
    if not isinstance(article, Article):
        return None
    return replace(article, provenance=dict.fromkeys(article.provenance, "script"))


def _with_prose(lines: Lines, headline: Headline | None, body: tuple[int, int]) -> tuple[int, int]:
    """Return the lines of the body; without any prose, what follows the headline."""
    if body[0] == body[1] and headline and headline.end > headline.start:
        return headline.end, end_of_article(lines.all, headline.end)
    return body


def _titled(title: str, lines: Lines) -> Headline:
    """Return the headline that a layout names, at its place in the page."""
    wanted = letters(title)
    for index, line in enumerate(lines.all):
        if line.text and letters(line.text) == wanted:
            return Headline(title, index, index + 1, "layout")
    return Headline(title, 0, 0, "layout")


def _article(
    page: Page,
    lines: Lines,
    headline: Headline | None,
    read: LayoutReading,
    text: Body,
    fields: Fields,
    body_start: int,
) -> Article:
    title = headline.title if headline else cut(text.paragraphs[0], 60) if text.paragraphs else ""
    subtitle = read.subtitle or (find_subtitle(lines.all, headline, body_start) if headline else None)
    provenance = dict(fields.provenance)
    provenance["title"] = read.said_by if read.title else headline.origin if headline else "generic"
    provenance["body_text"] = read.said_by if read.body is not None else "generic"
    if subtitle:
        provenance["subtitle"] = read.said_by if read.subtitle else "generic"
    return Article(
        url=page.url,
        title=cut(clean_text(title), _LONGEST_TITLE),
        body_text=cut("\n".join(text.paragraphs), _LONGEST_BODY),
        body_html=text.html,
        original_title=fields.original_title,
        subtitle=subtitle,
        published=fields.published,
        source=fields.source,
        source_url=fields.source_url,
        author=fields.author,
        editor=fields.editor,
        breadcrumb=fields.breadcrumb,
        keywords=fields.keywords,
        images=text.images,
        attachments=text.attachments,
        provenance=provenance,
    )
