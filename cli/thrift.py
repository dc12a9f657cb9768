"""Thrift's compact protocol, as much of it as the head and the end of a Parquet file need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12

# A field's type and its bytes.
Field = tuple[int, bytes]
TRUE: Field = (1, b"")


def varint(value: int) -> bytes:
    """Return a number without sign, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def number(value: int) -> bytes:
    """Return a number with sign."""
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def string(value: str) -> bytes:
    data = value.encode()
    return varint(len(data)) + data


def i32(value: int) -> Field:
    return I32, number(value)


def i64(value: int) -> Field:
    return I64, number(value)


def text(value: str) -> Field:
    return BINARY, string(value)


def nested(value: bytes) -> Field:
    """Return a field that holds a record."""
    return STRUCT, value


def items(kind: int, values: Sequence[bytes]) -> Field:
    """Return a field that holds a list."""
    count = len(values)
    head = bytes([count << 4 | kind]) if count < 15 else bytes([0xF0 | kind]) + varint(count)
    return LIST, head + b"".join(values)


def record(fields: Mapping[int, Field]) -> bytes:
    """Return a record of fields in the order of their numbers, which lie less than sixteen apart."""
    out, last = bytearray(), 0
    for field, (kind, data) in fields.items():
        out.append((field - last) << 4 | kind)
        out += data
        last = field
    return bytes(out) + b"\0"
