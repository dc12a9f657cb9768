"""A page parsed once, and the CSS selectors that pick from it."""

from __future__ import annotations

import codecs
import re
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cssselect.xpath import ExpressionError
from lxml import etree

from extract.addresses import joined
from extract.decode import in_utf8
from extract.dump import as_html
from extract.selectors import PageTranslator
from news.errors import ReadError
from news.text import clean_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# What browsers took as the limit; patterns of site definitions are then never run over a megabyte.
LONGEST_URL = 2083
# Without pictures the largest page of the corpus has half of this; it keeps a reading below two seconds (2026-11).
_MAX_BYTES = 3 * 1024 * 1024
_EMBEDDED = re.compile(rb"data:image/[\w.+-]{1,20};base64,[A-Za-z0-9+/=\s]+")
_REMARK = re.compile(rb"PublishDate=(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
_LONGEST_REMARK = 1000
_UNSEEN = ("script", "style", "noscript")
# libxml2 compares every attribute of a tag with all before it: 20,000 take three quarters of a second, 100,000 take
# seventeen, which nothing can interrupt. What a page of less than _LEAST_CROWD can hold takes under two (2026-11).
_LEAST_CROWD = 150_000
_TAG = re.compile(rb"""<[a-zA-Z][^>=]*+(?:="[^"]*+"[^>=]*+|=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+""")
_QUOTED = re.compile(rb"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_LONG_TAG = 4_000
_MOST_COMPARISONS = 20_000**2
# PDF, ZIP and Office, PNG, GIF, JPEG, RAR: what servers hand out as text/html.
_NULS_OF_A_FILE = 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY = re.compile(rb"%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0|\x89PNG|GIF8|\xff\xd8\xff|Rar!")
_HTML_START = re.compile(rb"<(?:!doctype|html|head|body|meta|div|p)\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")


class _Parser(threading.local):
    """One parser a thread: to make one takes as long as to parse a small page's head (2026-11)."""

    def __init__(self) -> None:
        # Plain elements: those of lxml.html ask a Python function for their class, each time one is touched.
        self.of_thread = etree.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
        )


_PARSER = _Parser()


@dataclass(frozen=True, slots=True)
class Page:
    """One parsed page: `url` it came from, `tree` its root element, `base` what its links are relative to.

    `source`: what was parsed, in UTF-8.
    """

    url: str
    tree: Element
    base: str
    source: bytes = field(default=b"", repr=False)

    @property
    def remark(self) -> str:
        """The publishing date that a content management system wrote into a comment, '' for none."""
        return _remark(self.source)

    def absolute(self, link: str) -> str | None:
        """Return a link's absolute http(s) address, None for javascript:, mailto:, broken and overlong ones."""
        if len(link) > LONGEST_URL:
            return None
        found = joined(self.base, link.strip().replace("\\", "/"))
        return found if found and found.startswith(("http://", "https://")) else None

    def first(self, selector: str) -> Element | None:
        """Return the first element that a selector matches."""
        found = [e for e in select(self.tree, selector) if not isinstance(e, str)] if selector else []
        return found[0] if found else None

    def text(self, selector: str) -> str | None:
        """Return the text of a selector's first match that has any."""
        for found in select(self.tree, selector) if selector else ():
            text = clean_text(found if isinstance(found, str) else text_of(found))
            if text:
                return text
        return None


def parse(body: bytes, url: str, content_type: str | None = None) -> Page:
    """Decode and parse a page. Raise ReadError for what no reader can use, saying why."""
    if len(body) > _MAX_BYTES:
        # Pictures pasted into the page itself are most of a page of megabytes.
        body = _EMBEDDED.sub(b"", body)
    if len(body) > _MAX_BYTES:
        raise ReadError(f"页面过大 page too large: {len(body)} bytes")
    if _is_binary(body):
        raise ReadError("不是网页，是文件 no HTML page but a file")
    source = _markup(body, content_type)
    if len(source) > _LEAST_CROWD and _is_crowded(source):
        raise ReadError("一个标签的属性过多 a tag with too many attributes")
    parser = _PARSER.of_thread
    try:
        tree = etree.fromstring(source, parser=parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"不是网页 no HTML page: {error}") from error
    if tree is None:
        raise ReadError("页面是空的 page is empty")
    # Beyond 2,048 levels libxml2 drops the text and says so here only.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadError("标签嵌套过深 tags nested too deep")
    return Page(url, tree, _base_of(url, tree), source)


def _markup(body: bytes, content_type: str | None) -> bytes:
    """Return a page's source in UTF-8 without what stands before and between the markup for no reader."""
    if _is_dump(body, content_type):
        body, content_type = as_html(body), None
    source = in_utf8(body, content_type).lstrip()
    if not source.startswith(b"<"):
        # White space of other scripts, or text.
        source = source.decode().lstrip().encode()
    if source.startswith(b"<?xml"):
        source = _XML_DECLARATION.sub(b"", source)
    return source.replace(b"\0", b"") if b"\0" in source else source


def _remark(source: bytes) -> str:
    """Return the publishing date in a comment of a page's source."""
    found = _REMARK.search(source) if b"PublishDate=" in source else None
    before = source[max(0, found.start() - _LONGEST_REMARK) : found.start()] if found else b""
    in_comment = b">" not in before.rpartition(b"<!--")[2] and b"<!--" in before
    return found[1].decode() if found and in_comment else ""


def _is_crowded(source: bytes) -> bool:
    """Tell a page with so many attributes in a tag, or in several, that the parser would be busy for seconds."""
    long = [tag for tag in _TAG.findall(source) if len(tag) > _LONG_TAG]
    crowds = (len(_QUOTED.sub(b" ", tag).replace(b"/", b" ").split()) for tag in long)
    return sum(crowd**2 for crowd in crowds) > _MOST_COMPARISONS


def _is_binary(body: bytes) -> bool:
    """Tell a file from a page: by how it begins, or by NUL bytes where a page has tags."""
    head = body[:1024]
    if _BINARY.match(head):
        return True
    if body.startswith(_UTF16) or _HTML_START.search(head) or not head.strip(b"\x00"):
        return False
    return head.count(0) * _NULS_OF_A_FILE > len(head)


def _is_dump(body: bytes, content_type: str | None) -> bool:
    """Tell a page's plain text from a page that a server calls text/plain by mistake."""
    return (content_type or "").lower().startswith("text/plain") and not _HTML_START.search(body[:1024])


def _base_of(url: str, tree: Element) -> str:
    """Return what relative links of a page are relative to."""
    named = next((href for node in tree.iter("base") if (href := node.get("href"))), None)
    try:
        return urljoin(url, named) if named else url
    except ValueError:
        return url


@lru_cache(maxsize=2048)
def compiled(selector: str) -> etree.XPath:
    """Compile a CSS selector (`::text` and `::attr(x)` allowed). Raise ValueError when it is none."""
    try:
        return etree.XPath(PageTranslator().css_to_xpath(selector))
    except (SyntaxError, ExpressionError, etree.XPathError) as error:
        raise ValueError(f"选择器无效 not a CSS selector: {selector!r}: {error}") from error


def select(node: Element, selector: str) -> list[Element | str]:
    """Return what a CSS selector matches below `node`: elements, or strings for ::text and ::attr()."""
    found: list[Element | str] = compiled(selector)(node)
    return found


def text_of(element: Element) -> str:
    """Return all text below an element, scripts and styles left out."""
    if next(element.iter(*_UNSEEN), None) is None:
        return "".join(element.itertext())
    pieces = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            pieces.append(node.tail if node is not element else None)
        elif node.tag in _UNSEEN:
            walker.skip_subtree()
        else:
            pieces.append(node.text)
    return "".join(piece for piece in pieces if piece)
