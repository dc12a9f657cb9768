"""On which line of a TOML text a value stands, which tomllib does not tell; and keys that it had better not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = tuple[str | int, ...]
"""Keys and list positions from the top: ("channels", 1, "url")."""

_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)
    |(?P<string>\"{3}(?:\\.|[^\\])*?(?:\"{3,5}|\Z)|'{3}.*?(?:'{3,5}|\Z)|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?)
    |(?P<mark>[\[\]{}=,.\n])
    |(?P<bare>[^\s\[\]{}=,.\#"']+)""",
    re.VERBOSE | re.DOTALL,
)
# tomllib keeps every beginning of a dotted key: 2026-11, one of 240 KB took 24 GB.
MOST_KEY_PARTS = 8
_VALUE_ENDS = ("", "\n", ",", "]", "}")


def value_lines(text: str) -> Mapping[Place, int]:
    """Return the line of every key, table and list element of `text`, which tomllib has read without complaint."""
    reader = _Reader(text)
    reader.document()
    return reader.lines


def line_of_long_key(text: str) -> int | None:
    """Return the line of the first key with more than MOST_KEY_PARTS parts, None without one; `text` may be no TOML."""
    line, parts, follows_dot = 1, 0, False
    for found in _TOKEN.finditer(text):
        if found.lastgroup in ("string", "bare"):
            parts = parts + 1 if follows_dot else 1
        elif found.lastgroup == "mark" and found.group() != ".":
            parts = 0
        if parts > MOST_KEY_PARTS:
            return line
        if found.lastgroup != "skip":
            follows_dot = found.group() == "."
        line += found.group().count("\n")
    return None


class _Reader:
    """Walks over the tokens of a valid document; knows nothing of what the values mean."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {(): 1}
        self._tokens: list[tuple[str, int]] = []
        self._at = 0
        self._tables: dict[Place, int] = {}
        line = 1
        for found in _TOKEN.finditer(text):
            if found.lastgroup != "skip":
                self._tokens.append((found.group(), line))
            line += found.group().count("\n")

    def document(self) -> None:
        table: Place = ()
        while self._peek():
            if self._peek() == "\n":
                self._at += 1
            elif self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Place:
        line = self._line()
        doubled = self._peek(1) == "["
        self._at += 2 if doubled else 1
        *parents, name = self._key("]")
        path = self._current(parents)
        self._at += 2 if doubled else 1
        path += (name,)
        if doubled:
            self.lines.setdefault(path, line)
            self._tables[path] = self._tables.get(path, -1) + 1
            path += (self._tables[path],)
        self.lines.setdefault(path, line)
        return path

    def _current(self, names: list[str]) -> Place:
        """Return the path that a header's names mean: inside an array of tables, its latest table."""
        path: Place = ()
        for name in names:
            path += (name,)
            if path in self._tables:
                path += (self._tables[path],)
        return path

    def _pair(self, table: Place) -> None:
        line = self._line()
        path = table
        for name in self._key("="):
            path += (name,)
            self.lines.setdefault(path, line)
        self._at += 1
        self._value(path)

    def _key(self, end: str) -> list[str]:
        names = []
        while self._peek() not in (end, ""):
            if self._peek() != ".":
                names.append(self._peek().strip("\"'"))
            self._at += 1
        return names

    def _value(self, path: Place) -> None:
        self.lines.setdefault(path, self._line())
        if self._peek() == "[":
            self._list(path)
        elif self._peek() == "{":
            self._inline_table(path)
        else:
            self._at += 1
            while self._peek() not in _VALUE_ENDS:
                self._at += 1

    def _list(self, path: Place) -> None:
        self._at += 1
        position = 0
        while self._peek() not in ("]", ""):
            if self._peek() == ",":
                position += 1
            if self._peek() in (",", "\n"):
                self._at += 1
            else:
                self._value((*path, position))
        self._at += 1

    def _inline_table(self, path: Place) -> None:
        self._at += 1
        while self._peek() not in ("}", ""):
            if self._peek() in (",", "\n"):
                self._at += 1
            else:
                self._pair(path)
        self._at += 1

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][0] if at < len(self._tokens) else ""

    def _line(self) -> int:
        return self._tokens[self._at][1]
