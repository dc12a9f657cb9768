"""Turns at a host between processes: here each process is a `Turns` of its own on the same database."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import make_conninfo
from scrapy.exceptions import IgnoreRequest

from crawler.network import leases, turns
from crawler.network.turns import Turns
from db import hosts
from db.connection import connect
from news.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from psycopg import Connection

_HOST, _GAP = "example.cn", 0.1


@pytest.fixture
def other(database_url: str) -> Iterator[Connection]:
    """Another process's lease connection."""
    with hosts.open_leases(database_url) as conn:
        yield conn


@asynccontextmanager
async def _turns(database: str | None, count: int = 1, burst: float = 10.0) -> AsyncIterator[list[Turns]]:
    made = [Turns(database, burst) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            await one.close()


async def _ask(turns: Turns, host: str = _HOST, gap: float = _GAP) -> float:
    async with turns.turn(host, gap):
        return time.monotonic()


async def _taken(other: Connection, within: float) -> float:
    """Take the host for the other process; return the pause that is left."""
    deadline = time.monotonic() + within
    while (wait := hosts.try_lease(other, _HOST, 60.0)) is None:
        assert time.monotonic() < deadline, "the host was not let go"
        await asyncio.sleep(0.01)
    return wait


def test_who_has_much_to_ask_lets_others_in_between_and_the_pause_is_kept(database_url: str) -> None:
    asked: list[tuple[float, float, int]] = []

    async def crawl(who: int, turns: Turns) -> None:
        for _ in range(15):
            async with turns.turn(_HOST, _GAP):
                began = time.monotonic()
                await asyncio.sleep(0.02)
                asked.append((began, time.monotonic(), who))

    async def both() -> None:
        async with _turns(database_url, 2, burst=0.3) as made:
            await asyncio.gather(*(crawl(who, one) for who, one in enumerate(made)))

    asyncio.run(both())
    assert min(later[0] - earlier[1] for earlier, later in pairwise(asked)) >= _GAP - 0.005
    bursts = [list(group) for _, group in groupby(asked, key=lambda one: one[2])]
    assert len(bursts) >= 4
    assert max(map(len, bursts)) > 1


def test_whoever_waits_for_a_host_holds_up_nobody_at_another(database_url: str, other: Connection) -> None:
    async def main() -> None:
        async with _turns(database_url) as (turns,):
            assert hosts.try_lease(other, _HOST, _GAP) == 0.0
            waiting = asyncio.ensure_future(_ask(turns))
            await asyncio.sleep(0.3)
            async with asyncio.timeout(10.0):
                await _ask(turns, "elsewhere.cn")
            assert not waiting.done()
            hosts.let_go(other, _HOST, 0.5)
            began = time.monotonic()
            assert 0.4 < await waiting - began < 10.0

    asyncio.run(main())


def test_a_host_that_is_asked_no_more_is_free_for_others_after_the_pause(database_url: str, other: Connection) -> None:
    async def main() -> None:
        async with _turns(database_url) as (turns,):
            await _ask(turns)
            assert hosts.try_lease(other, _HOST, 60.0) is None
            assert await _taken(other, 10.0) == 0.0

    asyncio.run(main())


def test_whoever_ends_within_the_pause_hands_on_what_is_left_of_it(database_url: str, other: Connection) -> None:
    async def main() -> None:
        async with _turns(database_url) as (turns,):
            await _ask(turns, gap=60.0)
        assert 30.0 < await _taken(other, 10.0) <= 60.0

    asyncio.run(main())


def test_a_request_given_up_while_it_waits_leaves_the_host_to_the_next(database_url: str, other: Connection) -> None:
    async def main() -> None:
        async with _turns(database_url) as (turns,):
            assert hosts.try_lease(other, _HOST, _GAP) == 0.0
            waiting = asyncio.ensure_future(_ask(turns))
            await asyncio.sleep(0.3)
            waiting.cancel()
            hosts.let_go(other, _HOST, 0.0)
            async with asyncio.timeout(10.0):
                await _ask(turns)
            assert await _taken(other, 10.0) == 0.0

    asyncio.run(main())


def test_a_lease_whose_connection_was_cut_is_asked_for_anew(database_url: str, other: Connection) -> None:
    async def main() -> None:
        async with _turns(database_url) as (turns,):
            await _ask(turns)
            with connect(database_url) as conn:
                conn.execute(
                    """SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
                       WHERE locktype = 'advisory' AND database = (
                           SELECT oid FROM pg_database WHERE datname = current_database())"""
                )
            # The other one came first; its crash tells nobody when it asked.
            assert hosts.try_lease(other, _HOST, 60.0) == 60.0
            waiting = asyncio.ensure_future(_ask(turns))
            await asyncio.sleep(0.3)
            assert not waiting.done()
            hosts.let_go(other, _HOST, 0.0)
            async with asyncio.timeout(10.0):
                await waiting

    asyncio.run(main())


def test_a_host_that_another_process_never_lets_go_is_given_up_in_one_sentence(
    database_url: str, other: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_PATIENCE_SECONDS", 0.3)

    async def main() -> None:
        async with _turns(database_url) as (turns,):
            hosts.try_lease(other, _HOST, _GAP)
            with pytest.raises(IgnoreRequest, match=f"^{_HOST} 一直被另一个采集进程占用"):
                await _ask(turns)

    asyncio.run(main())


def test_without_its_database_nobody_asks(database_url: str) -> None:
    async def main() -> None:
        async with _turns(make_conninfo(database_url, dbname="nosuch")) as (turns,):
            for _ in range(2):
                with pytest.raises(DatabaseError):
                    await _ask(turns)

    asyncio.run(main())


def test_a_reader_without_database_takes_turns_with_itself() -> None:
    async def main() -> list[float]:
        async with _turns(None) as (turns,):
            return await asyncio.gather(*(_ask(turns) for _ in range(3)))

    asked = asyncio.run(main())
    assert min(later - earlier for earlier, later in pairwise(asked)) >= _GAP


def test_the_crawls_of_one_process_share_their_turns_until_the_last_one_leaves(
    database_url: str, other: Connection
) -> None:
    async def main() -> None:
        joined = [turns.join(database_url) for _ in range(2)]
        assert joined[0] is joined[1]
        await _ask(joined[0], gap=60.0)
        await turns.leave(database_url)
        await asyncio.sleep(0.1)
        assert hosts.try_lease(other, _HOST, 60.0) is None
        await turns.leave(database_url)
        assert 30.0 < await _taken(other, 10.0) <= 60.0

    asyncio.run(main())
