"""Articles as Parquet: typed columns, times as instants, lists as lists.

The plainest form of the format, which every reader knows: a row group has one page a column, PLAIN values packed with
gzip, levels as runs. The library for it took 90 MB of memory and 50 kB more for each row group (2026-11).
"""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from cli import thrift
from cli.thrift import i32, i64, items, nested, record, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# Of a row group, whichever comes first.
_MOST_ROWS = 5_000
_MOST_CHARACTERS = 2_000_000
_LEVEL = 4
_MAGIC = b"PAR1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Numbers of the format: physical types, repetition, old and new logical types, encodings, the codec.
_INT32, _INT64, _BYTES = 1, 2, 6
_OPTIONAL, _REPEATED = 1, 2
_OLD_UTF8, _OLD_LIST, _OLD_MICROS = 0, 3, 10
_STRING = record({1: nested(record({}))})
_LIST = record({3: nested(record({}))})
_INSTANT = record({8: nested(record({1: thrift.TRUE, 2: nested(record({2: nested(record({}))}))}))})
_PLAIN, _RLE = 0, 3
_GZIP = 2


class _Level(NamedTuple):
    """One value with how deep it is defined, and whether it goes on in the list of the one before."""

    goes_on: int
    defined: int
    value: Any


class _Column(NamedTuple):
    """A column of values: its path in the schema, its type, its deepest level, and how the values come out of a field
    that is a list (None: the field is the value).
    """

    path: tuple[str, ...]
    kind: int
    deepest: int
    values: Callable[[Any], Iterator[_Level]] | None


def write_parquet(rows: Iterable[dict[str, Any]], fields: Sequence[str], file: BinaryIO) -> tuple[int, str]:
    """Write a Parquet file of small row groups."""
    schema, columns = _schema(fields)
    file.write(_MAGIC)
    position, count = len(_MAGIC), 0
    groups: list[bytes] = []
    for group in _groups(rows):
        described = []
        for column in columns:
            chunk, said = _chunk(column, group, position)
            file.write(chunk)
            position += len(chunk)
            described.append((said, len(chunk)))
        total = i64(sum(size for _, size in described))
        said_of_all = items(thrift.STRUCT, [said for said, _ in described])
        groups.append(record({1: said_of_all, 2: total, 3: i64(len(group))}))
        count += len(group)
    footer = record(
        {1: i32(1), 2: items(thrift.STRUCT, schema), 3: i64(count), 4: items(thrift.STRUCT, groups), 6: text("tzwatch")}
    )
    file.write(footer + struct.pack("<I", len(footer)) + _MAGIC)
    return count, ""


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    held = 0
    for row in rows:
        group.append(row)
        held += len(row["body_text"] or "") + len(row["body_html"] or "")
        if len(group) >= _MOST_ROWS or held >= _MOST_CHARACTERS:
            yield group
            group, held = [], 0
    if group:
        yield group


def _chunk(column: _Column, rows: Sequence[dict[str, Any]], position: int) -> tuple[bytes, bytes]:
    """Return the one page of a column in a row group, and what the end of the file says of it."""
    count, data = _page(column, [row[column.path[0]] for row in rows])
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    packed = packer.compress(data) + packer.flush()
    about = record({1: i32(count), 2: i32(_PLAIN), 3: i32(_RLE), 4: i32(_RLE)})
    head = record({1: i32(0), 2: i32(len(data)), 3: i32(len(packed)), 5: nested(about)})
    meta = record(
        {
            1: i32(column.kind),
            2: items(thrift.I32, [thrift.number(_PLAIN), thrift.number(_RLE)]),
            3: items(thrift.BINARY, [thrift.string(step) for step in column.path]),
            4: i32(_GZIP),
            5: i64(count),
            6: i64(len(head) + len(data)),
            7: i64(len(head) + len(packed)),
            9: i64(position),
        }
    )
    return head + packed, record({2: i64(position), 3: nested(meta)})


def _page(column: _Column, fields: Sequence[Any]) -> tuple[int, bytes]:
    """Return how many values a column's page has for these fields, absent ones too, and the page."""
    if column.values is None:
        levels = _levels(int(value is not None) for value in fields)
        return len(fields), levels + _plain(column.kind, [value for value in fields if value is not None])
    found = list(chain.from_iterable(map(column.values, fields)))
    levels = _levels(one.goes_on for one in found) + _levels(one.defined for one in found)
    return len(found), levels + _plain(column.kind, [one.value for one in found if one.defined == column.deepest])


def _levels(levels: Iterable[int]) -> bytes:
    """Return levels as runs: how many, then which."""
    runs = b"".join(thrift.varint(sum(1 for _ in run) << 1) + bytes([level]) for level, run in groupby(levels))
    return struct.pack("<I", len(runs)) + runs


def _plain(kind: int, values: Sequence[Any]) -> bytes:
    """Return values as they lie in a page."""
    if kind == _BYTES:
        texts = [value.encode() for value in values]
        return b"".join(chain.from_iterable((struct.pack("<I", len(data)), data) for data in texts))
    if values and isinstance(values[0], datetime):
        values = [(value - _EPOCH) // _MICROSECOND for value in values]
    return struct.pack(f"<{len(values)}{'i' if kind == _INT32 else 'q'}", *values)


def _each(values: Sequence[Any] | None, key: str | None = None) -> Iterator[_Level]:
    """Yield the values of a list, or what its objects have under a key; one without value for none and an empty one."""
    if not values:
        yield _Level(0, 0 if values is None else 1, None)
        return
    for number, item in enumerate(values):
        value = item if key is None else item.get(key)
        # Of an object there is one level more: it may be there without the key.
        yield _Level(min(number, 1), (3 if key is None else 4) - (value is None), value)


def _schema(fields: Sequence[str]) -> tuple[list[bytes], list[_Column]]:
    """Return the schema's elements, from the root down, and the columns in their order."""
    elements = [record({4: text("articles"), 5: i32(len(fields))})]
    columns: list[_Column] = []
    for name in fields:
        described, found = _field(name)
        elements += described
        columns += found
    return elements, columns


def _field(name: str) -> tuple[list[bytes], list[_Column]]:
    match name:
        case "published_at" | "first_seen_at" | "last_seen_at" | "changed_at":
            return [_leaf(name, _INT64, _OLD_MICROS, _INSTANT)], [_Column((name,), _INT64, 1, None)]
        case "version":
            return [_leaf(name, _INT32)], [_Column((name,), _INT32, 1, None)]
        case "story_id":
            return [_leaf(name, _INT64)], [_Column((name,), _INT64, 1, None)]
        case "breadcrumb" | "keywords":
            path = (name, "list", "element")
            return [*_list(name), _text_leaf("element")], [_Column(path, _BYTES, 3, _each)]
        case "images" | "attachments":
            return _objects(name, ("url", "caption" if name == "images" else "title"))
    return [_text_leaf(name)], [_Column((name,), _BYTES, 1, None)]


def _objects(name: str, keys: Sequence[str]) -> tuple[list[bytes], list[_Column]]:
    element = record({3: i32(_OPTIONAL), 4: text("element"), 5: i32(len(keys))})
    columns = [_Column((name, "list", "element", key), _BYTES, 4, partial(_each, key=key)) for key in keys]
    return [*_list(name), element, *map(_text_leaf, keys)], columns


def _list(name: str) -> list[bytes]:
    outer = record({3: i32(_OPTIONAL), 4: text(name), 5: i32(1), 6: i32(_OLD_LIST), 10: nested(_LIST)})
    return [outer, record({3: i32(_REPEATED), 4: text("list"), 5: i32(1)})]


def _text_leaf(name: str) -> bytes:
    return _leaf(name, _BYTES, _OLD_UTF8, _STRING)


def _leaf(name: str, kind: int, old: int | None = None, logical: bytes | None = None) -> bytes:
    said = {1: i32(kind), 3: i32(_OPTIONAL), 4: text(name)}
    if old is not None and logical is not None:
        said |= {6: i32(old), 10: nested(logical)}
    return record(said)
