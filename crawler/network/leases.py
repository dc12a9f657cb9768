"""The right to ask a host, shared with every other process on the database (db/hosts.py)."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from scrapy.exceptions import IgnoreRequest

from db import hosts
from db.connection import database_errors
from news.errors import TzwatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from psycopg import Connection

T = TypeVar("T")

# One lease serves the requests of this many seconds; then the host is offered to other processes.
BURST_SECONDS = 15.0
# Whoever offers a host stays away for so long that one who waits has looked twice.
OFFER_SECONDS = 0.4
_LOOK_SECONDS = 0.2
# Longer than three others that keep the longest pause of robots.txt; then the holder hangs.
_PATIENCE_SECONDS = 300.0


class Leases:
    """This process's leases, on one connection of their own. The last one to use it calls `close`.

    What it costs, on the private server and a busy machine of two cores (2026-11): 15 µs of CPU for a request within
    a burst, which asks the database nothing; four round trips, 1 ms of CPU on this side, for a lease taken and let
    go, shared by the requests of its burst; one round trip, 0.3 ms, for each look at a host that another one holds.

    The connection is worked on by one thread, which alone knows and changes what is held: a request that is
    cancelled while it waits loses no lease.
    """

    def __init__(self, database: str, burst: float = BURST_SECONDS) -> None:
        self._database = database
        self._burst = burst
        self._thread = ThreadPoolExecutor(1, "leases")
        self._conn: Connection | None = None
        # Until when the lease of a host is kept (monotonic seconds).
        self._held: dict[str, float] = {}

    def holds(self, host: str) -> bool:
        return host in self._held

    async def may_go_on(self, host: str) -> bool:
        """Tell whether this process may ask the host once more. Costs a round trip only when the server spoke."""
        if self._held.get(host, 0.0) <= time.monotonic():
            return False
        return self._undisturbed() or (await self._run(self._stands) and self.holds(host))

    async def take(self, host: str, gap: float) -> float:
        """Wait until no other process asks the host; return the seconds that it must still be left alone.

        Raise IgnoreRequest when another process does not let go, DatabaseError when the database is away.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (wait := await self._run(self._try, host, gap)) is None:
            if time.monotonic() > deadline:
                raise IgnoreRequest(
                    f"{host} 一直被另一个采集进程占用，下次再试 another process keeps this host, next crawl tries again"
                )
            await asyncio.sleep(_LOOK_SECONDS * random.uniform(0.5, 1.0))
        return wait

    async def let_go(self, host: str, seconds: float) -> None:
        """Offer the host to other processes, to be asked in `seconds` at the earliest."""
        await self._run(self._let_go, host, seconds)

    async def close(self, left: Mapping[str, float]) -> None:
        """Let go of every host, in `left` seconds each, and of the connection."""
        try:
            await self._run(self._close, left)
        finally:
            self._thread.shutdown(wait=False)

    def _undisturbed(self) -> bool:
        return self._conn is not None and hosts.is_undisturbed(self._conn)

    async def _run(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    # In the thread

    def _stands(self) -> bool:
        if self._conn is None or not hosts.stands(self._conn):
            self._drop()
            return False
        return True

    def _try(self, host: str, gap: float) -> float | None:
        if not self._stands():
            self._conn = hosts.open_leases(self._database)
        if self.holds(host):
            return 0.0
        with self._connection() as conn:
            wait = hosts.try_lease(conn, host, gap)
        if wait is not None:
            self._held[host] = time.monotonic() + self._burst
        return wait

    def _let_go(self, host: str, seconds: float) -> None:
        if self._held.pop(host, None) is None or not self._stands():
            return
        with self._connection() as conn:
            hosts.let_go(conn, host, seconds)

    def _close(self, left: Mapping[str, float]) -> None:
        try:
            for host in list(self._held):
                self._let_go(host, left[host])
            if self._stands():
                with self._connection() as conn:
                    hosts.forget_old(conn)
        finally:
            self._drop()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Lend the connection; after an error it is dropped, for nobody knows what was locked."""
        assert self._conn is not None
        try:
            with database_errors():
                yield self._conn
        except TzwatchError:
            self._drop()
            raise

    def _drop(self) -> None:
        self._held.clear()
        if self._conn is not None:
            self._conn.close()
        self._conn = None
