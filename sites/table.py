"""One table of a site file, asked strictly: every wrong or unknown value becomes an error with file and line."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from news.errors import SiteDefinitionError
from news.text import clean_text, cut
from sites.lines import MOST_KEY_PARTS, line_of_long_key, value_lines

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Mapping, Sequence

    from sites.lines import Place

T = TypeVar("T")
_MOST_BYTES = 256 * 1024
_LONGEST_SHOWN, _LONGEST_PROBLEM = 100, 400
# tomllib says no place for a number with more digits than Python reads.
_LONG_NUMBER = re.compile(r"[\d_]{4300}")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$| \(at end of document\)$")


@dataclass(frozen=True, slots=True)
class Table:
    """`values` as tomllib read them, at `path` in `file`; `lines` of the whole file."""

    file: str
    lines: Mapping[Place, int]
    values: Mapping[str, object]
    path: Place = ()

    def wrong(self, problem: str, *at: str | int) -> SiteDefinitionError:
        """Return the error that names the line of `at` below this table, or of what holds it."""
        path = self.path + at
        while path not in self.lines:
            path = path[:-1]
        return SiteDefinitionError(self.file, self.lines[path], cut(clean_text(problem), _LONGEST_PROBLEM))

    def allow(self, *names: str) -> None:
        """Raise SiteDefinitionError for a key that is none of `names`."""
        for name in self.values:
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                hint = f"，是不是 did you mean {near[0]}" if near else f"，可用 known: {', '.join(names)}"
                raise self.wrong(f"不认识的项 unknown key: {_shown(name)}{hint}", name)

    def text(self, name: str, check: Callable[[str], T], default: T | None = None) -> T:
        """Return a text that passed `check`. With a default it may be absent or empty."""
        if default is not None and self.values.get(name, "") == "":
            return default
        return self._checked(self._required(name), check, name)

    def texts(self, name: str, check: Callable[[str], T], *, required: bool) -> tuple[T, ...]:
        """Return a list of texts that passed `check`."""
        values = self._list(name, required=required)
        return tuple(self._checked(value, check, name, position) for position, value in enumerate(values))

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """Return a number within the limits, a whole one where the default is whole."""
        value = self.values.get(name, default)
        kinds = (int,) if isinstance(default, int) else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            word = "整数 a whole number" if isinstance(default, int) else "数字 a number"
            raise self.wrong(f"{name} 应为{word}，{least:g} 到 {most:g}: {_shown(value)}", name)
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(f"{name} 应为 should be true 或 false: {_shown(value)}", name)
        return value

    def day(self, name: str) -> date | None:
        value = self.values.get(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.wrong(
            f"{name} 应为不带引号的日期 should be a date without quotes, 2021-01-31: {_shown(value)}", name
        )

    def tables(self, name: str, *, required: bool = False) -> tuple[Table, ...]:
        """Return the tables of a list of tables."""
        values = self._list(name, required=required)
        return tuple(self._table(value, name, position) for position, value in enumerate(values))

    def table(self, name: str) -> Table | None:
        return self._table(self.values[name], name) if name in self.values else None

    def _table(self, value: object, *at: str | int) -> Table:
        if not isinstance(value, dict):
            raise self.wrong(f"{at[0]} 应为表 should be a table, {{ … }}: {_shown(value)}", *at)
        return Table(self.file, self.lines, value, self.path + at)

    def _list(self, name: str, *, required: bool) -> Sequence[object]:
        value = self._required(name) if required else self.values.get(name, [])
        if not isinstance(value, list) or (required and not value):
            raise self.wrong(f"{name} 应为非空列表 should be a list with something in it, [ … ]: {_shown(value)}", name)
        return value

    def _required(self, name: str) -> object:
        if name not in self.values:
            raise self.wrong(f"缺少 missing key: {name}")
        return self.values[name]

    def _checked(self, value: object, check: Callable[[str], T], *at: str | int) -> T:
        if not isinstance(value, str) or not value:
            raise self.wrong(f"{at[0]} 应为非空文字 should be a text in quotes, not empty: {_shown(value)}", *at)
        try:
            return check(value)
        except ValueError as error:
            raise self.wrong(f"{at[0]}: {error}", *at) from error


def read_table(file: pathlib.Path) -> Table:
    """Read a site file. Raise SiteDefinitionError, with the line, for what is no TOML in UTF-8."""
    name = str(file)
    body = _read(file)
    try:
        # Notepad writes a byte order mark; it is no mistake of the operator.
        text = body.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SiteDefinitionError(name, line, "请存为 UTF-8 编码 not UTF-8, save the file as UTF-8") from error
    line_of_key = line_of_long_key(text)
    if line_of_key is not None:
        problem = f"键的层数过多，最多 {MOST_KEY_PARTS} 层 a key with more than {MOST_KEY_PARTS} parts"
        raise SiteDefinitionError(name, line_of_key, problem)
    try:
        values = tomllib.loads(text)
        return Table(name, value_lines(text), values)
    except RecursionError as error:
        raise SiteDefinitionError(name, 1, "括号嵌套过深 nested too deep") from error
    except ValueError as error:
        raise SiteDefinitionError(name, _line_of(error, text), f"TOML 格式有误 is not TOML: {_said(error)}") from error


def _read(file: pathlib.Path) -> bytes:
    try:
        if not file.is_file():
            raise SiteDefinitionError(str(file), 1, "不是普通文件 not a plain file")
        with file.open("rb") as opened:
            body = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SiteDefinitionError(str(file), 1, f"读不到，请检查权限 cannot be read: {error.strerror}") from error
    if len(body) > _MOST_BYTES:
        raise SiteDefinitionError(str(file), 1, f"文件超过 {_MOST_BYTES // 1024} KiB larger than that, too large")
    return body


def _shown(value: object) -> str:
    """Return a value as a short text."""
    try:
        return cut(repr(value), _LONGEST_SHOWN)
    except (ValueError, RecursionError):
        # A whole number of more digits than Python prints.
        return "…"


def _line_of(error: ValueError, text: str) -> int:
    found = _AT_LINE.search(str(error))
    if not found:
        number = _LONG_NUMBER.search(text)
        return text.count("\n", 0, number.start()) + 1 if number else 1
    return int(found[1]) if found[1] else max(1, len(text.splitlines()))


def _said(error: ValueError) -> str:
    return clean_text(_AT_LINE.sub("", str(error)))[:200]
