"""Whose turn it is at a host: one request in flight, and the pause between two, whoever asks."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.network.leases import BURST_SECONDS, OFFER_SECONDS, Leases
from news.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

logger = logging.getLogger(__name__)

# A host without a pause is kept this long, for the request that follows from the answer.
_LINGER_SECONDS = 0.1


@dataclass(slots=True)
class _Turnstile:
    """One host's turn in this process: held while a request is in flight; the next may start at `free_at`
    (monotonic seconds). `timer` lets the lease go when no request follows.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    timer: asyncio.TimerHandle | None = None

    @property
    def left(self) -> float:
        return max(0.0, self.free_at - time.monotonic())


class Turns:
    """Every host's turnstile, shared by all crawls of the process; with a database, by all processes on it.

    A host is leased for a burst of requests and let go in a pause, when it may not be asked anyway. One request asks
    for one host at a time, so nobody waits in a ring; who waits holds up nobody at another host.
    """

    def __init__(self, database: str | None, burst: float = BURST_SECONDS) -> None:
        self._leases = Leases(database, burst) if database else None
        self._turnstiles: dict[str, _Turnstile] = {}
        self._letting_go: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def turn(self, host: str, gap: float) -> AsyncIterator[None]:
        """Wait for the host's turn and hold it for the length of the block; `gap` seconds are left after it.

        Raise IgnoreRequest or DatabaseError when the turn does not come.
        """
        turnstile = self._turnstiles.setdefault(host, _Turnstile())
        async with turnstile.lock:
            try:
                await self._admitted(host, turnstile, gap)
                try:
                    yield
                finally:
                    turnstile.free_at = time.monotonic() + gap
            finally:
                self._linger(host, turnstile)

    async def close(self) -> None:
        """Let every host go. Whom the database has left need not tell it: the leases went with it."""
        for turnstile in self._turnstiles.values():
            if turnstile.timer:
                turnstile.timer.cancel()
        if self._letting_go:
            await asyncio.wait(self._letting_go)
        if self._leases is None:
            return
        try:
            await self._leases.close({host: turnstile.left for host, turnstile in self._turnstiles.items()})
        except DatabaseError as error:
            logger.info("%s", error)

    async def _admitted(self, host: str, turnstile: _Turnstile, gap: float) -> None:
        if turnstile.timer:
            turnstile.timer.cancel()
        if self._leases and not await self._leases.may_go_on(host):
            if self._leases.holds(host):
                await self._leases.let_go(host, turnstile.left)
                await asyncio.sleep(max(turnstile.left, OFFER_SECONDS))
            wait = await self._leases.take(host, gap)
            turnstile.free_at = max(turnstile.free_at, time.monotonic() + wait)
        await asyncio.sleep(turnstile.left)

    def _linger(self, host: str, turnstile: _Turnstile) -> None:
        if self._leases and self._leases.holds(host):
            after = max(turnstile.left, _LINGER_SECONDS)
            turnstile.timer = asyncio.get_running_loop().call_later(after, self._begin_to_let_go, host, turnstile)

    def _begin_to_let_go(self, host: str, turnstile: _Turnstile) -> None:
        task = asyncio.ensure_future(self._let_go(host, turnstile))
        self._letting_go.add(task)
        task.add_done_callback(self._letting_go.discard)

    async def _let_go(self, host: str, turnstile: _Turnstile) -> None:
        # Behind a request that came meanwhile, this one has nothing to do: that one lingers in its turn.
        if self._leases is None or turnstile.lock.locked():
            return
        async with turnstile.lock:
            try:
                await self._leases.let_go(host, turnstile.left)
            except DatabaseError as error:
                logger.info("%s", error)


class _Shared:
    """The turns of one database, and how many use them."""

    def __init__(self, database: str | None) -> None:
        self.turns = Turns(database)
        self.users = 0


_shared: dict[str | None, _Shared] = {}


def join(database: str | None) -> Turns:
    """Return the turns that all crawls of this process on one database share; `leave` them afterwards."""
    if database not in _shared:
        _shared[database] = _Shared(database)
    _shared[database].users += 1
    return _shared[database].turns


async def leave(database: str | None) -> None:
    """Give the turns back; with the last user their leases end."""
    shared = _shared[database]
    shared.users -= 1
    if shared.users == 0:
        del _shared[database]
        await shared.turns.close()
