"""Archives for the tests, made byte by byte: records of WARC and ARC files, whole or torn, packed or not."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.imports.importing import Import
from crawler.imports.saved import Importer
from sites.loader import BUILT_IN, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg import Connection

    from crawler.imports.saved import Imported

CATALOGUE = load_catalogue([BUILT_IN])
AT = datetime(2020, 5, 1, 8, 0, tzinfo=UTC)
_BODY = "民盟中央在北京召开会议，研究部署今年的参政议政工作，与会同志作了交流发言。"


def page(title: str, body: str = _BODY, *, times: int = 6, charset: str = "utf-8") -> bytes:
    """An article page; `body` is its paragraph, several times over."""
    text = "".join(f"<p>第{number}点：{body}</p>" for number in range(times))
    return (
        f'<html><head><meta charset="{charset}"><title>{title}</title></head><body><h1>{title}</h1>'
        f"<div>2020年4月30日 09:30　来源：民盟中央</div>{text}</body></html>"
    ).encode(charset)


def record(
    url: str,
    body: bytes = b"",
    *,
    at: datetime | str = AT,
    kind: str = "response",
    status: str = "200 OK",
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html"),),
    version: str = "1.0",
    more: str = "",
) -> bytes:
    """One record of a WARC file."""
    http = "".join(f"{key}: {value}\r\n" for key, value in headers)
    block = f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + body if kind in ("response", "revisit") else body
    date = at if isinstance(at, str) else at.strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n{more}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def packed(records: Sequence[bytes]) -> bytes:
    """Each record as a gzip member of its own, as the standard asks for."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def chunked(body: bytes, size: int = 700) -> bytes:
    parts = [body[k : k + size] for k in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def import_files(
    conn: Connection, home: Path, *files: Path, url: str | None = None, again: bool = False
) -> list[Imported]:
    return list(Import(conn, Importer(conn, home, CATALOGUE), again=again).run(files, url))


def outcomes(done: Sequence[Imported]) -> list[str]:
    return [one.outcome for one in done]


def archived(tmp_path: Path, records: Sequence[bytes], name: str = "a.warc.gz") -> Path:
    path = tmp_path / name
    path.write_bytes(packed(records))
    return path


def article_pages(count: int, at: datetime = AT) -> list[bytes]:
    return [record(f"http://www.example.cn/{n}.html", page(f"第{n}篇文章的标题"), at=at) for n in range(count)]


def rows_of(conn: Connection, table: str) -> int:
    row = conn.execute(f"SELECT count(*)::integer FROM {table}").fetchone()
    assert row
    return int(row[0])
