"""Connections to Postgres: every room that stores asks here."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from news.errors import ConfigError, DatabaseError, UnstorableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

# A lock that nobody releases must end in an error a person can read, not in a program that stands still. The
# server asks a silent client every half minute: a machine that lost its power gives its locks back.
_OPTIONS = (
    "-c lock_timeout=10s -c statement_timeout=300s -c idle_in_transaction_session_timeout=120s"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
# A password with an @ that was not escaped ends up in what libpq takes for the host's name.
_USER_INFO = re.compile(r"[^\s\"'/]+@")
# What one record's values make the server say, and Python before they get there: half a character is no UTF-8, and
# the last day of the year 9999 has no time in Asia/Shanghai (2026-11).
_REFUSED = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    UnicodeEncodeError,
    OverflowError,
)


def connect(url: str, *, autocommit: bool = True, patience: float = 5.0) -> Connection:
    """Open one connection, trying for `patience` seconds. Raise DatabaseError with what the server said.

    autocommit: transactions are explicit (`with conn.transaction():`), the caller of a db function owns them.
    """
    conninfo = _guarded(url)
    deadline = time.monotonic() + patience
    while True:
        try:
            return psycopg.connect(conninfo, autocommit=autocommit)
        except psycopg.OperationalError as error:
            if time.monotonic() >= deadline or _is_final(error):
                raise DatabaseError(_refusal(error)) from error
            time.sleep(0.2)


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn what psycopg raises into one line a person can act on.

    UnstorableError: one record's values were refused, the connection is well. DatabaseError: anything else.
    """
    try:
        yield
    except _REFUSED as error:
        raise UnstorableError(
            f"这条数据存不进数据库，请报告 Postgres refused a value: {what_was_said(error)}"
        ) from error
    except psycopg.Error as error:
        raise DatabaseError(_refusal(error)) from error


def environment(url: str) -> dict[str, str]:
    """Return the connection string as libpq's environment variables: a command line would show the password."""
    options = psycopg.pq.Conninfo.parse(url.encode())
    return {o.envvar.decode(): o.val.decode() for o in options if o.envvar and o.val}


def _guarded(url: str) -> str:
    """Return the connection string with time limits; dead peers are noticed within a minute."""
    try:
        given = conninfo_to_dict(url).get("options") or ""
    except psycopg.ProgrammingError:
        # libpq's words repeat the whole string, the password too.
        raise ConfigError(
            "TZWATCH_DATABASE_URL 写法不对，应为 postgresql://user:password@host:5432/name is malformed"
            "（密码中的 @ : / 要写成 %40 %3A %2F escape these in a password）"
        ) from None
    return make_conninfo(
        url,
        options=f"{_OPTIONS} {given}".strip(),
        client_encoding="utf8",
        connect_timeout=5,
        keepalives_idle=30,
        keepalives_interval=10,
        keepalives_count=3,
    )


def _is_final(error: psycopg.OperationalError) -> bool:
    """Tell whether waiting cannot help: wrong password, unknown role or database."""
    text = str(error)
    return any(sign in text for sign in ("authentication failed", "does not exist", "no pg_hba.conf entry"))


def _refusal(error: Exception) -> str:
    return f"数据库不可用，请检查 TZWATCH_DATABASE_URL 或运行 tzwatch doctor database refused: {what_was_said(error)}"


def what_was_said(error: Exception) -> str:
    """Return the server's first words on one line: what follows them repeats the values."""
    primary = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    said = " ".join((primary or str(error)).split()) or type(error).__name__
    return _USER_INFO.sub("***@", said)[:300]
