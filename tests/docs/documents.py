"""The documents as the tests see them: files, headings, links, and the commands that they name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_CALL = re.compile(r"(?:\./run|tzwatch)(?: .*)?")


def fences(text: str, language: str) -> list[str]:
    return [body for found, body in _FENCE.findall(text) if found == language]


def prose(text: str) -> str:
    """Return the text without its fenced blocks."""
    return _FENCE.sub("", text)


def headings(text: str) -> list[tuple[int, str]]:
    return [(len(marks), title) for marks, title in _HEADING.findall(prose(text))]


def links(text: str) -> list[str]:
    return _LINK.findall(prose(text))


def spans(text: str) -> list[str]:
    return _SPAN.findall(prose(text))


def calls(text: str) -> Iterator[list[str]]:
    """Yield the words of every `./run …` and `tzwatch …` that a document shows."""
    shown = [line.strip().removeprefix("$ ") for _, body in _FENCE.findall(text) for line in body.splitlines()]
    for line in (*shown, *spans(text)):
        call = line.partition(" #")[0].removesuffix(" &")
        if _CALL.fullmatch(call):
            yield shlex.split(call)[1:]


def variables() -> set[str]:
    """Return every variable that the program reads."""
    names = {f"TZWATCH_{name.upper()}" for name in Settings.model_fields}
    secret = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    return names | {f"TZWATCH_{name.upper()}_FILE" for name in secret}
