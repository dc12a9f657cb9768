"""The form of a site's article addresses: a regular expression inferred from the addresses that its lists show."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from extract.discover.shapes import (
    Values,
    any_name,
    by_signature,
    either,
    is_hash,
    literal,
    may_be_hash,
    seen_names,
    seen_values,
    signature,
    split_name,
    words_of,
)
from news.errors import UsageError
from news.urls import canonical_url, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|mp[34]|wmv|flv|avi|apk|exe|wps|ofd)$", re.IGNORECASE
)
_NUMBERED = re.compile(r"\d{3}")
_COLUMN_FILE = re.compile(r"(?:index|default|list|node|col)\w*(?:\.\w+)?", re.IGNORECASE)
_END_OF_PATH, _END_OF_QUERY = "(?:[?#]|$)", "(?:[&#]|$)"
# A site has a handful of forms: pages of now and then, of two systems.
_MOST_FORMS = 4
_MOST_ADDRESSES = 2000
_MOSTLY = 0.8
_FEW = 20


@dataclass(frozen=True, slots=True)
class Form:
    """Addresses of one form, as written."""

    urls: tuple[str, ...]

    @property
    def is_numbered(self) -> bool:
        """Tell whether the addresses end in a number, as articles do and columns do not."""
        parts = parts_of(self.urls[0])
        name = parts.path.rstrip("/").rpartition("/")[2]
        return _NUMBERED.search(f"{name}?{parts.query}") is not None and not _COLUMN_FILE.fullmatch(name)


def is_file(url: str) -> bool:
    """Tell an address of a file, which is no article page."""
    return _FILE.search(parts_of(url).path) is not None


def address_patterns(urls: Sequence[str]) -> Iterator[str]:
    """Yield regular expressions for the addresses of articles, the widest first; nothing for no address.

    Each leaves scheme, www. and what stands behind ? or # open. Folders are any name in a wide one, those seen in a
    narrow one. The caller takes the first that matches no page that is known to be no article.
    """
    forms = forms_of(urls)
    if not forms:
        return
    for segment in (any_name, seen_names, seen_values):
        ways = dict.fromkeys(_form_pattern(form, segment) for form in forms)
        paths = [way for way, end in ways if end == _END_OF_PATH]
        queries = [way for way, end in ways if end == _END_OF_QUERY]
        ends = [(paths, _END_OF_PATH), (queries, _END_OF_QUERY)]
        yield f"^https?://{_hosts(forms)}{either([either(held) + end for held, end in ends if held])}"


def forms_of(urls: Sequence[str]) -> list[Form]:
    """Sort addresses by form, the most frequent first; a form seen once among many is an accident.

    Where most are numbered, those that are not lead to something else than articles.
    """
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    pages = [url for url in islice(dict.fromkeys(urls), _MOST_ADDRESSES) if not is_file(url)]
    hashes = {len(stem) for url in pages if is_hash(stem := split_name(_file(url))[0])}
    for url in pages:
        groups[_form(url, hashes)].append(url)
    total = sum(map(len, groups.values()))
    forms = sorted((Form(tuple(held)) for held in groups.values()), key=lambda form: -len(form.urls))
    numbered = sum(len(form.urls) for form in forms if form.is_numbered)
    if numbered >= total * _MOSTLY:
        forms = [form for form in forms if form.is_numbered]
    return [f for f in forms if len(f.urls) > 1 or total < _FEW or f.is_numbered][:_MOST_FORMS]


def coverage(pattern: re.Pattern[str], urls: Sequence[str]) -> float:
    """Return the part of the addresses that a pattern matches; 1.0 for none."""
    return sum(pattern.search(url) is not None for url in urls) / len(urls) if urls else 1.0


def _form(url: str, hashes: Container[int]) -> tuple[object, ...]:
    """Return what the addresses of a form have in common. `hashes`: how long hexadecimal names are; one that happens
    to hold digits alone is one of them.
    """
    parts = parts_of(url)
    stem, ending = split_name(_file(url))
    made = f"h{ending}" if len(stem) in hashes and may_be_hash(stem) else signature(_file(url))
    names = sorted(key for key, _ in parse_qsl(parts.query, keep_blank_values=True))
    return parts.path.count("/"), made, tuple(names)


def _file(url: str) -> str:
    return parts_of(url).path.rpartition("/")[2]


def _form_pattern(form: Form, segment: Callable[[Values], str]) -> tuple[str, str]:
    """Return the pattern of a form's paths and parameters, and that of what may stand behind them."""
    parts = [parts_of(url) for url in form.urls]
    *folders, names = zip(*(part.path.split("/") for part in parts), strict=True)
    # The file's own name says what the page is: show.php is never any name.
    path = "/".join([*(segment(Values(column)) for column in folders), by_signature(Values(names), words_of)])
    query = _query_pattern(form.urls)
    return (rf"{path}\?{query}", _END_OF_QUERY) if query else (path, _END_OF_PATH)


def _query_pattern(urls: Sequence[str]) -> str:
    """Return the pattern of the parameters, in the order in which they are written and in that of the stored form."""
    orders: dict[tuple[str, ...], list[list[tuple[str, str]]]] = defaultdict(list)
    for url in urls:
        for form in (url, _canonical(url)):
            pairs = parse_qsl(parts_of(form).query, keep_blank_values=True)
            orders[tuple(key for key, _ in pairs)].append(pairs)
    orders.pop((), None)
    frequent = sorted(orders.values(), key=len, reverse=True)[:2]
    return either([_pairs_pattern(rows) for rows in frequent]) if frequent else ""


def _pairs_pattern(rows: Sequence[Sequence[tuple[str, str]]]) -> str:
    return "&".join(
        f"{literal(column[0][0])}={by_signature(Values([value for _, value in column]), words_of)}"
        for column in zip(*rows, strict=True)
    )


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except UsageError:
        return url


def _hosts(forms: Sequence[Form]) -> str:
    places = {parts_of(url).netloc.lower().removeprefix("www.") for form in forms for url in form.urls}
    return r"(?:www\.)?" + either(sorted(literal(place) for place in places))
