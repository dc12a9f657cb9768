"""Text hygiene: what a page's text goes through before anything is stored, compared or sent."""

from __future__ import annotations

import re
import unicodedata

# NUL and the control characters, DEL and C1, lone surrogates, zero-width marks, soft hyphen, bidi controls, the byte
# order mark and the noncharacters. Line feed and tab are white space, not noise.
_NOISE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_PLANE_ENDS = re.compile("[" + "".join(chr(p << 16 | e) for p in range(1, 17) for e in (0xFFFE, 0xFFFF)) + "]")
# Zero-width joiners belong to emoji and to Uyghur, Mongolian and Indic script; after Chinese, Latin or a space they
# only hide a word from a search.
_JOINERS = re.compile(
    "(?:(?<=[\x00-\x7f\\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff])|^)[\u200c\u200d]+"
)
_SPACES = re.compile(r"\s+")
# More combining marks in a row than any script needs ("zalgo").
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_STACKED = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
# White space to Python, noise to us.
_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f]")
# Most lines of most pages need nothing done; these are the printable things that do: spaces at an edge or in a row,
# combining marks, the soft hyphen.
_UNUSUAL = re.compile(f"^ | $|  |\xad|{_MARKS}")
_NO_LETTERS = re.compile(r"[\W_]+")
_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")

IDEOGRAPHIC_SPACE = "\u3000"


def clean_text(text: str) -> str:
    """Return `text` as one clean line: noise removed, NFC, white space folded and trimmed.

    A single ideographic space inside (`张　三`) is typography and stays; any other run becomes one plain space.
    """
    plain = text.strip() if IDEOGRAPHIC_SPACE in text else " ".join(text.split())
    is_plain = plain.isprintable() and not _UNUSUAL.search(plain) and unicodedata.is_normalized("NFC", plain)
    if is_plain and not _SEPARATORS.search(text):
        return plain
    text = _PLANE_ENDS.sub("", _NOISE.sub("", text.translate(_BREAKS)))
    text = unicodedata.normalize("NFC", _JOINERS.sub("", unicodedata.normalize("NFC", text)))
    text = _STACKED.sub(r"\1", text)
    return _SPACES.sub(_fold_space, text).strip()


def _fold_space(found: re.Match[str]) -> str:
    return IDEOGRAPHIC_SPACE if found.group() == IDEOGRAPHIC_SPACE else " "


def fold(text: str) -> str:
    """Return `text` for comparing: NFKC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def letters(text: str) -> str:
    """Return `text` for comparing titles: as `fold`, and without punctuation."""
    return _NO_LETTERS.sub("", fold(text))


def cut(text: str, length: int) -> str:
    """Return at most `length` characters of `text`, the last one an ellipsis where something was left out."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"
